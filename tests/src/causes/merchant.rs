//! Merchants: their standing, their documents, and the score of their business.

use tollgate_proto::v1::listing::{Cause as Listed, Subject};
use tollgate_proto::v1::{self, merchant::Status};

use super::{Cause, Scene, cause};
use crate::payment::at;

/// What `merchant-credit` finds.
pub const CAUSES: &[Cause] = &[
    cause(
        "merchant.blacklisted",
        (
            "on the operator's block list for one more second",
            |scene| blocked(scene, 1),
        ),
        ("on the operator's block list until this second", |scene| {
            blocked(scene, 0)
        }),
    ),
    cause(
        "merchant.closed",
        ("the merchant has closed", |scene| {
            status(scene, Status::Closed)
        }),
        ("the merchant is active", |scene| {
            status(scene, Status::Active)
        }),
    ),
    cause(
        "merchant.suspended",
        ("the merchant is suspended", |scene| {
            status(scene, Status::Suspended)
        }),
        ("nobody said how the merchant stands", |scene| {
            status(scene, Status::Unspecified)
        }),
    ),
    cause(
        "merchant.settlement_account_mismatch",
        ("the settlement account is somebody else's", |scene| {
            account(scene, Some(false))
        }),
        ("nobody knows whose the settlement account is", |scene| {
            account(scene, None)
        }),
    ),
    cause(
        "merchant.mcc_prohibited",
        ("a lottery in China", |scene| business(scene, 7_800)),
        ("a cinema in China", |scene| business(scene, 7_832)),
    ),
    cause(
        "merchant.kyc.incomplete",
        ("the business licence is missing", |scene| {
            documents(scene, &["business_licence"])
        }),
        ("all documents are there", |scene| documents(scene, &[])),
    ),
    cause(
        "merchant.kyc.expired",
        ("the licence expired this second", |scene| licence(scene, 0)),
        ("the licence expires in a second", |scene| licence(scene, 1)),
    ),
    cause(
        "qr.personal_code.business_use",
        ("a shop takes payments by a personal code", |scene| {
            code(scene, v1::payment_code::Kind::Personal)
        }),
        (
            "a shop takes payments by a printed code of its own",
            |scene| code(scene, v1::payment_code::Kind::MerchantStatic),
        ),
    ),
    cause(
        "merchant.score.below_cutoff",
        ("a score of 479", |scene| score(scene, 479)),
        ("a score of 480", |scene| score(scene, 480)),
    ),
    cause(
        "merchant.score.review_band",
        ("a score of 539", |scene| score(scene, 539)),
        ("a score of 540", |scene| score(scene, 540)),
    ),
    cause(
        "merchant.factor.chargeback_ratio",
        ("a low score with chargebacks of 2 %", |scene| {
            low(scene, |risk| risk.chargeback_ppm = Some(20_000))
        }),
        ("a low score with the fewest chargebacks", |scene| {
            low(scene, |risk| risk.chargeback_ppm = Some(100))
        }),
    ),
    cause(
        "merchant.factor.fraud_ratio",
        ("a low score with fraud of 1 %", |scene| {
            low(scene, |risk| risk.fraud_ppm = Some(10_000))
        }),
        ("a low score with the least fraud", |scene| {
            low(scene, |risk| risk.fraud_ppm = Some(100))
        }),
    ),
    cause(
        "merchant.factor.refund_ratio",
        ("a low score with refunds of 30 %", |scene| {
            low(scene, |risk| risk.refund_ppm = Some(300_000))
        }),
        ("a low score with the fewest refunds", |scene| {
            low(scene, |risk| risk.refund_ppm = Some(1_000))
        }),
    ),
    cause(
        "merchant.factor.volume_spike",
        ("a low score with seven times the usual sales", |scene| {
            low(scene, |risk| risk.volume_ratio_percent = Some(700))
        }),
        ("a low score with the usual sales", |scene| {
            low(scene, |risk| risk.volume_ratio_percent = Some(100))
        }),
    ),
    cause(
        "merchant.factor.ticket_anomaly",
        (
            "a low score with tickets of seven times the usual",
            |scene| low(scene, |risk| risk.ticket_ratio_percent = Some(700)),
        ),
        ("a low score with the usual tickets", |scene| {
            low(scene, |risk| risk.ticket_ratio_percent = Some(100))
        }),
    ),
    cause(
        "merchant.factor.tenure_short",
        ("a low score at a merchant of ten days", |scene| {
            tenure(scene, 10)
        }),
        ("a low score at a merchant of four years", |scene| {
            tenure(scene, 1_500)
        }),
    ),
    cause(
        "merchant.factor.mcc_risk",
        ("a low score in direct marketing", |scene| {
            tier(scene, 5_967)
        }),
        ("a low score at a supermarket", |scene| tier(scene, 5_411)),
    ),
    cause(
        "merchant.factor.kyc_level",
        ("a low score at a merchant that nobody checked", |scene| {
            kyc(scene, 0)
        }),
        ("a low score at a company that was visited", |scene| {
            kyc(scene, 3)
        }),
    ),
    cause(
        "merchant.factor.night_ratio",
        ("a low score with 30 % of sales at night", |scene| {
            low(scene, |risk| risk.night_ppm = Some(300_000))
        }),
        ("a low score with hardly a sale at night", |scene| {
            low(scene, |risk| risk.night_ppm = Some(1_000))
        }),
    ),
    cause(
        "merchant.factor.round_amounts",
        ("a low score with 60 % of round amounts", |scene| {
            low(scene, |risk| risk.round_amount_ppm = Some(600_000))
        }),
        ("a low score with few round amounts", |scene| {
            low(scene, |risk| risk.round_amount_ppm = Some(1_000))
        }),
    ),
    cause(
        "merchant.factor.credit_share",
        ("a low score with 99 % of sales by credit card", |scene| {
            low(scene, |risk| risk.credit_share_ppm = Some(990_000))
        }),
        ("a low score with half of sales by credit card", |scene| {
            low(scene, |risk| risk.credit_share_ppm = Some(500_000))
        }),
    ),
    cause(
        "merchant.factor.decline_ratio",
        ("a low score with 40 % of payments declined", |scene| {
            low(scene, |risk| risk.decline_ppm = Some(400_000))
        }),
        ("a low score with few payments declined", |scene| {
            low(scene, |risk| risk.decline_ppm = Some(1_000))
        }),
    ),
    cause(
        "merchant.factor.location_dispersion",
        ("a low score with 20 % of sales out of the area", |scene| {
            low(scene, |risk| risk.out_of_area_ppm = Some(200_000))
        }),
        ("a low score with no sale out of the area", |scene| {
            low(scene, |risk| risk.out_of_area_ppm = Some(0))
        }),
    ),
    cause(
        "merchant.factor.card_concentration",
        ("a low score with 60 % of sales by five cards", |scene| {
            low(scene, |risk| risk.top_cards_ppm = Some(600_000))
        }),
        ("a low score with sales by many cards", |scene| {
            low(scene, |risk| risk.top_cards_ppm = Some(10_000))
        }),
    ),
    cause(
        "merchant.factor.delivery_exposure",
        ("a low score with 90 days to delivery", |scene| {
            low(scene, |risk| risk.days_to_delivery = Some(90))
        }),
        ("a low score with goods handed over at once", |scene| {
            low(scene, |risk| risk.days_to_delivery = Some(0))
        }),
    ),
    cause(
        "merchant.factor.complaints",
        ("a low score with 1 complaint in 100 sales", |scene| {
            low(scene, |risk| risk.complaints_per_million = Some(10_000))
        }),
        ("a low score with no complaint", |scene| {
            low(scene, |risk| risk.complaints_per_million = Some(0))
        }),
    ),
];

fn blocked(scene: &mut Scene, seconds: i64) {
    let merchant = Subject::MerchantId(scene.payment.merchant_id.clone());
    scene.list(merchant, Listed::Blocked, seconds);
}

fn status(scene: &mut Scene, status: Status) {
    scene.merchant().status = status.into();
}

fn account(scene: &mut Scene, matches: Option<bool>) {
    scene.merchant().settlement_account_matches = matches;
}

fn business(scene: &mut Scene, mcc: u32) {
    scene.merchant().mcc = mcc;
    scene.payment.mcc = mcc;
}

fn documents(scene: &mut Scene, missing: &[&str]) {
    let kyc = scene.merchant().kyc.get_or_insert_default();
    kyc.missing_documents = missing.iter().map(|name| (*name).into()).collect();
}

fn licence(scene: &mut Scene, seconds: i64) {
    let expires_at = Some(at(scene.now + seconds));
    let kyc = scene.merchant().kyc.get_or_insert_default();
    kyc.licence_expires_at = expires_at;
}

fn code(scene: &mut Scene, kind: v1::payment_code::Kind) {
    let code = scene.wallet();
    code.kind = kind.into();
    code.payload = "https://qr.example/shop".into();
    code.issued_at = None;
    scene.payment.entry_mode = v1::EntryMode::QrStatic.into();
}

/// Figures that lose no point.
fn best() -> v1::RiskIndicators {
    v1::RiskIndicators {
        chargeback_ppm: Some(100),
        chargebacks_month: Some(1),
        fraud_ppm: Some(100),
        refund_ppm: Some(1_000),
        decline_ppm: Some(1_000),
        volume_ratio_percent: Some(100),
        ticket_ratio_percent: Some(100),
        night_ppm: Some(1_000),
        round_amount_ppm: Some(1_000),
        credit_share_ppm: Some(500_000),
        out_of_area_ppm: Some(0),
        top_cards_ppm: Some(10_000),
        days_to_delivery: Some(0),
        complaints_per_million: Some(0),
        monthly_volume: None,
    }
}

/// The score of this merchant is exactly this: 604 less what its figures lose.
fn score(scene: &mut Scene, score: u32) {
    let risk = scene.risk();
    *risk = best();
    match score {
        // 70 of chargebacks and 55 of fraud.
        479 => {
            risk.chargeback_ppm = Some(20_000);
            risk.fraud_ppm = Some(10_000);
        }
        // 70 of chargebacks, 45 of a week's sales, 9 of the night.
        480 => {
            risk.chargeback_ppm = Some(20_000);
            risk.volume_ratio_percent = Some(700);
            risk.night_ppm = Some(100_000);
        }
        // 55 of fraud and 10 of round amounts.
        539 => {
            risk.fraud_ppm = Some(10_000);
            risk.round_amount_ppm = Some(200_000);
        }
        // 55 of fraud and 9 of the night.
        _ => {
            risk.fraud_ppm = Some(10_000);
            risk.night_ppm = Some(100_000);
        }
    }
}

/// A merchant whose standing alone brings its score below the line, and of whose figures only
/// this one can be among the heaviest losses.
fn low(scene: &mut Scene, change: impl FnOnce(&mut v1::RiskIndicators)) {
    *scene.risk() = best();
    business(scene, 5_967);
    scene.merchant().kyc.get_or_insert_default().level = 0;
    change(scene.risk());
}

fn tenure(scene: &mut Scene, days: i64) {
    let onboarded_at = Some(at(scene.now - days * 86_400));
    low(scene, |_| {});
    scene.merchant().onboarded_at = onboarded_at;
}

fn tier(scene: &mut Scene, mcc: u32) {
    low(scene, |risk| risk.chargeback_ppm = Some(20_000));
    business(scene, mcc);
}

fn kyc(scene: &mut Scene, level: u32) {
    low(scene, |risk| {
        risk.chargeback_ppm = Some(20_000);
        risk.fraud_ppm = Some(10_000);
    });
    scene.merchant().kyc.get_or_insert_default().level = level;
}
