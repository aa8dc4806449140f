//! Payments and merchants that nothing is wrong with; a scenario changes what it is about.

use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

use prost_types::Timestamp;
use tollgate_proto::v1;

use crate::pan;

/// The merchant of [`payment`].
pub const MERCHANT: &str = "m-1";

/// Now, as the host has it.
///
/// # Panics
/// Before 1970.
#[must_use]
pub fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock");
    at(i64::try_from(since.as_secs()).expect("a clock"))
}

/// A second since 1970.
#[must_use]
pub fn at(seconds: i64) -> Timestamp {
    Timestamp { seconds, nanos: 0 }
}

/// Yuan, in fen.
#[must_use]
pub fn cny(minor_units: i64) -> v1::Money {
    v1::Money {
        minor_units,
        currency: "CNY".into(),
    }
}

/// A debit card of UnionPay with this number, read by its chip.
#[must_use]
pub fn card(pan: String) -> v1::Card {
    v1::Card {
        number: Some(v1::card::Number::Pan(pan)),
        expiry_yymm: "3512".into(),
        service_code: "201".into(),
        network: v1::Network::Unionpay.into(),
        funding: v1::Funding::Debit.into(),
        issuer_country: "CN".into(),
        issuer_id: String::new(),
        chip_data_present: true,
    }
}

/// A purchase of 100 yuan with chip and PIN at [`MERCHANT`], at no terminal that is told. Each
/// request id has a card of its own, so that scenarios don't meet in a limit that they are not
/// about.
#[must_use]
pub fn payment(request_id: &str) -> v1::PreAuthorization {
    let number = request_id.bytes().fold(7_u64, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    let digits = format!("621226{:012}", number % 1_000_000_000_000);
    v1::PreAuthorization {
        request_id: request_id.into(),
        occurred_at: Some(now()),
        r#type: v1::TransactionType::Purchase.into(),
        channel: v1::Channel::Pos.into(),
        entry_mode: v1::EntryMode::Chip.into(),
        amount: Some(cny(10_000)),
        merchant_id: MERCHANT.into(),
        card: Some(card(pan::with_check_digit(&digits))),
        verification: Some(v1::Verification {
            pin_present: true,
            ..Default::default()
        }),
        mcc: 5_411,
        ..Default::default()
    }
}

/// A supermarket in Shanghai, four years on the books, with all its documents.
#[must_use]
pub fn merchant(id: &str) -> v1::Merchant {
    v1::Merchant {
        merchant_id: id.into(),
        name: "Jing'an Foods".into(),
        status: v1::merchant::Status::Active.into(),
        size: v1::merchant::Size::Enterprise.into(),
        mcc: 5_411,
        country: "CN".into(),
        area_code: "310106".into(),
        time_zone: "Asia/Shanghai".into(),
        owner_id: format!("owner-{id}"),
        onboarded_at: Some(at(1_600_000_000)),
        kyc: Some(v1::Kyc {
            level: 3,
            ..Default::default()
        }),
        risk: Some(v1::RiskIndicators {
            chargeback_ppm: Some(500),
            chargebacks_month: Some(1),
            fraud_ppm: Some(100),
            refund_ppm: Some(10_000),
            decline_ppm: Some(50_000),
            volume_ratio_percent: Some(100),
            ticket_ratio_percent: Some(100),
            night_ppm: Some(10_000),
            round_amount_ppm: Some(50_000),
            ..Default::default()
        }),
        settlement_account_matches: Some(true),
        ..Default::default()
    }
}

/// Caps that differ from the policy's defaults, by counter.
#[must_use]
pub fn caps<const N: usize>(caps: [(&str, u64); N]) -> HashMap<String, u64> {
    caps.map(|(counter, cap)| (counter.to_owned(), cap)).into()
}

/// Asks for a decision in English, for the merchant.
#[must_use]
pub fn ask(payment: v1::PreAuthorization) -> v1::EvaluateRequest {
    v1::EvaluateRequest {
        pre_authorization: Some(payment),
        ..Default::default()
    }
}
