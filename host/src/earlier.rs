//! What came before a payment: a fold of decisions and reports.
//!
//! Answers whether the same payment was approved already, whether an issuer left it unanswered,
//! asked for a call or said never again, whether its code paid for something, and where its
//! terminal was last. Integers only and no clock: the same records in the same order give the
//! same answers wherever they are folded.
//!
//! Names are not kept, but keyed hashes of them ([`Footprint`]). Memory is bounded in time and in
//! number, and empty until something is decided:
//!
//! | kept | for | at most | bytes each, with indexes |
//! |---|---|---|---|
//! | approved payments | `evaluator.earlier_ms` | `evaluator.remember_max` | 150 |
//! | one-time codes of approved payments | a day | `evaluator.remember_max` | 70 |
//! | cards that a merchant may never try again | 30 days | 262,144 | 45 |
//! | terminals | 30 days | 262,144 | 90 |

use std::io::{self, Read, Write};

use crate::facts;
use crate::fixed::{Input, Output, SnapshotError};
use crate::limits::{Release, State};
use crate::record::DecisionId;

mod codes;
mod footprint;
mod never;
mod payments;
mod refusals;
mod terminals;
#[cfg(test)]
mod tests;

use codes::Codes;
pub use footprint::Footprint;
pub(crate) use footprint::Made;
use payments::{Payments, Stands};
use refusals::Refusals;
use terminals::Terminals;

/// The version of the bytes of a snapshot.
const VERSION: u8 = 1;

/// Records that one event makes forgotten at most: no request waits for the clearing away of a
/// long time. One event adds one, so that memory falls nevertheless.
const FORGOTTEN_AT_ONCE: usize = 8;

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How long an approved payment is kept, milliseconds.
    pub keep_ms: u64,
    /// Approved payments at most, and as many codes.
    pub entries_max: usize,
}

/// What a report said beyond what became of the payment.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// DE39 from the issuer; empty where it gave none.
    pub response_code: &'a str,
    /// Two digits of advice that the network sent with a decline; empty where there was none.
    pub advice_code: &'a str,
}

/// What was decided and reported before.
pub struct Past {
    bounds: Bounds,
    latest_ms: u64,
    payments: Payments,
    codes: Codes,
    refusals: Refusals,
    terminals: Terminals,
}

impl Past {
    /// That of an empty log.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            latest_ms: 0,
            payments: Payments::new(),
            codes: Codes::new(),
            refusals: Refusals::new(),
            terminals: Terminals::new(),
        }
    }

    /// Forgets under other bounds from the next event on.
    pub fn rebound(&mut self, bounds: Bounds) {
        self.bounds = bounds;
    }

    /// Folds a decision. An instant before that of an earlier event is taken as that.
    pub fn decided(&mut self, id: DecisionId, at_ms: u64, approved: bool, payment: &Footprint) {
        let at_ms = self.pass(at_ms);
        self.terminals.seen(payment, at_ms);
        if approved {
            self.payments.approved(id, at_ms, payment);
            self.codes.approved(id, at_ms, payment);
        }
        self.forget();
    }

    /// Folds a report that changed how a decision stands.
    pub fn reported(&mut self, id: DecisionId, at_ms: u64, state: State, answer: Answer<'_>) {
        let at_ms = self.pass(at_ms);
        if let Some(stands) = stands(state, answer.response_code) {
            let of = self.payments.stands_now(id, stands);
            if stands != Stands::Approved {
                self.codes.free(id);
            }
            if let Some((card, rules)) = of
                && is_declined(state)
                && rules.is_never(answer.response_code, answer.advice_code)
            {
                self.refusals.refused(card, at_ms);
            }
        }
        self.forget();
    }

    /// What came before this payment, which is not yet entered, at this instant.
    #[must_use]
    pub fn read(&self, payment: &Footprint, now_ms: u64) -> facts::Earlier {
        let now_ms = now_ms.max(self.latest_ms);
        let ages = self.payments.read(payment, now_ms, self.bounds.keep_ms);
        let terminal = self.terminals.read(payment, now_ms);
        facts::Earlier {
            duplicate_age_ms: ages.approved_ms,
            unanswered_age_ms: ages.unanswered_ms,
            referred_age_ms: ages.referred_ms,
            refused_for_good_ms: self.refusals.read(payment, now_ms),
            code_used: self.codes.is_used(payment, now_ms),
            travel_speed: terminal.travel_speed,
            last_report_age_ms: terminal.last_report_age_ms,
        }
    }

    /// Whether the same payment was approved, or its code used, since this was known `before`.
    #[must_use]
    pub fn overtakes(&self, before: &facts::Earlier, payment: &Footprint, now_ms: u64) -> bool {
        let now_ms = now_ms.max(self.latest_ms);
        let ages = self.payments.read(payment, now_ms, self.bounds.keep_ms);
        // One that was known grows older meanwhile: a smaller age is that of another.
        let newer = ages.approved_ms.is_some_and(|age_ms| {
            (before.duplicate_age_ms).is_none_or(|before_ms| age_ms < before_ms)
        });
        newer || (!before.code_used && self.codes.is_used(payment, now_ms))
    }

    /// Writes all but the bounds. Equal ones have equal bytes.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = Output::new(out);
        out.u8(VERSION).u64(self.latest_ms);
        self.payments.write(&mut out)?;
        self.codes.write(&mut out)?;
        self.refusals.write(&mut out)?;
        self.terminals.write(&mut out)?;
        out.finish()
    }

    /// Reads what was written, and nothing that follows it.
    ///
    /// # Errors
    /// Those of the input, and where the bytes are none that were written.
    pub fn read_from(input: &mut dyn Read, bounds: Bounds) -> Result<Self, SnapshotError> {
        let mut input = Input::new(input);
        input.version(VERSION)?;
        Ok(Self {
            bounds,
            latest_ms: input.u64()?,
            payments: Payments::read_from(&mut input)?,
            codes: Codes::read_from(&mut input)?,
            refusals: Refusals::read_from(&mut input)?,
            terminals: Terminals::read_from(&mut input)?,
        })
    }

    fn pass(&mut self, at_ms: u64) -> u64 {
        self.latest_ms = self.latest_ms.max(at_ms);
        self.latest_ms
    }

    fn forget(&mut self) {
        let Bounds {
            keep_ms,
            entries_max,
        } = self.bounds;
        self.payments.forget(self.latest_ms, keep_ms, entries_max);
        self.codes.forget(self.latest_ms, entries_max);
        self.refusals.forget(self.latest_ms);
        self.terminals.forget(self.latest_ms);
    }
}

/// How a payment stands for those that come after it; `None` where nothing was said.
fn stands(state: State, response_code: &str) -> Option<Stands> {
    Some(match state {
        State::Kept { .. } => Stands::Approved,
        State::Released {
            why: Release::TimedOut,
            ..
        } => Stands::Unanswered,
        // Refer to card issuer, and the same under special conditions (ISO 8583:1987 DE39).
        State::Released {
            why: Release::DeclinedByIssuer,
            ..
        } if matches!(response_code, "01" | "02") => Stands::Referred,
        State::Released { .. } | State::GivenBack { .. } => Stands::Ended,
        State::NotApproved | State::Pending | State::Expired => return None,
    })
}

fn is_declined(state: State) -> bool {
    let why = match state {
        State::Released { why, .. } => Some(why),
        _ => None,
    };
    why == Some(Release::DeclinedByIssuer)
}

/// How long ago that was, where it is less than `keep_ms`.
fn age(at_ms: u64, now_ms: u64, keep_ms: u64) -> Option<u64> {
    let age_ms = now_ms.saturating_sub(at_ms);
    (age_ms < keep_ms).then_some(age_ms)
}
