//! `tollgate audit`: what was decided, whether the log is intact, and whether it comes out again.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::audit::{ReadError, Reader};

mod export;
mod facts;
mod filter;
pub(super) mod place;
mod replay;
mod show;
mod verify;

const EXAMPLES: &str = "\
Reads only: a directory is used as it is, beside a running host or on a copy of it.

Examples:
  tollgate audit show --decision 01kdq3v7m2x8a9b4c5d6e7f8g9
  tollgate audit verify --data /var/lib/tollgate
  tollgate audit replay --config /etc/tollgate/tollgate.toml
  tollgate audit export --data copy/log > records.jsonl";

/// Read the log of decisions: show, verify, replay, export.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct AuditArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Show(show::ShowArgs),
    Verify(verify::VerifyArgs),
    Replay(replay::ReplayArgs),
    Export(export::ExportArgs),
}

/// Runs the subcommand.
///
/// # Errors
/// Where the log cannot be read.
pub(super) fn run(args: &AuditArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        Command::Show(args) => show::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Replay(args) => replay::run(args),
        Command::Export(args) => export::run(args),
    }
}

/// Where the log begins later than with its first record: what the reader should know of it.
fn since(reader: &Reader) -> Result<String, ReadError> {
    let first = reader.scan(None)?.next().transpose()?;
    Ok(match first.map(|record| record.position.sequence) {
        Some(first) if first > 1 => {
            format!("; it begins with record {first}: look where older segments were moved to")
        }
        _ => String::new(),
    })
}
