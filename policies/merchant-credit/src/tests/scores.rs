//! The published examples, the cut-offs, and too little known.

use tollgate_policy::facts::{Facts, MerchantSize, RiskIndicators};
use tollgate_policy::verdicts::{Finding, Value};
use tollgate_policy::{integer, text};

use super::{cutoffs, policy, risk};
use crate::reasons;

/// A merchant in the units of the published scorecard: basis points, and sales against the
/// usual in percent.
struct Shop {
    chargeback_bps: Option<u32>,
    fraud_bps: Option<u32>,
    refund_bps: u32,
    volume_percent: u32,
    tenure_days: u32,
    mcc: u16,
    size: MerchantSize,
    night_bps: u32,
    round_bps: u32,
    decline_bps: u32,
    out_of_area_bps: u32,
    top_cards_bps: u32,
}

impl Shop {
    fn put(&self, facts: &mut Facts) {
        let ppm = |bps: u32| Some(bps * 100);
        facts.risk_indicators = Some(RiskIndicators {
            chargeback_ppm: self.chargeback_bps.map(|bps| bps * 100),
            chargebacks_month: None,
            fraud_ppm: self.fraud_bps.map(|bps| bps * 100),
            refund_ppm: ppm(self.refund_bps),
            decline_ppm: ppm(self.decline_bps),
            volume_ratio_percent: Some(self.volume_percent),
            ticket_ratio_percent: None,
            night_ppm: ppm(self.night_bps),
            round_amount_ppm: ppm(self.round_bps),
            credit_share_ppm: None,
            out_of_area_ppm: ppm(self.out_of_area_bps),
            top_cards_ppm: ppm(self.top_cards_bps),
            days_to_delivery: None,
            complaints_per_million: None,
            monthly_volume: None,
        });
        let merchant = facts.merchant.as_mut().expect("the sample has a merchant");
        merchant.tenure_days = self.tenure_days;
        merchant.mcc = self.mcc;
        merchant.size = self.size;
    }
}

/// (code, points lost) of each finding; a score finding loses nothing.
fn told(findings: &[Finding]) -> Vec<(&'static str, i64)> {
    let one = |finding: &Finding| {
        let code = reasons::REASONS[usize::from(finding.reason)].code;
        match (
            code.starts_with("merchant.factor."),
            finding.parameters.first(),
        ) {
            (true, Some(Value::Integer(lost))) => (code, *lost),
            _ => (code, 0),
        }
    };
    findings.iter().map(one).collect()
}

#[track_caller]
fn example(shop: &Shop, score: i32, expected: &[(&str, i64)]) {
    let assessment = policy().assess(|facts| shop.put(facts));
    assert_eq!(assessment.score, Some(score));
    assert_eq!(told(&assessment.findings), expected);
}

#[test]
fn the_published_examples_score_as_published() {
    let supermarket = Shop {
        chargeback_bps: Some(5),
        fraud_bps: Some(1),
        refund_bps: 120,
        volume_percent: 110,
        tenure_days: 1_500,
        mcc: 5411,
        size: MerchantSize::Enterprise,
        night_bps: 100,
        round_bps: 600,
        decline_bps: 400,
        out_of_area_bps: 0,
        top_cards_bps: 300,
    };
    example(&supermarket, 604, &[]);

    let new_micro = Shop {
        chargeback_bps: None,
        fraud_bps: None,
        refund_bps: 0,
        volume_percent: 700,
        tenure_days: 20,
        mcc: 5812,
        size: MerchantSize::Micro,
        night_bps: 2_500,
        round_bps: 5_200,
        decline_bps: 1_200,
        top_cards_bps: 6_100,
        ..supermarket
    };
    example(
        &new_micro,
        350,
        &[
            ("merchant.score.below_cutoff", 0),
            ("merchant.factor.volume_spike", 45),
            ("merchant.factor.tenure_short", 38),
            ("merchant.factor.card_concentration", 34),
            ("merchant.factor.round_amounts", 30),
        ],
    );

    let disputed = Shop {
        chargeback_bps: Some(180),
        fraud_bps: Some(40),
        refund_bps: 1_500,
        volume_percent: 130,
        tenure_days: 900,
        mcc: 5812,
        size: MerchantSize::Enterprise,
        night_bps: 300,
        round_bps: 900,
        decline_bps: 900,
        top_cards_bps: 500,
        ..supermarket
    };
    example(
        &disputed,
        466,
        &[
            ("merchant.score.below_cutoff", 0),
            ("merchant.factor.chargeback_ratio", 70),
            ("merchant.factor.fraud_ratio", 25),
            ("merchant.factor.refund_ratio", 20),
            ("merchant.factor.mcc_risk", 13),
        ],
    );
}

/// What is unknown costs what the published scorecard says, neither nothing nor everything.
#[test]
fn a_missing_value_has_points_of_its_own() {
    type Change = fn(&mut Facts);
    let missing: [(&str, i32, Change); 11] = [
        ("chargeback", 20, |facts| risk(facts).chargeback_ppm = None),
        ("fraud", 15, |facts| risk(facts).fraud_ppm = None),
        ("refund", 12, |facts| risk(facts).refund_ppm = None),
        ("volume", 15, |facts| {
            risk(facts).volume_ratio_percent = None;
        }),
        ("night", 9, |facts| risk(facts).night_ppm = None),
        ("round", 10, |facts| risk(facts).round_amount_ppm = None),
        ("decline", 10, |facts| risk(facts).decline_ppm = None),
        ("out of area", 10, |facts| {
            risk(facts).out_of_area_ppm = None
        }),
        ("top cards", 11, |facts| risk(facts).top_cards_ppm = None),
        ("business type", 28, |facts| {
            facts.merchant.as_mut().expect("a merchant").mcc = 0;
            facts.transaction.mcc = 0;
        }),
        ("verification", 90, |facts| {
            facts.merchant.as_mut().expect("a merchant").size = MerchantSize::Unknown;
        }),
    ];
    for (name, lost, change) in missing {
        assert_eq!(policy().assess(change).score, Some(604 - lost), "{name}");
    }
}

#[test]
fn a_score_at_a_cut_off_is_on_its_good_side() {
    let at = |cutoff, review_below| cutoffs(cutoff, review_below).codes(|_| {});
    assert_eq!(at(604, 604), [""; 0]);
    assert_eq!(at(604, 605), ["merchant.score.review_band"]);
    let lower = |facts: &mut Facts| risk(facts).complaints_per_million = Some(1_000);
    let codes = cutoffs(599, 599).codes(lower);
    assert_eq!(
        codes,
        ["merchant.score.below_cutoff", "merchant.factor.complaints"]
    );
    let codes = cutoffs(598, 599).codes(lower);
    assert_eq!(
        codes,
        ["merchant.score.review_band", "merchant.factor.complaints"]
    );
}

#[test]
fn score_findings_at_the_default_cut_offs() {
    let shop = |chargeback, fraud, kyc_level| {
        move |facts: &mut Facts| {
            risk(facts).chargeback_ppm = Some(chargeback);
            risk(facts).fraud_ppm = Some(fraud);
            facts.merchant.as_mut().expect("a merchant").kyc_level = kyc_level;
        }
    };
    // 604 - 70 = 534; 604 - 10 = 594; 604 - 90 = 514; 514 - 40 = 474.
    policy().check(
        "merchant.score.review_band",
        shop(15_000, 0, 1),
        shop(2_000, 0, 1),
    );
    policy().check(
        "merchant.score.below_cutoff",
        shop(9_000, 0, 0),
        shop(0, 0, 0),
    );
    let assessment = policy().assess(shop(9_000, 0, 0));
    let parameters = assessment
        .findings
        .iter()
        .map(|finding| finding.parameters.as_slice());
    let expected = [
        vec![integer(474), integer(480)],
        vec![integer(90), text("none"), integer(-60)],
        vec![integer(40), text("0.9%"), integer(0)],
    ];
    assert!(
        parameters.eq(expected.iter().map(Vec::as_slice)),
        "{assessment:?}"
    );
}

#[test]
fn few_known_figures_are_not_judged() {
    let known = |count: usize| {
        move |facts: &mut Facts| {
            let risk = risk(facts);
            let figures = [
                &mut risk.chargeback_ppm,
                &mut risk.fraud_ppm,
                &mut risk.refund_ppm,
                &mut risk.decline_ppm,
                &mut risk.volume_ratio_percent,
                &mut risk.night_ppm,
                &mut risk.round_amount_ppm,
                &mut risk.out_of_area_ppm,
                &mut risk.top_cards_ppm,
                // These make no merchant better known.
                &mut risk.ticket_ratio_percent,
                &mut risk.credit_share_ppm,
                &mut risk.days_to_delivery,
                &mut risk.complaints_per_million,
            ];
            for (index, figure) in figures.into_iter().enumerate() {
                *figure = (index < count).then_some(1_000_000);
            }
            facts.merchant.as_mut().expect("a merchant").kyc_level = 0;
        }
    };
    policy().check("merchant.score.below_cutoff", known(7), known(6));
    assert_eq!(policy().assess(known(6)).score, None);
    assert_eq!(
        policy().assess(|facts| facts.risk_indicators = None).score,
        None
    );
}

#[test]
fn extreme_figures_are_survived() {
    for figure in [0, 1, u32::MAX] {
        let assessment = policy().assess(|facts| {
            let risk = risk(facts);
            risk.chargeback_ppm = Some(figure);
            risk.volume_ratio_percent = Some(figure);
            risk.complaints_per_million = Some(figure);
            facts.merchant.as_mut().expect("a merchant").tenure_days = figure;
        });
        assert!(assessment.score.is_some() && assessment.findings.len() <= 5);
    }
}
