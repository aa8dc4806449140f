//! What a merchant, a terminal, a card or a paying account may spend: through which channel,
//! at what time, in one payment, in a day, month or year, and how often.
//!
//! Totals are claims on counters, which the host checks and holds; the policy only says which
//! cap of which figure holds for the request. An amount in a currency without limits in the
//! settings is not limited.

mod availability;
mod check;
mod counters;
mod currency_limits;
mod hours;
mod payer;
mod reasons;
mod settings;
mod single;
mod split;
#[cfg(test)]
mod tests;
mod totals;
mod velocity;

use tollgate_policy::verdicts::{Counter, FactGroups};
use tollgate_policy::{Answer, Facts, Policy, Problems, Reason, currency, export_policy};

use currency_limits::CurrencyLimits;
use settings::{ChannelName, Limits, Settings};

/// The policy: its settings, and the limits by the number of their currency.
pub struct ChannelLimits {
    settings: Settings,
    limits: Vec<(u16, Box<Limits>)>,
}

impl Policy for ChannelLimits {
    const NAME: &'static str = "channel-limits";
    const VERSION: &'static str = "1.0.0";
    const SUMMARY: &'static str =
        "Limits amounts and numbers of payments by channel, merchant, terminal, card and payer.";
    const NEEDS: FactGroups = FactGroups::CARD
        .union(FactGroups::PAYMENT_CODE)
        .union(FactGroups::MERCHANT);
    const REASONS: &'static [Reason] = reasons::REASONS;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
    const DEFAULT_SETTINGS: &'static str = include_str!("../defaults.json");

    type Settings = Settings;

    fn check(settings: &Settings, problems: &mut Problems) {
        check::check(settings, problems);
    }

    fn new(mut settings: Settings) -> Self {
        let limits = (std::mem::take(&mut settings.limits).into_iter())
            .filter_map(|(letters, limits)| Some((currency::number(&letters)?, limits)))
            .collect();
        Self { settings, limits }
    }

    fn counters(&self) -> Vec<Counter> {
        counters::counters(&self.settings)
    }

    fn evaluate(&self, facts: &Facts, answer: &mut Answer) {
        if !counters::SPENDING.contains(&facts.transaction.kind) {
            return;
        }
        let settings = &self.settings;
        let channel = ChannelName::of(facts.transaction.channel);
        let rules = channel.and_then(|channel| settings.channels.get(&channel));

        velocity::reattempts(facts, &settings.reattempts, answer);
        availability::closed(facts, rules, answer);
        availability::time_window(facts, rules, answer);
        if let Some(limits) = CurrencyLimits::of(&self.limits, facts) {
            single::judge(facts, &limits, answer);
            split::suspect(facts, &limits, &settings.split, answer);
            totals::claim(facts, &limits, settings.near_ppm, answer);
        }
        velocity::payments(facts, settings, rules, answer);
        velocity::attempts(facts, settings, answer);
    }
}

export_policy!(ChannelLimits);
