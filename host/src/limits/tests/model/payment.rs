//! A payment by definition: what was heard of it, and what follows from that.

use super::*;

/// One payment and all that was heard of it.
#[derive(Default)]
pub(super) struct Payment {
    pub(super) at_ms: u64,
    pub(super) hold_until_ms: u64,
    pub(super) approved: bool,
    pub(super) amount: u64,
    pub(super) counters: u16,
    pub(super) entries: Vec<Entry>,
    pub(super) changed_ms: u64,
    pub(super) heard: Vec<Report>,
    pub(super) expired: bool,
    pub(super) heard_after_expiry: bool,
}

impl Payment {
    /// The amount for which it counts as approved.
    pub(super) fn counted(&self) -> Option<u64> {
        match self.heard.as_slice() {
            [] => (self.approved && !self.expired).then_some(self.amount),
            [Report::Authorized { amount }] => *amount,
            _ => None,
        }
    }

    pub(super) fn is_pending(&self) -> bool {
        self.approved && !self.expired && self.heard.is_empty()
    }

    /// Hears a report, with the answer that the ledger owes for it.
    pub(super) fn hear(&mut self, report: Report) -> &'static str {
        let report = match report {
            Report::Authorized { amount } => Report::Authorized {
                amount: Some(amount.unwrap_or(self.amount)),
            },
            other => other,
        };
        let above = matches!(report, Report::Authorized { amount } if amount > Some(self.amount));
        match self.heard.as_slice() {
            _ if !self.approved => "not approved",
            heard if heard.contains(&report) => "repeated",
            [] if above => "above",
            [Report::Authorized { .. }] if report == Report::Voided => {
                self.heard.push(report);
                "changed"
            }
            [] => {
                self.heard_after_expiry = self.expired;
                self.heard.push(report);
                "changed"
            }
            _ => "conflict",
        }
    }

    pub(super) fn adds(&self, (_, measure, counts, _): Declared) -> u64 {
        let amount = match counts {
            Counts::Attempted => Some(self.amount),
            Counts::Declined => (!self.approved).then_some(self.amount),
            Counts::Passed => self.approved.then_some(self.amount),
            Counts::Refused => self.heard.contains(&DECLINED).then_some(self.amount),
            Counts::Approved => self.counted(),
        };
        match measure {
            Measure::Amount => amount.unwrap_or(0),
            Measure::Count => u64::from(amount.is_some()),
        }
    }
}
