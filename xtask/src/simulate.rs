//! Simulated lives of a host, and the same with a fault put in on purpose, which must be found.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{faults, policies, shell};

/// Passes its arguments on to the simulation, but for `--faults [NAME]`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    policies::build()?;
    match arguments.first().map(String::as_str) {
        Some("--faults") => faults::run(arguments.get(1).map(String::as_str)),
        _ => tool("simulate", arguments),
    }
}

/// The real program, killed again and again under load.
pub(crate) fn kill(arguments: &[String]) -> Result<()> {
    policies::build()?;
    tool("kill", arguments)
}

/// Builds host and tool as they are run, then runs the tool.
fn tool(name: &str, arguments: &[String]) -> Result<()> {
    let packages = ["--package", "tollgate", "--package", "tollgate-tests"];
    let build = ["build", "--release", "--locked", "--bins"];
    shell::run(shell::cargo(".", &build).args(packages))?;
    let program = shell::target().join("release").join(name);
    let status = Command::new(&program).args(arguments).status()?;
    if !status.success() {
        bail!("{name} found something");
    }
    Ok(())
}
