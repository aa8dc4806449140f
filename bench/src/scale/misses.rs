//! A decision whose merchant is in memory, against one whose merchant is read from the store or
//! is not on file at all; and the look-up alone.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark reports to a person"
)]

use tollgate::audit::Durability;
use tollgate::config::Config;

use super::p50_p99;
use crate::host::{Host, asked, registry};
use crate::measure::Series;
use crate::random::Random;
use crate::shops::{id, merchant, sale};

const MERCHANTS: usize = 100_000;
const TURNS: usize = 5_000;
const WARM_UP: usize = 500;

/// Where a merchant is found.
#[derive(Clone, Copy, PartialEq)]
enum Found {
    InMemory,
    InTheStore,
    Nowhere,
    /// Not on file, which is still remembered.
    NowhereAgain,
}

const KINDS: [(Found, &str); 4] = [
    (Found::InMemory, "in memory"),
    (Found::InTheStore, "read from the store"),
    (Found::Nowhere, "not on file, asked for the first time"),
    (Found::NowhereAgain, "not on file, asked for again"),
];

/// Measures and reports.
pub(crate) fn run() -> anyhow::Result<()> {
    let registry = registry()?;
    let open = |cache_bytes: u64| {
        let mut config = Config::default();
        config.audit.durability = Durability::Os;
        config.profiles.merchant_cache_bytes = cache_bytes;
        // Longer than all of this takes.
        config.profiles.miss_ttl_ms = 3_600_000;
        let host = Host::of(&registry, &config, tempfile::tempdir()?)?;
        host.profiles().import((0..MERCHANTS).map(merchant))?;
        anyhow::Ok(host)
    };
    eprintln!("{MERCHANTS} merchants into two stores");
    // In one nothing stays in memory.
    let (large, none) = (open(4_096 * MERCHANTS as u64)?, open(1)?);
    for number in 0..MERCHANTS {
        large.profiles().merchant(&id(number))?;
    }
    let mut measured = KINDS.map(|(found, name)| Measured {
        found,
        name,
        random: Random::new(1),
        decision: Series::new(""),
        lookup: Series::new(""),
    });
    for turn in 0..WARM_UP + TURNS {
        for one in &mut measured {
            let host = if one.found == Found::InTheStore {
                &none
            } else {
                &large
            };
            one.turn(host, turn)?;
        }
    }
    println!("A decision by where its merchant is found, {TURNS} turns, microseconds.");
    println!("{MERCHANTS} merchants are in the store; who is not on file is declined.\n");
    println!(
        "  {:<40} {:>19} {:>19}",
        "", "whole decision", "look-up alone"
    );
    println!(
        "  {:<40} {:>9} {:>9} {:>9} {:>9}",
        "merchant", "p50", "p99", "p50", "p99"
    );
    for one in measured {
        println!(
            "  {:<40} {} {}",
            one.name,
            p50_p99(&one.decision),
            p50_p99(&one.lookup)
        );
    }
    println!();
    Ok(())
}

struct Measured {
    found: Found,
    name: &'static str,
    random: Random,
    decision: Series,
    lookup: Series,
}

impl Measured {
    /// One decision, and one look-up of another merchant.
    fn turn(&mut self, host: &Host, turn: usize) -> anyhow::Result<()> {
        let counted = turn >= WARM_UP;
        let kinds = KINDS.len();
        let place = KINDS.iter().position(|(found, _)| *found == self.found);
        let number = turn * kinds + place.unwrap_or(0);
        let mut payment = sale(number, number, self.random.below(MERCHANTS), number);
        let mut looked_up = id(self.random.below(MERCHANTS));
        if self.found == Found::Nowhere {
            payment.merchant_id = format!("nobody-{turn}");
            looked_up = format!("nobody-else-{turn}");
        }
        if self.found == Found::NowhereAgain {
            payment.merchant_id = "nobody".into();
            looked_up = "nobody".into();
        }
        let ask = asked(host.vault(), payment)?;
        self.decision.time(counted, || host.decide(ask))?;
        let found = (self.lookup).time(counted, || host.profiles().merchant(&looked_up))?;
        let on_file = matches!(self.found, Found::InMemory | Found::InTheStore);
        anyhow::ensure!(
            found.is_some() == on_file,
            "{looked_up} was found otherwise"
        );
        Ok(())
    }
}
