//! A decision with a thousand to a million merchants in memory.
//!
//! Every merchant was asked for before it is measured, so that its profile is in the cache, and
//! its totals, figures and holds are in the books. Then sales of all of them, in an order drawn
//! at random, each by one of ten cards for each merchant. Sales are online ones: no terminal.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark reports to a person"
)]

use std::sync::Arc;

use tollgate::audit::Durability;
use tollgate::config::Config;
use tollgate::decision::Outcome;
use tollgate::policy::Registry;

use super::p50_p99;
use crate::host::{Host, asked, registry};
use crate::measure::Series;
use crate::phases::{phase, totals};
use crate::random::Random;
use crate::shops::{merchant, sale};

const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];
const CARDS_PER_MERCHANT: usize = 10;
/// Turns, each of so many decisions in a row with each number of merchants: what a host of that
/// size would have in the processor's caches is there.
const TURNS: usize = 200;
const IN_A_ROW: usize = 100;
const DECISIONS: usize = TURNS * IN_A_ROW;
const WARM_UP: usize = 2_000;
/// Time between two sales, in milliseconds.
const APART_MS: usize = 1;
/// Of a thousand sales, those that must be approved: else something else than the sum of
/// merchants tells sizes apart.
const APPROVED_MIN: usize = 990;
const PHASES: [&str; 4] = ["gather", "evaluate", "hold", "record"];

/// Measures and reports.
pub(crate) fn run() -> anyhow::Result<()> {
    let registry = registry()?;
    let mut cases = Vec::new();
    for merchants in SIZES {
        cases.push(Case::new(&registry, merchants)?);
    }
    for case in &mut cases {
        case.decide(WARM_UP, false)?;
        case.before = PHASES.map(|name| phase(case.host.metrics(), name));
    }
    for _ in 0..TURNS {
        for case in &mut cases {
            case.decide(IN_A_ROW, true)?;
        }
    }
    println!("A decision with so many merchants in memory, {DECISIONS} decisions, microseconds;");
    println!("of phases the mean.\n");
    println!(
        "  {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>11} {:>9}",
        "merchants", "p50", "p99", "gather", "evaluate", "hold", "record", "totals", "approved"
    );
    for case in &mut cases {
        case.tell()?;
    }
    if let (Some(few), Some(many)) = (cases.first(), cases.last()) {
        let more = |share| (many.times.us(share) / few.times.us(share) - 1.0) * 100.0;
        let (p50, p99) = (more(500), more(990));
        println!("\n  a million against a thousand: p50 {p50:+.1} %, p99 {p99:+.1} %\n");
    }
    Ok(())
}

/// A host with so many merchants.
struct Case {
    host: Host,
    merchants: usize,
    random: Random,
    sold: usize,
    approved: usize,
    times: Series,
    before: [crate::phases::Phase; PHASES.len()],
}

impl Case {
    fn new(registry: &Arc<Registry>, merchants: usize) -> anyhow::Result<Self> {
        let mut config = Config::default();
        config.audit.durability = Durability::Os;
        // Room for all, and some more than any estimate.
        config.profiles.merchant_cache_bytes = 4_096 * merchants as u64;
        config.evaluator.merchants_max = merchants;
        config.evaluator.remember_max = 2 * (merchants + DECISIONS);
        let host = Host::of(registry, &config, tempfile::tempdir()?)?;
        eprintln!("{merchants} merchants: into the store");
        let imported = host.profiles().import((0..merchants).map(merchant))?;
        anyhow::ensure!(
            imported.refused.is_empty(),
            "{:?}",
            imported.refused.first()
        );
        eprintln!("{merchants} merchants: one decision for each");
        let before = PHASES.map(|name| phase(host.metrics(), name));
        let mut case = Self {
            host,
            merchants,
            random: Random::new(merchants as u64),
            sold: 0,
            approved: 0,
            times: Series::new(""),
            before,
        };
        case.visit_all()?;
        Ok(case)
    }

    /// A sale of every merchant, on every core.
    fn visit_all(&mut self) -> anyhow::Result<()> {
        let tasks = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (merchants, runtime) = (self.merchants, self.host.runtime());
        let all: Vec<_> = (0..tasks)
            .map(|first| {
                let (evaluator, vault) = (self.host.evaluator().clone(), self.host.vault().clone());
                runtime.spawn(async move {
                    for turn in (first..merchants).step_by(tasks) {
                        let payment = sale(turn, turn * APART_MS, turn, turn * CARDS_PER_MERCHANT);
                        let answer = evaluator.evaluate(asked(&vault, payment)?).await;
                        answer.map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
                    }
                    anyhow::Ok(())
                })
            })
            .collect();
        for task in all {
            runtime.block_on(task)??;
        }
        self.sold = merchants;
        Ok(())
    }

    /// Decides sales of merchants and by cards drawn at random.
    fn decide(&mut self, sales: usize, counted: bool) -> anyhow::Result<()> {
        for _ in 0..sales {
            let merchant = self.random.below(self.merchants);
            let card = self.random.below(self.merchants * CARDS_PER_MERCHANT);
            let payment = sale(self.sold, self.sold * APART_MS, merchant, card);
            self.sold += 1;
            let ask = asked(self.host.vault(), payment)?;
            let (runtime, evaluator) = (self.host.runtime(), self.host.evaluator());
            let answer = (self.times).time(counted, || runtime.block_on(evaluator.evaluate(ask)));
            let answer = answer.map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
            let approved = answer.decision.outcome == Outcome::Approve;
            self.approved += usize::from(counted && approved);
        }
        Ok(())
    }

    fn tell(&mut self) -> anyhow::Result<()> {
        let metrics = self.host.metrics();
        let mut means = String::new();
        for (name, before) in PHASES.iter().zip(&self.before) {
            let mean = phase(metrics, name).mean_us_since(before);
            means += &format!(" {mean:>9.1}");
        }
        // The host tells how many totals there are when it ticks.
        self.host.evaluator().tick();
        let approved = self.approved * 1_000 / DECISIONS;
        println!(
            "  {:>9} {}{means} {:>11.0} {:>7}.{}%",
            self.merchants,
            p50_p99(&self.times),
            totals(metrics),
            approved / 10,
            approved % 10
        );
        anyhow::ensure!(approved >= APPROVED_MIN, "too many were not approved");
        Ok(())
    }
}
