//! Whether the merchant may take the payment: its standing, its documents, its business and
//! its score.
//!
//! Keeps no totals and no lists of merchants: what is known of one comes with the facts. What
//! a payment may amount to is not decided here.

mod attributes;
mod business;
mod check;
mod reasons;
mod scorecard;
mod settings;
mod standing;
#[cfg(test)]
mod tests;

use tollgate_policy::verdicts::FactGroups;
use tollgate_policy::{Answer, Facts, Policy, Problems, Reason, export_policy};

use business::Business;
use scorecard::Scorecard;
use settings::Settings;

/// The policy, made of its settings.
pub struct MerchantCredit {
    business: Business,
    scorecard: Scorecard,
}

impl Policy for MerchantCredit {
    const NAME: &'static str = "merchant-credit";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "Refuses blocked or undocumented merchants and scores the rest.";
    const NEEDS: FactGroups = FactGroups::MERCHANT
        .union(FactGroups::RISK_INDICATORS)
        .union(FactGroups::PAYMENT_CODE)
        .union(FactGroups::LISTINGS);
    const REASONS: &'static [Reason] = reasons::REASONS;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
    const DEFAULT_SETTINGS: &'static str = include_str!("../defaults.json");

    type Settings = Settings;

    fn check(settings: &Settings, problems: &mut Problems) {
        settings.check(problems);
    }

    fn new(settings: Settings) -> Self {
        Self {
            business: Business::new(
                settings.personal_code_refused,
                settings.prohibited_mccs,
                settings.mcc_tiers,
            ),
            scorecard: Scorecard::new(settings.scorecard, settings.minimum_known),
        }
    }

    fn evaluate(&self, facts: &Facts, answer: &mut Answer) {
        standing::risk_list(facts, answer);
        standing::status(facts, answer);
        standing::settlement_account(facts, answer);
        self.business.prohibited(facts, answer);
        standing::documents(facts, answer);
        standing::licence(facts, answer);
        self.business.personal_code(facts, answer);
        self.scorecard.judge(facts, &self.business, answer);
    }
}

export_policy!(MerchantCredit);
