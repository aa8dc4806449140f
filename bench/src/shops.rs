//! Merchants as an acquirer has them on file, numbered from 0, and online sales of theirs: the
//! same for the same number.

use tollgate_proto::v1::{self, Channel, EntryMode, Funding, Network};

use crate::random::Random;

/// Seconds since the Unix epoch: noon of 2026-11-24 in Shanghai, where all merchants are.
const NOON_S: i64 = 1_795_492_800;
const DAY_S: i64 = 86_400;

const FIRST: [&str; 8] = [
    "Golden", "Jade", "Lucky", "River", "Lotus", "Harbour", "Silver", "Maple",
];
const SECOND: [&str; 8] = [
    "Garden", "Star", "Bridge", "Corner", "Pavilion", "Lane", "Moon", "Square",
];
/// With the code of what they sell.
const TRADES: [(&str, u32); 6] = [
    ("Books", 5942),
    ("Grocery", 5411),
    ("Pharmacy", 5912),
    ("Restaurant", 5812),
    ("Shoes", 5661),
    ("Stationery", 5943),
];
const RATE_PPM: u32 = 6_000;

/// The id of a merchant.
pub(crate) fn id(number: usize) -> String {
    format!("M{number:08}")
}

/// Its record: names, documents, figures of its business and a contract, no caps of its own.
pub(crate) fn merchant(number: usize) -> v1::Merchant {
    let mut random = Random::new(number as u64);
    let (trade, mcc) = random.pick(&TRADES);
    v1::Merchant {
        merchant_id: id(number),
        name: format!("{} {} {trade}", random.pick(&FIRST), random.pick(&SECOND)),
        status: v1::merchant::Status::Active.into(),
        size: v1::merchant::Size::Enterprise.into(),
        mcc,
        country: "CN".into(),
        area_code: "310115".into(),
        time_zone: "Asia/Shanghai".into(),
        owner_id: format!("owner-{number:08}"),
        onboarded_at: Some(at_day(-1_000)),
        currencies: vec!["CNY".into()],
        channels: [Channel::Pos, Channel::Qr, Channel::Online]
            .map(i32::from)
            .into(),
        kyc: Some(v1::Kyc {
            level: 3,
            missing_documents: Vec::new(),
            licence_expires_at: Some(at_day(700)),
        }),
        risk: Some(risk(&mut random)),
        fee_contract: Some(contract()),
        response_code_profile: "unionpay".into(),
        settlement_account_matches: Some(true),
        ..v1::Merchant::default()
    }
}

fn risk(random: &mut Random) -> v1::RiskIndicators {
    let mut up_to = |most: usize| u32::try_from(random.below(most)).ok();
    v1::RiskIndicators {
        chargeback_ppm: up_to(1_500),
        fraud_ppm: up_to(400),
        refund_ppm: up_to(25_000),
        decline_ppm: up_to(60_000),
        volume_ratio_percent: Some(110),
        ticket_ratio_percent: Some(100),
        night_ppm: up_to(40_000),
        round_amount_ppm: up_to(120_000),
        credit_share_ppm: up_to(600_000),
        out_of_area_ppm: up_to(9_000),
        top_cards_ppm: up_to(150_000),
        ..v1::RiskIndicators::default()
    }
}

/// Four rates, one of them with a cap.
fn contract() -> v1::FeeContract {
    let row = |rate_ppm| v1::FeeRow {
        rate_ppm,
        ..v1::FeeRow::default()
    };
    let rows = vec![
        row(RATE_PPM),
        v1::FeeRow {
            funding: Funding::Debit.into(),
            cap: Some(yuan(2_000)),
            ..row(5_000)
        },
        v1::FeeRow {
            channel: Channel::Qr.into(),
            ..row(3_800)
        },
        v1::FeeRow {
            cross_border: true,
            ..row(18_000)
        },
    ];
    v1::FeeContract {
        rows,
        ..v1::FeeContract::default()
    }
}

/// A small online sale of a merchant to a card, the `turn`-th one, so many milliseconds after
/// noon.
pub(crate) fn sale(
    turn: usize,
    after_ms: usize,
    merchant: usize,
    card: usize,
) -> v1::PreAuthorization {
    let mut random = Random::new(turn as u64);
    let amount = yuan(1_001 + i64::try_from(random.below(8_000)).unwrap_or(0));
    let (_, mcc) = Random::new(merchant as u64).pick(&TRADES);
    v1::PreAuthorization {
        request_id: format!("sale-{turn}"),
        occurred_at: Some(prost_types::Timestamp {
            seconds: NOON_S + i64::try_from(after_ms / 1_000).unwrap_or(0),
            nanos: i32::try_from(after_ms % 1_000 * 1_000_000).unwrap_or(0),
        }),
        r#type: v1::TransactionType::Purchase.into(),
        channel: Channel::Online.into(),
        entry_mode: EntryMode::Ecommerce.into(),
        condition_code: "59".into(),
        order: Some(v1::Order {
            order_id: format!("order-{turn}"),
            amount: Some(amount.clone()),
            tip: None,
        }),
        amount: Some(amount),
        merchant_id: id(merchant),
        card: Some(self::card(card)),
        verification: Some(v1::Verification {
            cvv: v1::verification::Result::Passed.into(),
            ..v1::Verification::default()
        }),
        fee: Some(v1::FeeTerms {
            rate_ppm: Some(RATE_PPM),
            ..v1::FeeTerms::default()
        }),
        mcc,
        ..v1::PreAuthorization::default()
    }
}

fn card(number: usize) -> v1::Card {
    v1::Card {
        number: Some(v1::card::Number::Token(v1::CardToken {
            value: format!("card-{number}"),
            bin: "62220212".into(),
            last_four: "0005".into(),
            length: 16,
            luhn_valid: true,
        })),
        expiry_yymm: "3012".into(),
        network: Network::Unionpay.into(),
        funding: Funding::Credit.into(),
        issuer_country: "CN".into(),
        ..v1::Card::default()
    }
}

fn yuan(fen: i64) -> v1::Money {
    v1::Money {
        minor_units: fen,
        currency: "CNY".into(),
    }
}

fn at_day(day: i64) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: NOON_S + day * DAY_S,
        nanos: 0,
    }
}
