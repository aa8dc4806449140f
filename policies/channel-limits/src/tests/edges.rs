//! Whatever the facts are, there is an answer.

use tollgate_policy::facts::{Channel, Facts, LocalTime};
use tollgate_policy::testing::payment_code;

use super::subject;

const AMOUNTS: [i64; 9] = [
    i64::MIN,
    i64::MIN + 1,
    -1,
    0,
    1,
    10_000,
    i64::MAX / 1_000_000,
    i64::MAX - 1,
    i64::MAX,
];

const VALUES: [u64; 5] = [0, 1, u64::MAX / 1_000_000, u64::MAX - 1, u64::MAX];

#[test]
fn extreme_amounts_totals_and_caps() {
    let subject = subject();
    for amount in AMOUNTS {
        for value in VALUES {
            for cap in VALUES.map(Some).into_iter().chain([None]) {
                subject.assess(|facts| {
                    facts.transaction.amount.minor_units = amount;
                    facts.payment_code = Some(payment_code());
                    for state in &mut facts.counters {
                        (state.value, state.cap_override) = (value, cap);
                    }
                });
            }
        }
    }
}

#[test]
fn what_is_not_positive_claims_no_amount() {
    for amount in [i64::MIN, -1, 0] {
        let assessment = subject().assess(|facts| facts.transaction.amount.minor_units = amount);
        let amounts = (assessment.claims.iter()).filter(|claim| claim.counter < 15);
        assert_eq!(amounts.count(), 0, "{amount}");
        assert!(assessment.findings.is_empty(), "{amount}");
    }
}

#[test]
fn absent_groups() {
    let remove: [fn(&mut Facts); 5] = [
        |facts| facts.card = None,
        |facts| facts.merchant = None,
        |facts| facts.payment_code = Some(payment_code()),
        |facts| facts.counters.clear(),
        |facts| facts.transaction.channel = Channel::Unknown,
    ];
    for chosen in 0_usize..1 << remove.len() {
        for amount in AMOUNTS {
            subject().assess(|facts| {
                facts.transaction.amount.minor_units = amount;
                for (bit, remove) in remove.iter().enumerate() {
                    if chosen >> bit & 1 == 1 {
                        remove(facts);
                    }
                }
            });
        }
    }
}

#[test]
fn impossible_times() {
    for (hour, minute) in [(24, 0), (255, 255), (0, 255)] {
        for occurred_at in [0, u64::MAX] {
            subject().assess(|facts| {
                facts.transaction.occurred_at = occurred_at;
                facts.local = LocalTime {
                    hour,
                    minute,
                    ..facts.local
                };
                if let Some(merchant) = &mut facts.merchant {
                    merchant.trading_hours = Some((u16::MAX, 0));
                }
            });
        }
    }
}
