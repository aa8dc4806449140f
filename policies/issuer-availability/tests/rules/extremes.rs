//! No facts, however odd, make the policy panic.

use tollgate_policy::facts::{CounterState, Facts, Maintenance, SystemStatus, TransactionType};

use super::{issuer, route, shipped};

const KINDS: &[TransactionType] = &[
    TransactionType::Unknown,
    TransactionType::Purchase,
    TransactionType::PreAuthorization,
    TransactionType::Completion,
    TransactionType::Refund,
    TransactionType::Void,
    TransactionType::CashAdvance,
    TransactionType::BalanceInquiry,
];
const STATUSES: &[SystemStatus] = &[
    SystemStatus::Unknown,
    SystemStatus::Up,
    SystemStatus::Degraded,
    SystemStatus::Down,
];

fn odd(facts: &mut Facts, status: SystemStatus, time: u64, rate: u32) {
    let window = Some(Maintenance {
        ends_at: time,
        degraded_only: rate == 0,
    });
    let issuer = issuer(facts);
    (issuer.status, issuer.status_age_ms) = (status, Some(time));
    (issuer.maintenance, issuer.next_maintenance_at) = (window, Some(time));
    issuer.cutover_ends_at = Some(time);
    (issuer.success_ppm, issuer.usual_success_ppm) = (rate, !rate);
    (issuer.samples, issuer.latency_p95_ms) = (u32::MAX, rate);
    let mut route = route();
    (route.status, route.maintenance) = (status, window);
    facts.route = Some(route);
    facts.transaction.unanswered_age_ms = Some(time);
    facts.transaction.referred_age_ms = Some(time);
    facts.transaction.amount.minor_units = if rate == 0 { i64::MIN } else { i64::MAX };
}

#[test]
fn nothing_panics() {
    let subject = shipped();
    let mut seen = 0;
    for kind in KINDS {
        for status in STATUSES {
            for now in [0, 1, u64::MAX] {
                for time in [0, 1, u64::MAX] {
                    for rate in [0, 1, 1_000_000, u32::MAX] {
                        let found = subject.codes(|facts| {
                            (facts.transaction.kind, facts.now) = (*kind, now);
                            odd(facts, *status, time, rate);
                            facts.counters = vec![CounterState {
                                applies: true,
                                value: u64::MAX,
                                cap_override: Some(u64::MAX),
                            }];
                        });
                        seen += found.len();
                    }
                }
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn absent_groups_find_nothing() {
    for kind in KINDS {
        let found = shipped().codes(|facts| {
            facts.transaction.kind = *kind;
            (facts.card, facts.issuer, facts.route) = (None, None, None);
            facts.counters.clear();
        });
        assert!(found.is_empty(), "{kind:?}: {found:?}");
    }
}
