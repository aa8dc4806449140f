//! The earlier transaction that a payment completes, voids or refunds.
//!
//! Knows what must be known of it, and what policies see of it. Where it is found is the
//! evaluator's: the last ones in memory ([`Originals`]), older ones in the log.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::decision::Outcome;
use crate::limits::{Release, Report, State};
use crate::money::Amount;
use crate::payment::Payment;
use crate::record::DecisionId;
use crate::wit::tollgate::policy::facts::{Money, Original, OriginalState, TransactionType};

/// A decided request as a later one that names it needs to know it. An empty text is an absent
/// one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// The request's id.
    pub request_id: Arc<str>,
    /// The decision on it.
    pub id: DecisionId,
    /// It was approved.
    pub approved: bool,
    /// What kind of transaction it was.
    pub kind: TransactionType,
    /// The amount that was asked for.
    pub amount: Amount,
    /// The merchant.
    pub merchant: Box<str>,
    /// The card's token.
    pub card: Box<str>,
    /// The paying account.
    pub payer: Box<str>,
}

impl Former {
    /// That of a payment that was decided.
    #[must_use]
    pub fn of(payment: &Payment, id: DecisionId, outcome: Outcome) -> Self {
        let card = payment.card.as_ref();
        let code = payment.code.as_ref();
        Self {
            request_id: payment.request_id.clone(),
            id,
            approved: outcome == Outcome::Approve,
            kind: payment.kind,
            amount: payment.amount,
            merchant: payment.merchant_id.clone(),
            card: card.map(|card| card.token.clone()).unwrap_or_default(),
            payer: code.and_then(|code| code.payer.clone()).unwrap_or_default(),
        }
    }

    /// Whether the payment is of the same merchant and, where both name somebody, the same payer:
    /// by card or account one that both name is the same, and none is another.
    fn is_of(&self, payment: &Payment) -> bool {
        let other = Self::of(payment, self.id, Outcome::Approve);
        let both = [(&self.card, &other.card), (&self.payer, &other.payer)];
        let named = |one: &str, other: &str| !one.is_empty() && !other.is_empty();
        let known = both.iter().filter(|(one, other)| named(one, other));
        let nobody = [self, &other]
            .iter()
            .any(|former| former.card.is_empty() && former.payer.is_empty());
        self.merchant == other.merchant
            && known.clone().all(|(one, other)| one == other)
            && (nobody || known.count() > 0)
    }
}

/// What became of a former request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// As the ledger has it.
    Stands(State),
    /// The ledger has forgotten it; as the last report in the log says, where there is one.
    Reported(Option<Report>),
}

impl Became {
    /// Whether it is good, or why not, and the minor units that were authorized where fewer than
    /// asked for may have been.
    fn state(self) -> (OriginalState, Option<u64>) {
        match self {
            Self::Stands(State::NotApproved)
            | Self::Stands(State::Released {
                why: Release::DeclinedByIssuer,
                ..
            })
            | Self::Reported(Some(Report::Released(Release::DeclinedByIssuer))) => {
                (OriginalState::Declined, None)
            }
            Self::Stands(State::Pending) => (OriginalState::Approved, None),
            Self::Stands(State::Kept { amount, .. }) => (OriginalState::Approved, Some(amount)),
            Self::Reported(Some(Report::Authorized { amount })) => {
                (OriginalState::Approved, amount)
            }
            Self::Stands(State::Released {
                why: Release::TimedOut,
                ..
            })
            | Self::Reported(Some(Report::Released(Release::TimedOut))) => {
                (OriginalState::Unanswered, None)
            }
            // Given up before anything was taken: there is as little left of it.
            Self::Stands(State::Released {
                why: Release::Abandoned,
                ..
            })
            | Self::Reported(Some(Report::Released(Release::Abandoned) | Report::Voided)) => {
                (OriginalState::Voided, None)
            }
            Self::Stands(State::GivenBack { authorized, .. }) => {
                (OriginalState::Voided, authorized)
            }
            Self::Stands(State::Expired) | Self::Reported(None) => (OriginalState::Expired, None),
        }
    }
}

/// What policies see of the request that a payment names.
#[must_use]
pub fn seen(former: Option<&(Former, Became)>, payment: &Payment, now_ms: u64) -> Original {
    let money = |minor_units: i64, amount: Amount| Money {
        minor_units,
        currency: amount.currency.number(),
    };
    let Some((former, became)) = former.filter(|(former, _)| former.is_of(payment)) else {
        return Original {
            found: false,
            kind: payment.kind,
            state: OriginalState::Declined,
            amount: money(0, payment.amount),
            age_ms: 0,
        };
    };
    let (state, authorized) = became.state();
    let asked = former.amount.minor_units;
    let authorized = authorized.and_then(|amount| i64::try_from(amount).ok());
    Original {
        found: true,
        kind: former.kind,
        state,
        amount: money(
            authorized.map_or(asked, |amount| amount.min(asked)),
            former.amount,
        ),
        age_ms: now_ms.saturating_sub(former.id.at_ms()),
    }
}

#[derive(Default)]
struct Last {
    by_request: HashMap<Arc<str>, Arc<Former>>,
    /// In the order in which they were decided.
    oldest: VecDeque<Arc<Former>>,
}

/// The last decided requests by their id, also those that are still on their way to the disk.
/// Some 400 bytes each.
pub struct Originals {
    entries_max: usize,
    last: Mutex<Last>,
}

impl Originals {
    /// Keeps at most so many. More than can be on their way to the disk at one time, or one of
    /// those could be missed.
    #[must_use]
    pub fn new(entries_max: usize) -> Self {
        let last = Mutex::default();
        Self { entries_max, last }
    }

    /// Keeps a request that was decided, in place of the oldest where there are too many.
    pub fn keep(&self, former: Former) {
        // Nobody waits for the lock while an old one is taken apart.
        drop(self.exchange(Arc::new(former)));
    }

    /// Keeps a request; gives the one whose place it took.
    fn exchange(&self, former: Arc<Former>) -> Option<Arc<Former>> {
        let mut last = self.lock();
        (last.by_request).insert(former.request_id.clone(), former.clone());
        last.oldest.push_back(former);
        if last.oldest.len() <= self.entries_max {
            return None;
        }
        let oldest = last.oldest.pop_front()?;
        let known = last.by_request.get(&oldest.request_id);
        if known.is_some_and(|known| Arc::ptr_eq(known, &oldest)) {
            last.by_request.remove(&oldest.request_id);
        }
        Some(oldest)
    }

    /// The request with this id, where it is one of the last.
    #[must_use]
    pub fn get(&self, request_id: &str) -> Option<Former> {
        let last = self.lock();
        last.by_request
            .get(request_id)
            .map(|known| (**known).clone())
    }

    fn lock(&self) -> MutexGuard<'_, Last> {
        // No code that could panic runs under the lock.
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
