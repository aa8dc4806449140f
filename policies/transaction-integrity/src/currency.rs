//! The currency: one that the merchant takes, and the one that terminal, order and original have.

use tollgate_policy::currency::letters;
use tollgate_policy::facts::Facts;
use tollgate_policy::{Answer, text};

use crate::merchant::differ;
use crate::reasons;

/// Judges the currency.
pub fn check(facts: &Facts, answer: &mut Answer) {
    let transaction = &facts.transaction;
    let currency = transaction.amount.currency;
    let original = (facts.original.as_ref()).filter(|original| original.found);
    // What was taken in a currency can be given back in it.
    let accepted = facts
        .merchant
        .as_ref()
        .is_none_or(|merchant| merchant.currency_accepted);
    if !accepted && original.is_none() {
        answer.find(reasons::CURRENCY_UNSUPPORTED, [text(letters(currency))]);
    }
    let of_terminal = facts.terminal.as_ref().map(|terminal| terminal.currency);
    let of_order = transaction.order_amount.map(|amount| amount.currency);
    // A cardholder who has the amount converted pays in another currency than the shop's.
    let local = [of_terminal, of_order]
        .into_iter()
        .filter(|_| !transaction.currency_conversion);
    let expected = (local.chain([original.map(|original| original.amount.currency)]))
        .flatten()
        .find(|expected| differ(currency, *expected));
    if let Some(expected) = expected {
        let (currency, expected) = (letters(currency), letters(expected));
        answer.find(reasons::CURRENCY_MISMATCH, [text(currency), text(expected)]);
    }
}
