//! Every factor at the edge of its bin, ties, and unknown values.

use tollgate_policy::facts::{Facts, MerchantSize};
use tollgate_policy::{integer, text};

use super::{cutoffs, risk};
use crate::reasons;

/// Each attribute loses points from the first value of its second bin on.
#[test]
fn every_factor_fires_at_the_edge_of_its_bin() {
    type Set = fn(&mut Facts, u32);
    let edges: [(&str, u32, u32, Set); 16] = [
        ("chargeback_ratio", 2_000, 1_999, |facts, n| {
            risk(facts).chargeback_ppm = Some(n)
        }),
        ("fraud_ratio", 500, 499, |facts, n| {
            risk(facts).fraud_ppm = Some(n)
        }),
        ("refund_ratio", 30_000, 29_999, |facts, n| {
            risk(facts).refund_ppm = Some(n)
        }),
        ("volume_spike", 150, 149, |facts, n| {
            risk(facts).volume_ratio_percent = Some(n)
        }),
        ("ticket_anomaly", 300, 299, |facts, n| {
            risk(facts).ticket_ratio_percent = Some(n)
        }),
        ("tenure_short", 719, 720, |facts, n| {
            facts.merchant.as_mut().expect("a merchant").tenure_days = n;
        }),
        ("mcc_risk", 5412, 5411, |facts, n| {
            let merchant = facts.merchant.as_mut().expect("a merchant");
            merchant.mcc = u16::try_from(n).expect("an MCC");
        }),
        ("kyc_level", 0, 1, |facts, n| {
            let merchant = facts.merchant.as_mut().expect("a merchant");
            merchant.kyc_level = u8::try_from(n).expect("a level");
        }),
        ("night_ratio", 50_000, 49_999, |facts, n| {
            risk(facts).night_ppm = Some(n)
        }),
        ("round_amounts", 150_000, 149_999, |facts, n| {
            risk(facts).round_amount_ppm = Some(n)
        }),
        ("credit_share", 800_000, 799_999, |facts, n| {
            risk(facts).credit_share_ppm = Some(n)
        }),
        ("decline_ratio", 80_000, 79_999, |facts, n| {
            risk(facts).decline_ppm = Some(n)
        }),
        ("location_dispersion", 10_000, 9_999, |facts, n| {
            risk(facts).out_of_area_ppm = Some(n)
        }),
        ("card_concentration", 200_000, 199_999, |facts, n| {
            risk(facts).top_cards_ppm = Some(n)
        }),
        ("delivery_exposure", 15, 14, |facts, n| {
            risk(facts).days_to_delivery = Some(n)
        }),
        ("complaints", 1_000, 999, |facts, n| {
            risk(facts).complaints_per_million = Some(n)
        }),
    ];
    let strict = cutoffs(604, 604);
    for (factor, fires, spares, set) in edges {
        strict.check(
            &format!("merchant.factor.{factor}"),
            |facts| set(facts, fires),
            |facts| set(facts, spares),
        );
    }
}

#[test]
fn an_unknown_value_is_told_as_unknown() {
    let assessment = cutoffs(604, 604).assess(|facts| risk(facts).fraud_ppm = None);
    let factor = assessment.findings.get(1).expect("a factor");
    let expected = [integer(15), text("n/a"), integer(15)];
    assert_eq!(factor.parameters, expected);
}

#[test]
fn ties_keep_the_order_of_the_scorecard() {
    // The first loses 11, all others 10: the last of those is the fifth, and is left out.
    let codes = cutoffs(604, 604).codes(|facts| {
        risk(facts).top_cards_ppm = Some(200_000);
        risk(facts).decline_ppm = Some(80_000);
        risk(facts).round_amount_ppm = Some(150_000);
        risk(facts).out_of_area_ppm = Some(10_000);
        risk(facts).chargeback_ppm = Some(2_000);
    });
    let expected = [
        "merchant.score.below_cutoff",
        "merchant.factor.card_concentration",
        "merchant.factor.chargeback_ratio",
        "merchant.factor.round_amounts",
        "merchant.factor.decline_ratio",
    ];
    assert_eq!(codes, expected);
}

#[track_caller]
fn shows(code: &str, value: &str, points_lost: i64, change: impl FnOnce(&mut Facts)) {
    let findings = cutoffs(604, 604).assess(change).findings;
    let found = findings.iter().find(|finding| {
        reasons::REASONS[usize::from(finding.reason)].code == format!("merchant.factor.{code}")
    });
    let shown = found.map(|finding| finding.parameters.get(..2));
    let expected = [integer(points_lost), text(value)];
    assert_eq!(shown, Some(Some(expected.as_slice())));
}

#[test]
fn the_tier_of_a_business_type() {
    let mcc = |registered, sent, year| {
        move |facts: &mut Facts| {
            facts.merchant.as_mut().expect("a merchant").mcc = registered;
            facts.transaction.mcc = sent;
            facts.local.year = year;
        }
    };
    shows("mcc_risk", "medium", 13, mcc(5812, 7995, 2026));
    shows("mcc_risk", "medium", 13, mcc(0, 5812, 2026));
    shows("mcc_risk", "high", 33, mcc(6051, 5411, 2026));
    shows("mcc_risk", "tier1", 68, mcc(5967, 5411, 2026));
    shows("mcc_risk", "medium", 13, mcc(5967, 5411, 2022));
    shows("mcc_risk", "n/a", 28, mcc(0, 0, 2026));
}

#[test]
fn how_well_a_merchant_is_known() {
    let known = |kyc_level, size| {
        move |facts: &mut Facts| {
            let merchant = facts.merchant.as_mut().expect("a merchant");
            (merchant.kyc_level, merchant.size) = (kyc_level, size);
        }
    };
    shows("kyc_level", "none", 90, known(0, MerchantSize::Enterprise));
    shows("kyc_level", "micro", 22, known(1, MerchantSize::Micro));
    shows(
        "kyc_level",
        "sole_trader",
        10,
        known(3, MerchantSize::Individual),
    );
    shows("kyc_level", "n/a", 90, known(1, MerchantSize::Unknown));
}

#[test]
fn shares_are_shown_exactly() {
    shows("fraud_ratio", "0.05%", 10, |facts| {
        risk(facts).fraud_ppm = Some(500)
    });
    shows("fraud_ratio", "0.2001%", 25, |facts| {
        risk(facts).fraud_ppm = Some(2_001)
    });
    shows("volume_spike", "150%", 13, |facts| {
        risk(facts).volume_ratio_percent = Some(150)
    });
}

#[test]
fn figures_hold_from_their_first_day() {
    let on = |year, month, day| {
        move |facts: &mut Facts| {
            facts.merchant.as_mut().expect("a merchant").mcc = 5967;
            (facts.local.year, facts.local.month, facts.local.day) = (year, month, day);
        }
    };
    shows("mcc_risk", "tier1", 68, on(2023, 5, 1));
    shows("mcc_risk", "medium", 13, on(2023, 4, 30));
    let score = |change| cutoffs(604, 604).assess(change).score;
    assert_eq!(score(on(2000, 1, 1)), Some(591));
    assert_eq!(score(on(1999, 12, 31)), None);
}
