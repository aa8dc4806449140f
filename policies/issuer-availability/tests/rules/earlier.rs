//! The same payment a moment ago.

use tollgate_policy::facts::{Facts, TransactionType};
use tollgate_policy::integer;
use tollgate_policy::testing::NOW_MS;

use super::shipped;

fn unanswered(age_ms: u64) -> impl Fn(&mut Facts) {
    move |facts| facts.transaction.unanswered_age_ms = Some(age_ms)
}

fn referred(age_ms: u64) -> impl Fn(&mut Facts) {
    move |facts| facts.transaction.referred_age_ms = Some(age_ms)
}

#[test]
fn an_unanswered_payment_may_follow_after_half_a_minute() {
    shipped().check("issuer.timeout", unanswered(29_999), unanswered(30_000));
    let findings = shipped().assess(unanswered(10_500)).findings;
    assert_eq!(findings[0].not_before, Some(NOW_MS + 19_500));
    assert_eq!(findings[0].parameters, [integer(10), integer(20)]);
}

#[test]
fn a_referred_payment_may_follow_after_a_call() {
    shipped().check("issuer.refer", referred(119_999), referred(120_000));
    let findings = shipped().assess(referred(0)).findings;
    assert_eq!(findings[0].not_before, Some(NOW_MS + 120_000));
}

/// A void is the way out of a payment that nobody answered.
#[test]
fn a_void_does_not_wait() {
    for kind in [
        TransactionType::Void,
        TransactionType::Refund,
        TransactionType::Completion,
    ] {
        let ended = |facts: &mut Facts| {
            unanswered(0)(facts);
            referred(0)(facts);
            facts.transaction.kind = kind;
        };
        shipped().check("issuer.timeout", unanswered(0), ended);
        shipped().check("issuer.refer", referred(0), ended);
    }
}

/// Who takes another card before the first payment is looked up may be paid twice.
#[test]
fn that_the_customer_may_have_paid_leads() {
    let manifest = tollgate_policy::describe(
        &tollgate_policy::configure::<super::IssuerAvailability>("{}").unwrap(),
    );
    assert_eq!(manifest.reasons[0].code, "issuer.timeout");
}
