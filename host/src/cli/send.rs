//! `tollgate send`: asks a running host about every payment in a file.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use indicatif::ProgressBar;
use tollgate_proto::v1;

use super::audience::Audience;
use super::client::{HOST, progress, tell};
use super::table::Page;
use crate::clock::Stopwatch;
use answers::Answers;
use flight::{Asked, Flight};
use tally::Tally;

mod answers;
mod flight;
mod summary;
mod tally;
#[cfg(test)]
mod tests;

/// Some lines were no payments, or the host had no answer to them.
const SOME_FAILED: u8 = 2;
/// Lines that are named; a file that is all wrong is wrong in one way.
const NAMED_MAX: u64 = 10;
/// So many lines in a row without a host, and it is gone.
const UNAVAILABLE_MAX: u32 = 100;

const EXAMPLES: &str = "\
By default one payment is asked about at a time, in the order of the file. The answers then depend
on the file alone: which payment takes the last of a limit, and, with clock.source = \"request\",
what time it is. --concurrency asks about many at once, which is faster and keeps no order.

Examples:
  tollgate send payments.jsonl
  tollgate send payments.jsonl --answers answers.jsonl --locale zh --audience operator
  tollgate send payments.jsonl --concurrency 64 --connections 4 --dry-run
  jq -c 'select(.outcome == \"OUTCOME_DECLINE\")' answers.jsonl

Exit code: 0 where every line was answered, 2 where some were not, 1 where the run broke off.";

/// Ask a running host about every payment in a file.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct SendArgs {
    /// The payments: one JSON object a line, in the contract's JSON form
    /// (`tollgate.v1.PreAuthorization`).
    file: PathBuf,
    /// The host's address.
    #[arg(long, value_name = "URL", default_value = HOST)]
    to: String,
    /// Write every answer to a new file, one JSON object a line, in the order in which they come.
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Language of the texts: en or zh.
    #[arg(long, value_name = "TAG", default_value = "en")]
    locale: String,
    /// Who the texts are for.
    #[arg(long, value_enum, default_value = "merchant")]
    audience: Audience,
    /// Decide without holding limits, counting or remembering.
    #[arg(long)]
    dry_run: bool,
    /// Payments in work at one time; with more than one the file's order is not kept.
    #[arg(long, value_name = "N", default_value_t = 1,
          value_parser = clap::value_parser!(u16).range(1..=1_024))]
    concurrency: u16,
    /// Connections that they share.
    #[arg(long, value_name = "N", default_value_t = 4,
          value_parser = clap::value_parser!(u16).range(1..=64))]
    connections: u16,
}

/// Sends the file and tells what the host made of it. It blocks, and starts a runtime of its own.
///
/// # Errors
/// Where the file cannot be read, or the host is not there or goes away; says how far it came.
pub(super) fn run(args: &SendArgs) -> anyhow::Result<ExitCode> {
    let mut page = Page::new();
    let sent = send(args, &mut page);
    page.print()?;
    sent
}

/// Sends the file and writes the summary, also of a run that breaks off.
fn send(args: &SendArgs, page: &mut Page) -> anyhow::Result<ExitCode> {
    let shown = args.file.display();
    let file = File::open(&args.file).with_context(|| format!("cannot open `{shown}`"))?;
    let bar = progress(file.metadata().map_or(0, |metadata| metadata.len()));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let flight = Flight {
        to: args.to.clone(),
        connections: args.connections.min(args.concurrency),
        concurrency: args.concurrency,
        ask: v1::EvaluateRequest {
            pre_authorization: None,
            locale: args.locale.clone(),
            dry_run: args.dry_run,
            audience: v1::Audience::from(args.audience).into(),
        },
    };
    let (mut tally, elapsed, ended) = runtime.block_on(async {
        let channels = flight.connect().await?;
        let answers = Answers::create(args.answers.as_deref())?;
        let mut desk = Desk {
            bar: &bar,
            answers,
            tally: Tally::default(),
            unavailable: 0,
        };
        let watch = Stopwatch::start();
        let ended = flight
            .send(channels, BufReader::new(file), |asked| desk.take(asked))
            .await;
        let elapsed = watch.elapsed();
        let ended = ended.and(desk.answers.finish());
        anyhow::Ok((desk.tally, elapsed, ended))
    })?;
    bar.finish_and_clear();
    tell_unnamed(tally.failed(), args.answers.is_some());
    summary::write(page, &mut tally, elapsed);
    ended.with_context(|| format!("sending `{shown}` broke off"))?;
    Ok(match tally.failed() {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(SOME_FAILED),
    })
}

fn tell_unnamed(failed: u64, kept: bool) {
    if failed > NAMED_MAX {
        let hint = if kept {
            ""
        } else {
            "; --answers FILE keeps them all"
        };
        tell(&format!("… and {} more lines{hint}", failed - NAMED_MAX));
    }
}

/// Takes in what became of each line.
struct Desk<'a> {
    bar: &'a ProgressBar,
    answers: Answers,
    tally: Tally,
    /// Lines in a row without a host.
    unavailable: u32,
}

impl Desk<'_> {
    /// Counts, keeps and, where it failed, names a line.
    ///
    /// # Errors
    /// Where it makes no sense to go on.
    fn take(&mut self, asked: Asked) -> anyhow::Result<()> {
        let failure = asked.failure();
        self.answers.write(&asked)?;
        self.bar.set_position(asked.end_byte);
        self.unavailable = match &failure {
            Some(failure) if failure.code == "UNAVAILABLE" => self.unavailable + 1,
            _ => 0,
        };
        let line = asked.line;
        self.tally.add(asked);
        if let Some(failure) = failure {
            let told = format!("line {line}: {failure}");
            let failed = self.tally.failed();
            if failed <= NAMED_MAX {
                self.bar.suspend(|| tell(&told));
            }
            self.bar.set_message(format!("{failed} failed"));
        }
        anyhow::ensure!(
            self.unavailable < UNAVAILABLE_MAX,
            "the host has not answered the last {UNAVAILABLE_MAX} lines"
        );
        Ok(())
    }
}
