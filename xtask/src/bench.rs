//! What a decision costs.

use anyhow::Result;

use crate::{policies, shell};

/// Builds policies and host as they are run, then measures.
pub(crate) fn run(part: &[String]) -> Result<()> {
    policies::build()?;
    if part == ["peers"] {
        return peers();
    }
    let build = [
        "build",
        "--release",
        "--locked",
        "--package",
        "tollgate",
        "--package",
        "tollgate-bench",
    ];
    shell::run(&mut shell::cargo(".", &build))?;
    let run = [
        "run",
        "--release",
        "--locked",
        "--package",
        "tollgate-bench",
        "--",
    ];
    shell::run(shell::cargo(".", &run).args(part))
}

/// Other policy engines are a workspace of their own; what it shares with this one is not built
/// twice.
fn peers() -> Result<()> {
    let run = [
        "run",
        "--release",
        "--locked",
        "--manifest-path",
        "bench/peers/Cargo.toml",
        "--target-dir",
    ];
    shell::run(shell::cargo(".", &run).arg(shell::target()))
}
