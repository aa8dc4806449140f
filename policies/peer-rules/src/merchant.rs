//! Rules 13 to 20: the merchant's standing, trade, documents, score, fee and chargebacks.

use tollgate_policy::Answer;
use tollgate_policy::facts::{Facts, FeeContract, Merchant, MerchantStatus, RiskIndicators};

use crate::settings::Settings;
use crate::{counters, reasons, used};

/// China, where no surcharge is allowed.
const CN: u16 = 0x434e;
/// Parts per million in a hundredth of a percent.
const PPM_PER_BPS: u32 = 100;

pub(crate) fn check(settings: &Settings, facts: &Facts, answer: &mut Answer) {
    let Some(merchant) = &facts.merchant else {
        return;
    };
    if merchant.status != MerchantStatus::Active {
        answer.find(reasons::SUSPENDED, []);
    }
    if settings
        .prohibited_mccs
        .binary_search(&merchant.mcc)
        .is_ok()
    {
        answer.find(reasons::PROHIBITED, []);
    }
    if merchant
        .licence_expires_at
        .is_some_and(|at| at <= facts.now)
    {
        answer.find(reasons::KYC_EXPIRED, []);
    }
    if let Some(risk) = &facts.risk_indicators {
        check_score(settings, facts, merchant, risk, answer);
    }
    if let Some(contract) = &facts.fee_contract {
        check_fee(facts, contract, answer);
    }
    if facts.transaction.surcharge.is_some_and(|fen| fen > 0) && merchant.country == CN {
        answer.find(reasons::SURCHARGE, []);
    }
    if let Some(risk) = &facts.risk_indicators {
        let sales = used(facts, counters::SALES);
        if chargeback_bps(risk) > settings.chargeback_bps && sales >= settings.chargeback_sales {
            answer.find(reasons::CHARGEBACKS, []);
        }
    }
}

fn check_score(
    settings: &Settings,
    facts: &Facts,
    merchant: &Merchant,
    risk: &RiskIndicators,
    answer: &mut Answer,
) {
    let card = &settings.scorecard;
    let score = card.base
        + card.tenure_days.points(merchant.tenure_days.into())
        + card.chargeback_bps.points(chargeback_bps(risk).into())
        + card
            .refund_bps
            .points((risk.refund_ppm.unwrap_or(0) / PPM_PER_BPS).into())
        + card
            .volume_ratio_pct
            .points(risk.volume_ratio_percent.unwrap_or(0).into())
        + card.sales_count.points(used(facts, counters::SALES))
        + card.night_ppm.points(risk.night_ppm.unwrap_or(0).into());
    if score < card.cutoff {
        answer.find(reasons::BELOW_CUTOFF, []);
    } else if score < card.review {
        answer.find(reasons::REVIEW_BAND, []);
    }
}

/// The first row of the contract is the rate that was agreed on; the second is the largest that
/// the operator lets any contract have.
fn check_fee(facts: &Facts, contract: &FeeContract, answer: &mut Answer) {
    let Some(rate_ppm) = facts.transaction.fee_rate_ppm else {
        return;
    };
    let mut rows = contract.rows.iter().map(|row| row.rate_ppm);
    if rows.next().is_some_and(|agreed_ppm| rate_ppm != agreed_ppm) {
        answer.find(reasons::MISMATCH, []);
    }
    if rows
        .next()
        .is_some_and(|largest_ppm| rate_ppm > largest_ppm)
    {
        answer.find(reasons::ABOVE_MAX_SHARE, []);
    }
}

fn chargeback_bps(risk: &RiskIndicators) -> u32 {
    risk.chargeback_ppm.unwrap_or(0) / PPM_PER_BPS
}
