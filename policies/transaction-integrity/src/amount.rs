//! The amount: positive, in the currency's own units, not absurd, and what was ordered.
//!
//! INVARIANT: nothing here can overflow: amounts have 63 bits and rates 32, and all sums and
//! products are of 128.

use tollgate_policy::currency::{Limits, letters};
use tollgate_policy::facts::{Facts, TransactionType};
use tollgate_policy::{Answer, Figure, integer, money, ppm, text};

use crate::message::figure;
use crate::{moves_money, reasons, settings};

/// One in parts per million.
const WHOLE: i128 = 1_000_000;

/// The rules about amounts.
pub struct Amounts {
    largest: Option<Figure<i64>>,
    ceilings: Limits,
    order_tolerance_ppm: Option<Figure<u32>>,
    order_tolerance: Limits,
    tip_max_ppm: Option<Figure<u32>>,
    capture_max_ppm: Option<Figure<u32>>,
}

impl Amounts {
    /// The rules of checked settings.
    pub fn new(settings: &settings::Amount) -> Self {
        Self {
            largest: settings.largest.clone(),
            ceilings: Limits::new(&settings.ceilings),
            order_tolerance_ppm: settings.order_tolerance_ppm.clone(),
            order_tolerance: Limits::new(&settings.order_tolerance),
            tip_max_ppm: settings.tip_max_ppm.clone(),
            capture_max_ppm: settings.capture_max_ppm.clone(),
        }
    }

    /// Judges the amount.
    pub fn check(&self, facts: &Facts, answer: &mut Answer) {
        let transaction = &facts.transaction;
        let amount = transaction.amount.minor_units;
        if amount <= 0 && moves_money(transaction.kind) {
            answer.find(reasons::NOT_POSITIVE, []);
        }
        let allowed = transaction.currency_exponent;
        if let Some(sent) = transaction.sent_exponent.filter(|sent| *sent != allowed) {
            let currency = letters(transaction.amount.currency);
            let parameters = [text(currency), integer(sent), integer(allowed)];
            answer.find(reasons::PRECISION, parameters);
        }
        let largest = figure(&self.largest, facts).into_iter();
        let largest = largest.chain(self.ceilings.of(facts)).min();
        if let Some(largest) = largest.filter(|largest| amount > *largest) {
            answer.find(reasons::OVERFLOW, [money(largest)]);
        }
        self.order(facts, answer);
        self.tip(facts, answer);
        self.original(facts, answer);
    }

    /// A pre-authorization is an estimate and a refund may be of a part: neither is an order's
    /// amount. The order may have the surcharge in it or not.
    fn order(&self, facts: &Facts, answer: &mut Answer) {
        use TransactionType::{Completion, Purchase};
        let transaction = &facts.transaction;
        let amount = transaction.amount;
        let same_currency = |order: &_| is_in(order, amount.currency);
        let Some(order) = transaction.order_amount.filter(same_currency) else {
            return;
        };
        if !matches!(transaction.kind, Purchase | Completion) {
            return;
        }
        let expected = i128::from(order.minor_units) + i128::from(transaction.tip.unwrap_or(0));
        let share = i128::from(figure(&self.order_tolerance_ppm, facts).unwrap_or(0));
        let fixed = i128::from(self.order_tolerance.of(facts).unwrap_or(0));
        let agrees = |expected: i128| {
            let off = (i128::from(amount.minor_units) - expected).abs();
            off <= fixed || off * WHOLE <= expected * share
        };
        let surcharge = i128::from(transaction.surcharge.unwrap_or(0));
        if !agrees(expected) && !agrees(expected + surcharge) {
            answer.find(reasons::ORDER_MISMATCH, [money(shown(expected))]);
        }
    }

    fn tip(&self, facts: &Facts, answer: &mut Answer) {
        let tip = facts.transaction.tip.filter(|tip| *tip > 0);
        let (Some(tip), Some(share)) = (tip, figure(&self.tip_max_ppm, facts)) else {
            return;
        };
        let bill = i128::from(facts.transaction.amount.minor_units) - i128::from(tip);
        if i128::from(tip) * WHOLE > bill * i128::from(share) {
            answer.find(reasons::TIP_EXCEEDS, [money(tip), ppm(share)]);
        }
    }

    /// A completion may be somewhat more than was pre-authorized; a void is of the whole.
    fn original(&self, facts: &Facts, answer: &mut Answer) {
        let amount = facts.transaction.amount;
        let comparable = |original: &&_| crate::original::is_of(original, amount.currency);
        let Some(original) = facts.original.as_ref().filter(comparable) else {
            return;
        };
        let of_original = original.amount.minor_units;
        match facts.transaction.kind {
            TransactionType::Completion if original.kind == TransactionType::PreAuthorization => {
                let Some(share) = figure(&self.capture_max_ppm, facts) else {
                    return;
                };
                let most = i128::from(of_original) * i128::from(share) / WHOLE;
                if i128::from(amount.minor_units) > most {
                    let parameters = [money(of_original), money(shown(most))];
                    answer.find(reasons::CAPTURE_EXCEEDS_AUTH, parameters);
                }
            }
            TransactionType::Void if amount.minor_units != of_original => {
                answer.find(reasons::ORIGINAL_MISMATCH, [money(of_original)]);
            }
            _ => {}
        }
    }
}

fn is_in(money: &tollgate_policy::facts::Money, currency: u16) -> bool {
    money.currency == currency
}

/// An amount as texts can show it.
fn shown(minor_units: i128) -> i64 {
    let end = if minor_units < 0 { i64::MIN } else { i64::MAX };
    i64::try_from(minor_units).unwrap_or(end)
}
