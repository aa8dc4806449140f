//! What is charged against what was agreed with the merchant.

use tollgate_policy::{Answer, Figure, instant, integer, money, ppm, text};

use crate::fee::{Tariff, WHOLE_PPM, exceeds_share};
use crate::reasons::*;
use crate::sale::{Reach, Sale};

const DAY_MS: u64 = 86_400_000;

/// No row of the contract fits, or a contract is required and there is none.
pub fn rule_missing(sale: &Sale<'_>, contract_required: bool, answer: &mut Answer) {
    let due = contract_required || sale.facts.fee_contract.is_some();
    if due && sale.row.is_none() {
        answer.find(RULE_MISSING, [text(sale.key())]);
    }
}

/// The rate that the gateway charges makes another fee than the contract's. Rates that come
/// to the same fee, as above a cap, do the merchant no harm.
pub fn mismatch(sale: &Sale<'_>, answer: &mut Answer) {
    let (Some(row), Some(charged), Some(amount)) = (sale.row, sale.charged, sale.amount()) else {
        return;
    };
    let (fee, agreed) = (charged.fee(amount), Tariff::of_row(row).fee(amount));
    if fee != agreed {
        answer.find(
            CONTRACT_MISMATCH,
            [
                money(fee),
                ppm(charged.rate_ppm),
                money(agreed),
                ppm(row.rate_ppm),
            ],
        );
    }
}

/// The fee eats too much of the amount, or all of it.
pub fn share(sale: &Sale<'_>, max_ppm: &Figure<u32>, answer: &mut Answer) {
    let (Some(charged), Some(amount)) = (sale.charged, sale.amount()) else {
        return;
    };
    let fee = charged.fee(amount);
    let max_ppm = max_ppm.at(&sale.facts.local).unwrap_or(WHOLE_PPM);
    if fee >= i128::from(amount) || exceeds_share(fee, amount, max_ppm) {
        answer.find(ABOVE_MAX_SHARE, [money(fee), ppm(max_ppm)]);
    }
}

/// The new rate holds already, though its notice has not run out or was never given.
pub fn notice(sale: &Sale<'_>, days: &Figure<u32>, answer: &mut Answer) {
    let Some(contract) = &sale.facts.fee_contract else {
        return;
    };
    let (Some(changed_at), Some(days)) = (contract.changed_at, days.at(&sale.facts.local)) else {
        return;
    };
    let notice_ms = u64::from(days).saturating_mul(DAY_MS);
    let noticed = (contract.notified_at)
        .is_some_and(|notified_at| notified_at.saturating_add(notice_ms) <= sale.facts.now);
    if changed_at <= sale.facts.now && !noticed {
        answer.find(CHANGED_WITHOUT_NOTICE, [instant(changed_at), integer(days)]);
    }
}

/// The card is from abroad, and the row that applies was made for cards at home.
pub fn cross_border(sale: &Sale<'_>, answer: &mut Answer) {
    if sale.reach == Reach::CrossBorder && sale.row.is_some_and(|row| !row.cross_border) {
        let issuer = (sale.facts.card.as_ref()).map_or(0, |card| card.issuer_country);
        answer.find(CROSS_BORDER_MISSING, [text(letters(issuer))]);
    }
}

/// The fee and the parts that add up to it.
pub fn quote(sale: &Sale<'_>, answer: &mut Answer) {
    let (Some(charged), Some(amount)) = (sale.charged, sale.amount()) else {
        return;
    };
    let (fee, share) = (charged.fee(amount), charged.share(amount));
    let bounded = fee - share - i128::from(charged.fixed);
    answer.find(
        QUOTE,
        [
            money(fee),
            ppm(charged.rate_ppm),
            money(share),
            money(charged.fixed),
            money(bounded),
        ],
    );
}

/// The two letters of a country.
pub fn letters(country: u16) -> String {
    country.to_be_bytes().map(char::from).iter().collect()
}
