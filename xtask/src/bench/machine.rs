//! When, of what, and on what machine something was measured.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result};
use jiff::Zoned;

use crate::shell;

/// One line: day, commit, processors, kernel.
pub(super) fn now() -> Result<String> {
    let commit = told(Command::new("git").args(["rev-parse", "--short=10", "HEAD"]))?;
    let kernel = told(Command::new("uname").arg("-sr"))?;
    // Without what its builder calls it.
    let kernel = kernel.split('-').next().unwrap_or_default();
    let processors = std::thread::available_parallelism()?;
    Ok(format!(
        "{}, commit {commit}, {processors} × {}, {kernel}.",
        Zoned::now().date(),
        processor()
    ))
}

fn processor() -> String {
    let table = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = table.lines().find(|line| line.starts_with("model name"));
    let model = line.and_then(|line| line.split_once(": "));
    model.map_or_else(|| std::env::consts::ARCH.into(), |(_, name)| name.into())
}

fn told(command: &mut Command) -> Result<String> {
    let output = command.current_dir(shell::top()).output()?;
    let text = String::from_utf8(output.stdout).context("what a program told")?;
    Ok(text.trim().to_owned())
}
