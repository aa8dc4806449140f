//! The manifest: what is told of the policy, and that nothing of it changes unnoticed.

use std::collections::BTreeSet;

use tollgate_policy::testing::{self, sample};
use tollgate_policy::verdicts::{Effect, FactGroups, Measure, Retry, Window};
use tollgate_policy::{Policy, configure, describe, evaluate};

use super::CardValidity;

type Row = (&'static str, Effect, Retry, &'static str, &'static str);

/// Code, effect, retry, and DE39 under `iso8583` and `unionpay`.
const REASONS: &[Row] = &[
    ("card.lost", Effect::Reject, Retry::Never, "41", "41"),
    ("card.stolen", Effect::Reject, Retry::Never, "43", "43"),
    (
        "card.fraud_suspected",
        Effect::Reject,
        Retry::Never,
        "59",
        "57",
    ),
    ("card.blocked", Effect::Reject, Retry::Never, "62", "57"),
    (
        "card.pan.length",
        Effect::Reject,
        Retry::AfterFix,
        "14",
        "14",
    ),
    ("card.pan.luhn", Effect::Reject, Retry::AfterFix, "14", "14"),
    (
        "card.pan.unknown_bin",
        Effect::Reject,
        Retry::OtherMeans,
        "15",
        "15",
    ),
    (
        "card.network_mismatch",
        Effect::Reject,
        Retry::AfterFix,
        "30",
        "30",
    ),
    (
        "card.expiry.malformed",
        Effect::Reject,
        Retry::AfterFix,
        "30",
        "30",
    ),
    (
        "card.expiry.missing",
        Effect::Reject,
        Retry::AfterFix,
        "54",
        "54",
    ),
    (
        "card.expired",
        Effect::Reject,
        Retry::OtherMeans,
        "54",
        "54",
    ),
    (
        "card.inactive",
        Effect::Reject,
        Retry::OtherMeans,
        "78",
        "21",
    ),
    (
        "card.number_used_before_fail",
        Effect::Reject,
        Retry::Never,
        "57",
        "57",
    ),
    (
        "card.service_code.test",
        Effect::Reject,
        Retry::Never,
        "14",
        "57",
    ),
    (
        "card.service_code.domestic_only",
        Effect::Reject,
        Retry::OtherMeans,
        "62",
        "62",
    ),
    (
        "card.service_code.no_goods",
        Effect::Reject,
        Retry::OtherMeans,
        "57",
        "57",
    ),
    (
        "card.restricted.region",
        Effect::Reject,
        Retry::OtherMeans,
        "62",
        "62",
    ),
    (
        "card.restricted.product",
        Effect::Reject,
        Retry::OtherMeans,
        "57",
        "57",
    ),
    (
        "card.network.not_accepted",
        Effect::Reject,
        Retry::OtherMeans,
        "57",
        "57",
    ),
    (
        "entry.chip_read_failed",
        Effect::Reject,
        Retry::Reenter,
        "19",
        "30",
    ),
    (
        "entry.magstripe_unreadable",
        Effect::Reject,
        Retry::Reenter,
        "19",
        "30",
    ),
    (
        "entry.contactless_read_failed",
        Effect::Reject,
        Retry::Reenter,
        "19",
        "30",
    ),
    (
        "entry.chip_required",
        Effect::Reject,
        Retry::Reenter,
        "12",
        "45",
    ),
    (
        "entry.fallback_not_allowed",
        Effect::Reject,
        Retry::OtherMeans,
        "12",
        "45",
    ),
    (
        "entry.chip_data_missing",
        Effect::Reject,
        Retry::Reenter,
        "30",
        "30",
    ),
    (
        "entry.manual_not_allowed",
        Effect::Reject,
        Retry::OtherMeans,
        "58",
        "58",
    ),
    (
        "entry.capability_mismatch",
        Effect::Reject,
        Retry::AfterOperator,
        "30",
        "30",
    ),
    (
        "entry.repeat_failures",
        Effect::Reject,
        Retry::Wait,
        "65",
        "65",
    ),
    (
        "cvm.pin_tries_exceeded",
        Effect::Reject,
        Retry::OtherMeans,
        "75",
        "75",
    ),
    (
        "cvm.no_pin_limit.single",
        Effect::StepUp,
        Retry::Reenter,
        "70",
        "55",
    ),
    (
        "cvm.no_pin_limit.daily",
        Effect::StepUp,
        Retry::Reenter,
        "70",
        "55",
    ),
    (
        "cvm.no_pin.not_enabled",
        Effect::StepUp,
        Retry::Reenter,
        "70",
        "55",
    ),
    (
        "cvm.pin_required",
        Effect::StepUp,
        Retry::Reenter,
        "70",
        "55",
    ),
    (
        "card.cashout_suspected",
        Effect::Review,
        Retry::Never,
        "59",
        "57",
    ),
    (
        "card.expiry.implausible",
        Effect::Review,
        Retry::AfterFix,
        "54",
        "54",
    ),
    (
        "cvm.signature_required",
        Effect::Advise,
        Retry::None,
        "00",
        "00",
    ),
    (
        "card.expiring_soon",
        Effect::Advise,
        Retry::None,
        "00",
        "00",
    ),
];

/// What whoever holds the card is not told.
const OPERATOR_ONLY: [&str; 5] = [
    "card.lost",
    "card.stolen",
    "card.fraud_suspected",
    "card.blocked",
    "card.cashout_suspected",
];

#[test]
fn the_manifest_can_be_loaded() {
    testing::check_manifest::<CardValidity>();
    let groups =
        FactGroups::CARD | FactGroups::MERCHANT | FactGroups::TERMINAL | FactGroups::LISTINGS;
    assert!(<CardValidity as Policy>::NEEDS == groups);
}

#[test]
fn the_reasons_are_those_of_the_catalogue() {
    let manifest = describe(&configure::<CardValidity>("{}").unwrap());
    assert_eq!(manifest.reasons.len(), REASONS.len());
    for (reason, (code, effect, retry, iso8583, unionpay)) in manifest.reasons.iter().zip(REASONS) {
        assert_eq!(reason.code, *code);
        assert!((reason.effect, reason.retry) == (*effect, *retry), "{code}");
        assert_eq!(reason.operator_only, OPERATOR_ONLY.contains(code), "{code}");
        let de39 = [("iso8583", *iso8583), ("unionpay", *unionpay)]
            .map(|(profile, code)| (profile.to_owned(), code.to_owned()));
        assert_eq!(reason.response_codes, de39, "{code}");
    }
    let claims: BTreeSet<&str> = (manifest.reasons.iter())
        .filter(|reason| reason.of_claim)
        .map(|reason| reason.code.as_str())
        .collect();
    assert_eq!(
        claims,
        ["cvm.no_pin_limit.daily", "entry.repeat_failures"].into()
    );
}

#[test]
fn the_counters_follow_the_settings() {
    let policy = configure::<CardValidity>(
        r#"{"entry":{"failures_window_s":900},"cash_out":{"window_s":60}}"#,
    )
    .unwrap();
    let counters = describe(&policy).counters;
    assert_eq!(counters.len(), 4);
    assert!(counters[0].window == Window::Rolling(900) && counters[0].measure == Measure::Count);
    assert!(counters[1].window == Window::CalendarDay && counters[1].without_pin);
    assert!(counters[2].window == Window::Rolling(60) && counters[2].measure == Measure::Count);
    assert!(counters[3].window == Window::Rolling(60) && counters[3].measure == Measure::Amount);
}

/// A text about a limit shows it; a finding carries what was observed and what was allowed.
#[test]
fn a_sound_payment_has_no_finding_and_one_claim() {
    let policy = configure::<CardValidity>("{}").unwrap();
    let mut facts = sample();
    let quiet = tollgate_policy::facts::CounterState {
        applies: true,
        value: 0,
        cap_override: None,
    };
    facts.counters = vec![quiet; 4];
    let answer = evaluate(&policy, &facts);
    assert!(answer.findings.is_empty());
    assert_eq!(answer.claims.len(), 1);
}
