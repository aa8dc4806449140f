//! The manifest: what is told of the policy, and that nothing of it changes unnoticed.

use tollgate_policy::testing;
use tollgate_policy::verdicts::Effect::{self, Advise, Reject};
use tollgate_policy::verdicts::Retry::{self, Once, OtherMeans, Wait};
use tollgate_policy::verdicts::{Counts, FactGroups, Measure, Subject};
use tollgate_policy::{Policy, configure, describe};

use super::{IssuerAvailability, shipped};

type Row = (&'static str, Effect, Retry, &'static str, &'static str);

/// Code, effect, retry, and DE39 under `iso8583` and `unionpay`.
const REASONS: &[Row] = &[
    ("issuer.timeout", Reject, Once, "68", "98"),
    ("network.maintenance", Reject, Wait, "96", "96"),
    ("network.unroutable", Reject, OtherMeans, "92", "92"),
    ("network.channel_down", Reject, OtherMeans, "92", "92"),
    (
        "issuer.unsupported_function",
        Reject,
        OtherMeans,
        "40",
        "40",
    ),
    ("issuer.maintenance", Reject, Wait, "91", "91"),
    ("issuer.outage", Reject, Wait, "91", "91"),
    ("issuer.cutover", Reject, Wait, "90", "90"),
    ("issuer.circuit_open", Reject, Wait, "91", "91"),
    ("issuer.refer", Reject, OtherMeans, "01", "01"),
    ("issuer.degraded", Advise, Once, "00", "00"),
    ("issuer.maintenance_soon", Advise, Retry::None, "00", "00"),
    ("issuer.status_stale", Advise, Retry::None, "00", "00"),
];

#[test]
fn the_manifest_can_be_loaded() {
    testing::check_manifest::<IssuerAvailability>();
    let groups = FactGroups::CARD | FactGroups::ISSUER | FactGroups::ROUTE;
    assert!(<IssuerAvailability as Policy>::NEEDS == groups);
}

#[test]
fn the_reasons_are_those_of_the_catalogue() {
    let manifest = describe(&configure::<IssuerAvailability>("{}").unwrap());
    assert_eq!(manifest.reasons.len(), REASONS.len());
    for (reason, (code, effect, retry, iso8583, unionpay)) in manifest.reasons.iter().zip(REASONS) {
        assert_eq!(reason.code, *code);
        assert!((reason.effect, reason.retry) == (*effect, *retry), "{code}");
        let (operators, claims) = (
            *code == "issuer.status_stale",
            *code == "issuer.circuit_open",
        );
        assert_eq!(
            (reason.operator_only, reason.of_claim),
            (operators, claims),
            "{code}"
        );
        let de39 = [("iso8583", *iso8583), ("unionpay", *unionpay)]
            .map(|(profile, code)| (profile.to_owned(), code.to_owned()));
        assert_eq!(reason.response_codes, de39, "{code}");
    }
}

/// A place that is released again would let a second payment probe in the same interval.
#[test]
fn a_probe_counts_whatever_became_of_it() {
    let counters = describe(&configure::<IssuerAvailability>("{}").unwrap()).counters;
    assert!(counters[0].counts == Counts::Passed && counters[0].measure == Measure::Count);
    assert_eq!(counters[0].per, [Subject::Issuer]);
}

#[test]
fn a_sound_payment_has_no_finding_and_no_claim() {
    let answer = shipped().assess(|_| {});
    assert!(answer.findings.is_empty() && answer.claims.is_empty());
}
