//! Sales in parts.

use tollgate_policy::facts::{Channel, Facts, TransactionType};
use tollgate_policy::testing::Subject;
use tollgate_policy::verdicts::{Retry, Value};
use tollgate_policy::{Policy, configure, describe};

use super::{only, overridden, subject, used};
use crate::ChannelLimits;
use crate::counters::CARD_MERCHANT_LATELY;

const CODE: &str = "limit.split_suspected";

/// The limit of one payment at a terminal and with a card is 50,000 CNY: 80 % is 40,000, and two
/// such payments before this one are 80,000.
fn pays(amount: i64, before: u64) -> impl Fn(&mut Facts) {
    move |facts| {
        only(facts, &[CARD_MERCHANT_LATELY]);
        used(facts, CARD_MERCHANT_LATELY, before);
        facts.transaction.amount.minor_units = amount;
    }
}

#[test]
fn the_third_payment_just_under_a_limit() {
    subject().check(CODE, pays(4_000_000, 8_000_000), pays(3_999_999, 8_000_000));
    subject().check(CODE, pays(4_000_000, 8_000_000), pays(4_000_000, 7_999_999));
    subject().check(CODE, pays(5_000_000, u64::MAX), pays(5_000_001, u64::MAX));
    let found = subject().assess(pays(4_500_000, 9_000_000)).findings;
    assert_eq!(found.len(), 1);
    let expected = [
        Value::Money(5_000_000),
        Value::Money(9_000_000),
        Value::Integer(30),
    ];
    assert_eq!(found[0].parameters, expected);
}

#[test]
fn the_limit_is_the_one_that_holds_for_the_request() {
    // By code 20,000 CNY.
    let by_code = |amount, before| {
        move |facts: &mut Facts| {
            pays(amount, before)(facts);
            facts.transaction.channel = Channel::Qr;
        }
    };
    subject().check(
        CODE,
        by_code(1_600_000, 3_200_000),
        pays(1_600_000, 3_200_000),
    );
    // Without a channel that has a limit, the card's.
    let elsewhere = |amount| {
        move |facts: &mut Facts| {
            pays(amount, 8_000_000)(facts);
            facts.transaction.channel = Channel::Online;
        }
    };
    subject().check(CODE, elsewhere(4_000_000), elsewhere(3_999_999));
}

#[test]
fn what_spends_nothing_and_whom_nobody_knows_is_spared() {
    let fires = || pays(4_000_000, 8_000_000);
    for kind in [
        TransactionType::Refund,
        TransactionType::Void,
        TransactionType::Completion,
    ] {
        subject().check(CODE, fires(), |facts| {
            fires()(facts);
            facts.transaction.kind = kind;
        });
    }
    subject().check(CODE, fires(), |facts| {
        fires()(facts);
        only(facts, &[]);
    });
    // A merchant's own cap is of a claim, and this is none.
    subject().check(
        CODE,
        |facts| {
            fires()(facts);
            overridden(facts, CARD_MERCHANT_LATELY, u64::MAX);
        },
        |_| (),
    );
}

#[test]
fn share_and_number_are_the_operators_to_set() {
    let figure = |value: u32| {
        format!(r#"{{"value": {value}, "source": "t", "effective_from": "2026-11-24"}}"#)
    };
    let strict: Subject<ChannelLimits> = Subject::with(&format!(
        r#"{{"split": {{"share_ppm": {}, "payments": {}}}}}"#,
        figure(900_000),
        figure(2)
    ));
    strict.check(CODE, pays(4_500_000, 4_500_000), pays(4_499_999, 4_500_000));
    strict.check(CODE, pays(4_500_000, 4_500_000), |facts| {
        pays(4_500_000, 4_500_000)(facts);
        facts.local.day = 23;
    });
    let off: Subject<ChannelLimits> = Subject::with(r#"{"split": {"share_ppm": null}}"#);
    let found = off.codes(pays(4_000_000, u64::MAX));
    assert!(found.iter().all(|code| code != CODE), "{found:?}");
}

#[test]
fn it_is_as_the_catalogue_has_it() {
    let manifest = describe(&configure::<ChannelLimits>("{}").unwrap());
    let reason = (manifest.reasons.iter()).find(|reason| reason.code == CODE);
    let reason = reason.unwrap();
    assert!(reason.operator_only && !reason.of_claim);
    assert!(reason.effect == tollgate_policy::verdicts::Effect::Review);
    assert!(reason.retry == Retry::Never);
    let codes: Vec<&str> = reason
        .response_codes
        .iter()
        .map(|(_, code)| &**code)
        .collect();
    assert_eq!(codes, ["65", "65"]);
    assert_eq!(manifest.reasons.len(), ChannelLimits::REASONS.len());
}
