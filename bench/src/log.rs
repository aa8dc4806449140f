//! Decisions a second and how long each takes, with durability "sync" and with "os", at one, eight,
//! 64 and 256 requests at one time; and what a decision takes on disk.

#![allow(clippy::print_stdout, reason = "a benchmark reports to a person")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tollgate::audit::{Durability, Kind};

use crate::host::{Host, registry};

const CONCURRENCY: [usize; 4] = [1, 8, 64, 256];
/// Each durability is measured so often at each concurrency, in turns.
const TURNS: usize = 5;
const WINDOW: Duration = Duration::from_secs(2);

/// Requests are told apart by this.
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// Measures and reports.
pub(crate) fn run() -> anyhow::Result<()> {
    let registry = registry()?;
    let hosts = [
        ("sync", Host::open(&registry, Durability::Sync)?),
        ("os", Host::open(&registry, Durability::Os)?),
    ];
    println!("Decisions in process with the shipped policies, recorded; the log on this disk.\n");
    println!(
        "  {:>10}  {:<10} {:>12} {:>10} {:>10} {:>10}",
        "at once", "durability", "a second", "p50 us", "p99 us", "max us"
    );
    for concurrency in CONCURRENCY {
        let mut runs = [Vec::new(), Vec::new()];
        for _ in 0..TURNS {
            for ((_, host), runs) in hosts.iter().zip(&mut runs) {
                runs.push(window(host, concurrency)?);
            }
        }
        let mut rates = Vec::new();
        for ((name, _), runs) in hosts.iter().zip(runs) {
            rates.push(tell(concurrency, name, runs));
        }
        if let [sync, os] = rates.as_slice() {
            println!(
                "  {:>10}  {:<10} {:>11.0}%",
                "",
                "sync/os",
                sync / os * 100.0
            );
        }
    }
    println!();
    weigh(&hosts[0].1)
}

/// Decides for a while, `concurrency` requests at one time; the time of each in nanoseconds.
fn window(host: &Host, concurrency: usize) -> anyhow::Result<(f64, Vec<u64>)> {
    let start = Instant::now();
    let tasks: Vec<_> = (0..concurrency)
        .map(|_| {
            let (evaluator, vault) = (host.evaluator().clone(), host.vault().clone());
            host.runtime().spawn(async move {
                let mut times = Vec::new();
                while start.elapsed() < WINDOW {
                    let turn = NEXT.fetch_add(1, Ordering::Relaxed);
                    let ask = crate::host::ask(&vault, turn, 10_050, 30)?;
                    let begun = Instant::now();
                    let answer = evaluator.evaluate(ask).await;
                    anyhow::ensure!(answer.is_ok(), "no answer");
                    times.push(u64::try_from(begun.elapsed().as_nanos())?);
                }
                Ok(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(host.runtime().block_on(task)??);
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = times.len() as f64 / start.elapsed().as_secs_f64();
    Ok((rate, times))
}

/// Prints the median of the rates, and percentiles over all; the rate.
fn tell(concurrency: usize, name: &str, runs: Vec<(f64, Vec<u64>)>) -> f64 {
    let mut rates: Vec<f64> = runs.iter().map(|(rate, _)| *rate).collect();
    rates.sort_by(f64::total_cmp);
    let rate = rates.get(rates.len() / 2).copied().unwrap_or(0.0);
    let mut times: Vec<u64> = runs.into_iter().flat_map(|(_, times)| times).collect();
    times.sort_unstable();
    let at =
        |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
    let us = |share: usize| at(share).copied().unwrap_or(0) / 1_000;
    println!(
        "  {concurrency:>10}  {name:<10} {rate:>12.0} {:>10} {:>10} {:>10}",
        us(50),
        us(99),
        us(100)
    );
    rate
}

/// What the records of each kind take, and a decision with all that it refers to.
fn weigh(host: &Host) -> anyhow::Result<()> {
    let mut kinds: BTreeMap<Kind, (u64, u64)> = BTreeMap::new();
    for record in host.log().scan(None)?.take(200_000) {
        let record = record?;
        let refs = record.refs.iter().filter(|offset| **offset != 0).count();
        let (count, bytes) = kinds.entry(record.kind).or_default();
        *count += 1;
        *bytes += (tollgate::audit::HEADER_BYTES + refs * 4 + record.payload.len()) as u64;
    }
    println!("Bytes on disk, before compression:");
    let decisions = kinds.get(&Kind::Decision).map_or(1, |(count, _)| *count);
    let all: u64 = kinds.values().map(|(_, bytes)| bytes).sum();
    for (kind, (count, bytes)) in kinds {
        println!("  {kind:?}: {count} records, {} bytes each", bytes / count);
    }
    println!("  all records, for each decision: {}", all / decisions);
    Ok(())
}
