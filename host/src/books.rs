//! What changes in the order of the log: counters and holds, how issuers answer, how merchants do,
//! and what came before.
//!
//! A host changes its books under the lock under which the record takes its place in the log; a
//! fold changes them as it reads the record. Both come to the same.

use crate::activity::Activity;
use crate::earlier::{Answer, Past};
use crate::fold::Bounds;
use crate::issuers::{self, Answered, IssuerStats};
use crate::limits::{Change, Event, Ledger, ReportError};
use crate::recorded::{Expiry, Outcome};

/// Counters, holds, what is known of issuers and merchants, and earlier payments.
pub struct Books {
    /// Counters, holds, and how decisions stand.
    pub ledger: Ledger,
    /// How issuers answer.
    pub issuers: IssuerStats,
    /// How merchants do.
    pub activity: Activity,
    /// What came before a payment.
    pub earlier: Past,
}

impl Books {
    /// Those of an empty log.
    #[must_use]
    pub fn new(bounds: &Bounds) -> Self {
        Self {
            ledger: Ledger::new(bounds.ledger()),
            issuers: IssuerStats::new(issuers::Bounds::default()),
            activity: Activity::new(bounds.activity()),
            earlier: Past::new(bounds.earlier()),
        }
    }

    /// Forgets under other bounds from the next record on.
    pub fn rebound(&mut self, bounds: &Bounds) {
        self.ledger.rebound(bounds.ledger());
        self.activity.rebound(bounds.activity());
        self.earlier.rebound(bounds.earlier());
    }

    /// Enters a report.
    ///
    /// # Errors
    /// Why the ledger refuses it; then nothing changed.
    pub fn report(&mut self, outcome: Outcome) -> Result<Change, ReportError> {
        let answered = Answered::of(
            outcome.report,
            &outcome.issuer_response_code,
            outcome.issuer_latency_ms,
        );
        let event = Event::Reported {
            decision: outcome.decision.0,
            at_ms: outcome.at_ms,
            report: outcome.report,
            entries: outcome.entries,
        };
        let change = self.ledger.apply(&event)?;
        if let Change::To(state) = change {
            let answer = Answer {
                response_code: &outcome.issuer_response_code,
                advice_code: &outcome.merchant_advice_code,
            };
            (self.earlier).reported(outcome.decision, outcome.at_ms, state, answer);
        }
        if let (Some(answered), false) = (answered, outcome.issuer_id.is_empty()) {
            self.issuers
                .reported(&outcome.issuer_id, outcome.at_ms, answered);
        }
        if let Some(trade) = &outcome.trade {
            let decided_at_ms = outcome.decision.at_ms();
            self.activity
                .reported(outcome.at_ms, decided_at_ms, trade, change);
        }
        Ok(change)
    }

    /// Enters an expiry.
    ///
    /// # Errors
    /// Where there is no such decision.
    pub fn expire(&mut self, expiry: &Expiry) -> Result<Change, ReportError> {
        self.ledger.apply(&Event::Expired {
            decision: expiry.decision.0,
            at_ms: expiry.at_ms,
        })
    }
}
