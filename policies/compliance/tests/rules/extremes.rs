//! No facts, however odd, make the policy panic.

use tollgate_policy::facts::{CounterState, Listing, TransactionType};
use tollgate_policy::testing::Subject;

use super::{Compliance, figure, listed};

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

fn watching() -> Subject<Compliance> {
    Subject::with(&format!(
        r#"{{"watch":{{"card":{{"CNY":{}}},"payer":{{"CNY":{}}}}}}}"#,
        figure(i64::MAX),
        figure(1)
    ))
}

#[test]
fn nothing_panics() {
    let subject = watching();
    let mut seen = 0;
    for kind in KINDS {
        for amount in [i64::MIN, -1, 0, 1, i64::MAX] {
            for value in [0, 1, u64::MAX] {
                for flags in [Listing::empty(), Listing::all()] {
                    let found = subject.codes(|facts| {
                        facts.transaction.kind = *kind;
                        facts.transaction.amount.minor_units = amount;
                        facts.counters.fill(CounterState {
                            applies: true,
                            value,
                            cap_override: Some(value),
                        });
                        let listings = listed(facts);
                        (listings.card, listings.country) = (flags, flags);
                    });
                    seen += found.len();
                }
            }
        }
    }
    assert!(seen > 0);
}

/// A payment of which nothing is known passes, and an amount below zero is none.
#[test]
fn absence_finds_nothing() {
    for kind in KINDS {
        let found = watching().codes(|facts| {
            facts.transaction.kind = *kind;
            facts.transaction.amount.minor_units = i64::MIN;
            (facts.listings, facts.card, facts.merchant) = (None, None, None);
        });
        assert!(found.is_empty(), "{kind:?}: {found:?}");
        watching().codes(|facts| facts.counters.clear());
    }
}
