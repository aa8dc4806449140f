//! Settings that are refused, each with its path and its fix.

use tollgate_policy::testing::refuses;

use crate::MerchantCredit;

#[track_caller]
fn refused(settings: &str, path: &str, message: &str) {
    refuses::<MerchantCredit>(settings, path, message);
}

/// A scorecard of one attribute, with `value` as its inside.
#[track_caller]
fn scorecard(value: &str, path: &str, message: &str) {
    let settings = format!(
        r#"{{"scorecard":
                {{"value": {{{value}}}, "source": "test", "effective_from": "2026-01-01"}},
            "minimum_known": {{"value": 0, "source": "test", "effective_from": "2026-01-01"}}}}"#
    );
    refused(&settings, &format!("scorecard.value.{path}"), message);
}

#[test]
fn form() {
    refused(r#"{"cutoff": 480}"#, "cutoff", "unknown field");
    refused(
        r#"{"mcc_tiers": {"otherwise": "huge"}}"#,
        "mcc_tiers.otherwise",
        "unknown variant",
    );
    refused(
        r#"{"minimum_known": {"value": 6, "source": "test", "effective_from": "soon"}}"#,
        "minimum_known.effective_from",
        "is not a date like 2026-04-01",
    );
}

#[test]
fn figures() {
    refused(
        r#"{"minimum_known": {"value": 14, "source": "test", "effective_from": "2026-01-01"}}"#,
        "minimum_known.value",
        "must be at most 9",
    );
    refused(
        r#"{"minimum_known": {"value": 6, "source": " ", "effective_from": "2026-01-01"}}"#,
        "minimum_known.source",
        "say where",
    );
}

#[test]
fn business_types() {
    let list = |value: &str| {
        format!(
            r#"{{"prohibited_mccs": {{"x": {{"value": {value}, "source": "test",
                "effective_from": "2026-01-01"}}}}}}"#
        )
    };
    let path = "prohibited_mccs.x.value";
    refused(
        &list(r#"{"mccs": []}"#),
        &format!("{path}.mccs"),
        "list all of it under `remove`",
    );
    refused(
        &list(r#"{"mccs": [0]}"#),
        &format!("{path}.mccs"),
        "give 1 to 9999",
    );
    refused(
        &list(r#"{"mccs": [5993], "channels": ["phone"]}"#),
        &format!("{path}.channels"),
        "`phone` is no channel",
    );
    refused(
        &list(r#"{"mccs": [5993], "countries": ["cn"]}"#),
        &format!("{path}.countries"),
        "two capital letters",
    );
    refused(
        r#"{"mcc_tiers": {"medium": {"value": [5411], "source": "test",
            "effective_from": "2026-01-01"}}}"#,
        "mcc_tiers.medium.value",
        "keep it in one tier",
    );
}

#[test]
fn scorecards() {
    const BINS: &str = r#"{"name": "fraud_ppm", "below": [500], "points": [10, 0], "missing": 5}"#;
    let one = |attribute: &str| {
        format!(r#""base": 0, "cutoff": 5, "review_below": 6, "attributes": [{attribute}]"#)
    };
    scorecard(
        &one(&format!("{BINS}, {BINS}")),
        "attributes[1].name",
        "keep one",
    );
    scorecard(
        &format!(r#""base": 0, "cutoff": 11, "review_below": 12, "attributes": [{BINS}]"#),
        "cutoff",
        "must be at most 10",
    );
    scorecard(
        &format!(r#""base": 0, "cutoff": 5, "review_below": 4, "attributes": [{BINS}]"#),
        "review_below",
        "at least the cutoff",
    );
    scorecard(
        r#""base": 20000, "cutoff": 5, "review_below": 6, "attributes": []"#,
        "attributes",
        "list what is scored",
    );
    scorecard(
        &one(r#"{"name": "fraud_ppm", "below": [500, 500], "points": [9, 5, 0], "missing": 5}"#),
        "attributes[0].below",
        "strictly ascending",
    );
    scorecard(
        &one(r#"{"name": "fraud_ppm", "below": [500], "points": [9], "missing": 5}"#),
        "attributes[0].points",
        "must be 2",
    );
    scorecard(
        &one(r#"{"name": "fraud_ppm", "below": [500], "points": [9, -10001], "missing": 5}"#),
        "attributes[0]",
        "within 10000",
    );
    scorecard(
        &one(r#"{"name": "kyc_level", "cases": {"none": 0, "micro": 9}, "missing": 5}"#),
        "attributes[0].cases",
        "none, micro, sole_trader, enterprise",
    );
    scorecard(
        &one(r#"{"name": "fraud_ppm", "cases": {"low": 9}, "points": [1], "missing": 5}"#),
        "attributes[0].cases",
        "has bins",
    );
}
