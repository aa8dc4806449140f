//! A decision under one to thirty policies.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark reports to a person"
)]

use tollgate::audit::Durability;
use tollgate::policy::Shelf;

use super::{copies, p50_p99};
use crate::host::{Host, registry_of};
use crate::measure::Series;
use crate::phases::phase;

/// How many policies.
pub(super) const COUNTS: [usize; 6] = [1, 2, 4, 8, 15, 30];
/// Turns, each of so many decisions in a row under each number of policies: in a host, code is
/// warm.
const TURNS: usize = 50;
const IN_A_ROW: usize = 100;
const WARM_UP: usize = 3;
/// The shipped policy that is copied: one without counters, which copies would share.
const ONE: &str = "merchant-credit";

/// Measures and reports.
pub(crate) fn run() -> anyhow::Result<()> {
    let shelf = tempfile::tempdir()?;
    let one = format!("`{ONE}`, and copies of it in shadow");
    compare(&one, shelf.path(), |count| copies::of_one(ONE, count))?;
    let all = "the shipped policies by name, then copies of them in shadow";
    compare(all, shelf.path(), copies::of_all)
}

fn compare(
    title: &str,
    shelf: &std::path::Path,
    directory: impl Fn(usize) -> anyhow::Result<tempfile::TempDir>,
) -> anyhow::Result<()> {
    let mut cases = Vec::new();
    for count in COUNTS {
        eprintln!("{count} policies: {title}");
        let directory = directory(count)?;
        let registry = registry_of(directory.path(), Some(Shelf::open(shelf)?))?;
        let loaded = registry.pin().policies().count();
        anyhow::ensure!(loaded == count, "{loaded} policies are loaded");
        let host = Host::open(&registry, Durability::Os)?;
        let before = phase(host.metrics(), "evaluate");
        let times = Series::new("");
        cases.push((count, host, times, before));
    }
    for turn in 0..WARM_UP + TURNS {
        for (_, host, times, before) in &mut cases {
            if turn == WARM_UP {
                *before = phase(host.metrics(), "evaluate");
            }
            for place in 0..IN_A_ROW {
                let ask = host.ask(turn * IN_A_ROW + place, 10_050, 30)?;
                times.time(turn >= WARM_UP, || host.decide(ask))?;
            }
        }
    }
    let decisions = TURNS * IN_A_ROW;
    println!("A decision under {title}:");
    println!("{decisions} decisions, microseconds; of the phase `evaluate` the mean.\n");
    println!(
        "  {:>8} {:>9} {:>9} {:>12} {:>18}",
        "policies", "p50", "p99", "evaluate", "p50 of one more"
    );
    let mut points: Vec<(f64, f64)> = Vec::new();
    for (count, host, times, before) in &cases {
        let mean = phase(host.metrics(), "evaluate").mean_us_since(before);
        #[expect(clippy::cast_precision_loss, reason = "at most thirty")]
        let point = (*count as f64, times.us(500));
        let more = points.last().map_or("-".into(), |(fewer, less)| {
            format!("{:.1}", (point.1 - less) / (point.0 - fewer))
        });
        println!("  {count:>8} {} {mean:>12.1} {more:>18}", p50_p99(times));
        points.push(point);
    }
    let line = Line::through(&points);
    println!(
        "\n  p50 = {:.1} + {:.2} for each policy; at most {:.1} % off that line\n",
        line.at_none,
        line.each,
        line.off(&points) * 100.0
    );
    Ok(())
}

/// The straight line that is nearest to points, by least squares.
struct Line {
    at_none: f64,
    each: f64,
}

impl Line {
    fn through(points: &[(f64, f64)]) -> Self {
        let sum = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>();
        let (x, y) = (sum(|point| point.0), sum(|point| point.1));
        let (xx, xy) = (sum(|(x, _)| x * x), sum(|(x, y)| x * y));
        let n = sum(|_| 1.0);
        let each = (n * xy - x * y) / (n * xx - x * x);
        Self {
            at_none: (y - each * x) / n,
            each,
        }
    }

    /// How far the farthest point is from the line, as a share of what the line says.
    fn off(&self, points: &[(f64, f64)]) -> f64 {
        let off = points.iter().map(|(x, y)| {
            let said = self.at_none + self.each * x;
            (y - said).abs() / said
        });
        off.fold(0.0, f64::max)
    }
}
