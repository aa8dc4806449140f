//! Who is told what.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failed test shall stop"
)]

use super::super::samples::{MIDNIGHT_MS, amount, context, draft, found_as, limit};
use super::super::{EngineFault, ReasonDraft};
use super::*;
use crate::decision::{Retry, ValueKind};

fn catalogue() -> Catalogue {
    Catalogue::new::<&str>([]).unwrap()
}

#[test]
fn values_are_told_by_kind_and_kept_as_evidence() {
    let kinds = [
        ("days", ValueKind::Integer, Value::Integer(-1234)),
        ("sum", ValueKind::Money, Value::Money(amount(99, "JPY"))),
        ("rate", ValueKind::Ppm, Value::Ppm(6_000)),
        ("end", ValueKind::Instant, Value::InstantMs(MIDNIGHT_MS)),
        ("field", ValueKind::Text, Value::Text("DE{14}".into())),
    ];
    let mut draft = draft("fee.mismatch");
    draft.parameters = kinds
        .iter()
        .map(|(name, kind, _)| ((*name).into(), *kind))
        .collect();
    draft.texts[0].message = "{days} {sum} {rate} {end} {field}".into();
    draft.texts[1].message = "{field} {end} {rate} {sum} {days}".into();
    draft.texts[0].remedies[0].1 = "Correct {field}.".into();
    let found = found_as(
        draft,
        kinds.iter().map(|(_, _, value)| value.clone()).collect(),
    );

    let en = render(&context(Locale::En, Audience::Merchant), &found);
    assert_eq!(
        en.message,
        "-1234 JPY 99 0.6% 24 Nov 2026, 00:00 (+08:00) DE(14)"
    );
    assert_eq!(
        en.remedies,
        [(Audience::Merchant, "Correct DE(14).".to_owned())]
    );
    let evidence: Vec<(Arc<str>, Value)> = kinds
        .into_iter()
        .map(|(name, _, value)| (name.into(), value))
        .collect();
    assert_eq!(en.evidence, evidence);
    let zh = render(&context(Locale::Zh, Audience::Merchant), &found).message;
    assert_eq!(zh, "DE(14) 2026年11月24日 00:00 0.6% 99日元 -1234");
}

#[test]
fn every_fault_names_the_policy_to_operators_in_remedy_and_evidence() {
    use EngineFault::{Memory, OutputInvalid, Timeout, Trap};
    let values = vec![Value::Text("fees".into())];
    for fault in [Timeout, Trap, Memory, OutputInvalid] {
        for effect in [Effect::Reject, Effect::Review, Effect::Advise] {
            let found = Found {
                reason: catalogue().fault(fault, effect).clone(),
                values: values.clone(),
                limit: None,
                not_before_ms: None,
            };
            for (locale, name) in [(Locale::En, "olicy fees"), (Locale::Zh, "策略fees")] {
                let told = render(&context(locale, Audience::Operator), &found);
                assert_eq!(&*told.policy, "host");
                assert_eq!(told.evidence, [("policy".into(), values[0].clone())]);
                let (audience, remedy) = told.remedies.last().unwrap();
                assert_eq!(*audience, Audience::Operator);
                assert!(remedy.contains(name), "{fault:?} {effect:?}: {remedy}");
            }
        }
    }
}

/// A stolen card at a limit that starts again tomorrow.
fn stolen_and_over_limit() -> [Found; 2] {
    let stolen = ReasonDraft {
        retry: Retry::Never,
        operator_only: true,
        response_codes: vec![
            ("iso8583".into(), "43".into()),
            ("unionpay".into(), "43".into()),
        ],
        parameters: vec![("listed".into(), ValueKind::Instant)],
        ..draft("card.stolen")
    };
    let stolen = found_as(stolen, vec![Value::InstantMs(1)]);
    let over = ReasonDraft {
        retry: Retry::Wait,
        of_claim: true,
        ..draft("limit.daily")
    };
    let over = Found {
        limit: Some(limit(Some("CNY"), Some(MIDNIGHT_MS))),
        not_before_ms: Some(MIDNIGHT_MS),
        ..found_as(over, vec![])
    };
    [stolen, over]
}

#[test]
fn an_operator_is_told_the_true_reason() {
    let told = explain(
        &catalogue(),
        &context(Locale::En, Audience::Operator),
        Outcome::Decline,
        &stolen_and_over_limit(),
    );
    assert_eq!(told.response_code.as_str(), "43");
    assert_eq!(
        told.retry,
        RetryAdvice {
            kind: Retry::Never,
            not_before_ms: None
        }
    );
    assert_eq!(&*told.reasons[0].code, "card.stolen");
    assert!(told.reasons[0].operator_only);
    assert_eq!(told.reasons[0].evidence.len(), 1);
    assert_eq!(
        told.reasons[1].limit,
        Some(limit(Some("CNY"), Some(MIDNIGHT_MS)))
    );
}

#[test]
fn everyone_else_is_told_the_mask_with_its_own_code_and_advice() {
    for reader in [Audience::Cardholder, Audience::Merchant] {
        for (profile, code) in ResponseProfile::ALL.into_iter().zip(["05", "57"]) {
            let context = Context {
                profile,
                ..context(Locale::Zh, reader)
            };
            let told = explain(
                &catalogue(),
                &context,
                Outcome::Decline,
                &stolen_and_over_limit(),
            );
            assert_eq!(told.response_code.as_str(), code);
            let wait = RetryAdvice {
                kind: Retry::Wait,
                not_before_ms: Some(MIDNIGHT_MS),
            };
            let advice = RetryAdvice {
                kind: Retry::OtherMeans,
                ..wait
            };
            assert_eq!(told.retry, advice);
            let mask = &told.reasons[0];
            assert_eq!((&*mask.code, &*mask.policy), ("engine.withheld", ""));
            assert_eq!(mask.message, "交易未获批准。");
            assert_eq!(
                (mask.evidence.len(), &mask.limit, mask.operator_only),
                (0, &None, false)
            );
            assert_eq!(told.reasons[1].retry, wait);
        }
    }
}

#[test]
fn an_approval_is_00_with_its_notes() {
    let note = ReasonDraft {
        effect: Effect::Advise,
        retry: Retry::AfterOperator,
        ..draft("terminal.outdated")
    };
    let context = context(Locale::En, Audience::Merchant);
    let told = explain(
        &catalogue(),
        &context,
        Outcome::Approve,
        &[found_as(note, vec![])],
    );
    assert_eq!(told.response_code, ResponseCode::APPROVED);
    assert_eq!(told.retry, RetryAdvice::FREE);
    assert_eq!(told.reasons.len(), 1);
}
