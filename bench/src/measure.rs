//! Times of one thing, and how they are told.

#![allow(clippy::print_stdout, reason = "a benchmark reports to a person")]

use std::time::Instant;

/// The times of one thing.
pub(crate) struct Series {
    name: String,
    nanoseconds: Vec<u64>,
}

impl Series {
    /// An empty series.
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            nanoseconds: Vec::new(),
        }
    }

    /// Does the thing once, and keeps its time where it is `counted`.
    pub(crate) fn time<T>(&mut self, counted: bool, thing: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = thing();
        if counted {
            self.nanoseconds
                .push(u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX));
        }
        done
    }

    /// The time, in microseconds, within which so many of a thousand are.
    pub(crate) fn us(&self, share: usize) -> f64 {
        let mut sorted = self.nanoseconds.clone();
        sorted.sort_unstable();
        let place = (sorted.len() * share / 1_000).min(sorted.len().saturating_sub(1));
        #[expect(clippy::cast_precision_loss, reason = "microseconds for people")]
        let nanoseconds = sorted.get(place).copied().unwrap_or(0) as f64;
        nanoseconds / 1_000.0
    }
}

/// Prints a table of percentiles in microseconds.
pub(crate) fn report(series: &[&Series]) {
    println!(
        "  {:<40} {:>9} {:>9} {:>9} {:>9}",
        "", "p50", "p90", "p99", "p99.9"
    );
    for series in series {
        let [p50, p90, p99, p999] = [500, 900, 990, 999].map(|share| series.us(share));
        println!(
            "  {:<40} {p50:>9.2} {p90:>9.2} {p99:>9.2} {p999:>9.2}",
            series.name
        );
    }
}
