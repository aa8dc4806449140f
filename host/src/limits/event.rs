//! What goes in and out of the ledger.

use crate::decision::Outcome;

use super::counter::{Counts, Measure};
use super::hash::CounterKey;
use super::outcome::Report;
use super::window::Span;

/// One total that a payment counts in, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The total.
    pub key: CounterKey,
    /// The window, in the merchant's calendar at the instant of the decision.
    pub span: Span,
    /// What it sums.
    pub measure: Measure,
    /// When the payment counts.
    pub counts: Counts,
}

impl Entry {
    /// What a payment of `amount` minor units adds: that, or 1 where requests are counted.
    #[must_use]
    pub fn adds(&self, amount: u64) -> u64 {
        match self.measure {
            Measure::Amount => amount,
            Measure::Count => 1,
        }
    }

    /// Whether what becomes of the payment changes the total.
    pub(super) fn awaits_outcome(&self) -> bool {
        matches!(self.counts, Counts::Approved | Counts::Refused)
    }

    /// The claim that the total, with a payment of `amount` minor units, stays within `cap`.
    #[must_use]
    pub fn demand(&self, amount: u64, cap: u64) -> Demand {
        Demand {
            key: self.key,
            span: self.span,
            add: self.adds(amount),
            cap,
        }
    }
}

/// A claim on a total: what is there and `add` may not exceed `cap`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The total.
    pub key: CounterKey,
    /// Its window.
    pub span: Span,
    /// What the payment would add: minor units, or 1.
    pub add: u64,
    /// The most that the total may come to.
    pub cap: u64,
}

/// A demand that doesn't fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Miss {
    /// Position of the demand.
    pub index: usize,
    /// What the total was.
    pub used: u64,
    /// When the day, month or year ends, or, for a rolling window, [`Miss::fits_at_ms`]; `None`
    /// for a lifetime. Milliseconds since the Unix epoch.
    pub resets_at_ms: Option<u64>,
    /// The earliest instant at which the demand fits if nothing else is counted until then;
    /// `None` where it never does. Milliseconds since the Unix epoch.
    pub fits_at_ms: Option<u64>,
}

/// What was decided of a payment, as far as totals tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It may be sent to the issuer: what counts approvals is held.
    Approved,
    /// It was declined.
    Declined,
    /// It waits for a person, or for more from the payer.
    Deferred,
}

impl Verdict {
    /// What totals count the outcome as.
    #[must_use]
    pub fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Approve => Self::Approved,
            Outcome::Decline => Self::Declined,
            Outcome::StepUp | Outcome::Review => Self::Deferred,
        }
    }
}

/// Something that happened, as the log has it. All instants are milliseconds since the Unix
/// epoch; one before that of an earlier event is taken as that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A payment was decided.
    Decided {
        /// The id of the decision, of at least 64 bits that differ.
        decision: u128,
        /// When.
        at_ms: u64,
        /// What was decided.
        verdict: Verdict,
        /// Minor units of the payment.
        amount: u64,
        /// The totals that it counts in, whatever they count. A key that comes twice counts once.
        entries: Vec<Entry>,
        /// When the hold expires unless an outcome is reported.
        hold_until_ms: u64,
    },
    /// The gateway told what became of it.
    Reported {
        /// The id of the decision.
        decision: u128,
        /// When the report came.
        at_ms: u64,
        /// The report.
        report: Report,
        /// The entries of the decision as in [`Event::Decided`], where
        /// [`Ledger::prepare_report`](super::Ledger::prepare_report) says that they are needed;
        /// else empty.
        entries: Vec<Entry>,
    },
    /// No outcome came in time.
    Expired {
        /// The id of the decision.
        decision: u128,
        /// When it was noticed.
        at_ms: u64,
    },
}
