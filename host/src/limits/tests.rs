//! Totals, claims and outcomes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where it fails"
)]

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};

use super::*;

mod brought;
mod buckets;
mod calendar;
mod claims;
mod counter;
mod model;
mod outcomes;
mod snapshot;
mod tidy;
mod windows;

/// 2026-11-24, 12:00 UTC.
const NOON: u64 = 1_795_521_600_000;
const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const HOLD: u64 = 15 * MINUTE;

/// The day that [`NOON`] is in, in UTC.
const TODAY: Span = Span::Until {
    ends_at_ms: NOON + DAY / 2,
};
const TOMORROW: Span = Span::Until {
    ends_at_ms: NOON + DAY / 2 + DAY,
};
const LAST_HOUR: Span = Span::Rolling { seconds: 3600 };

/// What outlasts all tests that aren't about forgetting.
const BOUNDS: Bounds = Bounds {
    keep_ms: 400 * DAY,
    ended_max: 10_000,
};

/// A ledger, and what the log would know of its decisions.
struct Book {
    ledger: Ledger,
    decided: HashMap<u128, Vec<Entry>>,
}

impl Book {
    fn new() -> Self {
        Self::within(BOUNDS)
    }

    fn within(bounds: Bounds) -> Self {
        Self {
            ledger: Ledger::new(bounds),
            decided: HashMap::new(),
        }
    }
}

impl Deref for Book {
    type Target = Ledger;

    fn deref(&self) -> &Ledger {
        &self.ledger
    }
}

impl DerefMut for Book {
    fn deref_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }
}

fn key(number: u128) -> CounterKey {
    // As a hash would be: every part of the key differs.
    CounterKey::from_u128((number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
}

fn amounts(number: u128, span: Span) -> Entry {
    Entry {
        key: key(number),
        span,
        measure: Measure::Amount,
        counts: Counts::Approved,
    }
}

fn requests(number: u128, span: Span) -> Entry {
    Entry {
        measure: Measure::Count,
        ..amounts(number, span)
    }
}

fn refusals(number: u128, span: Span) -> Entry {
    Entry {
        counts: Counts::Refused,
        ..amounts(number, span)
    }
}

fn attempts(number: u128, span: Span) -> Entry {
    Entry {
        counts: Counts::Attempted,
        ..amounts(number, span)
    }
}

fn approve(ledger: &mut Book, decision: u128, at_ms: u64, amount: u64, entries: &[Entry]) {
    decide(ledger, decision, at_ms, true, amount, entries);
}

fn verdict(approved: bool) -> Verdict {
    if approved {
        Verdict::Approved
    } else {
        Verdict::Declined
    }
}

fn decide(
    ledger: &mut Book,
    decision: u128,
    at_ms: u64,
    approved: bool,
    amount: u64,
    entries: &[Entry],
) {
    let event = Event::Decided {
        decision,
        at_ms,
        verdict: verdict(approved),
        amount,
        entries: entries.to_vec(),
        hold_until_ms: at_ms + HOLD,
    };
    ledger.decided.insert(decision, entries.to_vec());
    ledger.apply(&event).unwrap();
}

fn report(
    ledger: &mut Book,
    decision: u128,
    at_ms: u64,
    report: Report,
) -> Result<Change, ReportError> {
    let prepared = ledger.prepare_report(decision, report, at_ms);
    let entries = match prepared {
        Ok(prepared) if prepared.needs_entries => ledger.decided[&decision].clone(),
        _ => Vec::new(),
    };
    let applied = ledger.apply(&Event::Reported {
        decision,
        at_ms,
        report,
        entries,
    });
    let prepared = prepared.map(|prepared| prepared.change);
    assert_eq!(prepared, applied, "what was prepared is what happens");
    applied
}

fn expire(ledger: &mut Book, decision: u128, at_ms: u64) -> Result<Change, ReportError> {
    ledger.apply(&Event::Expired { decision, at_ms })
}

const AUTHORIZED: Report = Report::Authorized { amount: None };
const DECLINED: Report = Report::Released(Release::DeclinedByIssuer);
const TIMED_OUT: Report = Report::Released(Release::TimedOut);

fn authorized(amount: u64) -> Report {
    Report::Authorized {
        amount: Some(amount),
    }
}
