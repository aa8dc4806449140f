//! Runs other programs and talks to the terminal.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a task talks to a person"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// The top of the repository.
pub(crate) fn top() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| top().join("target"), |set| top().join(set))
}

/// Prints to standard output.
pub(crate) fn say(text: &str) {
    println!("{text}");
}

/// Prints to standard error.
pub(crate) fn complain(text: &str) {
    eprintln!("{text}");
}

/// A `cargo` command that runs in `folder` of the repository.
pub(crate) fn cargo(folder: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(top().join(folder)).args(arguments);
    command
}

/// Tells what runs, runs it, and fails where it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let program = program
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_owned();
    let words = command
        .get_args()
        .map(|word| word.to_string_lossy().into_owned());
    let line = [program]
        .into_iter()
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ");
    complain(&format!("$ {line}"));
    let status = command
        .status()
        .with_context(|| format!("`{line}` could not be started"))?;
    if !status.success() {
        bail!("`{line}` failed");
    }
    Ok(())
}
