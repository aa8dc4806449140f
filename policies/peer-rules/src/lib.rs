//! Twenty rules, small enough to write in every policy engine, so that Tollgate and its peers can
//! be timed on the same work (`bench/peers`). It does not ship.
//!
//! The rules, by module:
//! - `payment`: its amount, and the limits of channel, card, terminal and static codes;
//! - `card`: the number, its expiry, how it was read, and whether a PIN is needed;
//! - `merchant`: its standing, trade, documents, score, fee and chargebacks.

mod card;
mod counters;
mod merchant;
mod payment;
mod reasons;
pub mod settings;
#[cfg(test)]
mod tests;

pub use counters::{CARD_DAY, MERCHANT_DAY, MERCHANT_DAY_COUNT, SALES, STATIC_QR_DAY};
pub use counters::{TERMINAL_MINUTE, counters};

use tollgate_policy::facts::Facts;
use tollgate_policy::verdicts::{Counter, FactGroups};
use tollgate_policy::{Answer, CounterId, Policy, Problems, Reason, counter_state, export_policy};

use card::Cards;
use settings::Settings;

/// The policy: its settings, and what they say of cards in the form that the rules use.
pub struct PeerRules {
    settings: Settings,
    cards: Cards,
}

impl Policy for PeerRules {
    const NAME: &'static str = "peer-rules";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "Twenty rules that policy engines are timed on.";
    const NEEDS: FactGroups = FactGroups::CARD
        .union(FactGroups::MERCHANT)
        .union(FactGroups::RISK_INDICATORS)
        .union(FactGroups::FEE_CONTRACT)
        .union(FactGroups::TERMINAL);
    const REASONS: &'static [Reason] = reasons::REASONS;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
    const DEFAULT_SETTINGS: &'static str = include_str!("../defaults.json");

    type Settings = Settings;

    fn check(settings: &Settings, problems: &mut Problems) {
        settings::check(settings, problems);
    }

    fn new(mut settings: Settings) -> Self {
        settings.prohibited_mccs.sort_unstable();
        Self {
            cards: Cards::new(&settings),
            settings,
        }
    }

    fn counters(&self) -> Vec<Counter> {
        counters(&self.settings)
    }

    fn evaluate(&self, facts: &Facts, answer: &mut Answer) {
        payment::check(&self.settings, facts, answer);
        self.cards.check(facts, answer);
        merchant::check(&self.settings, facts, answer);
    }
}

impl PeerRules {
    /// The settings that it was made of.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}

/// What a counter holds before this request; 0 where it does not apply.
fn used(facts: &Facts, counter: CounterId) -> u64 {
    counter_state(facts, counter).map_or(0, |state| state.value)
}

export_policy!(PeerRules);
