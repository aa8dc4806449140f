//! A merchant's standing by this host's own figures: a fold of decisions and reported outcomes.
//!
//! For each merchant sums that decay from day to day, and a sketch of its busiest cards.
//! Integers only and no clock: the same records in the same order give the same figures wherever
//! they are folded. Knows nothing of profiles: a merchant is a hash of its id. What only others
//! can know (chargebacks, fraud, delivery, complaints) is not here.
//!
//! **Memory**: a merchant takes some 420 bytes, 352 of them figures, the rest its places in two
//! maps. Which figures they are and how far they are from exact ones is in `figures`.

use std::collections::{BTreeMap, HashMap};

use crate::limits::{Change, Release, State, Verdict};
use crate::wit::tollgate::policy::facts::RiskIndicators;

mod cards;
mod decay;
mod figures;
mod snapshot;
#[cfg(test)]
mod tests;
mod trade;

use figures::Figures;
pub(crate) use trade::Circumstances;
pub use trade::{Kind, Trade};

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Merchants at most; the one that asked for no decision for longest is dropped.
    pub merchants_max: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            merchants_max: 100_000,
        }
    }
}

/// Merchants dropped at one decision: more than one, so that a bound that was lowered is reached.
const DROPPED_AT_ONCE: usize = 4;

struct Merchant {
    figures: Figures,
    /// Its place in the order of last decisions.
    decided: u64,
}

/// The figures of all merchants. They change by [`Activity::decided`] and
/// [`Activity::reported`] alone.
pub struct Activity {
    bounds: Bounds,
    merchants: HashMap<u64, Box<Merchant>>,
    /// By their last decision, the oldest first.
    order: BTreeMap<u64, u64>,
    /// Decisions so far.
    decisions: u64,
    latest_ms: u64,
}

impl Activity {
    /// Those of no decisions.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            merchants: HashMap::new(),
            order: BTreeMap::new(),
            decisions: 0,
            latest_ms: 0,
        }
    }

    /// Keeps another number of merchants from the next decision on.
    pub fn rebound(&mut self, bounds: Bounds) {
        self.bounds = bounds;
    }

    /// Folds a decision of an instant in milliseconds since the Unix epoch. One before that of
    /// an earlier record is taken as that.
    pub fn decided(&mut self, at_ms: u64, verdict: Verdict, trade: &Trade) {
        let now_ms = self.now(at_ms);
        let figures = &mut self.last(trade.merchant, now_ms).figures;
        figures.advance(now_ms);
        if trade.kind != Kind::Refund {
            figures.attempted(verdict == Verdict::Declined);
        }
        if verdict == Verdict::Approved {
            figures.add(trade);
        }
        self.drop_oldest();
    }

    /// Folds what a report made of a decision of `decided_at_ms`: what didn't come about is
    /// taken back. A decision of which nobody reports stays counted as it was approved.
    pub fn reported(&mut self, at_ms: u64, decided_at_ms: u64, trade: &Trade, change: Change) {
        let now_ms = self.now(at_ms);
        let Change::To(state) = change else {
            return;
        };
        let Some(merchant) = self.merchants.get_mut(&trade.merchant) else {
            return;
        };
        let figures = &mut merchant.figures;
        figures.advance(now_ms);
        match state {
            State::Released { why, .. } => {
                figures.take_back(trade, trade.amount, decided_at_ms);
                if why == Release::DeclinedByIssuer && trade.kind != Kind::Refund {
                    figures.declined();
                }
            }
            State::GivenBack { authorized, .. } => {
                let amount = authorized.unwrap_or(trade.amount);
                figures.take_back(trade, amount, decided_at_ms);
            }
            State::Kept { amount, .. } => {
                figures.reduce(trade, trade.amount.saturating_sub(amount), decided_at_ms);
            }
            State::NotApproved | State::Pending | State::Expired => {}
        }
    }

    /// The figures of a merchant at this instant, by [`Trade::merchant`]: each where at least
    /// `samples_min` sales stand behind it, as `figures` counts them. `None` where there is
    /// none.
    #[must_use]
    pub fn read(&self, merchant: u64, now_ms: u64, samples_min: u32) -> Option<RiskIndicators> {
        let now_ms = now_ms.max(self.latest_ms);
        let merchant = self.merchants.get(&merchant)?;
        merchant.figures.read(now_ms, samples_min)
    }

    /// How many merchants are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.merchants.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.merchants.is_empty()
    }

    fn now(&mut self, at_ms: u64) -> u64 {
        self.latest_ms = self.latest_ms.max(at_ms);
        self.latest_ms
    }

    /// The merchant, which is now the last one that a decision was made for.
    fn last(&mut self, key: u64, now_ms: u64) -> &mut Merchant {
        let decided = self.decisions;
        self.decisions = self.decisions.saturating_add(1);
        let merchant = self.merchants.entry(key).or_insert_with(|| {
            Box::new(Merchant {
                figures: Figures::new(now_ms),
                decided,
            })
        });
        self.order.remove(&merchant.decided);
        self.order.insert(decided, key);
        merchant.decided = decided;
        merchant
    }

    fn drop_oldest(&mut self) {
        for _ in 0..DROPPED_AT_ONCE {
            if self.merchants.len() <= self.bounds.merchants_max {
                return;
            }
            if let Some((_, oldest)) = self.order.pop_first() {
                self.merchants.remove(&oldest);
            }
        }
    }
}
