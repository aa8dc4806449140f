//! Rules 1 to 7: the amount, and the limits that it must stay within.

use tollgate_policy::facts::{EntryMode, Facts};
use tollgate_policy::{Answer, CounterId};

use crate::settings::Settings;
use crate::{counters, reasons, used};

pub(crate) fn check(settings: &Settings, facts: &Facts, answer: &mut Answer) {
    let amount = facts.transaction.amount.minor_units;
    if amount <= 0 {
        answer.find(reasons::NOT_POSITIVE, []);
    }
    if let Some(limits) = settings.channels.limits(facts.transaction.channel) {
        if amount > limits.single {
            answer.find(reasons::SINGLE_AMOUNT, []);
        }
        if with_this(facts, counters::MERCHANT_DAY) > limits.day_amount {
            answer.find(reasons::DAILY_AMOUNT, []);
        }
        if used(facts, counters::MERCHANT_DAY_COUNT).saturating_add(1) > limits.day_count {
            answer.find(reasons::DAILY_COUNT, []);
        }
    }
    if with_this(facts, counters::CARD_DAY) > settings.card_day_amount {
        answer.find(reasons::CARD_DAILY, []);
    }
    if used(facts, counters::TERMINAL_MINUTE) > settings.terminal_minute_count {
        answer.find(reasons::VELOCITY, []);
    }
    let is_static = facts.transaction.entry_mode == EntryMode::QrStatic;
    if is_static && with_this(facts, counters::STATIC_QR_DAY) > settings.static_qr_day_amount {
        answer.find(reasons::STATIC_QR, []);
    }
}

/// What a counter of amounts would hold with this payment.
fn with_this(facts: &Facts, counter: CounterId) -> i64 {
    let used = i64::try_from(used(facts, counter)).unwrap_or(i64::MAX);
    used.saturating_add(facts.transaction.amount.minor_units)
}
