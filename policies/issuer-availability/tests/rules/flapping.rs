//! The breaker over an hour and more, against a model of what the host keeps: the outcomes of
//! the last ten minutes and the payments let through in the last ten seconds.

use std::collections::VecDeque;

use tollgate_policy::facts::{CounterState, Facts};
use tollgate_policy::testing::{NOW_MS, Subject};

use super::{IssuerAvailability, issuer, shipped};

const RECENT_S: u64 = 600;
const PROBES_S: u64 = 10;
const END_S: u64 = 4_500;

/// One payment each second to an issuer that succeeds in all of them usually.
struct Model {
    subject: Subject<IssuerAvailability>,
    /// Second and success of each payment that was let through lately.
    sent: VecDeque<(u64, bool)>,
    open: bool,
    /// When the breaker opened or closed.
    changes: Vec<u64>,
    /// Payments let through while it was open.
    probes: u64,
}

impl Model {
    fn of(answers: impl Fn(u64) -> bool) -> Self {
        let mut model = Self {
            subject: shipped(),
            sent: VecDeque::new(),
            open: false,
            changes: Vec::new(),
            probes: 0,
        };
        for now in 0..END_S {
            model.pay(now, answers(now));
        }
        model
    }

    fn pay(&mut self, now: u64, answer: bool) {
        self.sent.retain(|(at, _)| at + RECENT_S > now);
        let passed = (self.sent.iter())
            .filter(|(at, _)| at + PROBES_S > now)
            .count();
        let claims = self.subject.assess(|facts| self.tell(facts, passed)).claims;
        let refused = claims.iter().any(|claim| passed as u64 >= claim.cap);
        if self.open == claims.is_empty() {
            self.open = !claims.is_empty();
            self.changes.push(now);
        }
        if !refused {
            self.probes += u64::from(self.open);
            self.sent.push_back((now, answer));
        }
    }

    fn tell(&self, facts: &mut Facts, passed: usize) {
        let successes = self.sent.iter().filter(|(_, success)| *success).count();
        let ppm = (successes * 1_000_000).checked_div(self.sent.len());
        let issuer = issuer(facts);
        issuer.success_ppm = ppm.unwrap_or(0).try_into().unwrap();
        issuer.usual_success_ppm = 1_000_000;
        issuer.samples = self.sent.len().try_into().unwrap();
        facts.now = NOW_MS;
        facts.counters = vec![CounterState {
            applies: true,
            value: passed as u64,
            cap_override: None,
        }];
    }
}

#[test]
fn an_outage_opens_it_once_and_recovery_closes_it_once() {
    // (down from, until): within the first ten minutes after it opens, and long after.
    for (from, until) in [(1_200, 1_800), (1_200, 3_600)] {
        let model = Model::of(|now| !(from..until).contains(&now));
        let [opened, closed] = model.changes[..] else {
            panic!("{from}..{until}: {:?}", model.changes);
        };
        assert!((from..=from + RECENT_S / 2).contains(&opened), "{opened}");
        assert!((until..=until + RECENT_S).contains(&closed), "{closed}");
        let intervals = (closed - opened) / PROBES_S;
        assert!(model.probes <= intervals + 1, "{} probes", model.probes);
        // Each interval has its probe: nothing else would close it.
        assert!(model.probes + 1 >= intervals, "{} probes", model.probes);
    }
}

/// Two in five succeed, which is not enough to close it.
#[test]
fn an_issuer_that_stays_half_well_stays_held_back() {
    let model = Model::of(|now| now < 1_200 || (now / PROBES_S) % 5 < 2);
    assert_eq!(model.changes.len(), 1, "{:?}", model.changes);
}

#[test]
fn a_short_failure_does_not_open_it() {
    let model = Model::of(|now| !(1_200..1_260).contains(&now));
    assert!(model.changes.is_empty(), "{:?}", model.changes);
}
