//! A sale in parts, each just under a limit of one payment.

use tollgate_policy::{Answer, Facts, counter_state, integer, money};

use crate::counters::CARD_MERCHANT_LATELY;
use crate::currency_limits::CurrencyLimits;
use crate::reasons::SPLIT_SUSPECTED;
use crate::settings::Split;

/// Finds a payment just under a limit, where the card has paid here lately at least what all but
/// the last of too many such payments come to.
pub fn suspect(facts: &Facts, limits: &CurrencyLimits<'_>, split: &Split, answer: &mut Answer) {
    let share_ppm = split
        .share_ppm
        .as_ref()
        .and_then(|share| share.at(&facts.local));
    let payments = split.payments.at(&facts.local);
    let earlier = counter_state(facts, CARD_MERCHANT_LATELY).map(|state| state.value);
    let (Some(share_ppm), Some(payments), Some(earlier)) = (share_ppm, payments, earlier) else {
        return;
    };
    let amount = facts.transaction.amount.minor_units;
    // In millionths of a minor unit: 63 bits of a limit, 20 of a share, 7 of payments.
    let suspicious = |limit: &i64| {
        let near = i128::from(*limit) * i128::from(share_ppm);
        let before = near * i128::from(payments.saturating_sub(1));
        amount <= *limit
            && i128::from(amount) * MILLION >= near
            && i128::from(earlier) * MILLION >= before
    };
    let single = [
        limits.channel(|caps| &caps.single),
        limits.at(&limits.limits.card.single),
    ];
    if let Some(limit) = single.into_iter().flatten().find(suspicious) {
        let minutes = integer(split.window_s.div_ceil(60));
        let parameters = [money(limit), money(earlier), minutes];
        answer.find(SPLIT_SUSPECTED, parameters);
    }
}

const MILLION: i128 = 1_000_000;
