//! What a policy costs at worst: the most fuel of all the requests that cost most, and the time
//! of that one, each run in a fresh sandbox.

#![allow(clippy::print_stdout, reason = "a benchmark reports to a person")]

use std::time::Instant;

use anyhow::Context as _;
use tollgate::facts::Gathered;
use tollgate::money::Currency;
use tollgate::policy::{Judged, Policy};
use tollgate::sandbox::Instances;
use tollgate::wit::tollgate::policy::facts;
use tollgate::wit::tollgate::policy::facts::Facts;

#[path = "../../policies/sdk/src/testing/worst.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "a policy's own tests use the rest"
)]
mod cases;

/// Runs of the worst request.
const TURNS: usize = 2_000;

/// Measures every shipped policy.
pub(crate) fn run() -> anyhow::Result<()> {
    let registry = crate::host::registry()?;
    let set = registry.pin();
    println!("The request that costs each policy most fuel, {TURNS} runs, microseconds.\n");
    println!(
        "  {:<24} {:>8} {:>9} {:>9}  request",
        "", "fuel", "p50", "p99"
    );
    for (policy, _) in set.policies() {
        let mut most: Option<(u64, String, Facts)> = None;
        for (name, facts) in cases::worst_cases() {
            let fuel = judge(policy, facts.clone())?.fuel;
            if most.as_ref().is_none_or(|(most, ..)| fuel > *most) {
                most = Some((fuel, name, facts));
            }
        }
        let (fuel, name, facts) = most.context("no request")?;
        let mut nanoseconds = Vec::with_capacity(TURNS);
        for _ in 0..TURNS {
            nanoseconds.push(judge(policy, facts.clone())?.nanoseconds);
        }
        nanoseconds.sort_unstable();
        let at = |share: usize| {
            let place = (TURNS * share / 100).min(TURNS - 1);
            let nanoseconds = nanoseconds.get(place).copied().unwrap_or(0);
            format!("{}.{:02}", nanoseconds / 1_000, nanoseconds % 1_000 / 10)
        };
        println!(
            "  {:<24} {fuel:>8} {:>9} {:>9}  {name}",
            policy.name,
            at(50),
            at(99)
        );
    }
    Ok(())
}

/// Judges the groups of the facts that the policy asks for, with as many counters as it has.
fn judge(policy: &Policy, mut facts: Facts) -> anyhow::Result<Judged> {
    let currency = Currency::from_code("CNY").context("CNY")?;
    let mut counters = std::mem::take(&mut facts.counters);
    counters.truncate(policy.counters.len());
    let begun = Instant::now();
    let judged = Gathered::of(facts).show(policy.needs, counters, |facts| {
        policy.judge(&mut Instances::default(), facts, currency, 10_000)
    });
    if let Err(fault) = &judged.result {
        anyhow::bail!("{}: {fault} after {:?}", policy.name, begun.elapsed());
    }
    Ok(judged)
}
