//! What policies see of a merchant.

use crate::payment::Payment;
use crate::profiles::{MerchantProfile, Terms};
use crate::wit::tollgate::policy::facts::{FeeContract, Merchant};

const DAY_MS: u64 = 86_400_000;

/// A UnionPay merchant number: 3 digits acquirer, 4 area, 4 MCC, 4 serial.
const UNIONPAY_NUMBER_DIGITS: usize = 15;

pub(super) fn facts(merchant: &MerchantProfile, payment: &Payment, now_ms: u64) -> Merchant {
    let tenure_ms = merchant
        .onboarded_at_ms
        .map(|onboarded| now_ms.saturating_sub(onboarded));
    Merchant {
        tenure_days: u32::try_from(tenure_ms.unwrap_or(0) / DAY_MS).unwrap_or(u32::MAX),
        currency_accepted: merchant.accepts(payment.amount.currency),
        ..on_file(merchant)
    }
}

/// What is the same for all its payments: no tenure, and every currency accepted.
pub(crate) fn on_file(merchant: &MerchantProfile) -> Merchant {
    // Elsewhere 15 digits are a number like any other.
    let chinese = merchant.country == u16::from_be_bytes(*b"CN");
    let number = unionpay_number(merchant.id()).filter(|_| chinese);
    Merchant {
        status: merchant.status,
        size: merchant.size,
        mcc: merchant.mcc,
        id_mcc: number.and_then(|number| number.get(7..11)?.parse().ok()),
        id_area_matches: number
            .zip(merchant.area_code())
            .and_then(|(number, area)| Some(number.get(3..7)? == area.get(..4)?)),
        country: merchant.country,
        tenure_days: 0,
        currency_accepted: true,
        networks: merchant.networks,
        channels: merchant.channels,
        transaction_types: merchant.transaction_types,
        kyc_level: merchant.kyc_level,
        missing_documents: merchant.missing_documents,
        licence_expires_at: merchant.licence_expires_at_ms,
        trading_hours: merchant.trading_hours,
        listed_as_risky: merchant.listed_as_risky,
        settlement_account_matches: merchant.settlement_account_matches,
    }
}

fn unionpay_number(id: &str) -> Option<&str> {
    let digits = id.bytes().all(|byte| byte.is_ascii_digit());
    (digits && id.len() == UNIONPAY_NUMBER_DIGITS).then_some(id)
}

/// The contract, where its amounts are in the currency of the payment or it has none.
pub(super) fn fee_contract(merchant: &MerchantProfile, payment: &Payment) -> Option<FeeContract> {
    let other = merchant
        .fee_currency
        .is_some_and(|currency| currency != payment.amount.currency);
    if other {
        None
    } else {
        merchant.fee_contract.as_ref().map(Terms::contract)
    }
}
