//! `tollgate config`: prints the configuration with its defaults, or checks one.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::table::{Page, Style, Table, count};
use crate::clock::Source;
use crate::config::{COMMENTED, Config};

/// The file has problems.
const PROBLEMS: u8 = 2;

const EXAMPLES: &str = "\
Examples:
  tollgate config > tollgate.toml
  tollgate config --check tollgate.toml

Exit code: 0 where the configuration is printed or right, 2 where it has problems, 1
where it cannot be read.";

/// Print the configuration with every default, commented, or check one.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ConfigArgs {
    /// Check this file instead.
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
}

/// Prints or checks.
///
/// # Errors
/// Where the file cannot be read, or nobody reads the answer.
pub(super) fn run(args: &ConfigArgs) -> anyhow::Result<ExitCode> {
    let Some(file) = &args.check else {
        io::stdout().write_all(COMMENTED.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    fs::metadata(file).with_context(|| format!("cannot open `{}`", file.display()))?;
    let mut page = Page::new();
    let code = check(file, &mut page);
    page.print()?;
    Ok(code)
}

fn check(file: &Path, page: &mut Page) -> ExitCode {
    match Config::read(file) {
        Ok(config) => {
            right(page, &config);
            ExitCode::SUCCESS
        }
        Err(problems) => {
            for problem in &problems.0 {
                page.paragraph(0, problem, Style::Plain);
            }
            let told = count(problems.0.len() as u64, "problem", "problems");
            page.line(&[(&told, Style::Bad)]);
            ExitCode::from(PROBLEMS)
        }
    }
}

/// What a person checks next: where it all leads.
fn right(page: &mut Page, config: &Config) {
    let mut table = Table::of_labels();
    table.label("gateways call", config.listen.to_string());
    table.label("figures and health", config.server.admin_listen.to_string());
    table.label("data", config.data_directory.display().to_string());
    table.label("policies", config.policy.directory.display().to_string());
    let clock = match config.clock.source {
        Source::Host => "the host's clock",
        Source::Request => "the latest occurred_at seen",
    };
    table.label("now is", clock);
    page.table(0, &table);
    page.line(&[("nothing wrong", Style::Good)]);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[track_caller]
    fn checked(text: &str, code: u8, told: &[&str]) {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("t.toml");
        std::fs::write(&file, text).unwrap();
        let mut page = Page::plain();
        let given = check(&file, &mut page);
        assert_eq!(format!("{given:?}"), format!("{:?}", ExitCode::from(code)));
        let page = page.into_text();
        assert!(told.iter().all(|told| page.contains(told)), "{page}");
    }

    #[test]
    fn a_file_is_checked() {
        checked(
            COMMENTED,
            0,
            &["127.0.0.1:50151", "the host's clock", "nothing wrong"],
        );
        checked(
            "[server]\nworker = 1",
            2,
            &["t.toml: line 2: unknown field", "1 problem"],
        );
        checked(
            "[policy]\npoll_ms = 1\n[evaluator]\ndeadline_ms = 0",
            2,
            &["policy.poll_ms", "evaluator.deadline_ms", "2 problems"],
        );
    }
}
