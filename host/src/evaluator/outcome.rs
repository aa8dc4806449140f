//! What became of decided requests: reports settle what they hold, silence lets it expire.

use std::sync::Arc;

use crate::decision::Held;
use crate::limits::{Change, Event, Report, ReportError, State};
use crate::money::Amount;
use crate::record::{Decision, DecisionId};

use super::Evaluator;

/// Decisions that expire under one lock: few enough that no request waits
/// for them.
const PER_LOCK: usize = 256;

/// A report that was taken.
#[derive(Debug)]
pub struct Reported {
    /// What is still held.
    pub holds: Vec<Held>,
}

/// Why a report was not taken.
#[derive(Debug, PartialEq, Eq)]
pub enum ReportRefused {
    /// No such decision, or it was forgotten.
    Unknown,
    /// The amount is in another currency than the decision's, or negative.
    Amount(String),
    /// The ledger refuses it.
    Ledger(ReportError),
}

/// How a decision stands.
pub struct Standing {
    /// The decision.
    pub decision: Arc<Decision>,
    /// What became of it; `None` where that is no longer known.
    pub state: Option<State>,
}

impl Evaluator {
    /// Settles what a decision holds. The same report again is harmless.
    ///
    /// # Errors
    /// Why the report was not taken; then nothing changed.
    pub fn report(
        &self,
        id: DecisionId,
        report: Report,
        amount: Option<Amount>,
    ) -> Result<Reported, ReportRefused> {
        let decision = self
            .remembered
            .by_decision(id)
            .ok_or(ReportRefused::Unknown)?;
        let report = match (report, amount) {
            (Report::Authorized { .. }, Some(amount)) => Report::Authorized {
                amount: Some(checked(amount, &decision)?),
            },
            (report, _) => report,
        };
        let at_ms = self.clock.latest_ms().max(decision.decided_at_ms);
        let mut ledger = self.ledger();
        ledger
            .prepare_report(id.0, report, at_ms)
            .map_err(ReportRefused::Ledger)?;
        let change = ledger
            .apply(&Event::Reported {
                decision: id.0,
                at_ms,
                report,
                entries: Vec::new(),
            })
            .map_err(ReportRefused::Ledger)?;
        let state = ledger.state(id.0);
        drop(ledger);
        self.metrics.reported(report, change == Change::Repeated);
        Ok(Reported {
            holds: holds(&decision, state),
        })
    }

    /// How the decision with this id stands.
    #[must_use]
    pub fn by_decision(&self, id: DecisionId) -> Option<Standing> {
        self.standing(self.remembered.by_decision(id)?)
    }

    /// How the decision on this request stands.
    #[must_use]
    pub fn by_request(&self, request_id: &str) -> Option<Standing> {
        self.standing(self.remembered.by_request(request_id)?)
    }

    fn standing(&self, decision: Arc<Decision>) -> Option<Standing> {
        let state = self.ledger().state(decision.id.0);
        Some(Standing { decision, state })
    }

    /// Lets holds expire whose time has come, and drops totals that are over. To be called
    /// several times a second.
    pub fn tick(&self) {
        let now_ms = self.clock.latest_ms();
        while self.expire(now_ms) {}
        let mut ledger = self.ledger();
        ledger.sweep();
        self.metrics.limits(&ledger.sizes(), self.remembered.len());
    }

    /// Lets a few holds expire; says whether there may be more.
    fn expire(&self, now_ms: u64) -> bool {
        let mut ledger = self.ledger();
        let due: Vec<u128> = ledger.due(now_ms).take(PER_LOCK).collect();
        for decision in &due {
            // Due and pending under the same lock: nothing refuses it.
            let _ = ledger.apply(&Event::Expired {
                decision: *decision,
                at_ms: now_ms,
            });
        }
        self.metrics.expired(due.len());
        due.len() == PER_LOCK
    }
}

fn checked(amount: Amount, decision: &Decision) -> Result<u64, ReportRefused> {
    let currency = decision.told.amount.currency;
    if amount.currency != currency {
        return Err(ReportRefused::Amount(format!(
            "must be in {currency}, as it was decided"
        )));
    }
    u64::try_from(amount.minor_units)
        .map_err(|_| ReportRefused::Amount("must not be negative".into()))
}

/// What the decision holds in this state: all that it asked for while it is pending, what was
/// authorized once that is known, nothing in any other.
#[must_use]
pub fn holds(decision: &Decision, state: Option<State>) -> Vec<Held> {
    let authorized = match state {
        Some(State::Pending) => return decision.holds.clone(),
        Some(State::Kept { amount, .. }) => amount,
        _ => return Vec::new(),
    };
    let kept = |held: &Held| Held {
        amount: if held.currency.is_some() {
            authorized
        } else {
            held.amount
        },
        expires_at_ms: None,
        ..held.clone()
    };
    decision.holds.iter().map(kept).collect()
}
