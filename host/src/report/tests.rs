//! Payments go in, sums come out.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::samples::{MORNING_MS, Sample, asked, gathered};
use super::{Asked, Kind, Report, Scope};
use crate::decision::{Audience, Outcome};
use crate::limits::{Release, Report as Told};
use crate::reasons::Locale;

const HOUR_MS: u64 = 3_600_000;
const AUTHORIZED: Told = Told::Authorized { amount: None };

fn report(samples: &[Sample]) -> Report {
    gathered(asked(), samples).report()
}

fn for_merchant() -> Asked {
    Asked {
        audience: Audience::Merchant,
        ..asked()
    }
}

#[test]
fn each_payment_is_counted_where_it_belongs() {
    use Outcome::{Approve, Decline, Review, StepUp};
    type Counted = fn(&Report) -> u64;
    let cases: [(Outcome, Option<Told>, bool, Counted); 9] = [
        (Approve, None, false, |report| {
            report.payments.awaiting_outcome
        }),
        (Approve, Some(AUTHORIZED), false, |report| {
            report.payments.authorized
        }),
        (Approve, Some(Told::Voided), false, |report| {
            report.payments.voided
        }),
        (
            Approve,
            Some(Told::Released(Release::DeclinedByIssuer)),
            true,
            |report| report.payments.declined_by_issuer,
        ),
        (
            Approve,
            Some(Told::Released(Release::TimedOut)),
            true,
            |report| report.payments.timed_out,
        ),
        (
            Approve,
            Some(Told::Released(Release::Abandoned)),
            true,
            |report| report.payments.abandoned,
        ),
        (Review, None, true, |report| report.payments.counts.review),
        (StepUp, None, true, |report| report.payments.counts.step_up),
        (Decline, None, true, |report| {
            report.payments.counts.declined
        }),
    ];
    for (outcome, fate, failed, counted) in cases {
        let sample = Sample {
            outcome,
            fate,
            reasons: &["limit.day"],
            ..Sample::default()
        };
        let report = report(&[sample]);
        let counts = report.payments.counts;
        assert_eq!(counted(&report), 1, "{outcome:?} {fate:?}");
        assert_eq!(counts.payments, 1);
        assert_eq!(counts.failed, u64::from(failed), "{outcome:?} {fate:?}");
        assert_eq!(
            counts.went_through(),
            u64::from(outcome == Approve && !failed)
        );
        assert_eq!(
            report.causes.len(),
            usize::from(failed),
            "{outcome:?} {fate:?}"
        );
        let after = u64::from(outcome == Approve && failed);
        assert_eq!(counts.failed_after, after, "{outcome:?} {fate:?}");
    }
}

#[test]
fn what_leads_is_the_cause_and_the_rest_is_beside_it() {
    let report = report(&[
        Sample::default(),
        Sample::declined(&["card.expired", "limit.day"]),
        Sample::declined(&["limit.day"]),
        Sample {
            minor_units: 500,
            currency: "USD",
            ..Sample::declined(&["limit.day"])
        },
        Sample::refused("51"),
    ]);
    let told = |at: usize| {
        let cause = &report.causes[at];
        (
            &*cause.code,
            cause.payments,
            cause.among,
            cause.alone,
            cause.share_ppm,
        )
    };
    assert_eq!(told(0), ("limit.day", 2, 1, 2, 500_000));
    assert_eq!(told(1), ("card.expired", 1, 0, 0, 250_000));
    assert_eq!(told(2), ("51", 1, 0, 1, 250_000));
    assert_eq!(report.causes[2].kind, Kind::DeclinedByIssuer);
    let sums: Vec<_> = (report.causes[0].amounts.iter())
        .map(|sum| (sum.currency.code(), sum.minor_units))
        .collect();
    assert_eq!(sums, [("CNY", 10_000), ("USD", 500)]);
    let areas: Vec<_> = (report.areas.iter())
        .map(|area| (&*area.area, &*area.name, area.payments))
        .collect();
    let expected = [
        ("limit", "Limits", 2),
        ("after_approval", "After approval", 1),
        ("card", "Card", 1),
    ];
    assert_eq!(areas, expected);
    let amounts: Vec<_> = (report.amounts.iter())
        .map(|sum| (sum.currency.code(), sum.asked, sum.failed))
        .collect();
    assert_eq!(amounts, [("CNY", 40_000, 30_000), ("USD", 500, 500)]);
    assert_eq!(report.merchants[0].main_cause, Some(0));
}

#[test]
fn the_same_refusal_is_one_cause_whatever_the_network() {
    let abroad = |code| Sample {
        unionpay: false,
        ..Sample::refused(code)
    };
    let report = report(&[
        Sample::refused("51"),
        abroad("51"),
        Sample::refused("05"),
        abroad("05"),
    ]);
    let told: Vec<_> = (report.causes.iter())
        .map(|cause| (&*cause.code, cause.response_profile, cause.payments))
        .collect();
    let expected = [
        ("51", None, 2),
        ("05", Some("iso8583"), 1),
        ("05", Some("unionpay"), 1),
    ];
    assert_eq!(told, expected);
}

#[test]
fn nobody_but_an_operator_reads_what_is_for_operators() {
    let samples = [
        Sample::declined(&["!card.stolen", "limit.day"]),
        Sample::declined(&["!merchant.listed"]),
        Sample::refused("41"),
    ];
    let all = serde_json::to_string(&gathered(asked(), &samples).report()).unwrap();
    let report = gathered(for_merchant(), &samples).report();
    let masked = serde_json::to_string(&report).unwrap();
    for secret in ["stolen", "listed", "lost", "41", "\"operator\""] {
        assert!(all.contains(secret), "`{secret}` is not told at all: {all}");
        assert!(!masked.contains(secret), "`{secret}` is told: {masked}");
    }
    let codes: Vec<_> = report.causes.iter().map(|cause| &*cause.code).collect();
    assert_eq!(codes, ["engine.withheld", "57"]);
    assert_eq!(&*report.causes[0].area, "withheld");
}

#[test]
fn a_text_of_one_payment_is_marked() {
    let report = report(&[Sample::declined(&["limit.day"])]);
    let cause = &report.causes[0];
    assert_eq!(cause.message, "Seen: limit.day.");
    assert!(cause.is_example);
    let remedies: Vec<_> = (cause.remedies.iter())
        .map(|remedy| (remedy.audience, &*remedy.text, remedy.is_example))
        .collect();
    let expected = [
        ("operator", "Do this.", false),
        ("merchant", "Do this.", false),
    ];
    assert_eq!(remedies, expected);
}

#[track_caller]
fn falls_on(zone: Option<&str>, own: &'static str, at_ms: u64, date: &str, hour: usize) {
    let asked = Asked {
        zone: zone.map(|zone| TimeZone::get(zone).unwrap()),
        ..asked()
    };
    let sample = Sample {
        at_ms,
        zone: own,
        ..Sample::default()
    };
    let report = gathered(asked, &[sample]).report();
    assert_eq!(report.days[0].date.to_string(), date);
    assert_eq!(report.hours[hour].counts.payments, 1);
    assert_eq!(report.hours.len(), 24);
    assert_eq!(report.zone.as_deref(), Some(zone.unwrap_or(own)));
}

#[test]
fn days_and_hours_are_those_of_the_zone() {
    // 23 November, 23:30 in Shanghai.
    let evening = MORNING_MS + 14 * HOUR_MS;
    falls_on(None, "Asia/Shanghai", evening, "2026-11-23", 23);
    falls_on(None, "Asia/Shanghai", evening + HOUR_MS, "2026-11-24", 0);
    falls_on(None, "UTC", evening, "2026-11-23", 15);
    falls_on(
        Some("America/New_York"),
        "Asia/Shanghai",
        evening,
        "2026-11-23",
        10,
    );
}

#[test]
fn merchants_of_two_zones_have_each_their_own_day() {
    let report = report(&[
        Sample {
            at_ms: MORNING_MS + 15 * HOUR_MS,
            ..Sample::default()
        },
        Sample {
            at_ms: MORNING_MS + 15 * HOUR_MS,
            zone: "UTC",
            ..Sample::default()
        },
    ]);
    assert_eq!(report.zone, None);
    let days: Vec<_> = (report.days.iter())
        .map(|day| (day.date.to_string(), day.counts.payments))
        .collect();
    assert_eq!(days, [("2026-11-23".into(), 1), ("2026-11-24".into(), 1)]);
}

#[test]
fn days_without_a_payment_are_told() {
    let later = |days: u64| Sample {
        at_ms: MORNING_MS + days * 24 * HOUR_MS,
        ..Sample::default()
    };
    let report = report(&[later(0), later(3)]);
    let counts: Vec<_> = (report.days.iter())
        .map(|day| day.counts.payments)
        .collect();
    assert_eq!(counts, [1, 0, 0, 1]);
}

#[track_caller]
fn comes_again(samples: &[Sample], known: u64, came_again: u64, went_through: u64) {
    let retried = report(samples).retried;
    let told = (retried.known, retried.came_again, retried.went_through);
    assert_eq!(told, (known, came_again, went_through));
}

#[test]
fn what_comes_again_has_the_payer_the_merchant_and_the_amount() {
    let failed = || Sample {
        payer: "card-1",
        ..Sample::declined(&["limit.day"])
    };
    let later = |hours: u64, fate| Sample {
        at_ms: MORNING_MS + hours * HOUR_MS,
        payer: "card-1",
        fate,
        ..Sample::default()
    };
    comes_again(&[failed()], 1, 0, 0);
    comes_again(&[failed(), later(1, None)], 1, 1, 1);
    comes_again(&[failed(), failed(), later(1, None)], 2, 2, 2);
    comes_again(&[failed(), later(24, None)], 1, 1, 1);
    comes_again(&[failed(), later(25, None)], 1, 0, 0);
    let timed_out = Some(Told::Released(Release::TimedOut));
    comes_again(&[failed(), later(1, timed_out)], 2, 1, 0);
    comes_again(&[later(0, None), failed()], 1, 0, 0);
    for other in [
        Sample {
            payer: "card-2",
            ..later(1, None)
        },
        Sample {
            merchant: "m-2",
            ..later(1, None)
        },
        Sample {
            minor_units: 10_001,
            ..later(1, None)
        },
        Sample {
            currency: "USD",
            ..later(1, None)
        },
    ] {
        comes_again(&[failed(), other], 1, 0, 0);
    }
    let unknown = Sample {
        payer: "",
        ..failed()
    };
    comes_again(&[unknown, later(1, None)], 0, 0, 0);
}

#[test]
fn sums_stay_at_the_largest_number() {
    let large = || Sample {
        minor_units: i64::MAX,
        ..Sample::declined(&["limit.day"])
    };
    let report = report(&[large(), large(), large()]);
    assert_eq!(report.amounts[0].failed, u64::MAX);
    assert_eq!(report.causes[0].amounts[0].minor_units, u64::MAX);
    let negative = Sample {
        minor_units: -1,
        ..Sample::default()
    };
    assert_eq!(super::tests::report(&[negative]).amounts[0].asked, 0);
}

#[test]
fn a_report_of_nothing_is_a_report() {
    let report = report(&[]);
    assert_eq!(report.period, None);
    assert_eq!(report.payments, super::Payments::default());
    assert!(report.causes.is_empty() && report.days.is_empty());
}

#[test]
fn a_later_word_replaces_an_earlier_one() {
    let mut gathering = gathered(asked(), &[Sample::refused("51")]);
    let report = gathering.report();
    assert_eq!(report.payments.declined_by_issuer, 1);
    let late = Sample::reported(AUTHORIZED, "00");
    let other = gathered(asked(), &[late]);
    assert_eq!(other.report().payments.authorized, 1);
    // Of a decision that was not taken, nothing is known.
    let unknown = crate::record::DecisionId(7);
    let expiry = crate::recorded::Expiry {
        decision: unknown,
        at_ms: MORNING_MS,
    };
    gathering.became(unknown, &crate::trail::Became::Expired(expiry));
    assert_eq!(gathering.report(), report);
}

#[test]
fn a_report_has_this_form_as_json() {
    let asked = Asked {
        scope: Scope {
            merchant: Some("m-1".into()),
            since_ms: Some(MORNING_MS),
            ..Scope::default()
        },
        locale: Locale::Zh,
        ..for_merchant()
    };
    let samples = [Sample::default(), Sample::declined(&["limit.day"])];
    let report = gathered(asked, &samples).report();
    let mut told: Value = serde_json::to_value(&report).unwrap();
    let hours = told["hours"].take();
    assert_eq!(hours[9]["hour"], 9);
    assert_eq!(hours[9]["failed"], 1);
    let counts = json!({
        "payments": 2, "approved": 1, "failed_after": 0, "review": 0, "step_up": 0,
        "declined": 1, "failed": 1,
    });
    let with = |more: Value| {
        let mut all = counts.clone();
        let more = more.as_object().unwrap().clone();
        all.as_object_mut().unwrap().extend(more);
        all
    };
    let expected = json!({
        "version": 1, "locale": "zh", "audience": "merchant",
        "scope": {
            "merchant": "m-1", "merchant_name": "Noodles", "since": "2026-11-23T01:30:00Z",
        },
        "zone": "Asia/Shanghai",
        "period": { "first": "2026-11-23T01:30:00Z", "last": "2026-11-23T01:30:00Z" },
        "payments": with(json!({
            "approval_ppm": 500_000, "failed_ppm": 500_000, "authorized": 0, "voided": 0,
            "awaiting_outcome": 1, "declined_by_issuer": 0, "timed_out": 0, "abandoned": 0,
            "expired": 0,
        })),
        "amounts": [{ "currency": "CNY", "exponent": 2, "asked": 20_000, "failed": 10_000 }],
        "retried": { "known": 0, "came_again": 0, "went_through": 0 },
        "causes": [{
            "kind": "reason", "code": "limit.day", "area": "limit", "operator_only": false,
            "payments": 1, "share_ppm": 1_000_000, "among": 0, "alone": 1,
            "amounts": [{ "currency": "CNY", "minor_units": 10_000 }],
            "period": { "first": "2026-11-23T01:30:00Z", "last": "2026-11-23T01:30:00Z" },
            "message": "见到limit.day。", "is_example": true,
            "remedies": [{ "audience": "merchant", "text": "请处理。", "is_example": false }],
        }],
        "areas": [{ "area": "limit", "name": "限额", "payments": 1, "share_ppm": 1_000_000 }],
        "hours": null,
        "days": [with(json!({ "date": "2026-11-23" }))],
        "merchants": [],
        "terminals": [with(json!({ "id": "t-1", "name": "", "main_cause": 0 }))],
        "issuers": [],
        "channels": [with(json!({ "id": "pos", "name": "POS", "main_cause": 0 }))],
    });
    assert_eq!(told, expected);
}
