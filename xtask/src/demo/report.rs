//! Why payments failed, as the host's log tells: on the screen, and as pages to keep.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::host::Directory;
use super::page;
use super::yourself::shown;
use crate::shell;

/// Pages that are written: language and file.
const PAGES: [(&str, &str); 2] = [("en", "report.html"), ("zh", "report.zh.html")];

/// The last section that is shown; the others are on the pages.
const LAST: &str = "What to do";
/// Lines that are shown of a section.
const LINES: usize = 30;

/// Shows the beginning of the report and writes its pages.
pub(super) fn show(program: &Path, directory: &Directory) -> Result<()> {
    page::heading("Why payments failed, and what to do about it");
    page::gap();
    page::line("tollgate report");
    page::gap();
    let report_of_all = report(program, directory).output();
    let told = report_of_all.context("tollgate report")?;
    ensure!(
        told.status.success(),
        "`tollgate report` failed: {}",
        String::from_utf8_lossy(&told.stderr)
    );
    excerpt(&String::from_utf8_lossy(&told.stdout));
    page::gap();
    for (locale, file) in PAGES {
        let file = directory.file(file);
        let mut html = report(program, directory);
        html.args(["--format", "html", "--locale", locale, "--output"]);
        shell::run(html.arg(&file))?;
        page::line(&format!("All of it, with charts: {}", shown(&file)));
    }
    Ok(())
}

/// The sections up to the last one that is shown, each cut to what fits a screen.
fn excerpt(report: &str) {
    for section in report.split("\n\n") {
        let lines = section.lines().count();
        section.lines().take(LINES).for_each(shell::say);
        if lines > LINES {
            shell::say(&page::dim(&format!("  ... {} more lines", lines - LINES)));
        }
        if section.starts_with(LAST) {
            return;
        }
        page::gap();
    }
}

fn report(program: &Path, directory: &Directory) -> Command {
    let mut command = Command::new(program);
    command
        .args(["report", "--config"])
        .arg(directory.configuration());
    command
}
