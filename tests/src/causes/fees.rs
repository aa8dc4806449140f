//! Fees: what the contract says, what the market asks for, what the cardholder was told.

use tollgate_proto::v1::{self, Funding};

use super::{Cause, Scene, cause};
use crate::payment::{at, cny};

/// Settings without which some of these are never found.
pub const SETTINGS: &str = "
quote = true
";

/// What `fees` finds.
pub const CAUSES: &[Cause] = &[
    cause(
        "fee.surcharge_not_allowed",
        ("1 yuan on top of the price in China", |scene| {
            surcharge(scene, "CN", 100)
        }),
        ("nothing on top of the price in China", |scene| {
            surcharge(scene, "CN", 0)
        }),
    ),
    cause(
        "fee.surcharge_over_cap",
        ("3.85 on top of 96.15 in the United States", |scene| {
            surcharge(scene, "US", 385)
        }),
        ("3.84 on top of 96.16 in the United States", |scene| {
            surcharge(scene, "US", 384)
        }),
    ),
    cause(
        "fee.dcc_not_disclosed",
        (
            "the cardholder's currency, without a choice on record",
            |scene| conversion(scene, false),
        ),
        (
            "the cardholder's currency, with the choice on record",
            |scene| conversion(scene, true),
        ),
    ),
    cause(
        "fee.rule_missing",
        (
            "a debit card where the contract has a rate for credit alone",
            |scene| agreed(scene, Funding::Credit, 6_000),
        ),
        (
            "a debit card where the contract has a rate for debit",
            |scene| agreed(scene, Funding::Debit, 5_000),
        ),
    ),
    cause(
        "fee.contract_mismatch",
        ("0.60 % is charged and 0.50 % agreed", |scene| {
            charged(scene, 5_000, 6_000)
        }),
        ("0.50 % is charged and agreed", |scene| {
            charged(scene, 5_000, 5_000)
        }),
    ),
    cause(
        "fee.above_max_share",
        ("a fee of 20.01 % of the payment", |scene| {
            charged(scene, 200_100, 200_100)
        }),
        ("a fee of 20.00 % of the payment", |scene| {
            charged(scene, 200_000, 200_000)
        }),
    ),
    cause(
        "fee.cap_not_applied",
        (
            "0.50 % of 4,002 yuan by debit card, without the cap of 20",
            |scene| uncapped(scene, 400_200),
        ),
        ("0.50 % of 4,000 yuan by debit card", |scene| {
            uncapped(scene, 400_000)
        }),
    ),
    cause(
        "fee.mcc_rate_mismatch",
        ("the rate of the discount class for a jeweller", |scene| {
            class(scene, 5_944)
        }),
        (
            "the rate of the discount class for a supermarket",
            |scene| class(scene, 5_411),
        ),
    ),
    cause(
        "fee.rate_below_cost",
        (
            "0.4824 % for a credit card, whose parts cost 0.4825 %",
            |scene| cost(scene, 4_824),
        ),
        (
            "0.4825 % for a credit card, whose parts cost 0.4825 %",
            |scene| cost(scene, 4_825),
        ),
    ),
    cause(
        "fee.rate_above_band",
        (
            "0.6001 % for a debit card, where 0.60 % is the most that is usual",
            |scene| charged(scene, 6_001, 6_001),
        ),
        (
            "0.60 % for a debit card, where 0.60 % is the most that is usual",
            |scene| charged(scene, 6_000, 6_000),
        ),
    ),
    cause(
        "fee.regulated_cap_exceeded",
        (
            "0.36 yuan for the bank of a debit card that paid 100: 0.35 % is the most",
            |scene| issuers_part(scene, 36),
        ),
        (
            "0.35 yuan for the bank of a debit card that paid 100: 0.35 % is the most",
            |scene| issuers_part(scene, 35),
        ),
    ),
    cause(
        "fee.changed_without_notice",
        ("rates changed 29 days after the notice", |scene| {
            notice(scene, 29)
        }),
        ("rates changed 30 days after the notice", |scene| {
            notice(scene, 30)
        }),
    ),
    cause(
        "fee.cross_border_missing",
        (
            "a foreign card, and the contract has no rate for one",
            |scene| foreign(scene, false),
        ),
        (
            "a foreign card, and the contract has a rate for it",
            |scene| foreign(scene, true),
        ),
    ),
    cause(
        "fee.quote",
        ("quotes are asked for, and there is a rate", |scene| {
            charged(scene, 5_000, 5_000)
        }),
        ("quotes are asked for, and nobody knows a rate", |_| {}),
    ),
];

fn fee(scene: &mut Scene) -> &mut v1::FeeTerms {
    scene.payment.fee.get_or_insert_default()
}

fn surcharge(scene: &mut Scene, country: &str, fen: i64) {
    scene.merchant().country = country.into();
    fee(scene).surcharge = Some(cny(fen));
}

fn conversion(scene: &mut Scene, recorded: bool) {
    fee(scene).dynamic_currency_conversion = true;
    fee(scene).currency_choice_recorded = recorded;
}

/// The contract has this rate.
fn contract(scene: &mut Scene, funding: Funding, rate_ppm: u32) -> &mut v1::FeeContract {
    let row = v1::FeeRow {
        funding: funding.into(),
        rate_ppm,
        ..Default::default()
    };
    let contract = scene.merchant().fee_contract.get_or_insert_default();
    contract.rows = vec![row];
    contract
}

fn agreed(scene: &mut Scene, funding: Funding, rate_ppm: u32) {
    contract(scene, funding, rate_ppm);
}

/// One rate is agreed and one charged, for any card.
fn charged(scene: &mut Scene, agreed_ppm: u32, charged_ppm: u32) {
    contract(scene, Funding::Unspecified, agreed_ppm);
    fee(scene).rate_ppm = Some(charged_ppm);
}

fn uncapped(scene: &mut Scene, fen: i64) {
    charged(scene, 5_000, 5_000);
    scene.amount(fen);
}

fn class(scene: &mut Scene, mcc: u32) {
    scene.merchant().mcc = mcc;
    scene.payment.mcc = mcc;
    charged(scene, 3_800, 3_800);
}

fn cost(scene: &mut Scene, rate_ppm: u32) {
    scene.merchant().mcc = 5_944;
    scene.payment.mcc = 5_944;
    scene.card().funding = Funding::Credit.into();
    scene.amount(1_000_000);
    charged(scene, rate_ppm, rate_ppm);
}

fn issuers_part(scene: &mut Scene, fen: i64) {
    fee(scene).issuer_fee = Some(cny(fen));
}

fn notice(scene: &mut Scene, days: i64) {
    let now = scene.now;
    let contract = contract(scene, Funding::Unspecified, 5_000);
    contract.changed_at = Some(at(now));
    contract.notified_at = Some(at(now - days * 86_400));
}

fn foreign(scene: &mut Scene, cross_border: bool) {
    scene.issuer().country = "SG".into();
    scene.card().issuer_country = "SG".into();
    contract(scene, Funding::Unspecified, 20_000).rows[0].cross_border = cross_border;
}
