//! Custom sections of a module: what it says to a host without running.

use wasmparser::{Parser, Payload};

/// What the section `name` of the module holds, or of a module within it.
///
/// # Errors
/// Where there are two, or the module cannot be read.
pub fn section<'a>(module: &'a [u8], name: &str) -> Result<Option<&'a [u8]>, String> {
    let mut found = None;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.map_err(|error| error.message().to_owned())?;
        if let Payload::CustomSection(section) = payload
            && section.name() == name
            && found.replace(section.data()).is_some()
        {
            return Err(format!("has two sections `{name}`; keep one"));
        }
    }
    Ok(found)
}
