//! Limits of one payment, which need no total.

use tollgate_policy::{Answer, Facts, ReasonId, money};

use crate::currency_limits::CurrencyLimits;
use crate::payer;
use crate::reasons::{
    CARD_SINGLE, CHANNEL_MINIMUM, CHANNEL_SINGLE, FOREIGN_WALLET_SINGLE, MERCHANT_SINGLE,
};

/// Finds an amount below the channel's minimum or above a cap of one payment.
pub fn judge(facts: &Facts, limits: &CurrencyLimits<'_>, answer: &mut Answer) {
    let amount = facts.transaction.amount.minor_units;
    let mut above = |cap: Option<i64>, reason: ReasonId| {
        if let Some(cap) = cap.filter(|cap| amount > *cap) {
            answer.find(reason, [money(cap)]);
        }
    };
    above(limits.channel(|caps| &caps.single), CHANNEL_SINGLE);
    above(limits.merchant(|caps| &caps.single), MERCHANT_SINGLE);
    if facts.card.is_some() {
        above(limits.at(&limits.limits.card.single), CARD_SINGLE);
    }
    if payer::foreign_wallet(facts) {
        above(
            limits.at(&limits.limits.foreign_wallet.single),
            FOREIGN_WALLET_SINGLE,
        );
    }
    let minimum = limits.channel(|caps| &caps.minimum);
    if let Some(minimum) = minimum.filter(|minimum| amount < *minimum) {
        answer.find(CHANNEL_MINIMUM, [money(minimum)]);
    }
}
