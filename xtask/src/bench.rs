//! What a decision costs.

use anyhow::Result;

use crate::{policies, shell};

/// Builds policies and host as they are run, then measures.
pub(crate) fn run(part: &[String]) -> Result<()> {
    policies::build()?;
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
