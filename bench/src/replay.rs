//! How fast recorded decisions are evaluated again, by what `tollgate audit replay` runs.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark reports to a person"
)]

use std::num::NonZero;
use std::sync::Arc;
use std::time::Instant;

use tollgate::audit::{Disk, Durability, Reader};
use tollgate::config::Config;
use tollgate::fold::Bounds;
use tollgate::policy::{Archive, Loader};
use tollgate::remembered::keys_of;
use tollgate::replay::{Replayer, Step};
use tollgate::server;
use tollgate::trail::Filter;

use crate::host::{Host, asked, merchant, payment, policies, program, terminal};
use crate::process::own_cpu;
use crate::random::Random;

const DECISIONS: usize = 200_000;
/// One of so many is declined, by several policies.
const DECLINED: usize = 4;
/// So many that none has enough declines to be known for them.
const MERCHANTS: usize = 5_000;
/// Replays with one worker and with one for each core, in turns.
const TURNS: usize = 3;

/// Measures and reports.
pub(crate) fn run() -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let path = data.path().to_path_buf();
    let mut config = Config::default();
    config.data_directory.clone_from(&path);
    config.audit.durability = Durability::Os;
    config.policy.directory = policies();
    config.policy.preparer = Some(program()?);
    // Holds this and is dropped last: the directory goes with the host.
    let host = record(&config, data)?;
    let cores = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let log = Log {
        reader: Reader::open(Arc::new(Disk::open(&path.join("log"))?), keys_of)?,
        loader: server::loader(&config, None, None)?.for_replay(),
        archive: Archive::at(&path.join("modules")),
        bounds: Bounds::of(&config.evaluator),
    };
    let kinds = [NonZero::<usize>::MIN, cores];
    let mut runs = [Vec::new(), Vec::new()];
    for turn in 0..TURNS {
        eprintln!("replays: turn {} of {TURNS}", turn + 1);
        for (workers, runs) in kinds.iter().zip(&mut runs) {
            runs.push(log.replay(*workers)?);
        }
    }
    drop(host);
    println!("{DECISIONS} decisions with the shipped policies, one of {DECLINED} declined,");
    println!("evaluated again without a divergence. Medians of {TURNS} turns.\n");
    println!(
        "  {:>8} {:>16} {:>28}",
        "workers", "a second", "a second and core that worked"
    );
    for (workers, runs) in kinds.iter().zip(runs) {
        let (wall, cpu): (Vec<f64>, Vec<f64>) = runs.into_iter().unzip();
        println!(
            "  {workers:>8} {:>16.0} {:>28.0}",
            median(wall),
            median(cpu)
        );
    }
    Ok(())
}

/// Has a host decide, and record what it decided.
fn record(config: &Config, data: tempfile::TempDir) -> anyhow::Result<Host> {
    let registry = Arc::new(server::registry(config)?);
    let host = Host::of(&registry, config, data)?;
    eprintln!("{MERCHANTS} merchants, each with a terminal");
    let ids = |number: usize| (format!("m-{number}"), format!("t-{number}"));
    host.profiles()
        .import((0..MERCHANTS).map(|number| merchant(&ids(number).0)))?;
    for (merchant, id) in (0..MERCHANTS).map(ids) {
        host.profiles().put_terminal(&terminal(&id, &merchant))?;
    }
    let mut random = Random::new(1);
    for turn in 0..DECISIONS {
        if turn % (DECISIONS / 10) == 0 {
            eprintln!("decisions: {turn} of {DECISIONS}");
        }
        let declined = turn % DECLINED == 0;
        let (amount, expiry_year) = if declined {
            (6_000_000, 20)
        } else {
            (10_050, 30)
        };
        let mut payment = payment(turn, amount, expiry_year);
        (payment.merchant_id, payment.terminal_id) = ids(random.below(MERCHANTS));
        let approved = host.decide(asked(host.vault(), payment)?)?;
        anyhow::ensure!(approved != declined, "turn {turn} came out otherwise");
    }
    host.log().drain();
    Ok(host)
}

/// A log that is replayed, with what is needed for it.
struct Log {
    reader: Reader,
    loader: Loader,
    archive: Archive,
    bounds: Bounds,
}

impl Log {
    /// Evaluates everything again; decisions a second, and a second of a processor.
    fn replay(&self, workers: NonZero<usize>) -> anyhow::Result<(f64, f64)> {
        let replayer = Replayer {
            reader: self.reader.clone(),
            loader: &self.loader,
            archive: &self.archive,
            bounds: self.bounds,
            workers,
        };
        let (begun, worked) = (Instant::now(), own_cpu()?.as_secs_f64());
        let mut first = None;
        let tally = replayer.run(&Filter::default(), &mut |step| {
            if let Step::Divergence(found) = step {
                first.get_or_insert(found);
            }
            true
        })?;
        // Policies are compiled before the first decision, by other processes.
        let wall = begun.elapsed().saturating_sub(tally.making).as_secs_f64();
        let worked = own_cpu()?.as_secs_f64() - worked;
        let all = tally.is_clean() && tally.limits_not_counted.is_none();
        anyhow::ensure!(
            all && first.is_none(),
            "it diverges: {tally:?}, first {first:?}"
        );
        anyhow::ensure!(
            tally.same == DECISIONS as u64,
            "{} decisions came out the same",
            tally.same
        );
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let decisions = tally.same as f64;
        Ok((decisions / wall, decisions / worked))
    }
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or(0.0)
}
