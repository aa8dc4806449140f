//! Is this card good, was it presented as it must be, and was its holder verified?
//!
//! The rules, by module:
//! - `listed`: lost, stolen, blocked, not active, suspected of fraud;
//! - `number`: length, check digit, a BIN that nobody knows;
//! - `network`: declared as what it is, and accepted here;
//! - `expiry`: well-formed, present where needed, not past, not absurd;
//! - `restriction`: what the service code and the operator's own rules forbid;
//! - `refused`: an issuer said never again;
//! - `cash_out`: credit turned into cash;
//! - `entry`: chip, stripe, contactless or keyed, as card and terminal demand, and not again
//!   and again;
//! - `verification`: PIN, no-PIN limits, signature.
//!
//! Of a payment without a card (a wallet) only its payer is judged. Refunds, voids and completions end what an
//! earlier request began, so only their card data is checked: a card that expired since must
//! not keep its holder from a refund.

mod cash_out;
mod counters;
mod entry;
mod expiry;
mod listed;
mod named;
mod network;
mod number;
mod place;
mod prefix;
mod reasons;
mod refused;
mod restriction;
mod settings;
mod verification;

use tollgate_policy::facts::{Facts, TransactionType};
use tollgate_policy::verdicts::{Counter, FactGroups};
use tollgate_policy::{Answer, Policy, Problems, Reason, export_policy};

/// The policy, with its settings in the form that its rules use.
pub struct CardValidity {
    listed: listed::Listed,
    cash_out: cash_out::CashOut,
    refused: refused::Refused,
    number: number::Number,
    network: network::Networks,
    expiry: expiry::Expiry,
    restriction: restriction::Restrictions,
    entry: entry::Entry,
    verification: verification::Verification,
}

impl Policy for CardValidity {
    const NAME: &'static str = "card-validity";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str =
        "Checks the card's number, standing and expiry, how it was read, and its PIN.";
    const NEEDS: FactGroups = FactGroups::CARD
        .union(FactGroups::MERCHANT)
        .union(FactGroups::TERMINAL)
        .union(FactGroups::LISTINGS);
    const REASONS: &'static [Reason] = reasons::REASONS;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
    const DEFAULT_SETTINGS: &'static str = include_str!("../defaults.json");

    type Settings = settings::Settings;

    fn check(settings: &Self::Settings, problems: &mut Problems) {
        settings::check(settings, problems);
    }

    fn new(settings: Self::Settings) -> Self {
        Self {
            listed: listed::Listed::new(&settings.fraud),
            cash_out: cash_out::CashOut::new(&settings.cash_out),
            refused: refused::Refused::new(&settings.refused_for_good_days),
            number: number::Number::new(&settings.number),
            network: network::Networks::new(&settings.network),
            expiry: expiry::Expiry::new(&settings.expiry),
            restriction: restriction::Restrictions::new(&settings),
            entry: entry::Entry::new(&settings.entry),
            verification: verification::Verification::new(&settings),
        }
    }

    fn counters(&self) -> Vec<Counter> {
        counters::counters(&counters::Windows {
            failures_s: self.entry.failures_window_s,
            cash_out_s: self.cash_out.window_s,
        })
    }

    fn evaluate(&self, facts: &Facts, answer: &mut Answer) {
        let begins = begins(facts.transaction.kind);
        if begins {
            // A card that could not be read has no number, and so perhaps no group.
            entry::check_reads(facts, answer);
            self.listed.check(facts, answer);
            self.cash_out.check(facts, answer);
        }
        let Some(card) = &facts.card else { return };
        self.number.check(facts, card, answer);
        self.network.check_declared(facts, card, answer);
        self.expiry.check_form(facts, card, answer);
        if begins {
            self.expiry.check(facts, card, answer);
            self.refused.check(facts, card, answer);
            self.network.check_accepted(facts, card, answer);
            self.restriction.check(facts, card, answer);
            self.entry.check(facts, card, answer);
            self.verification.check(facts, card, answer);
        }
    }
}

/// A request that asks something new of the card, as opposed to ending an earlier one. An
/// unknown type is no exemption.
fn begins(kind: TransactionType) -> bool {
    use TransactionType::{Completion, Refund, Void};
    !matches!(kind, Completion | Refund | Void)
}

export_policy!(CardValidity);
