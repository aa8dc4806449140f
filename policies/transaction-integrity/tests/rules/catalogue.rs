//! The manifest: what is told of the policy, and that nothing of it changes unnoticed.

use tollgate_policy::facts::TransactionType::{Completion, Refund, Void};
use tollgate_policy::testing::check_manifest;
use tollgate_policy::verdicts::Effect::{Reject, Review};
use tollgate_policy::verdicts::Retry::{AfterFix, AfterOperator, Never, OtherMeans, Reenter};
use tollgate_policy::verdicts::{Counts, Effect, FactGroups, Measure, Retry, Subject, Window};
use tollgate_policy::{Policy, configure, describe, mask};

use super::{TransactionIntegrity, shipped};

type Row = (&'static str, Effect, Retry, &'static str, &'static str);

/// Code, effect, retry, and DE39 under `iso8583` and `unionpay`.
#[rustfmt::skip]
const REASONS: &[Row] = &[
    ("integrity.sensitive_data", Reject, AfterOperator, "30", "30"),
    ("integrity.mac_invalid", Reject, AfterOperator, "63", "A0"),
    ("integrity.duplicate", Reject, Never, "94", "94"),
    ("integrity.field.missing", Reject, AfterFix, "30", "30"),
    ("integrity.field.malformed", Reject, AfterFix, "30", "30"),
    ("integrity.type.unknown", Reject, AfterFix, "12", "30"),
    ("integrity.type.not_enabled", Reject, AfterOperator, "40", "40"),
    ("integrity.type.condition_conflict", Reject, AfterFix, "12", "30"),
    ("integrity.amount.not_positive", Reject, AfterFix, "13", "13"),
    ("integrity.amount.precision", Reject, AfterFix, "13", "13"),
    ("integrity.amount.overflow", Reject, AfterFix, "13", "13"),
    ("integrity.amount.order_mismatch", Reject, AfterFix, "13", "13"),
    ("integrity.amount.tip_exceeds", Reject, AfterFix, "13", "13"),
    ("integrity.amount.capture_exceeds_auth", Reject, AfterFix, "13", "13"),
    ("integrity.amount.refund_exceeds_original", Reject, AfterFix, "13", "64"),
    ("integrity.amount.original_mismatch", Reject, AfterFix, "64", "64"),
    ("integrity.currency.unsupported", Reject, OtherMeans, "13", "13"),
    ("integrity.currency.mismatch", Reject, AfterFix, "30", "30"),
    ("integrity.merchant.unknown", Reject, AfterOperator, "03", "03"),
    ("integrity.merchant.mcc_mismatch", Reject, AfterOperator, "03", "03"),
    ("integrity.original.not_found", Reject, AfterFix, "25", "25"),
    ("integrity.original.state", Reject, Never, "12", "22"),
    // Not in the catalogue that the others are from: `original.state` for what happens at the
    // same moment, which only a claim can tell.
    ("integrity.original.taken", Reject, Never, "12", "22"),
    ("integrity.original.too_old", Reject, OtherMeans, "12", "22"),
    ("integrity.clock_skew", Reject, AfterFix, "30", "30"),
    ("integrity.pin_block_format", Reject, Reenter, "81", "99"),
    ("qr.code.malformed", Reject, Reenter, "30", "30"),
    ("qr.code.expired", Reject, Reenter, "12", "12"),
    ("qr.code.reused", Reject, Reenter, "94", "94"),
    ("qr.mpm.crc_invalid", Reject, AfterOperator, "30", "30"),
    ("qr.mpm.merchant_mismatch", Reject, AfterOperator, "03", "03"),
    ("qr.wallet.unsupported", Reject, OtherMeans, "40", "40"),
    ("integrity.merchant.area_mismatch", Review, AfterOperator, "03", "03"),
    ("integrity.merchant.descriptor_mismatch", Review, AfterOperator, "03", "03"),
];

#[test]
fn the_manifest_can_be_loaded() {
    check_manifest::<TransactionIntegrity>();
    let groups = FactGroups::PAYMENT_CODE
        | FactGroups::MERCHANT
        | FactGroups::TERMINAL
        | FactGroups::ORIGINAL;
    assert!(<TransactionIntegrity as Policy>::NEEDS == groups);
}

#[test]
fn the_reasons_are_those_of_the_catalogue() {
    let manifest = describe(&configure::<TransactionIntegrity>("{}").unwrap());
    assert_eq!(manifest.reasons.len(), REASONS.len());
    for (reason, (code, effect, retry, iso8583, unionpay)) in manifest.reasons.iter().zip(REASONS) {
        assert_eq!(reason.code, *code);
        assert!((reason.effect, reason.retry) == (*effect, *retry), "{code}");
        assert_eq!(reason.operator_only, *code == "integrity.sensitive_data");
        let claims = [
            "integrity.amount.refund_exceeds_original",
            "integrity.original.taken",
        ];
        assert_eq!(reason.of_claim, claims.contains(code), "{code}");
        let de39 = [("iso8583", *iso8583), ("unionpay", *unionpay)]
            .map(|(profile, code)| (profile.to_owned(), code.to_owned()));
        assert_eq!(reason.response_codes, de39, "{code}");
    }
}

#[test]
fn the_counters_are_of_originals_for_ever() {
    let counters = describe(&configure::<TransactionIntegrity>("{}").unwrap()).counters;
    let expected = [
        (Measure::Count, mask(&[Completion, Void])),
        (Measure::Amount, mask(&[Refund, Void])),
    ];
    assert_eq!(counters.len(), expected.len());
    for (counter, (measure, types)) in counters.iter().zip(expected) {
        assert_eq!(counter.types, types);
        assert!(counter.per == [Subject::Original] && counter.window == Window::Lifetime);
        assert!(counter.counts == Counts::Approved && counter.measure == measure);
    }
}

#[test]
fn a_sound_payment_has_no_finding_and_no_claim() {
    let answer = shipped().assess(|_| ());
    assert!(answer.findings.is_empty() && answer.claims.is_empty());
}
