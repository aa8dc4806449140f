//! How long a host takes from the start of its process until it is ready and has decided: the
//! first time, in an empty directory, and again.

#![allow(clippy::print_stdout, reason = "a benchmark reports to a person")]

use std::time::Duration;

use tollgate_proto::v1;

use crate::host::{payment, policies};
use crate::served::Served;

/// Starts of each kind; the medians are told.
const TURNS: usize = 7;

/// Times of one kind of start.
#[derive(Default)]
struct Starts {
    ready: Vec<Duration>,
    decided: Vec<Duration>,
}

impl Starts {
    /// Starts a host on `data`, asks it for one decision, kills it.
    fn turn(
        &mut self,
        data: &std::path::Path,
        payment: v1::PreAuthorization,
    ) -> anyhow::Result<()> {
        let host = Served::start(data, &policies())?;
        self.ready.push(host.ready);
        self.decided.push(host.decide(payment)?);
        Ok(())
    }

    fn tell(mut self, name: &str) {
        println!(
            "  {name:<44} {:>12} {:>16}",
            median(&mut self.ready),
            median(&mut self.decided)
        );
    }
}

/// Measures and reports.
pub(crate) fn run() -> anyhow::Result<()> {
    let (mut first, mut again) = (Starts::default(), Starts::default());
    for turn in 0..TURNS {
        let data = tempfile::tempdir()?;
        first.turn(data.path(), payment(turn, 10_050, 30))?;
        again.turn(data.path(), payment(turn + TURNS, 10_050, 30))?;
    }
    println!(
        "`tollgate serve` with the shipped policies, from the start of its process, {TURNS} turns,"
    );
    println!("medians in milliseconds. The decision is asked for once the host is ready.\n");
    println!("  {:<44} {:>12} {:>16}", "", "ready", "first decision");
    first.tell("in an empty directory: policies are compiled");
    again.tell("again, after kill -9: they are on the shelf");
    Ok(())
}

fn median(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    format!("{:.0}", median.as_secs_f64() * 1_000.0)
}
