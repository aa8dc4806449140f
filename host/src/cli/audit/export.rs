//! `tollgate audit export`: records as lines of JSON, for other tools.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Args;
use tollgate_proto::json;

use super::filter::FilterArgs;
use super::place::PlaceArgs;
use crate::cli::client::tell;
use crate::cli::table::count;
use crate::rpc::exported;
use crate::trail;

/// Bytes gathered before they are written.
const BUFFER_BYTES: usize = 1 << 20;

const EXAMPLES: &str = "\
A line is `tollgate.v1.ExportedRecord` in the contract's JSON form: position and hash, and what the
record says, as in `tollgate/log/v1/record.proto`. Without a filter there is every record: policy
sets, merchants and issuers as they were seen, reports, expiries and checkpoints too. Default values
are left out, and 64-bit numbers are texts, as proto JSON has it.

  {\"position\":{\"sequence\":\"9\",\"segment\":\"1\",\"offset\":7312},\"hash\":\"5b0c…\",\"durability\":\"sync\",
   \"refs\":[181,6204],\"decision\":{\"requestId\":\"r-1\",\"nowMs\":\"1795426200000\",\"transaction\":{…},…}}

Examples:
  tollgate audit export --data data > records.jsonl
  tollgate audit export --merchant m-1 --since 2026-11-01 | jq -r .decision.requestId
  tollgate audit export | jq -c 'select(.checkpoint)'

Exit code: 0 where all was written, 1 where the log cannot be read.";

/// Write records as lines of JSON.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

/// Writes the records to standard output.
///
/// # Errors
/// Where the log cannot be read, or nobody reads what is written.
pub(super) fn run(args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let mut out = io::BufWriter::with_capacity(BUFFER_BYTES, io::stdout().lock());
    let written = export(args, &mut out)?;
    out.flush()?;
    tell(&count(written, "record", "records"));
    Ok(ExitCode::SUCCESS)
}

/// Writes the records, and says how many.
pub(super) fn export(args: &ExportArgs, out: &mut dyn io::Write) -> anyhow::Result<u64> {
    let place = args.place.open()?;
    let mut written = 0;
    let mut failed = None;
    trail::records(&place.reader, &args.filter.filter(), |record| {
        let line = json::to_json("ExportedRecord", &exported(&record));
        let done = line
            .map_err(anyhow::Error::from)
            .and_then(|line| Ok(writeln!(out, "{line}")?));
        written += 1;
        failed = done.err();
        failed.is_none()
    })?;
    failed.map_or(Ok(written), Err)
}
