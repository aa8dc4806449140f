//! The ledger: totals, and the decisions that may still change them.

use super::counter::Counts;
use super::event::{Demand, Entry, Event, Miss, Verdict};
use super::hash::CounterKey;
use super::outcome::{Change, Prepared, Report, ReportError, State};
use super::totals::Totals;
use super::window::Span;

mod decisions;
mod ended;
mod snapshot;
mod tidy;

use decisions::{Decisions, Pending};
#[cfg(test)]
pub(super) use ended::Ended;
pub use tidy::{Bounds, Sizes};

/// All totals, holds and decisions not yet forgotten.
///
/// It changes by [`Ledger::apply`] alone, but for [`Ledger::sweep`], which changes nothing that
/// can be read. So the same events give the same ledger, forgetting included. An instant before
/// that of the last event is taken as that: a clock that steps back revives no window.
pub struct Ledger {
    totals: Totals,
    decisions: Decisions,
    latest_ms: u64,
    next_sweep: u8,
}

impl Ledger {
    /// An empty ledger.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self {
            totals: Totals::default(),
            decisions: Decisions::new(bounds),
            latest_ms: 0,
            next_sweep: 0,
        }
    }

    /// Forgets under other bounds from the next event on.
    pub fn rebound(&mut self, bounds: Bounds) {
        self.decisions.bounds = bounds;
    }

    /// The instant of the last event, milliseconds since the Unix epoch. Where a clock has
    /// stepped back, this is the ledger's now, and the calendar should be that of this instant.
    #[must_use]
    pub fn latest_ms(&self) -> u64 {
        self.latest_ms
    }

    /// The total, in minor units or requests, of the window that `now_ms` is in. Of a span of
    /// a day, month or year the end doesn't matter.
    #[must_use]
    pub fn read(&self, key: CounterKey, span: Span, now_ms: u64) -> u64 {
        self.totals.read(key, span, now_ms.max(self.latest_ms))
    }

    /// Whether all demands of one payment fit now; those that don't, in their order. Several
    /// demands on one total must each hold, but the payment is counted in it once.
    #[must_use]
    pub fn check(&self, demands: &[Demand], now_ms: u64) -> Vec<Miss> {
        let now_ms = now_ms.max(self.latest_ms);
        let mut misses = Vec::new();
        for (index, demand) in demands.iter().enumerate() {
            let used = self.totals.read(demand.key, demand.span, now_ms);
            if used
                .checked_add(demand.add)
                .is_none_or(|sum| sum > demand.cap)
            {
                misses.push(self.miss(index, demand, used, now_ms));
            }
        }
        misses
    }

    fn miss(&self, index: usize, demand: &Demand, used: u64, now_ms: u64) -> Miss {
        let room = demand.cap.checked_sub(demand.add);
        let (resets_at_ms, fits_at_ms) = match self.totals.actual(demand.key, demand.span, now_ms) {
            Span::Until { ends_at_ms } => (Some(ends_at_ms), room.map(|_| ends_at_ms)),
            Span::Rolling { .. } => {
                let fits_at_ms = room.map(|room| self.totals.falls_to(demand.key, room, now_ms));
                (fits_at_ms, fits_at_ms)
            }
            Span::Lifetime => (None, None),
        };
        Miss {
            index,
            used,
            resets_at_ms,
            fits_at_ms,
        }
    }

    /// What a report at this instant would do, without doing it, so that it can be logged first,
    /// and whether the event must bring the decision's entries.
    ///
    /// # Errors
    /// Why the report is refused.
    pub fn prepare_report(
        &self,
        decision: u128,
        report: Report,
        at_ms: u64,
    ) -> Result<Prepared, ReportError> {
        let now_ms = at_ms.max(self.latest_ms);
        self.decisions.prepare(decision.into(), report, now_ms)
    }

    /// How a decision stands; `None` where it isn't known or was forgotten.
    #[must_use]
    pub fn state(&self, decision: u128) -> Option<State> {
        self.decisions.state(decision.into(), self.latest_ms)
    }

    /// Folds one event, and forgets a few decisions whose time is up. An event that says what
    /// was said before, or that is refused, changes nothing else but [`Ledger::latest_ms`].
    ///
    /// # Errors
    /// Why a report is refused. Where [`Ledger::prepare_report`] agreed, another event came
    /// between, or the entries that it needs are missing.
    pub fn apply(&mut self, event: &Event) -> Result<Change, ReportError> {
        let (Event::Decided { at_ms, .. }
        | Event::Reported { at_ms, .. }
        | Event::Expired { at_ms, .. }) = event;
        self.latest_ms = self.latest_ms.max(*at_ms);
        let result = match event {
            Event::Decided {
                decision,
                verdict,
                amount,
                entries,
                hold_until_ms,
                ..
            } => Ok(self.decide(*decision, *verdict, *amount, entries, *hold_until_ms)),
            Event::Reported {
                decision,
                report,
                entries,
                ..
            } => self.report(*decision, *report, entries),
            Event::Expired { decision, .. } => self.expire(*decision),
        };
        self.decisions.forget(self.latest_ms);
        result
    }

    fn decide(
        &mut self,
        decision: u128,
        verdict: Verdict,
        amount: u64,
        entries: &[Entry],
        hold_until_ms: u64,
    ) -> Change {
        if self.decisions.contains(decision.into()) {
            return Change::Repeated;
        }
        let now_ms = self.latest_ms;
        let approved = verdict == Verdict::Approved;
        let mut held = Vec::with_capacity(if approved { entries.len() } else { 0 });
        let mut moved = false;
        for entry in once_each(entries) {
            let span = self.totals.actual(entry.key, entry.span, now_ms);
            let counts_now = match entry.counts {
                Counts::Attempted => true,
                Counts::Declined => verdict == Verdict::Declined,
                Counts::Approved | Counts::Passed => approved,
                Counts::Refused => false,
            };
            if counts_now {
                self.totals
                    .add(entry.key, span, entry.adds(amount), now_ms, now_ms);
            }
            if approved && entry.awaits_outcome() {
                moved |= span != entry.span;
                held.push(Entry { span, ..*entry });
            }
        }
        if !approved {
            self.decisions.not_approved(decision.into(), now_ms);
            return Change::To(State::NotApproved);
        }
        let pending = Pending {
            decided_ms: now_ms,
            hold_until_ms,
            amount,
            entries: held.into_boxed_slice(),
            moved,
        };
        self.decisions.hold(decision.into(), pending);
        Change::To(State::Pending)
    }

    fn report(
        &mut self,
        decision: u128,
        report: Report,
        brought: &[Entry],
    ) -> Result<Change, ReportError> {
        let now_ms = self.latest_ms;
        let prepared = self.decisions.prepare(decision.into(), report, now_ms)?;
        if prepared.needs_entries && brought.is_empty() {
            return Err(ReportError::EntriesMissing);
        }
        if let Change::To(to) = prepared.change {
            self.change(decision, to, brought);
        }
        Ok(prepared.change)
    }

    fn expire(&mut self, decision: u128) -> Result<Change, ReportError> {
        match self.state(decision) {
            None => Err(ReportError::Unknown),
            Some(State::Pending) => {
                self.change(decision, State::Expired, &[]);
                Ok(Change::To(State::Expired))
            }
            // A report was logged between the moment it was due and the event.
            Some(_) => Ok(Change::Repeated),
        }
    }

    fn change(&mut self, decision: u128, to: State, brought: &[Entry]) {
        let now_ms = self.latest_ms;
        let Some(changed) = self.decisions.change(decision.into(), to, now_ms) else {
            return;
        };
        let entries = changed.entries.as_deref().unwrap_or(brought);
        let refused = to.is_refused();
        for entry in once_each(entries) {
            let adds = |state: State| {
                let amount = state.counted(changed.amount);
                amount.map_or(0, |amount| entry.adds(amount))
            };
            let (before, after) = match entry.counts {
                Counts::Approved => (adds(changed.from), adds(to)),
                Counts::Refused if refused => (0, entry.adds(changed.amount)),
                Counts::Refused | Counts::Attempted | Counts::Declined | Counts::Passed => (0, 0),
            };
            let (key, span, at_ms) = (entry.key, entry.span, changed.decided_ms);
            if after > before {
                self.totals.add(key, span, after - before, at_ms, now_ms);
            } else if before > after {
                self.totals.take(key, span, before - after, at_ms);
            }
        }
        self.decisions.keep_moved(decision.into(), to, changed);
    }
}

/// The entries without those whose key came before.
fn once_each(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    // A handful: looking back is cheaper than a set.
    entries.iter().enumerate().filter_map(|(index, entry)| {
        let mut before = entries.iter().take(index);
        (!before.any(|before| before.key == entry.key)).then_some(entry)
    })
}
