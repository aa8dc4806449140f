//! One decision: the rules of the shipped policies as native code, the same rules each in a fresh
//! sandbox, and the whole of it in process, recorded.

#![allow(clippy::print_stdout, reason = "a benchmark reports to a person")]

use tollgate::audit::Durability;
use tollgate::metrics::Phase;
use tollgate::sandbox::Instances;

use crate::host::{self, Host, Sandboxed};
use crate::measure::{Series, report};
use crate::native::{self, Rules};
use crate::phases::phase;

/// Turns; each measures every series once.
const TURNS: usize = 20_000;
const WARM_UP: usize = 2_000;

/// Measures an approval and a decline by several rules.
pub(crate) fn run() -> anyhow::Result<()> {
    let host = Host::open(&host::registry()?, Durability::Os)?;
    println!("One decision with the shipped policies, {TURNS} turns, one thread, microseconds.");
    println!("Each turn does everything once, so that nothing finds the caches as it left them.\n");
    // 60,000 CNY on an expired card. Not a round sum: a merchant that takes nothing else gets a low
    // score.
    for (title, amount, expiry_year) in [("approved", 10_050, 30), ("declined", 6_000_000, 20)] {
        println!("{title}");
        let compared = Compared {
            rules: native::all(amount, expiry_year)?,
            sandboxed: host.policies(amount, expiry_year)?,
        };
        compared.in_turns(&host, amount, expiry_year)?;
        println!();
        compared.alone();
        println!();
    }
    Ok(())
}

/// The same rules twice.
struct Compared {
    rules: Vec<Rules>,
    sandboxed: Vec<Sandboxed>,
}

impl Compared {
    fn in_turns(&self, host: &Host, amount: i64, expiry_year: u8) -> anyhow::Result<()> {
        let mut native = Series::new("same rules, native code");
        let mut fresh = Series::new("same rules, each in a fresh sandbox");
        let mut ended = Series::new("the sandboxes' end");
        let mut whole = Series::new("whole decision in process");
        let named = |end: &str, name: &str| Series::new(&format!("  {name} {end}"));
        let mut each_native: Vec<Series> = (self.rules.iter())
            .map(|rules| named("natively", rules.name))
            .collect();
        let mut each: Vec<Series> = (self.sandboxed.iter())
            .map(|policy| named("in a sandbox", policy.name()))
            .collect();
        let before = phases(host);
        for turn in 0..WARM_UP + TURNS {
            let counted = turn >= WARM_UP;
            native.time(counted, || {
                for (rules, series) in self.rules.iter().zip(&mut each_native) {
                    series.time(counted, || std::hint::black_box((rules.judge)()));
                }
            });
            let mut instances = Instances::default();
            fresh.time(counted, || {
                for (policy, series) in self.sandboxed.iter().zip(&mut each) {
                    series.time(counted, || policy.judge(&mut instances));
                }
            });
            ended.time(counted, || drop(instances));
            let ask = host.ask(turn, amount, expiry_year)?;
            let approved = whole.time(counted, || host.decide(ask))?;
            anyhow::ensure!(
                approved == (expiry_year == 30),
                "turn {turn} was decided otherwise than the title says"
            );
        }
        report(&[&native, &fresh, &ended, &whole]);
        println!();
        report(&each_native.iter().chain(&each).collect::<Vec<_>>());
        println!("\n  mean time of each phase, by the host's own figures");
        for ((_, name), (now, before)) in Phase::ALL.iter().zip(phases(host).iter().zip(&before)) {
            println!("    {name:<38} {:>9.2}", now.mean_us_since(before));
        }
        Ok(())
    }

    /// Nothing else in between: what the policies cost where the caches are theirs.
    fn alone(&self) {
        let mut fresh = Series::new("each in a fresh sandbox, nothing between");
        let mut ended = Series::new("the sandboxes' end");
        for turn in 0..WARM_UP + TURNS {
            let counted = turn >= WARM_UP;
            let mut instances = Instances::default();
            fresh.time(counted, || {
                for policy in &self.sandboxed {
                    std::hint::black_box(policy.judge(&mut instances));
                }
            });
            ended.time(counted, || drop(instances));
        }
        report(&[&fresh, &ended]);
    }
}

fn phases(host: &Host) -> Vec<crate::phases::Phase> {
    let phase = |(_, name): &(Phase, &str)| phase(host.metrics(), name);
    Phase::ALL.iter().map(phase).collect()
}
