//! What the policy finds, and what it leaves alone.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use tollgate_policy::facts::TransactionType;
use tollgate_policy::testing::{NOW_MS, Subject, check_manifest, refuses};
use tollgate_policy::{configure, describe};

use super::*;

const CODE: &str = "night.large_amount";
const HOUR_MS: u64 = 3_600_000;
/// A night from 22:00 to 05:00.
const ACROSS_MIDNIGHT: &str = r#"{
    "from_hour": { "value": 22, "source": "ours", "effective_from": "2026-01-01" },
    "to_hour": { "value": 5, "source": "ours", "effective_from": "2026-01-01" }
}"#;

fn defaults() -> Subject<NightReview> {
    Subject::with("{}")
}

fn found(subject: &Subject<NightReview>, change: impl FnOnce(&mut Facts)) -> bool {
    subject.codes(change) == [CODE]
}

fn at(hour: u8, minor_units: i64) -> impl Fn(&mut Facts) {
    move |facts| {
        facts.local.hour = hour;
        facts.transaction.amount.minor_units = minor_units;
    }
}

#[test]
fn the_manifest_holds_together() {
    check_manifest::<NightReview>();
}

#[test]
fn both_texts_tell_what_was_paid_and_what_passes() {
    let manifest = describe(&configure::<NightReview>("{}").unwrap());
    let texts = &manifest.reasons[0].texts;
    let locales: Vec<_> = texts.iter().map(|text| text.locale.as_str()).collect();
    assert_eq!(locales, ["en", "zh"]);
    for text in texts {
        assert!(text.message.contains("{amount}") && text.message.contains("{limit}"));
        assert_eq!(text.remedies.len(), 3);
    }
}

#[test]
fn the_amount_itself_still_passes() {
    defaults().check(CODE, at(3, 200_001), at(3, 200_000));
    defaults().check(CODE, at(3, i64::MAX), at(3, i64::MIN));
}

#[test]
fn each_currency_has_its_own_amount() {
    let paid = |currency: u16, minor_units: i64| {
        move |facts: &mut Facts| {
            at(3, minor_units)(facts);
            facts.transaction.amount.currency = currency;
        }
    };
    defaults().check(CODE, paid(840, 30_001), paid(840, 30_000));
    // No amount is set for pounds.
    defaults().check(CODE, paid(156, i64::MAX), paid(826, i64::MAX));
}

#[test]
fn only_payments_are_judged() {
    let cases = [
        (TransactionType::Purchase, true),
        (TransactionType::PreAuthorization, true),
        (TransactionType::CashAdvance, true),
        (TransactionType::Completion, false),
        (TransactionType::Refund, false),
        (TransactionType::Void, false),
        (TransactionType::Unknown, false),
    ];
    for (kind, fires) in cases {
        let change = |facts: &mut Facts| {
            at(3, 200_001)(facts);
            facts.transaction.kind = kind;
        };
        assert_eq!(found(&defaults(), change), fires, "{kind:?}");
    }
}

#[test]
fn the_first_hour_is_night_and_the_last_is_not() {
    let across = Subject::with(ACROSS_MIDNIGHT);
    let cases = [
        (&defaults(), [(0, true), (5, true), (6, false), (23, false)]),
        (&across, [(21, false), (22, true), (4, true), (5, false)]),
    ];
    for (subject, hours) in cases {
        for (hour, night) in hours {
            assert_eq!(
                found(subject, at(hour, 200_001)),
                night || strict::ON,
                "{hour}"
            );
        }
    }
}

#[test]
fn a_retry_waits_for_the_end_of_the_night() {
    // The sample is of half past the hour.
    let cases = [
        ("{}", 3, 5),
        ("{}", 0, 11),
        (ACROSS_MIDNIGHT, 23, 11),
        (ACROSS_MIDNIGHT, 4, 1),
    ];
    for (settings, hour, half_hours) in cases {
        let answer = Subject::<NightReview>::with(settings).assess(at(hour, 200_001));
        let end_ms = NOW_MS + half_hours * HOUR_MS / 2;
        let expected = (!strict::ON).then_some(end_ms);
        assert_eq!(
            answer.findings[0].not_before, expected,
            "{settings} at {hour}"
        );
        assert_eq!(
            answer.findings[0].parameters,
            [money(200_000), integer(hour)]
        );
    }
}

#[test]
fn a_figure_waits_for_its_day() {
    let settings = r#"{ "amount": { "CNY":
        { "value": 1, "source": "ours", "effective_from": "2026-11-25" } } }"#;
    let tomorrow = |facts: &mut Facts| {
        at(3, 2)(facts);
        facts.local.day = 25;
    };
    Subject::<NightReview>::with(settings).check(CODE, tomorrow, at(3, 2));
}

#[test]
fn odd_facts_do_no_harm() {
    for settings in ["{}", ACROSS_MIDNIGHT] {
        for hour in 0..=u8::MAX {
            Subject::<NightReview>::with(settings).assess(|facts| {
                at(hour, i64::MAX)(facts);
                facts.local.minute = u8::MAX;
                facts.transaction.occurred_at = u64::MAX;
            });
        }
    }
}

#[test]
fn mistakes_in_settings_are_told_with_their_fix() {
    #[track_caller]
    fn check(member: &str, value: &str, path: &str, message: &str) {
        let figure =
            format!(r#"{{ "value": {value}, "source": "ours", "effective_from": "2026-01-01" }}"#);
        let settings = match member.split_once('.') {
            None => format!(r#"{{ "{member}": {figure} }}"#),
            Some((outer, inner)) => format!(r#"{{ "{outer}": {{ "{inner}": {figure} }} }}"#),
        };
        refuses::<NightReview>(&settings, path, message);
    }
    check("from_hour", "24", "from_hour.value", "0 to 23");
    check("to_hour", "24", "to_hour.value", "0 to 23");
    check("to_hour", "0", "to_hour.value", "must not be from_hour");
    check("to_hour", "\"6\"", "to_hour.value", "invalid type");
    check("amount.CNY", "0", "amount.CNY.value", "larger than 0");
    check(
        "amount.XYZ",
        "1",
        "amount.XYZ",
        "`XYZ`, expected one of `CNY`",
    );
    check("hours", "1", "hours", "unknown field");
    refuses::<NightReview>("[]", "", "must be an object");
}
