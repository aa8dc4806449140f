//! Each reason with a case that fires it and a near miss; the scorecard's published examples;
//! settings that are refused.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod factors;
mod refusals;
mod scores;
mod standing;

use tollgate_policy::Policy;
use tollgate_policy::facts::{Facts, RiskIndicators};
use tollgate_policy::testing::{Subject, check_manifest};
use tollgate_policy::verdicts::FactGroups;

use crate::MerchantCredit;

fn policy() -> Subject<MerchantCredit> {
    Subject::with("{}")
}

fn risk(facts: &mut Facts) -> &mut RiskIndicators {
    facts
        .risk_indicators
        .as_mut()
        .expect("the sample has figures")
}

/// The default points with other cut-offs.
fn cutoffs(cutoff: i32, review_below: i32) -> Subject<MerchantCredit> {
    let defaults = include_str!("../defaults.json");
    let scorecard = defaults
        .split("\"scorecard\":")
        .nth(1)
        .expect("a scorecard");
    let scorecard = scorecard
        .replace("\"cutoff\": 480", &format!("\"cutoff\": {cutoff}"))
        .replace(
            "\"review_below\": 540",
            &format!("\"review_below\": {review_below}"),
        );
    Subject::with(&format!("{{\"scorecard\": {scorecard}"))
}

#[test]
fn the_manifest_is_whole() {
    check_manifest::<MerchantCredit>();
}

#[test]
fn the_needed_groups_are_four() {
    let groups = FactGroups::MERCHANT
        | FactGroups::RISK_INDICATORS
        | FactGroups::PAYMENT_CODE
        | FactGroups::LISTINGS;
    assert!(MerchantCredit::NEEDS == groups);
}

#[test]
fn nothing_is_wrong_with_the_sample() {
    let assessment = policy().assess(|_| {});
    assert_eq!(
        (assessment.findings.len(), assessment.score),
        (0, Some(604))
    );
}
