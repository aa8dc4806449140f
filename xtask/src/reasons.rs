//! Writes docs/REASONS.md from the manifests of the shipped policies. A scenario of the tests
//! checks that it is current.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::{policies, shell};

pub(crate) fn run() -> Result<()> {
    let directory = policies::build()?;
    let run = ["run", "--locked", "--package", "tollgate", "--", "reasons"];
    let output = shell::cargo(".", &run).arg(&directory).output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    let page = shell::top().join("docs/REASONS.md");
    fs::write(&page, &output.stdout).with_context(|| format!("cannot write `{}`", page.display()))
}
