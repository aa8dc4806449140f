//! What a payment costs: the merchant's fee against its contract and against what is usual, and
//! what the cardholder is asked to pay on top.
//!
//! Only purchases, completions, pre-authorizations and cash advances bear a fee. The contract
//! says what was agreed; `fee-rate-ppm` of the request, where present, is the rate that will be
//! charged, with the contract's fixed part, minimum and cap.

mod cardholder;
mod contract;
mod fee;
mod market;
mod reasons;
mod sale;
mod settings;
#[cfg(test)]
mod tests;

use tollgate_policy::facts::Facts;
use tollgate_policy::verdicts::FactGroups;
use tollgate_policy::{Answer, Figure, Policy, Problems, Reason, export_policy};

use crate::market::Prepared;
use crate::sale::Sale;
pub use crate::settings::Settings;

/// The policy `fees`, configured.
pub struct Fees {
    contract_required: bool,
    quote: bool,
    max_share_ppm: Figure<u32>,
    notice_days: Figure<u32>,
    /// By country, ascending.
    surcharge_max_ppm: Vec<(u16, Figure<u32>)>,
    markets: Vec<Prepared>,
}

impl Policy for Fees {
    const NAME: &'static str = "fees";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str =
        "Checks fee rates against contract and market, surcharges and currency conversion.";
    const NEEDS: FactGroups = FactGroups::CARD
        .union(FactGroups::PAYMENT_CODE)
        .union(FactGroups::MERCHANT)
        .union(FactGroups::FEE_CONTRACT);
    const REASONS: &'static [Reason] = reasons::REASONS;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
    const DEFAULT_SETTINGS: &'static str = include_str!("../defaults.json");

    type Settings = Settings;

    fn check(settings: &Settings, problems: &mut Problems) {
        settings.check(problems);
    }

    fn new(settings: Settings) -> Self {
        settings.prepare()
    }

    fn evaluate(&self, facts: &Facts, answer: &mut Answer) {
        let Some(sale) = Sale::of(facts) else {
            return;
        };
        cardholder::surcharge(&sale, &self.surcharge_max_ppm, answer);
        cardholder::conversion(&sale, answer);
        contract::rule_missing(&sale, self.contract_required, answer);
        contract::mismatch(&sale, answer);
        contract::share(&sale, &self.max_share_ppm, answer);
        let country = sale.country();
        if let Some(market) = self.markets.iter().find(|market| market.country == country) {
            market.judge(&sale, answer);
        }
        contract::notice(&sale, &self.notice_days, answer);
        contract::cross_border(&sale, answer);
        if self.quote {
            contract::quote(&sale, answer);
        }
    }
}

export_policy!(Fees);
