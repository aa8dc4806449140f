//! The message: authentic, on time, new.

use tollgate_policy::facts::{Check, Facts, Fields, TransactionType};
use tollgate_policy::verdicts::Value;

use super::{ends, shipped, shown, with};

#[test]
fn what_may_not_be_sent() {
    let sent = |facts: &mut Facts| facts.transaction.sensitive_data = true;
    shipped().check("integrity.sensitive_data", sent, |_| ());
}

#[test]
fn a_failed_code_of_authentication_and_a_bad_pin_block() {
    let mac = |check| move |facts: &mut Facts| facts.transaction.message_mac = check;
    let code = "integrity.mac_invalid";
    shipped().check(code, mac(Check::Failed), mac(Check::Passed));
    shipped().check(code, mac(Check::Failed), mac(Check::NotDone));
    let block = |invalid| move |facts: &mut Facts| facts.transaction.pin_block_invalid = invalid;
    shipped().check("integrity.pin_block_format", block(true), block(false));
}

fn again(age_ms: u64, kind: TransactionType) -> impl Fn(&mut Facts) {
    move |facts| {
        facts.transaction.duplicate_age_ms = Some(age_ms);
        facts.transaction.kind = kind;
        facts.transaction.missing = Fields::ORIGINAL;
    }
}

#[test]
fn the_same_payment_within_the_window() {
    use TransactionType::{BalanceInquiry, Completion, PreAuthorization, Purchase, Refund};
    let code = "integrity.duplicate";
    shipped().check(code, again(60_000, Purchase), again(60_001, Purchase));
    shipped().check(code, again(0, PreAuthorization), again(0, BalanceInquiry));
    let longer =
        r#"{"duplicate_window_s":{"value":90,"source":"t","effective_from":"2026-11-24"}}"#;
    with(longer).check(code, again(90_000, Purchase), |facts| {
        again(0, Purchase)(facts);
        facts.local.day = 23;
    });
    // A part that is refunded twice. Of another room at the same price the host tells no age.
    shipped().check(code, again(0, Refund), again(60_001, Refund));
    shipped().check(
        code,
        |facts| {
            again(0, Completion)(facts);
            ends(facts, Completion, PreAuthorization);
        },
        |facts| ends(facts, Completion, PreAuthorization),
    );
    assert_eq!(shown(again(1_500, Purchase)), [Value::Integer(2)]);
}

#[test]
fn a_clock_that_is_off_either_way() {
    let off = |ms| move |facts: &mut Facts| facts.transaction.clock_skew_ms = ms;
    let code = "integrity.clock_skew";
    shipped().check(code, off(300_001), off(300_000));
    shipped().check(code, off(-300_001), off(-300_000));
    shipped().check(code, off(i64::MIN), off(0));
    assert_eq!(
        shown(off(-300_001)),
        [Value::Integer(301), Value::Integer(300)]
    );
    let unjudged = with(r#"{"clock_skew_max_s":null}"#).codes(off(i64::MAX));
    assert!(unjudged.is_empty(), "{unjudged:?}");
}
