//! How soon a changed policy decides while payments go on, and what they notice of it.
//!
//! Payments come at random, at a share of what the host can do. A file of the policy directory is
//! replaced as a careful operator does it: written under another name, which the host passes
//! over, then renamed. The time runs from the rename to the first answer by another set.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark reports to a person"
)]

use std::time::{Duration, Instant};

use anyhow::Context as _;
use prost::Message as _;
use tollgate_proto::v1::EvaluateResponse;

use crate::grpc::OPEN_CONNECTIONS;
use crate::grpc::figures::{median, micros, of_turns, percentile, sorted};
use crate::grpc::open::{Call, schedule};
use crate::grpc::stage::Stage;

mod directory;

use directory::{Change, Directory};

/// Swaps of each kind.
const ROUNDS: u32 = 5;
/// Payments come at this share of the most that a closed loop came to.
const SHARE: f64 = 0.4;
/// Payments of one swap, and when in it the file is renamed.
const LENGTH: Duration = Duration::from_secs(10);
const RENAMED_AFTER: Duration = Duration::from_secs(3);
/// The first of them, which is not counted: caches fill.
const WARM_UP: Duration = Duration::from_secs(1);
const SECOND: Duration = Duration::from_secs(1);

/// Measures it.
pub(crate) fn run() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let directory = Directory::make()?;
        let mut stage = Stage::host(directory.path()).await?;
        let most = most(&mut stage).await?;
        let rate = SHARE * most;
        println!(
            "A policy changes while payments come at {rate:.0} a second, {:.0} % of what a closed \
             loop\ncame to. {ROUNDS} swaps of each kind; times in milliseconds. The first answer by the changed \
             set\ncounts from the rename; p99 and the slowest call are of the payments due in the \
             second of the\nswap, or in as many seconds as it took.\n",
            SHARE * 100.0
        );
        let mut swaps = Vec::new();
        for round in 1..=ROUNDS {
            for change in Change::ALL {
                eprintln!("round {round}, {}", change.name());
                let swap = once(&mut stage, rate, &directory, change, round).await?;
                swaps.push((change, swap));
            }
        }
        report(&swaps);
        println!();
        stage.tell();
        Ok(())
    })
}

/// The most calls a second that a closed loop comes to.
async fn most(stage: &mut Stage) -> anyhow::Result<f64> {
    let lines = stage.lines(16).await?;
    let mut turns = Vec::new();
    for _ in 0..4 {
        turns.push(stage.closed(&lines, 8, Duration::from_secs(2)).await?);
    }
    // The first one fills caches.
    let [rate, ..] = of_turns(turns.get(1..).unwrap_or_default());
    Ok(rate)
}

/// What one swap came to.
struct Swap {
    /// From the rename to the first answer by another set.
    took: Duration,
    /// The second of the swap, or as many seconds as it took.
    during: Stretch,
    /// Every other second.
    usual: Vec<Stretch>,
}

/// The payments that were due in a stretch of time.
struct Stretch {
    p99: f64,
    longest: f64,
}

/// Changes a file while payments come.
async fn once(
    stage: &mut Stage,
    rate: f64,
    directory: &Directory,
    change: Change,
    round: u32,
) -> anyhow::Result<Swap> {
    let lines = stage.lines(OPEN_CONNECTIONS).await?;
    let due = schedule(rate, LENGTH, u64::from(round));
    let swapping = async {
        tokio::time::sleep(RENAMED_AFTER).await;
        directory.change(change, round)
    };
    let (calls, renamed) = tokio::join!(stage.calls(&lines, due), swapping);
    judge(&calls?, renamed?)
}

/// Finds the swap in the answers.
fn judge(calls: &[Call], renamed: Instant) -> anyhow::Result<Swap> {
    let mut answers = Vec::with_capacity(calls.len());
    for call in calls {
        let answer = EvaluateResponse::decode(call.answer.as_slice())?;
        answers.push((call.answered, answer.policy_revision));
    }
    answers.sort_unstable();
    let (_, before) = answers.first().context("no answers")?;
    let changed = answers.iter().find(|(_, revision)| revision != before);
    let (first, _) = changed.context("no answer by the changed policy")?;
    anyhow::ensure!(*first > renamed, "the policies changed before they did");
    let took = *first - renamed;
    let whole = u32::try_from(took.as_secs())? + 1;
    let end = renamed + SECOND * whole;
    let (begun, ended) = (calls.iter().map(|call| call.due).min())
        .zip(calls.iter().map(|call| call.due).max())
        .context("no calls")?;
    let mut usual = Vec::new();
    let mut until = renamed;
    while let Some(from) = until
        .checked_sub(SECOND)
        .filter(|from| *from > begun + WARM_UP)
    {
        usual.push(stretch(calls, from, until));
        until = from;
    }
    let mut from = end;
    while from + SECOND <= ended {
        usual.push(stretch(calls, from, from + SECOND));
        from += SECOND;
    }
    Ok(Swap {
        took,
        during: stretch(calls, renamed, end),
        usual,
    })
}

fn stretch(calls: &[Call], from: Instant, until: Instant) -> Stretch {
    let within = calls
        .iter()
        .filter(|call| call.due >= from && call.due < until);
    let took = sorted(within.map(Call::took).collect());
    let at = |per_mille| micros(percentile(&took, per_mille)) / 1_000.0;
    Stretch {
        p99: at(990),
        longest: at(1_000),
    }
}

fn report(swaps: &[(Change, Swap)]) {
    println!(
        "  {:<44} {:>17} {:>17} {:>10}",
        "", "first answer", "p99", "slowest"
    );
    println!(
        "  {:<44} {:>8} {:>8} {:>8} {:>8} {:>10}",
        "", "median", "worst", "median", "worst", "call"
    );
    for change in Change::ALL {
        let of_kind = || swaps.iter().filter(|(kind, _)| *kind == change);
        let took: Vec<f64> = of_kind()
            .map(|(_, swap)| micros(swap.took) / 1_000.0)
            .collect();
        let during: Vec<&Stretch> = of_kind().map(|(_, swap)| &swap.during).collect();
        line(change.name(), &took, &during);
    }
    let usual: Vec<&Stretch> = swaps.iter().flat_map(|(_, swap)| &swap.usual).collect();
    line(&format!("none: {} other seconds", usual.len()), &[], &usual);
}

fn line(what: &str, took: &[f64], stretches: &[&Stretch]) {
    let worst = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    let p99: Vec<f64> = stretches.iter().map(|stretch| stretch.p99).collect();
    let longest: Vec<f64> = stretches.iter().map(|stretch| stretch.longest).collect();
    let (half, most) = match took {
        [] => (String::new(), String::new()),
        took => (
            format!("{:.0}", median(took.to_vec())),
            format!("{:.0}", worst(took)),
        ),
    };
    println!(
        "  {what:<44} {half:>8} {most:>8} {:>8.1} {:>8.1} {:>10.1}",
        median(p99.clone()),
        worst(&p99),
        worst(&longest)
    );
}
