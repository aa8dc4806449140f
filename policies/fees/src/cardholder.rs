//! What the cardholder is charged on top, and in which currency.

use tollgate_policy::{Answer, Figure, money, ppm, text};

use crate::contract::letters;
use crate::fee::exceeds_share;
use crate::reasons::*;
use crate::sale::Sale;

/// A surcharge where none may be asked, or a larger one than may be. `caps` are shares of the
/// amount without the surcharge, as card networks count, by country in ascending order.
pub fn surcharge(sale: &Sale<'_>, caps: &[(u16, Figure<u32>)], answer: &mut Answer) {
    let transaction = &sale.facts.transaction;
    let Some(surcharge) = transaction.surcharge.filter(|surcharge| *surcharge > 0) else {
        return;
    };
    let country = sale.country();
    let Some(max_ppm) = (caps
        .binary_search_by_key(&country, |(country, _)| *country)
        .ok())
    .and_then(|position| caps.get(position))
    .and_then(|(_, figure)| figure.at(&sale.facts.local)) else {
        return;
    };
    if max_ppm == 0 {
        answer.find(
            SURCHARGE_NOT_ALLOWED,
            [money(surcharge), text(letters(country))],
        );
    } else if let Some(amount) = sale.amount() {
        let before = amount.saturating_sub(surcharge);
        if exceeds_share(i128::from(surcharge), before, max_ppm) {
            answer.find(SURCHARGE_OVER_CAP, [money(surcharge), ppm(max_ppm)]);
        }
    }
}

/// The amount is converted into the card's currency, and no choice of the cardholder is on
/// record.
pub fn conversion(sale: &Sale<'_>, answer: &mut Answer) {
    let transaction = &sale.facts.transaction;
    if transaction.currency_conversion && !transaction.currency_choice_recorded {
        answer.find(DCC_NOT_DISCLOSED, []);
    }
}
