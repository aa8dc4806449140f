//! The ledger against a model that keeps every decision and sums by definition.

use proptest::prelude::*;

use super::snapshot::{read, written};
use super::*;
use op::{Op, op};
use payment::Payment;

mod op;
mod payment;

const MODEL_DAY: u64 = 10_000;

type Declared = (Span, Measure, Counts, Option<u64>);

/// What the payments of a story count in, and the cap of their claim on it.
const COUNTERS: [Declared; 12] = {
    use Counts::{Approved, Attempted, Declined, Refused};
    use Measure::{Amount, Count};
    // The end is that of the day in which a payment is decided.
    const A_DAY: Span = Span::Until { ends_at_ms: 0 };
    const MINUTE: Span = Span::Rolling { seconds: 60 };
    const SECOND: Span = Span::Rolling { seconds: 1 };
    const LONGEST: Span = Span::Rolling {
        seconds: Window::MAX_ROLLING_SECONDS,
    };
    [
        (A_DAY, Amount, Approved, Some(300)),
        (A_DAY, Count, Approved, Some(5)),
        (A_DAY, Amount, Declined, None),
        (A_DAY, Count, Refused, None),
        (MINUTE, Amount, Approved, Some(400)),
        (MINUTE, Count, Attempted, None),
        (MINUTE, Amount, Refused, None),
        (SECOND, Count, Approved, Some(2)),
        (SECOND, Amount, Attempted, None),
        (LONGEST, Amount, Approved, Some(900)),
        (Span::Lifetime, Amount, Approved, Some(2000)),
        (Span::Lifetime, Amount, Attempted, None),
    ]
};

fn answer(result: Result<Change, ReportError>) -> &'static str {
    match result {
        Ok(Change::Repeated) => "repeated",
        Ok(Change::To(_)) => "changed",
        Err(ReportError::Unknown) => "unknown",
        Err(ReportError::NotApproved) => "not approved",
        Err(ReportError::Conflict { .. }) => "conflict",
        Err(ReportError::AmountAboveHold { .. }) => "above",
        Err(ReportError::EntriesMissing) => "entries missing",
    }
}

/// Few and short, so that a story sees both.
const SHORT: Bounds = Bounds {
    keep_ms: 100_000,
    ended_max: 30,
};

struct Story {
    now_ms: u64,
    payments: Vec<Payment>,
    ledger: Ledger,
    log: Vec<Event>,
}

impl Story {
    fn new() -> Self {
        Self {
            now_ms: NOON,
            payments: Vec::new(),
            ledger: Ledger::new(SHORT),
            log: Vec::new(),
        }
    }

    fn entry(&self, counter: usize) -> Entry {
        let (span, measure, counts, _) = COUNTERS[counter];
        let span = match span {
            Span::Until { .. } => Span::Until {
                ends_at_ms: (self.now_ms / MODEL_DAY + 1) * MODEL_DAY,
            },
            span => span,
        };
        Entry {
            key: key(counter as u128),
            span,
            measure,
            counts,
        }
    }

    fn apply(&mut self, event: Event) -> Result<Change, ReportError> {
        let result = self.ledger.apply(&event);
        self.log.push(event);
        result
    }

    fn run(&mut self, op: Op) {
        match op {
            Op::Wait(ms) => self.now_ms += ms,
            Op::Decide {
                amount,
                counters,
                twice,
            } => self.decide(amount, counters, twice),
            Op::Tell { decision, report } if !self.payments.is_empty() => {
                self.tell(decision.index(self.payments.len()), report);
            }
            Op::Expire(decision) if !self.payments.is_empty() => {
                self.expire(decision.index(self.payments.len()));
            }
            Op::ExpireDue => {
                let due: Vec<_> = self.ledger.due(self.now_ms).collect();
                let late = |payment: &Payment| {
                    payment.is_pending() && payment.hold_until_ms <= self.now_ms
                };
                assert_eq!(
                    due.len(),
                    self.payments.iter().filter(|payment| late(payment)).count()
                );
                for decision in due {
                    self.expire(usize::try_from(decision).unwrap());
                }
            }
            Op::Sweep => (0..256).for_each(|_| self.ledger.sweep()),
            Op::Restart => self.ledger = read(&written(&self.ledger), SHORT).unwrap(),
            Op::Tell { .. } | Op::Expire(_) => {}
        }
    }

    fn decide(&mut self, amount: u64, counters: u16, twice: bool) {
        let chosen = (0..COUNTERS.len()).filter(|n| counters >> n & 1 == 1);
        let demands: Vec<_> = chosen
            .clone()
            .filter_map(|n| Some(self.entry(n).demand(amount, COUNTERS[n].3?)))
            .collect();
        let mut entries: Vec<_> = chosen.map(|n| self.entry(n)).collect();
        if twice {
            entries.extend(entries.clone());
        }
        let approved = self.ledger.check(&demands, self.now_ms).is_empty();
        let (at_ms, hold_until_ms) = (self.now_ms, self.now_ms + 20_000);
        let decision = self.payments.len() as u128;
        self.apply(Event::Decided {
            decision,
            at_ms,
            verdict: verdict(approved),
            amount,
            entries: entries.clone(),
            hold_until_ms,
        })
        .unwrap();
        self.payments.push(Payment {
            at_ms,
            changed_ms: at_ms,
            entries,
            hold_until_ms,
            approved,
            amount,
            counters,
            ..Payment::default()
        });
    }

    fn tell(&mut self, position: usize, report: Report) {
        let (decision, at_ms) = (position as u128, self.now_ms);
        let prepared = self.ledger.prepare_report(decision, report, at_ms);
        let payment = &mut self.payments[position];
        if prepared == Err(ReportError::Unknown) {
            assert!(
                !payment.is_pending(),
                "a pending payment is never forgotten"
            );
            return;
        }
        assert!(
            payment.is_pending() || payment.changed_ms + SHORT.keep_ms > at_ms,
            "one whose time is up is"
        );
        let expected = payment.hear(report);
        if expected == "changed" {
            payment.changed_ms = at_ms;
        }
        let entries = match prepared {
            Ok(prepared) if prepared.needs_entries => payment.entries.clone(),
            _ => Vec::new(),
        };
        let applied = self.apply(Event::Reported {
            decision,
            at_ms,
            report,
            entries,
        });
        assert_eq!(prepared.map(|prepared| prepared.change), applied);
        assert_eq!(answer(applied), expected);
    }

    fn expire(&mut self, position: usize) {
        let pending = self.payments[position].is_pending();
        let (decision, at_ms) = (position as u128, self.now_ms);
        let answered = answer(self.apply(Event::Expired { decision, at_ms }));
        if pending {
            assert_eq!(answered, "changed");
            self.payments[position].expired = true;
            self.payments[position].changed_ms = at_ms;
        } else {
            assert!(["repeated", "unknown"].contains(&answered), "{answered}");
        }
    }

    /// The sum by definition, over a rolling window that is `longer_ms` longer than declared.
    fn sum(&self, counter: usize, longer_ms: u64, of: impl Fn(&Payment) -> bool) -> u64 {
        let counts = |payment: &&Payment| {
            let in_window = match COUNTERS[counter].0 {
                Span::Until { .. } => payment.at_ms / MODEL_DAY == self.now_ms / MODEL_DAY,
                Span::Rolling { seconds } => {
                    payment.at_ms + u64::from(seconds) * 1000 + longer_ms > self.now_ms
                }
                Span::Lifetime => true,
            };
            payment.counters >> counter & 1 == 1 && in_window && of(payment)
        };
        self.payments
            .iter()
            .filter(counts)
            .map(|payment| payment.adds(COUNTERS[counter]))
            .sum()
    }

    fn check(&self) {
        for (counter, (span, _, _, cap)) in COUNTERS.into_iter().enumerate() {
            let read = self.ledger.read(key(counter as u128), span, self.now_ms);
            let least = self.sum(counter, 0, |_| true);
            let most = match span {
                Span::Rolling { seconds } => {
                    self.sum(counter, rolling::Rolling::bucket_ms(seconds), |_| true)
                }
                Span::Until { .. } | Span::Lifetime => least,
            };
            assert!(
                least <= read && read <= most,
                "counter {counter}: {least} <= {read} <= {most}"
            );
            if let Some(cap) = cap {
                let in_time = self.sum(counter, 0, |payment| !payment.heard_after_expiry);
                assert!(in_time <= cap, "counter {counter}: {in_time} is over {cap}");
            }
        }
    }

    /// The log, folded anew, never tidied and in one go, gives the same ledger.
    fn check_replay(&self) {
        let mut again = Ledger::new(SHORT);
        for event in &self.log {
            let _ = again.apply(event);
        }
        assert_eq!(written(&again), written(&self.ledger));
        let pending = self
            .payments
            .iter()
            .filter(|payment| payment.is_pending())
            .count();
        let sizes = self.ledger.sizes();
        assert_eq!(sizes.pending, pending);
        // Each event ends one decision at most and forgets up to four.
        assert!(sizes.decisions - pending <= SHORT.ended_max);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn totals_are_those_of_the_model_and_no_cap_is_exceeded(ops in prop::collection::vec(op(), 1..120)) {
        let mut story = Story::new();
        for op in ops {
            story.run(op);
            story.check();
        }
        story.check_replay();
    }
}
