//! `tollgate audit replay`: evaluates recorded decisions again.

use std::io::IsTerminal as _;
use std::num::NonZero;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::filter::FilterArgs;
use super::place::{Place, PlaceArgs};
use crate::cli::table::Page;
use crate::clock::Stopwatch;
use crate::fold::Bounds;
use crate::policy::Archive;
use crate::replay::{Divergence, Replayer, Step, Tally};
use crate::{sandbox, server};

mod page;

/// Differences that are shown.
const SHOWN: usize = 20;

const EXAMPLES: &str = "\
Every decision is evaluated again from what is recorded and from the modules in the archive
(`modules` in the data directory), never from the policy directory: each policy on the same facts,
with the same settings and the same fuel. Answers, fuel, reasons and outcome must come out as they
were recorded. Limits are counted again from the first record on, so that what they said is checked
too; filters choose the decisions that are evaluated, not those that are counted.

A module that is missing or changed is named with its digest, and no decision of its policy set is
evaluated. Policies that time had stopped are not run again: time is not recorded. Nothing that
matters is taken from a configuration: what policies may use, and how long decisions are remembered,
is in the log too.

Examples:
  tollgate audit replay
  tollgate audit replay --config /etc/tollgate/tollgate.toml --since 2026-11-01 --until 2026-11-07
  tollgate audit replay --data copy --merchant m-1 --jobs 2

Exit code: 0 where all came out the same, 1 where something differs, could not be evaluated or
could not be read.";

/// Evaluate recorded decisions again, and say what differs.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ReplayArgs {
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    filter: FilterArgs,
    /// Threads that evaluate; otherwise one for each core.
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<NonZero<usize>>,
}

/// Replays, and shows what it came to.
///
/// # Errors
/// Where the log cannot be read.
pub(super) fn run(args: &ReplayArgs) -> anyhow::Result<ExitCode> {
    let mut page = Page::new();
    let code = replay(args, &mut page)?;
    page.print()?;
    Ok(code)
}

pub(super) fn replay(args: &ReplayArgs, page: &mut Page) -> anyhow::Result<ExitCode> {
    let place = args.place.open()?;
    let watch = Stopwatch::start();
    let mut shown = Vec::new();
    let tally = run_all(args, &place, &mut shown)?;
    page::write(page, &tally, &shown, watch.elapsed());
    Ok(if tally.is_clean() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn run_all(args: &ReplayArgs, place: &Place, shown: &mut Vec<Divergence>) -> anyhow::Result<Tally> {
    let mut config = place.config.clone();
    let cores = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let workers = args.jobs.unwrap_or(cores);
    let most = &mut config.sandbox.instances_max;
    *most = (*most).max(sandbox::places(workers.get()));
    let loader = server::loader(&config, None, None)?.for_replay();
    let archive = Archive::at(&place.data.join("modules"));
    let bar = bar(place.reader.last_sequence().context("the end of the log")?);
    let replayer = Replayer {
        reader: place.reader.clone(),
        loader: &loader,
        archive: &archive,
        // Until the log says what its host had.
        bounds: Bounds::of(&config.evaluator),
        workers,
    };
    let watch = Stopwatch::start();
    let tally = replayer.run(&args.filter.filter(), &mut |step| {
        match step {
            Step::Progress(tally) => {
                bar.set_position(tally.last.map_or(0, |last| last.sequence));
                bar.set_message(page::pace(tally, watch.elapsed()));
            }
            Step::Divergence(divergence) => {
                if shown.len() < SHOWN {
                    shown.push(divergence);
                }
            }
        }
        true
    })?;
    bar.finish_and_clear();
    Ok(tally)
}

/// A bar of records; nothing where standard error is no terminal.
fn bar(records: u64) -> ProgressBar {
    let bar = ProgressBar::new(records);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    match ProgressStyle::with_template("{wide_bar} {pos} of {len} records, {msg}, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
