//! `tollgate audit verify`: whether the log is what was written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use clap::Args;

use super::place::{Place, PlaceArgs};
use crate::audit::{Checkpoint, Damage, Report, Wrong, unhex, verify};
use crate::cli::client::progress;
use crate::cli::table::{Page, Style, Table, count, grouped};

const EXAMPLES: &str = "\
Reads every record and checks its checksum, its number, that it follows the one before, what it
refers to, and the signatures of checkpoints. The log must reach as far as every checkpoint and
every snapshot says.

A log whose end was cut off, with the checkpoints beside it, is found with checkpoints that were
kept elsewhere: set audit.checkpoint_file, or keep copies of log/checkpoints.jsonl. The public key is
that of the data directory, checkpoint.pub, unless another is given: keep it elsewhere too, as who
can write the log can also replace the key beside it.

Examples:
  tollgate audit verify --data /var/lib/tollgate
  tollgate audit verify --data copy/log --checkpoints /mnt/elsewhere/tollgate.jsonl --key tollgate.pub

Exit code: 0 where nothing is wrong, 1 where something is or the log cannot be read.";

/// Check that the log is what was written: no bit, no record and no end is missing or changed.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Checkpoints that were kept elsewhere: the log must still have what they sign.
    #[arg(long, value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
    /// The public key that checkpoints must be signed with, in hexadecimal.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

/// Verifies the log.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn run(args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    let mut page = Page::new();
    let code = check(args, &mut page)?;
    page.print()?;
    Ok(code)
}

pub(super) fn check(args: &VerifyArgs, page: &mut Page) -> anyhow::Result<ExitCode> {
    let place = args.place.open()?;
    let key = public_key(args.key.as_deref(), &place)?;
    let mut expected = Vec::new();
    for file in &args.checkpoints {
        expected.extend(checkpoints(file)?);
    }
    let bar = progress(0);
    let report = verify(&place.reader, &expected, key.as_ref(), |done, total| {
        bar.set_length(total);
        bar.set_position(done);
        true
    })
    .with_context(|| format!("cannot read the log in `{}`", place.log.display()))?
    .unwrap_or_default();
    bar.finish_and_clear();
    write(page, &report, expected.len() as u64, key.is_some());
    Ok(match report.damage {
        None => ExitCode::SUCCESS,
        Some(_) => ExitCode::FAILURE,
    })
}

/// The key that was given, or that of the data directory; `None` where there is none.
fn public_key(given: Option<&Path>, place: &Place) -> anyhow::Result<Option<[u8; 32]>> {
    let own = place.data.join("checkpoint.pub");
    let file = match given {
        Some(file) => file,
        None if own.exists() => &own,
        None => return Ok(None),
    };
    let shown = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("cannot open `{shown}`"))?;
    unhex(text.trim()).map(Some).ok_or_else(|| {
        anyhow!("`{shown}` is no public key: 64 hexadecimal digits, as in checkpoint.pub")
    })
}

fn checkpoints(file: &Path) -> anyhow::Result<Vec<Checkpoint>> {
    let shown = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("cannot open `{shown}`"))?;
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            let number = at + 1;
            Checkpoint::parse(line)
                .ok_or_else(|| anyhow!("`{shown}`: line {number} is no checkpoint"))
        })
        .collect()
}

/// Writes what was found.
pub(super) fn write(page: &mut Page, report: &Report, expected: u64, has_key: bool) {
    let mut table = Table::of_labels();
    table.label("records", grouped(report.records));
    if report.records > 0 {
        let range = format!("{} to {}", grouped(report.first), grouped(report.last));
        table.label("range", range);
    }
    table.label("segments", grouped(report.segments));
    table.label("checkpoints", grouped(report.checkpoints));
    if expected > 0 {
        table.label(
            "kept elsewhere",
            count(expected, "checkpoint", "checkpoints"),
        );
    }
    if !has_key {
        let note = "none: signatures were checked with the keys that checkpoints name";
        table.label("public key", note);
    }
    if report.first > 1 {
        let before = report.first - 1;
        let note = format!("records 1 to {} are not here", grouped(before));
        table.label("before", note);
    }
    if let Some(unfinished) = report.unfinished {
        let bytes = count(unfinished.bytes, "byte", "bytes");
        let note = format!("{bytes} of a write that was not finished: no damage");
        table.label("at the end", note);
    }
    page.table(0, &table);
    match &report.damage {
        None => page.line(&[("nothing wrong", Style::Good)]),
        Some(damage) => self::damage(page, damage),
    }
}

fn damage(page: &mut Page, damage: &Damage) {
    page.blank();
    page.line(&[("damaged", Style::Bad)]);
    let mut table = Table::of_labels();
    table.label("segment", format!("{:020}", damage.segment));
    table.label("offset", damage.offset.to_string());
    table.label("record", grouped(damage.sequence));
    table.label("wrong", damage.what.to_string());
    table.label("to do", remedy(&damage.what));
    page.table(2, &table);
}

/// What to do about it.
fn remedy(wrong: &Wrong) -> &'static str {
    match wrong {
        Wrong::Version(_) => "read it with the version of tollgate that wrote it",
        Wrong::Ends(_) => {
            "the end of the log is missing: put back the segments from a copy; compare it with \
             checkpoints that were kept elsewhere"
        }
        Wrong::Checkpoint(_) | Wrong::Hash(_) => {
            "compare the public key and the log with what was kept elsewhere; if the key is right, \
             someone has changed the log or the checkpoints"
        }
        Wrong::Sequence(_) | Wrong::Chain => {
            "a record or a segment is missing, moved or changed: put the segment back from a copy \
             and verify again"
        }
        _ => "put the segment back from a copy and verify again; check the disk",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[track_caller]
    fn reads(report: &Report, expected: &[&str]) {
        let mut page = Page::plain();
        write(&mut page, report, 2, true);
        let page = page.into_text();
        for told in expected {
            assert!(page.contains(told), "{page}");
        }
    }

    #[test]
    fn a_report_says_what_was_read_and_what_is_wrong() {
        let report = Report {
            first: 1,
            last: 12_345,
            records: 12_345,
            segments: 3,
            checkpoints: 4,
            ..Report::default()
        };
        reads(
            &report,
            &["12,345", "1 to 12,345", "2 checkpoints", "nothing wrong"],
        );
        let damage = Damage {
            segment: 9_000,
            offset: 77,
            sequence: 9_001,
            what: Wrong::Checksum,
        };
        let damaged = Report {
            first: 9_000,
            damage: Some(damage),
            ..report
        };
        let told = [
            "records 1 to 8,999 are not here",
            "damaged",
            "00000000000000009000",
            "77",
            "9,001",
            "the checksum does not match",
            "put the segment back",
        ];
        reads(&damaged, &told);
    }

    #[test]
    fn what_is_no_checkpoint_is_named_by_its_line() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("kept.jsonl");
        fs::write(&file, "\nnothing\n").unwrap();
        let problem = checkpoints(&file).unwrap_err().to_string();
        assert!(problem.contains("line 2 is no checkpoint"), "{problem}");
    }
}
