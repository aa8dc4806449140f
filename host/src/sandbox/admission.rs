//! Looks at a module before anything is compiled or run.

use wasmparser::{ComponentTypeRef, Encoding, Parser, Payload, Validator};

use super::Config;

/// Data segments, functions and the like of an honest policy number in the hundreds; a bomb's in
/// the millions.
const FUNCTIONS_MAX: u32 = 20_000;

/// Custom sections hold names, producers, and what people read of a policy.
const CUSTOM_BYTES_MAX: usize = 256 << 10;

/// Says what is wrong with the bytes of a module, or nothing.
///
/// # Errors
/// One sentence with the fix.
pub(super) fn check(bytes: &[u8], config: &Config) -> Result<(), String> {
    let max = config.module_bytes_max;
    if bytes.len() > max {
        return Err(format!(
            "the file has {} bytes; a policy has at most {max}",
            bytes.len()
        ));
    }
    if bytes.get(..4) != Some(b"\0asm") {
        return Err(
            "not a WebAssembly file; copy the `.wasm` that the policy's build wrote".into(),
        );
    }
    let mut custom_bytes = 0_usize;
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.map_err(|error| damaged(&error))?;
        match payload {
            Payload::Version { encoding, .. } => {
                if depth == 0 && encoding != Encoding::Component {
                    return Err(
                        "a core module, not a component; build it with `cargo xtask \
                                policies`, or make it a component with `wasm-tools component new`"
                            .into(),
                    );
                }
                depth += 1;
            }
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(imports) if depth == 1 => {
                for import in imports {
                    let import = import.map_err(|error| damaged(&error))?;
                    refuse_import(import.name.name, import.ty)?;
                }
            }
            Payload::FunctionSection(functions) if functions.count() > FUNCTIONS_MAX => {
                return Err(format!("has more than {FUNCTIONS_MAX} functions"));
            }
            Payload::CustomSection(section) => {
                custom_bytes += section.data().len();
                if custom_bytes > CUSTOM_BYTES_MAX {
                    return Err(format!(
                        "has more than {CUSTOM_BYTES_MAX} bytes of custom sections; strip it"
                    ));
                }
            }
            _ => {}
        }
    }
    // Of code that never runs, wasmtime sees nothing.
    Validator::new()
        .validate_all(bytes)
        .map(drop)
        .map_err(|error| damaged(&error))
}

fn damaged(error: &wasmparser::BinaryReaderError) -> String {
    format!(
        "the file is damaged or cut short ({}); copy it again",
        error.message()
    )
}

/// A component names the types of its contract as imports: those hold no function. Anything
/// else would be something to call.
fn refuse_import(name: &str, import: ComponentTypeRef) -> Result<(), String> {
    let types_alone = match import {
        ComponentTypeRef::Type(_) => true,
        ComponentTypeRef::Instance(_) => name.starts_with("tollgate:policy/"),
        _ => false,
    };
    if types_alone {
        return Ok(());
    }
    Err(format!(
        "imports `{name}`; a policy imports nothing: build it for wasm32-unknown-unknown, without WASI"
    ))
}
