//! Why payments failed, as the host's log tells: on the screen, and as pages to keep.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::host::Directory;
use super::page;
use super::yourself::shown;
use crate::shell;

/// Pages that are written: language and file.
const PAGES: [(&str, &str); 2] = [("en", "report.html"), ("zh", "report.zh.html")];

/// Shows the report and writes its pages.
pub(super) fn show(program: &Path, directory: &Directory) -> Result<()> {
    page::heading("Why payments failed, and what to do about it");
    page::gap();
    page::line("tollgate report");
    shell::run(&mut report(program, directory))?;
    page::gap();
    for (locale, file) in PAGES {
        let file = directory.file(file);
        let mut html = report(program, directory);
        html.args(["--format", "html", "--locale", locale, "--output"]);
        shell::run(html.arg(&file))?;
        page::line(&format!("The same with charts: {}", shown(&file)));
    }
    Ok(())
}

fn report(program: &Path, directory: &Directory) -> Command {
    let mut command = Command::new(program);
    command
        .args(["report", "--config"])
        .arg(directory.configuration());
    command
}
