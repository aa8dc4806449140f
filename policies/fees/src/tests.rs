//! What fires each reason, and what just misses it.

#![allow(
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod contract;
mod market;
mod regulated;

use tollgate_policy::Policy;
use tollgate_policy::facts::*;
use tollgate_policy::testing::{
    CNY, NOW_MS, Subject, check_manifest, country, payment_code, refuses,
};
use tollgate_policy::verdicts::{FactGroups, Finding, Value};

use crate::Fees;
use crate::reasons::{QUOTE, REASONS};

const DAY_MS: u64 = 86_400_000;
const USD: u16 = 840;

fn fees(settings: &str) -> Subject<Fees> {
    Subject::with(settings)
}

/// A row that matches everything.
fn row(rate_ppm: u32) -> FeeRow {
    FeeRow {
        channel: Channel::Unknown,
        network: Network::Unknown,
        funding: Funding::Unknown,
        cross_border: false,
        rate_ppm,
        fixed: 0,
        cap: None,
        minimum: None,
    }
}

fn agree(facts: &mut Facts, rows: impl Into<Vec<FeeRow>>) {
    facts.fee_contract = Some(FeeContract {
        rows: rows.into(),
        changed_at: None,
        notified_at: None,
    });
}

fn contract(facts: &mut Facts) -> &mut FeeContract {
    facts
        .fee_contract
        .as_mut()
        .unwrap_or_else(|| panic!("no contract"))
}

fn card(facts: &mut Facts) -> &mut Card {
    facts.card.as_mut().unwrap_or_else(|| panic!("no card"))
}

fn merchant(facts: &mut Facts) -> &mut Merchant {
    facts
        .merchant
        .as_mut()
        .unwrap_or_else(|| panic!("no merchant"))
}

fn pay(facts: &mut Facts, minor_units: i64) {
    facts.transaction.amount.minor_units = minor_units;
}

/// A restaurant: a category that no discount is for.
fn restaurant(facts: &mut Facts) {
    facts.transaction.mcc = 5812;
}

fn american(facts: &mut Facts) {
    merchant(facts).country = country("US");
    card(facts).issuer_country = country("US");
    facts.transaction.amount.currency = USD;
}

#[test]
fn the_manifest_is_sound() {
    check_manifest::<Fees>();
    assert_eq!(REASONS.len(), 14);
    let needs = FactGroups::CARD
        | FactGroups::PAYMENT_CODE
        | FactGroups::MERCHANT
        | FactGroups::FEE_CONTRACT;
    assert!(<Fees as Policy>::NEEDS == needs);
}

#[test]
fn a_plain_payment_stays_plain() {
    assert_eq!(fees("{}").codes(|_| ()), Vec::<String>::new());
    assert_eq!(fees("{}").codes(american), Vec::<String>::new());
}

#[test]
fn surcharge_not_allowed() {
    let code = "fee.surcharge_not_allowed";
    let at = |surcharge| move |facts: &mut Facts| facts.transaction.surcharge = Some(surcharge);
    fees("{}").check(code, at(1), at(0));
    fees("{}").check(code, at(i64::MAX), at(-1));
    fees("{}").check(code, at(1), |facts| {
        american(facts);
        facts.transaction.surcharge = Some(1);
    });
    fees("{}").check(code, at(1), |facts| {
        facts.transaction.surcharge = Some(1);
        facts.local.year = 2013;
        facts.local.month = 7;
        facts.local.day = 4;
    });
    fees(r#"{"surcharge_max_ppm": {"US": null}}"#).check(code, at(1), american);
    let allowed = fees(r#"{"surcharge_max_ppm": {"CN": null}}"#).codes(at(1));
    assert_eq!(allowed, Vec::<String>::new());
}

#[test]
fn surcharge_over_cap() {
    let code = "fee.surcharge_over_cap";
    let at = |amount, surcharge| {
        move |facts: &mut Facts| {
            american(facts);
            pay(facts, amount);
            facts.transaction.surcharge = Some(surcharge);
        }
    };
    fees("{}").check(code, at(10_401, 401), at(10_400, 400)); // 4 % of 100 dollars
    fees("{}").check(code, at(i64::MAX, i64::MAX), at(0, i64::MAX));
    fees("{}").check(code, at(100, 200), at(100, -200));
}

#[test]
fn dcc_not_disclosed() {
    let convert = |chosen| {
        move |facts: &mut Facts| {
            facts.transaction.currency_conversion = true;
            facts.transaction.currency_choice_recorded = chosen;
        }
    };
    fees("{}").check("fee.dcc_not_disclosed", convert(false), convert(true));
    fees("{}").check("fee.dcc_not_disclosed", convert(false), |_| ());
}

#[test]
fn only_what_bears_a_fee_is_judged() {
    use TransactionType::*;
    let judged = |kind| {
        let codes = fees("{}").codes(|facts| {
            facts.transaction.kind = kind;
            facts.transaction.surcharge = Some(1);
            facts.transaction.currency_conversion = true;
            agree(facts, []);
        });
        codes.len()
    };
    assert_eq!(
        [Purchase, Completion, PreAuthorization, CashAdvance].map(judged),
        [3; 4]
    );
    assert_eq!([Unknown, Refund, Void, BalanceInquiry].map(judged), [0; 4]);
}

#[test]
fn any_facts_get_an_answer() {
    let subject = fees(r#"{"quote": true}"#);
    let amounts = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
    for amount in amounts {
        for surcharge in amounts {
            for (rate, part) in [(0, 0), (6_000, 1), (u32::MAX, u64::MAX)] {
                for gone in 0..8 {
                    subject.assess(|facts| {
                        american(facts);
                        facts.transaction.amount.currency = CNY;
                        merchant(facts).country = country(if part == 1 { "US" } else { "CN" });
                        card(facts).issuer_country = country("CN");
                        restaurant(facts);
                        pay(facts, amount);
                        facts.transaction.surcharge = Some(surcharge);
                        facts.transaction.fee_rate_ppm = Some(rate);
                        facts.transaction.issuer_fee = Some(surcharge);
                        facts.transaction.network_fee = Some(surcharge);
                        contract(facts).rows[0].fixed = part;
                        contract(facts).rows[0].minimum = Some(part);
                        contract(facts).changed_at = Some(part);
                        contract(facts).notified_at = Some(part);
                        if gone & 1 != 0 {
                            facts.card = None;
                        }
                        if gone & 2 != 0 {
                            facts.merchant = None;
                        }
                        if gone & 4 != 0 {
                            facts.fee_contract = None;
                        }
                    });
                }
            }
        }
    }
}

#[test]
fn mistakes_in_settings_are_refused() {
    let figure = |value: &str| {
        format!(r#"{{"value": {value}, "source": "t", "effective_from": "2026-01-01"}}"#)
    };
    let refuse = |settings: String, path: &str, message: &str| {
        refuses::<Fees>(&settings, path, message);
    };
    let share = |value: &str| format!(r#"{{"max_share_ppm": {}}}"#, figure(value));
    refuse(share("0"), "max_share_ppm.value", "larger than 0");
    refuse(share("1000001"), "max_share_ppm.value", "parts per million");
    refuse(share("-1"), "max_share_ppm.value", "invalid value");
    refuse(
        r#"{"notice_days": {"value": 1, "source": " ", "effective_from": "2026-01-01"}}"#.into(),
        "notice_days.source",
        "say where",
    );
    refuse(
        format!(r#"{{"notice_days": {}}}"#, figure("3661")),
        "notice_days.value",
        "give days",
    );
    refuse(
        format!(r#"{{"surcharge_max_ppm": {{"usa": {}}}}}"#, figure("1")),
        "surcharge_max_ppm.usa",
        "two capital letters",
    );
    refuse(r#"{"quotes": true}"#.into(), "quotes", "unknown field");
    let china = |member: String| format!(r#"{{"markets": {{"CN": {{{member}}}}}}}"#);
    refuse(
        china(r#""currency": "RMB""#.into()),
        "markets.CN.currency",
        "CNY",
    );
    refuse(
        china(format!(r#""debit_cap": {}"#, figure("0"))),
        "markets.CN.debit_cap.value",
        "minor units of CNY",
    );
    refuse(
        china(format!(
            r#""classes": {{"zero_mccs": {}}}"#,
            figure("[10000]")
        )),
        "markets.CN.classes.zero_mccs.value",
        "1 to 9999",
    );
    refuse(
        china(format!(
            r#""cost": {{"network": {}}}"#,
            figure(r#"{"ppm": 1000001}"#)
        )),
        "markets.CN.cost.network.value.ppm",
        "at most 1000000",
    );
    refuse(
        china(format!(
            r#""regulated": {{"issuer_debit": {}}}"#,
            figure(r#"{"ppm": 1000001}"#)
        )),
        "markets.CN.regulated.issuer_debit.value.ppm",
        "at most 1000000",
    );
    refuse(
        r#"{"markets": {"HK": {}}}"#.into(),
        "markets.HK",
        "currency",
    );
}
