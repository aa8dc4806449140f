//! What a decision costs, and what it costs to lose none: `cargo xtask bench [part]`.
//!
//! `decision`: the rules of the shipped policies as native code; the same rules each in a fresh
//! sandbox; a whole decision in process, recorded. `worst`: what each policy costs at worst, in
//! fuel and time. `log`: how many decisions a second, with a
//! sync for each group of records and without. `restart`: how long a host takes to be ready
//! after a crash. `grpc`: `Evaluate` over gRPC on the program as it ships, against an empty call on
//! the same server stack. `swap`: how soon a changed policy decides while payments go on, and what
//! they notice of it. `scale`: what merchants, counters and policies cost in time and memory.
//! `start`: how long until a host is ready and decides. `replay`: decisions a second evaluated again
//! from the log. What is compared is measured in turns within one run.

#![allow(clippy::print_stdout, reason = "a benchmark reports to a person")]

mod facts;
mod grpc;
mod host;
mod log;
mod measure;
mod native;
mod process;
mod random;
mod replay;
mod resident;
mod restart;
mod scale;
mod served;
mod shops;
mod start;
mod swap;
mod worst;

use measure::{Series, report};

use tollgate::audit::Durability;
use tollgate::sandbox::Instances;

/// Turns; each measures every series once.
const TURNS: usize = 20_000;
const WARM_UP: usize = 2_000;

/// Records of the logs that a restart is measured with, where nothing else is said.
const RECORDS: u64 = 1_000_000;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] => {
            decision()?;
            worst::run()?;
            log::run()?;
            restart::run(RECORDS)?;
            grpc::run(&grpc::FULL)?;
            swap::run()?;
            scale::run(&[])?;
            start::run()?;
            replay::run()
        }
        ["decision"] => decision(),
        ["worst"] => worst::run(),
        ["log"] => log::run(),
        ["restart"] => restart::run(RECORDS),
        ["grpc"] => grpc::run(&grpc::FULL),
        ["grpc", "quick"] => grpc::run(&grpc::QUICK),
        ["swap"] => swap::run(),
        // A part of `grpc`: the server that does nothing.
        ["empty-server"] => grpc::empty::run(),
        ["restart", records] => restart::run(records.parse()?),
        ["scale", parts @ ..] => scale::run(parts),
        ["start"] => start::run(),
        ["replay"] => replay::run(),
        other => anyhow::bail!(
            "no part `{}`: decision, worst, log, restart [records], grpc [quick], swap, scale, start, \
             replay",
            other.join(" ")
        ),
    }
}

fn decision() -> anyhow::Result<()> {
    let host = host::Host::open(&host::registry()?, Durability::Os)?;
    println!("One decision with the shipped policies, {TURNS} turns, one thread, microseconds.\n");
    // An approval, and a decline by several rules: 60,000 CNY on an expired card. Not a round sum:
    // a merchant that takes nothing else gets a low score.
    for (title, amount, expiry_year) in [("approved", 10_050, 30), ("declined", 6_000_000, 20)] {
        println!("{title}");
        compare(&host, amount, expiry_year, title == "approved")?;
        println!();
    }
    Ok(())
}

fn compare(host: &host::Host, amount: i64, expiry_year: u8, approved: bool) -> anyhow::Result<()> {
    let rules = native::all(amount, expiry_year)?;
    let sandboxed = host.policies(amount, expiry_year)?;
    let mut native = Series::new("same rules, native code");
    let mut fresh = Series::new("same rules, each in a fresh sandbox");
    let mut whole = Series::new("whole decision in process");
    let mut each: Vec<Series> = sandboxed
        .iter()
        .map(|policy| Series::new(&format!("  {} in a sandbox", policy.name())))
        .collect();
    let mut each_native: Vec<Series> = rules
        .iter()
        .map(|rules| Series::new(&format!("  {} natively", rules.name)))
        .collect();
    for turn in 0..WARM_UP + TURNS {
        let counted = turn >= WARM_UP;
        native.time(counted, || {
            for (rules, series) in rules.iter().zip(&mut each_native) {
                series.time(counted, || std::hint::black_box((rules.judge)()));
            }
        });
        fresh.time(counted, || {
            let mut instances = Instances::default();
            for (policy, series) in sandboxed.iter().zip(&mut each) {
                series.time(counted, || policy.judge(&mut instances));
            }
        });
        let ask = host.ask(turn, amount, expiry_year)?;
        let is_approved = whole.time(counted, || host.decide(ask))?;
        anyhow::ensure!(
            is_approved == approved,
            "turn {turn} was decided otherwise than the title says"
        );
    }
    report(&[&native, &fresh, &whole]);
    println!();
    report(&each_native.iter().chain(&each).collect::<Vec<_>>());
    Ok(())
}
