//! What is due, and how much is kept.

use super::Ledger;

/// How long, and how many, ended decisions are remembered. Part of the fold: another ledger
/// forgets the same only with the same bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How long after its last change a decision still takes a report, milliseconds.
    pub keep_ms: u64,
    /// Ended decisions at most: the oldest are forgotten first.
    pub ended_max: usize,
}

/// How much a ledger holds, for metrics and the tests of bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Totals, dead ones not yet dropped among them.
    pub totals: usize,
    /// Decisions remembered, pending ones among them.
    pub decisions: usize,
    /// Decisions without an outcome.
    pub pending: usize,
}

impl Ledger {
    /// The pending decisions whose hold has run out, the longest due first. The caller makes
    /// an [`Event::Expired`](crate::limits::Event::Expired) of each.
    pub fn due(&self, now_ms: u64) -> impl Iterator<Item = u128> {
        let now_ms = now_ms.max(self.latest_ms);
        let due = self.decisions.due.iter();
        due.take_while(move |(hold_until_ms, _)| *hold_until_ms <= now_ms)
            .map(|(_, id)| (*id).into())
    }

    /// Drops dead totals in one part of 256. To be called 256 times in as long as they may stay.
    /// Nothing that is read changes, so it may be called or not.
    pub fn sweep(&mut self) {
        self.totals.sweep(self.next_sweep, self.latest_ms);
        self.next_sweep = self.next_sweep.wrapping_add(1);
    }

    /// How much the ledger holds.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        let pending = self.decisions.pending.len();
        Sizes {
            totals: self.totals.len(),
            decisions: pending + self.decisions.ended_len(),
            pending,
        }
    }
}
