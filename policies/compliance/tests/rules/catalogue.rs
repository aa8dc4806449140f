//! The manifest: what is told of the policy, and that nothing of it changes unnoticed.

use tollgate_policy::testing;
use tollgate_policy::verdicts::{Audience, Effect, FactGroups, Retry};
use tollgate_policy::{Policy, configure, describe};

use super::{Compliance, shipped};

/// Code, and DE39 under `iso8583` and `unionpay`.
const REASONS: [(&str, &str, &str); 2] = [
    ("compliance.sanctions", "93", "57"),
    ("compliance.aml", "64", "57"),
];

#[test]
fn the_manifest_can_be_loaded() {
    testing::check_manifest::<Compliance>();
    assert!(<Compliance as Policy>::NEEDS == FactGroups::LISTINGS);
}

#[test]
fn the_reasons_are_those_of_the_catalogue() {
    let manifest = describe(&configure::<Compliance>("{}").unwrap());
    assert_eq!(manifest.reasons.len(), REASONS.len());
    for (reason, (code, iso8583, unionpay)) in manifest.reasons.iter().zip(REASONS) {
        assert_eq!(reason.code, code);
        assert!((reason.effect, reason.retry) == (Effect::Reject, Retry::Never));
        let de39 = [("iso8583", iso8583), ("unionpay", unionpay)]
            .map(|(profile, code)| (profile.to_owned(), code.to_owned()));
        assert_eq!(reason.response_codes, de39, "{code}");
    }
}

/// Who is concerned must not learn of it.
#[test]
fn only_operators_are_spoken_to() {
    for reason in describe(&configure::<Compliance>("{}").unwrap()).reasons {
        assert!(reason.operator_only, "{}", reason.code);
        let remedies = (reason.texts.iter()).flat_map(|text| &text.remedies);
        assert!(
            remedies
                .into_iter()
                .all(|(audience, _)| *audience == Audience::Operator)
        );
    }
}

#[test]
fn a_sound_payment_has_no_finding_and_no_claim() {
    let answer = shipped().assess(|_| {});
    assert!(answer.findings.is_empty() && answer.claims.is_empty());
}
