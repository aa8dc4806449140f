//! What continuous integration runs, and the tests in it.

use anyhow::Result;

use crate::{policies, shell, tidy};

/// Format, lints, tidy, test: each must be clean.
pub(crate) fn run() -> Result<()> {
    for folder in [".", "policies"] {
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

/// Every test. The host is built first: scenarios run the real program.
pub(crate) fn test() -> Result<()> {
    shell::run(&mut shell::cargo(
        "policies",
        &["test", "--locked", "--workspace"],
    ))?;
    policies::build()?;
    shell::run(&mut shell::cargo(
        ".",
        &["build", "--locked", "--package", "tollgate"],
    ))?;
    shell::run(&mut shell::cargo(".", &["test", "--locked", "--workspace"]))
}
