//! Writes docs/CAUSES.md from the tables of the tests. A scenario checks that it is current.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::shell;

pub(crate) fn run() -> Result<()> {
    let run = ["run", "--locked", "--package", "tollgate-tests"];
    let output = shell::cargo(".", &run).args(["--bin", "causes"]).output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    let page = shell::top().join("docs/CAUSES.md");
    fs::write(&page, &output.stdout).with_context(|| format!("cannot write `{}`", page.display()))
}
