//! Finds what was built before the scenarios: the program and the policies.

use std::path::{Path, PathBuf};

/// Where cargo put this very test, `<target>/<profile>/deps/<name>`, or tool,
/// `<target>/<profile>/<name>`.
fn profile_directory() -> PathBuf {
    let own = std::env::current_exe().expect("a test knows its own file");
    let directory = own.parent().expect("a test is in a directory");
    let is_test = directory.ends_with("deps");
    let profile = if is_test { directory.parent() } else { None };
    profile.unwrap_or(directory).to_path_buf()
}

/// The program `tollgate` of the same profile as this test.
///
/// # Panics
/// Where it was not built.
#[must_use]
pub fn program() -> PathBuf {
    let program = profile_directory().join("tollgate");
    assert!(
        program.exists(),
        "{} is missing: run the scenarios with `cargo xtask test`, or build it with \
         `cargo build --package tollgate`",
        program.display()
    );
    program
}

/// A file that `cargo xtask policies` made, such as `policies/fees.wasm`. It is looked for in the
/// target directory of this test, then in that of the workspace.
///
/// # Panics
/// Where it was not built.
#[must_use]
pub fn artefact(path: &str) -> PathBuf {
    let own = profile_directory().with_file_name(path);
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../target")
        .join(path);
    let found = [own, workspace].into_iter().find(|file| file.exists());
    found.unwrap_or_else(|| {
        panic!(
            "target/{path} is missing: run the scenarios with `cargo xtask test`, or build it \
             with `cargo xtask policies`"
        )
    })
}

/// The bytes of a module, such as `policies/fees`.
///
/// # Panics
/// Where it was not built.
#[must_use]
pub fn module(name: &str) -> Vec<u8> {
    read(&format!("{name}.wasm"))
}

/// The text of a policy's file, such as `policies/fees`.
///
/// # Panics
/// Where it was not built.
#[must_use]
pub fn settings(name: &str) -> String {
    String::from_utf8(read(&format!("{name}.toml"))).expect("TOML is UTF-8")
}

fn read(path: &str) -> Vec<u8> {
    let file = artefact(path);
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
