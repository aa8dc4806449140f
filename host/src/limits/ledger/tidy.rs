//! What is due, and what may be forgotten.

use super::Ledger;

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

/// Decisions looked at in one step of [`Ledger::forget`].
const DECISIONS_PER_STEP: usize = 256;

impl Ledger {
    /// The pending decisions whose hold has run out, the longest due first. The caller makes
    /// an [`Event::Expired`](crate::limits::Event::Expired) of each.
    pub fn due(&self, now_ms: u64) -> impl Iterator<Item = u128> {
        let now_ms = now_ms.max(self.latest_ms);
        self.pending
            .range(..=(now_ms, u128::MAX))
            .map(|(_, decision)| *decision)
    }

    /// Takes one bounded step of tidying: drops up to 256 decisions that ended `keep_ms` ago
    /// or earlier, and dead totals in one part of 256. To be called as often as there
    /// are 256 decisions, and 256 times in as long as dead totals may stay.
    ///
    /// No total that is read changes. A report of a forgotten decision is
    /// [`ReportError::Unknown`](crate::limits::ReportError::Unknown), so a fold of the log must
    /// not forget sooner than the fold that accepted the log's reports: it keeps at least as
    /// long, or forgets only after the last event.
    pub fn forget(&mut self, now_ms: u64, keep_ms: u64) {
        self.forget_decisions(now_ms, keep_ms, DECISIONS_PER_STEP);
        let now_ms = now_ms.max(self.latest_ms);
        self.totals.sweep(self.next_sweep, now_ms);
        self.next_sweep = self.next_sweep.wrapping_add(1);
    }

    /// The part of [`Ledger::forget`] that drops decisions, here at most `most`. Says whether
    /// there may be more.
    pub fn forget_decisions(&mut self, now_ms: u64, keep_ms: u64, most: usize) -> bool {
        let now_ms = now_ms.max(self.latest_ms);
        for _ in 0..most {
            let Some(&(changed_ms, decision)) = self.settled.front() else {
                return false;
            };
            if changed_ms.saturating_add(keep_ms) > now_ms {
                return false;
            }
            self.settled.pop_front();
            // One that has changed again comes later in the queue.
            if self
                .decisions
                .get(&decision)
                .is_some_and(|known| known.changed_ms == changed_ms)
            {
                self.decisions.remove(&decision);
            }
        }
        true
    }

    /// How much the ledger holds.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        Sizes {
            totals: self.totals.len(),
            decisions: self.decisions.len(),
            pending: self.pending.len(),
        }
    }
}
