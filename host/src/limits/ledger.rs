//! The ledger: totals, and the decisions that may still change them.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::counter::Counts;
use super::event::{Demand, Entry, Event, Hold, Miss, Verdict};
use super::hash::{BuildPassThrough, CounterKey};
use super::outcome::{Change, Release, Report, ReportError, State};
use super::totals::Totals;
use super::window::Span;

mod tidy;

pub use tidy::Sizes;

struct Decision {
    state: State,
    decided_ms: u64,
    changed_ms: u64,
    hold_until_ms: u64,
    /// Minor units asked for.
    amount: u64,
    /// What an outcome can change, each with the span that it is really counted in.
    entries: Box<[Entry]>,
}

/// All totals, holds and decisions not yet forgotten.
///
/// It changes by [`Ledger::apply`] alone, but for [`Ledger::forget`], which changes no total.
/// An instant before that of the last event is taken as that: a clock that steps back
/// revives no window.
#[derive(Default)]
pub struct Ledger {
    totals: Totals,
    decisions: HashMap<u128, Decision, BuildPassThrough>,
    /// INVARIANT: exactly the pending decisions.
    pending: BTreeSet<(u64, u128)>,
    /// When a decision last changed, for those that aren't pending; the oldest first. One that
    /// changed again is there again.
    settled: VecDeque<(u64, u128)>,
    latest_ms: u64,
    next_sweep: u8,
}

impl Ledger {
    /// An empty ledger.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
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

    /// What a report would do, without doing it, so that it can be logged first.
    ///
    /// # Errors
    /// Why the report is refused.
    pub fn prepare_report(&self, decision: u128, report: Report) -> Result<Change, ReportError> {
        let known = self.decisions.get(&decision).ok_or(ReportError::Unknown)?;
        known.state.after(report, known.amount)
    }

    /// How a decision stands; `None` where it isn't known or was forgotten.
    #[must_use]
    pub fn state(&self, decision: u128) -> Option<State> {
        self.decisions.get(&decision).map(|known| known.state)
    }

    /// What a decision has in each total of approvals: nothing unless it is pending or kept.
    #[must_use]
    pub fn held(&self, decision: u128) -> Vec<Hold> {
        let Some(known) = self.decisions.get(&decision) else {
            return Vec::new();
        };
        let Some(amount) = known.state.counted(known.amount) else {
            return Vec::new();
        };
        let expires_at_ms = (known.state == State::Pending).then_some(known.hold_until_ms);
        let approved = known
            .entries
            .iter()
            .filter(|entry| entry.counts == Counts::Approved);
        approved
            .map(|entry| Hold {
                key: entry.key,
                amount: entry.adds(amount),
                expires_at_ms,
            })
            .collect()
    }

    /// Folds one event. One that says what was said before, or that is refused, moves
    /// [`Ledger::latest_ms`] and changes nothing else.
    ///
    /// # Errors
    /// Why a report is refused. Where [`Ledger::prepare_report`] agreed, another report of the
    /// same decision came between.
    pub fn apply(&mut self, event: &Event) -> Result<Change, ReportError> {
        let (Event::Decided { at_ms, .. }
        | Event::Reported { at_ms, .. }
        | Event::Expired { at_ms, .. }) = event;
        self.latest_ms = self.latest_ms.max(*at_ms);
        match event {
            Event::Decided {
                decision,
                verdict,
                amount,
                entries,
                hold_until_ms,
                ..
            } => Ok(self.decide(*decision, *verdict, *amount, entries, *hold_until_ms)),
            Event::Reported {
                decision, report, ..
            } => {
                let change = self.prepare_report(*decision, *report)?;
                self.change(*decision, change);
                Ok(change)
            }
            Event::Expired { decision, .. } => match self.state(*decision) {
                None => Err(ReportError::Unknown),
                Some(State::Pending) => {
                    let change = Change::To(State::Expired);
                    self.change(*decision, change);
                    Ok(change)
                }
                // A report was logged between the moment it was due and the event.
                Some(_) => Ok(Change::Repeated),
            },
        }
    }

    fn decide(
        &mut self,
        decision: u128,
        verdict: Verdict,
        amount: u64,
        entries: &[Entry],
        hold_until_ms: u64,
    ) -> Change {
        if self.decisions.contains_key(&decision) {
            return Change::Repeated;
        }
        let now_ms = self.latest_ms;
        let approved = verdict == Verdict::Approved;
        let state = if approved {
            State::Pending
        } else {
            State::NotApproved
        };
        let mut remembered = Vec::with_capacity(if approved { entries.len() } else { 0 });
        for (index, entry) in entries.iter().enumerate() {
            // A handful: looking back is cheaper than a set.
            if entries
                .iter()
                .take(index)
                .any(|before| before.key == entry.key)
            {
                continue;
            }
            let span = self.totals.actual(entry.key, entry.span, now_ms);
            let counts_now = match entry.counts {
                Counts::Attempted => true,
                Counts::Declined => verdict == Verdict::Declined,
                Counts::Approved => approved,
                Counts::Refused => false,
            };
            if counts_now {
                self.totals
                    .add(entry.key, span, entry.adds(amount), now_ms, now_ms);
            }
            if approved && matches!(entry.counts, Counts::Approved | Counts::Refused) {
                remembered.push(Entry { span, ..*entry });
            }
        }
        if approved {
            self.pending.insert((hold_until_ms, decision));
        } else {
            self.settled.push_back((now_ms, decision));
        }
        let entries = remembered.into_boxed_slice();
        let (decided_ms, changed_ms) = (now_ms, now_ms);
        let known = Decision {
            state,
            decided_ms,
            changed_ms,
            hold_until_ms,
            amount,
            entries,
        };
        self.decisions.insert(decision, known);
        Change::To(state)
    }

    fn change(&mut self, decision: u128, change: Change) {
        let now_ms = self.latest_ms;
        let (Change::To(to), Some(known)) = (change, self.decisions.get_mut(&decision)) else {
            return;
        };
        let from = known.state;
        let refused = matches!(
            to,
            State::Released {
                why: Release::DeclinedByIssuer,
                ..
            }
        );
        for entry in &known.entries {
            let Entry { key, span, .. } = *entry;
            let at_ms = known.decided_ms;
            let adds = |state: State| {
                state
                    .counted(known.amount)
                    .map_or(0, |amount| entry.adds(amount))
            };
            let (before, after) = match entry.counts {
                Counts::Approved => (adds(from), adds(to)),
                Counts::Refused if refused => (0, entry.adds(known.amount)),
                Counts::Refused | Counts::Attempted | Counts::Declined => (0, 0),
            };
            if after > before {
                self.totals.add(key, span, after - before, at_ms, now_ms);
            } else if before > after {
                self.totals.take(key, span, before - after, at_ms);
            }
        }
        known.state = to;
        known.changed_ms = now_ms;
        if to.is_final() {
            known.entries = Box::default();
        }
        if from == State::Pending {
            self.pending.remove(&(known.hold_until_ms, decision));
        }
        self.settled.push_back((now_ms, decision));
    }
}
