//! What continuous integration runs, and the tests in it.

use anyhow::Result;

use crate::{policies, shell, tidy};

/// Format, lints, tidy, test: each must be clean.
pub(crate) fn run() -> Result<()> {
    for folder in [".", "policies", "bench/peers"] {
        shell::run(&mut shell::cargo(folder, &["fmt", "--all", "--check"]))?;
    }
    tidy::run()?;
    for folder in [".", "policies"] {
        shell::run(&mut shell::cargo(
            folder,
            &[
                "clippy",
                "--locked",
                "--workspace",
                "--all-targets",
                "--",
                "--deny",
                "warnings",
            ],
        ))?;
    }
    test()
}

/// Every test. All targets are built first, the host among them: scenarios run the real program.
/// Building and testing pick the same packages and targets, so that nothing is built twice.
pub(crate) fn test() -> Result<()> {
    shell::run(&mut shell::cargo(
        "policies",
        &["test", "--locked", "--workspace"],
    ))?;
    policies::build()?;
    let all = ["build", "--locked", "--workspace", "--all-targets"];
    shell::run(&mut shell::cargo(".", &all))?;
    shell::run(&mut shell::cargo(".", &["test", "--locked", "--workspace"]))
}
