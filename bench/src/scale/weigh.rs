//! Weighs one thing in a process of its own, which [`memory`](super::memory) starts: what is
//! resident once many of it are there, less what was before, over how many they are.

#![allow(clippy::print_stdout, reason = "what starts it reads it")]

use std::path::Path;

use tollgate::activity::{Activity, Bounds, Kind, Trade};
use tollgate::config::Config;
use tollgate::limits::Verdict;
use tollgate::profiles::Profiles;

use super::counters;
use crate::random::Random;
use crate::resident::resident;
use crate::shops::id;

/// Noon of 2026-11-24 in Shanghai, milliseconds since the Unix epoch.
pub(super) const NOON_MS: u64 = 1_795_492_800_000;

/// Weighs, and prints figures with their names.
pub(crate) fn run(case: &[&str]) -> anyhow::Result<()> {
    match case {
        ["merchants", data, count] => merchants(Path::new(data), count.parse()?),
        ["figures", count] => figures(count.parse()?),
        ["counters", kind, count] => counters::weigh(kind, count.parse()?),
        other => anyhow::bail!("nothing to weigh: `{}`", other.join(" ")),
    }
}

/// Bytes for each of so many that `make` makes.
pub(super) fn tell_bytes(make: impl FnOnce() -> anyhow::Result<usize>) -> anyhow::Result<()> {
    let before = resident(std::process::id())?.own;
    let count = make()?;
    let more = resident(std::process::id())?.own.saturating_sub(before);
    println!("count {count}");
    println!("bytes {}", more / (count as u64).max(1));
    Ok(())
}

/// Profiles that are read from the store into the cache, in an order drawn at random.
fn merchants(data: &Path, count: usize) -> anyhow::Result<()> {
    let mut config = Config::default().profiles;
    config.merchant_cache_bytes = 4_096 * count as u64;
    // Pages of the store are no part of a profile.
    config.store_cache_bytes = 1 << 20;
    let profiles = Profiles::open(data, &config, None)?;
    let mut order: Vec<u32> = (0..u32::try_from(count)?).collect();
    let mut random = Random::new(1);
    for place in 0..count {
        order.swap(place, random.below(count));
    }
    // What is there but once: time zones, pages of the store.
    profiles.merchant(&id(count))?;
    for number in order.iter().take(count / 100) {
        profiles.merchant(&id(usize::try_from(*number)?))?;
    }
    tell_bytes(|| {
        let rest = order.iter().skip(count / 100);
        let mut read = 0;
        for number in rest {
            let found = profiles.merchant(&id(usize::try_from(*number)?))?;
            anyhow::ensure!(found.is_some(), "merchant {number} is not on file");
            read += 1;
        }
        Ok(read)
    })
}

/// What the host itself counts of merchants.
fn figures(count: usize) -> anyhow::Result<()> {
    let mut random = Random::new(1);
    let mut activity = Activity::new(Bounds {
        merchants_max: count,
    });
    tell_bytes(|| {
        for _ in 0..count {
            let trade = Trade {
                merchant: random.next(),
                kind: Kind::Sale,
                amount: 10_050,
                currency: 156,
                card: Some(1),
                night: false,
                round: false,
                credit: Some(true),
                away: None,
            };
            activity.decided(NOON_MS, Verdict::Approved, &trade);
        }
        anyhow::ensure!(activity.len() == count, "{} are known", activity.len());
        Ok(count)
    })
}
