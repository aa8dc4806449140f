//! Signs that a credit card is turned into cash: a card or payer that is listed for it, or
//! round sums again and again with one card at one merchant.

use tollgate_policy::currency::Limits;
use tollgate_policy::facts::{Card, Facts, Funding, Listing};
use tollgate_policy::{Answer, Figure, counter_state, integer, text};

use crate::counters::{CARD_MERCHANT, CARD_MERCHANT_SUM, REPEATING};
use crate::{listed, reasons, settings};

/// The rules about cash-out.
pub struct CashOut {
    unit: Limits,
    minimum: Limits,
    payments: Option<Figure<u64>>,
    /// How far back payments are counted, in seconds.
    pub window_s: u32,
}

impl CashOut {
    /// The rules of checked settings.
    pub fn new(settings: &settings::CashOut) -> Self {
        Self {
            unit: Limits::new(&settings.unit),
            minimum: Limits::new(&settings.minimum),
            payments: settings.payments.clone(),
            window_s: settings.window_s,
        }
    }

    /// Judges who pays, and how often. One whose suspicion was cleared is spared.
    pub fn check(&self, facts: &Facts, answer: &mut Answer) {
        let listed = (facts.listings.as_ref())
            .is_some_and(|listings| (listings.card | listings.payer).contains(Listing::CASH_OUT));
        let payments =
            counter_state(facts, CARD_MERCHANT).map_or(1, |state| state.value.saturating_add(1));
        let repeated =
            (facts.card.as_ref()).is_some_and(|card| self.repeats(facts, card, payments));
        if (listed || repeated) && !listed::is_allowed(facts) {
            let sign = if listed { "list" } else { "round-amounts" };
            let payments = integer(i64::try_from(payments).unwrap_or(i64::MAX));
            answer.find(reasons::CASHOUT_SUSPECTED, [text(sign), payments]);
        }
    }

    /// `payments` counts this one.
    fn repeats(&self, facts: &Facts, card: &Card, payments: u64) -> bool {
        let most = (self.payments.as_ref()).and_then(|most| most.at(&facts.local));
        card.funding == Funding::Credit
            && REPEATING.contains(&facts.transaction.kind)
            && most.is_some_and(|most| payments >= most && self.were_large(facts, most))
            && self.is_round(facts)
    }

    /// The payments before came to at least what all but the last of `most` large ones do: small
    /// change at a hotel's bar is no cash.
    fn were_large(&self, facts: &Facts, most: u64) -> bool {
        let before = counter_state(facts, CARD_MERCHANT_SUM).map_or(0, |state| state.value);
        let minimum = self
            .minimum
            .of(facts)
            .and_then(|minimum| u64::try_from(minimum).ok());
        minimum.is_some_and(|minimum| before >= minimum.saturating_mul(most.saturating_sub(1)))
    }

    fn is_round(&self, facts: &Facts) -> bool {
        let amount = facts.transaction.amount.minor_units;
        let (Some(unit), Some(minimum)) = (self.unit.of(facts), self.minimum.of(facts)) else {
            return false;
        };
        amount >= minimum && amount.checked_rem(unit) == Some(0)
    }
}
