//! Limits of how many: claims on numbers of payments, attempts and refusals.

use tollgate_policy::{Answer, CounterId, Facts, ReasonId};

use crate::counters::*;
use crate::reasons::*;
use crate::settings::{ChannelRules, Count, Reattempts, Settings};

const DAY_MS: u64 = 86_400_000;

/// Claims the payments of a day, by channel and by card.
pub fn payments(
    facts: &Facts,
    settings: &Settings,
    rules: Option<&ChannelRules>,
    answer: &mut Answer,
) {
    if let Some(rules) = rules {
        claim(
            facts,
            CHANNEL_DAY_COUNT,
            &rules.daily_count,
            CHANNEL_DAILY_COUNT,
            answer,
        );
    }
    claim(
        facts,
        CARD_DAY_COUNT,
        &settings.card_daily_count,
        CARD_DAILY_COUNT,
        answer,
    );
}

/// Claims the attempts of a card at a merchant, and at a terminal.
pub fn attempts(facts: &Facts, settings: &Settings, answer: &mut Answer) {
    let repeat = &settings.merchant_repeat.count;
    claim(
        facts,
        CARD_MERCHANT_COUNT,
        repeat,
        CARD_MERCHANT_REPEAT,
        answer,
    );
    let per_minute = &settings.terminal_minute_count;
    claim(
        facts,
        TERMINAL_MINUTE_COUNT,
        per_minute,
        VELOCITY_TERMINAL,
        answer,
    );
}

/// Claims that the networks' caps on trying a refused card again are not reached. Each counter
/// applies to the cards of its network alone.
pub fn reattempts(facts: &Facts, caps: &Reattempts, answer: &mut Answer) {
    let barred = barred(facts, caps);
    for (counter, cap) in [
        (VISA_REFUSED_30_DAYS, &caps.visa_30_days),
        (MASTERCARD_REFUSED_24_HOURS, &caps.mastercard_24_hours),
        (MASTERCARD_REFUSED_30_DAYS, &caps.mastercard_30_days),
    ] {
        if barred {
            answer.claim_regulated(facts, counter, 0, VELOCITY_DECLINES);
        } else {
            claim_regulated(facts, counter, cap, VELOCITY_DECLINES, answer);
        }
    }
}

/// Whether an issuer said "never again" so lately that the network forbids any attempt.
fn barred(facts: &Facts, caps: &Reattempts) -> bool {
    let days = (caps.refused_for_good_days.as_ref()).and_then(|days| days.at(&facts.local));
    let age_ms = facts
        .card
        .as_ref()
        .and_then(|card| card.refused_for_good_ms);
    match (days, age_ms) {
        (Some(days), Some(age_ms)) => age_ms < u64::from(days) * DAY_MS,
        _ => false,
    }
}

fn claim(facts: &Facts, counter: CounterId, cap: &Count, reason: ReasonId, answer: &mut Answer) {
    if let Some(cap) = cap.as_ref().and_then(|cap| cap.at(&facts.local)) {
        answer.claim(facts, counter, u64::from(cap), reason);
    }
}

/// A cap of the networks', which the merchant's own can only lower.
fn claim_regulated(
    facts: &Facts,
    counter: CounterId,
    cap: &Count,
    reason: ReasonId,
    answer: &mut Answer,
) {
    if let Some(cap) = cap.as_ref().and_then(|cap| cap.at(&facts.local)) {
        answer.claim_regulated(facts, counter, u64::from(cap), reason);
    }
}
