//! One decision by Tollgate and by other policy engines, on the same rules and the same inputs,
//! in turns within one run: `cargo xtask bench peers`.
//!
//! An evaluation is timed with the making of the engine's own input from a plain struct, and with
//! the reading of its answer. Rules and settings are parsed and compiled beforehand. All engines
//! must agree on every input.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark reports to a person"
)]

mod agree;
mod engines;
mod facts;
mod generate;
mod input;
#[path = "../../src/measure.rs"]
mod measure;
mod random;
mod rules;
mod verdict;
mod versions;

use peer_rules::PeerRules;
use tollgate::policy::child;
use tollgate_policy::{configure, describe};

use engines::{Engine, Parts};
use input::Input;
use measure::{Series, report};
use verdict::{Catalogue, Verdict};

/// As in the program that ships; for all engines alike.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SEED: u64 = 0x7011_6a7e;
const INPUTS: usize = 2_000;
/// Turns; each measures every engine once.
const TURNS: usize = 20_000;
const WARM_UP: usize = 2_000;

fn main() -> anyhow::Result<()> {
    // The host prepares modules in a child process, which is this program once more.
    if std::env::args().nth(1).as_deref() == Some(child::SUBCOMMAND) {
        return Ok(child::run_child()?);
    }
    let native: PeerRules = configure("{}").map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let catalogue = Catalogue::of(&describe(&native));
    let inputs = generate::inputs(SEED, INPUTS, native.settings());
    let mut engines = engines::all(&Parts {
        native: &native,
        catalogue: &catalogue,
    })?;
    tell_versions();
    let verdicts = agree::verdicts(&mut engines, &inputs, &catalogue)?;
    tell_verdicts(&catalogue, &verdicts);
    let series = time(&mut engines, &inputs, &verdicts)?;
    println!("One evaluation, {TURNS} turns after {WARM_UP}, one thread, microseconds.\n");
    report(&series.iter().collect::<Vec<_>>());
    Ok(())
}

/// Times every engine once in each turn, on the same input.
fn time(
    engines: &mut [Box<dyn Engine + '_>],
    inputs: &[Input],
    verdicts: &[Verdict],
) -> anyhow::Result<Vec<Series>> {
    let mut series: Vec<Series> = (engines.iter())
        .map(|engine| Series::new(engine.name()))
        .collect();
    let turns = (inputs.iter().zip(verdicts)).cycle().take(WARM_UP + TURNS);
    for (turn, (input, verdict)) in turns.enumerate() {
        if turn % 5_000 == 0 {
            eprintln!("  turn {turn} of {}", WARM_UP + TURNS);
        }
        for (engine, series) in engines.iter_mut().zip(&mut series) {
            let input = std::hint::black_box(input);
            let given = series.time(turn >= WARM_UP, || engine.judge(input))?;
            anyhow::ensure!(given == *verdict, "{} changed its mind", engine.name());
        }
    }
    Ok(series)
}

fn tell_versions() {
    let versions = versions::all().into_iter();
    let versions: Vec<_> = versions
        .map(|(name, version)| format!("{name} {version}"))
        .collect();
    println!("{}.\n", versions.join(", "));
}

fn tell_verdicts(catalogue: &Catalogue, verdicts: &[Verdict]) {
    let outcomes = agree::outcomes(verdicts).map(|(name, count)| format!("{name} {count}"));
    println!(
        "All engines agree on {} inputs: {}. How often each code fired:\n",
        verdicts.len(),
        outcomes.join(", ")
    );
    for ((code, _), position) in catalogue.codes().zip(0..) {
        let count = verdicts.iter().filter(|one| one.has(position)).count();
        println!("  {code:<40} {count:>9}");
    }
    println!();
}
