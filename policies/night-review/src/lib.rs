//! Large payments at night go to a person.
//!
//! From `from_hour` until `to_hour`, by the merchant's clock, a payment above `amount` waits for
//! a review. The feature `strict` builds version 2, which declines it instead, at any hour.

use std::collections::BTreeMap;

use serde::Deserialize;
use tollgate_policy::facts::{Transaction, TransactionType::*};
use tollgate_policy::verdicts::{Audience::*, FactGroups, Retry, ValueKind};
use tollgate_policy::{Answer, Facts, Figure, Policy, Problems, Reason};
use tollgate_policy::{export_policy, integer, money, reasons, review};

use crate::currency::Currency;

mod currency;
mod night;
mod strict;
#[cfg(test)]
mod tests;

reasons! {
    /// Too large to pass unseen.
    LARGE_AMOUNT = if strict::ON { strict::LARGE_AMOUNT } else { review("night.large_amount")
        .retry(Retry::Wait).de39("01", "01")
        .parameters(&[("limit", ValueKind::Money), ("hour", ValueKind::Integer)])
        .en("This payment of {amount} in hour {hour} of the day is above {limit}, the most that passes at night.", &[
            (Cardholder, "Pay when the night is over."),
            (Merchant, "Keep the goods until the payment is approved."),
            (Operator, "Confirm the sale with the merchant by phone."),
        ])
        .zh("本笔{amount}发生在{hour}时，超过夜间可直接通过的金额{limit}。", &[
            (Cardholder, "请在夜间时段结束后付款。"),
            (Merchant, "请在交易获批后再交付商品。"),
            (Operator, "请致电商户核实本笔交易。"),
        ]) };
}

/// The policy, which is what an operator sets of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NightReview {
    from_hour: Figure<u8>,
    to_hour: Figure<u8>,
    amount: BTreeMap<Currency, Figure<i64>>,
}

impl Policy for NightReview {
    const NAME: &'static str = "night-review";
    const VERSION: &'static str = if strict::ON { "2.0.0" } else { "1.0.0" };
    const SUMMARY: &'static str = "Sends large payments at night to a person.";
    const NEEDS: FactGroups = FactGroups::empty();
    const REASONS: &'static [Reason] = REASONS;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
    const DEFAULT_SETTINGS: &'static str = include_str!("../defaults.json");

    type Settings = Self;

    fn check(settings: &Self, problems: &mut Problems) {
        let (from, to) = (settings.from_hour.value, settings.to_hour.value);
        problems.require(from < 24, "from_hour.value", "must be 0 to 23");
        problems.require(to < 24, "to_hour.value", "must be 0 to 23");
        problems.require(from != to, "to_hour.value", "must not be from_hour");
        for (currency, limit) in &settings.amount {
            let fix = "must be larger than 0, in minor units";
            problems.require(limit.value > 0, format!("amount.{currency:?}.value"), fix);
        }
    }

    fn new(settings: Self) -> Self {
        settings
    }

    fn evaluate(&self, facts: &Facts, answer: &mut Answer) {
        let Some(limit) = self.exceeded_limit(facts) else {
            return;
        };
        let values = [money(limit), integer(facts.local.hour)];
        if strict::ON {
            answer.find(LARGE_AMOUNT, values);
        } else if let Some(end_ms) = night::end_ms(&self.from_hour, &self.to_hour, facts) {
            answer.find_until(LARGE_AMOUNT, end_ms, values);
        }
    }
}

impl NightReview {
    /// The limit that the payment is above, in minor units of its currency.
    fn exceeded_limit(&self, facts: &Facts) -> Option<i64> {
        let Transaction { kind, amount, .. } = &facts.transaction;
        let is_payment = matches!(kind, Purchase | PreAuthorization | CashAdvance);
        let limit = self.amount.get(&Currency::of(amount.currency)?)?;
        (limit.at(&facts.local)).filter(|limit| is_payment && amount.minor_units > *limit)
    }
}

export_policy!(NightReview);
