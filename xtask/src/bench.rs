//! What a decision costs.

use anyhow::Result;

use crate::{policies, shell};

/// Builds policies and host as they are run, then measures.
pub(crate) fn run() -> Result<()> {
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
    shell::run(&mut shell::cargo(
        ".",
        &[
            "run",
            "--release",
            "--locked",
            "--package",
            "tollgate-bench",
        ],
    ))
}
