//! The earlier transaction that a completion, void or refund names: found, in a state and of an
//! age that allow it, and not already ended or given back.
//!
//! What was done to it before is a finding. What is being done to it at the same moment is
//! caught by claims: a completion and a void claim one total, a void and a refund another, so
//! that of two that race only one passes.

use tollgate_policy::facts::{Facts, Original, OriginalState, TransactionType};
use tollgate_policy::{Answer, counter_state, integer, text};

use crate::counters::{ENDED, GIVEN_BACK};
use crate::message::figure;
use crate::named::of_type;
use crate::{reasons, settings};

const DAY_MS: u64 = 86_400_000;

/// The rules about originals.
pub struct Originals(settings::Original);

impl Originals {
    /// The rules of checked settings.
    pub fn new(settings: settings::Original) -> Self {
        Self(settings)
    }

    /// Judges the original, where the host could look for it, and what was done to it before.
    pub fn check(&self, facts: &Facts, answer: &mut Answer) {
        if crate::begins(facts.transaction.kind) {
            return;
        }
        if let Some(original) = &facts.original {
            if !original.found {
                answer.find(reasons::ORIGINAL_NOT_FOUND, []);
                return;
            }
            if let Some(state) = bars(facts.transaction.kind, original) {
                answer.find(reasons::ORIGINAL_STATE, [text(state)]);
                return;
            }
            self.age(facts, original, answer);
        }
        if let Some(done) = done_before(facts) {
            answer.find(reasons::ORIGINAL_STATE, [text(done)]);
            return;
        }
        claim(facts, answer);
    }

    fn age(&self, facts: &Facts, original: &Original, answer: &mut Answer) {
        use TransactionType::{Completion, PreAuthorization, Refund, Void};
        let days = match (facts.transaction.kind, original.kind) {
            (Completion, _) => &self.0.completion_days,
            (Void, PreAuthorization) => &self.0.pre_authorization_void_days,
            (Void, _) => &self.0.void_days,
            (Refund, _) => &self.0.refund_days,
            _ => return,
        };
        let Some(days) = figure(days, facts) else {
            return;
        };
        if original.age_ms > u64::from(days) * DAY_MS {
            let age = i64::try_from(original.age_ms.div_ceil(DAY_MS)).unwrap_or(i64::MAX);
            answer.find(reasons::ORIGINAL_TOO_OLD, [integer(age), integer(days)]);
        }
    }
}

/// The original can be reckoned with in this currency.
pub fn is_of(original: &Original, currency: u16) -> bool {
    original.found && original.amount.currency == currency
}

/// What of the original's kind or state does not allow this.
fn bars(kind: TransactionType, original: &Original) -> Option<&'static str> {
    use TransactionType::{Completion, PreAuthorization, Purchase, Refund, Void};
    let right_kind = match kind {
        Completion => original.kind == PreAuthorization,
        Refund => matches!(original.kind, Purchase | Completion),
        Void => matches!(original.kind, Purchase | Completion | PreAuthorization),
        _ => true,
    };
    if !right_kind {
        return Some(of_type(original.kind));
    }
    match original.state {
        // Of an expired one nobody reported what became of it: it may well have been paid.
        OriginalState::Approved | OriginalState::Expired => None,
        OriginalState::Declined => Some("declined"),
        // Money may have left the payer's account, and only a void brings it back.
        OriginalState::Unanswered if kind == Void => None,
        OriginalState::Unanswered => Some("unanswered"),
        OriginalState::Voided => Some("voided"),
    }
}

/// What was done to the original before that leaves nothing to do. A refund sees no voids, but
/// they count in what was given back.
fn done_before(facts: &Facts) -> Option<&'static str> {
    let value = |counter| counter_state(facts, counter).map_or(0, |state| state.value);
    let ended = value(ENDED) > 0;
    match facts.transaction.kind {
        TransactionType::Completion if ended => Some("completed or voided"),
        TransactionType::Void => match (ended, value(GIVEN_BACK) > 0) {
            (true, true) => Some("voided"),
            (true, false) => Some("completed"),
            (false, true) => Some("refunded"),
            (false, false) => None,
        },
        _ => None,
    }
}

fn claim(facts: &Facts, answer: &mut Answer) {
    use TransactionType::{Completion, Refund, Void};
    let kind = facts.transaction.kind;
    if matches!(kind, Completion | Void) {
        answer.claim_regulated(facts, ENDED, 1, reasons::ORIGINAL_TAKEN);
    }
    let currency = facts.transaction.amount.currency;
    let Some(original) = (facts.original.as_ref()).filter(|original| is_of(original, currency))
    else {
        return;
    };
    let whole = u64::try_from(original.amount.minor_units).unwrap_or(0);
    match kind {
        // One of another amount is told of that, and takes nothing.
        Void if facts.transaction.amount == original.amount => {
            answer.claim_regulated(facts, GIVEN_BACK, whole, reasons::ORIGINAL_TAKEN);
        }
        Refund => {
            answer.claim_regulated(facts, GIVEN_BACK, whole, reasons::REFUND_EXCEEDS_ORIGINAL);
        }
        _ => {}
    }
}
