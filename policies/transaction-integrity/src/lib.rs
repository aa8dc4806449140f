//! Is this request whole, consistent with itself and with what is on file, and new?
//!
//! The rules, by module:
//! - `message`: authentic, free of what may not be sent, on time, not sent before;
//! - `fields`: present and readable;
//! - `kind`: a known type that the merchant may use, presented in a way that makes sense;
//! - `amount`: positive, in right units, not absurd, as ordered, with a fair tip;
//! - `currency`: accepted, and the one of terminal, order and original;
//! - `merchant`: known, of the category, area and name on file;
//! - `original`: what a completion, void or refund refers to, and what is left of it;
//! - `code`: payment codes that customers and merchants show.
//!
//! Whether the card itself is good is `card-validity`'s: expiry, number, how it was read.

mod amount;
mod code;
mod counters;
mod currency;
mod fields;
mod kind;
mod merchant;
mod message;
mod named;
mod original;
mod reasons;
mod settings;

use tollgate_policy::facts::{Facts, TransactionType};
use tollgate_policy::verdicts::{Counter, FactGroups};
use tollgate_policy::{Answer, Policy, Problems, Reason, export_policy};

/// The policy, with its settings in the form that its rules use.
pub struct TransactionIntegrity {
    message: message::Message,
    fields: fields::Required,
    amount: amount::Amounts,
    merchant: merchant::Merchants,
    original: original::Originals,
    code: code::Codes,
}

impl Policy for TransactionIntegrity {
    const NAME: &'static str = "transaction-integrity";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str = "Checks that a request is whole, consistent and new.";
    const NEEDS: FactGroups = FactGroups::PAYMENT_CODE
        .union(FactGroups::MERCHANT)
        .union(FactGroups::TERMINAL)
        .union(FactGroups::ORIGINAL);
    const REASONS: &'static [Reason] = reasons::REASONS;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
    const DEFAULT_SETTINGS: &'static str = include_str!("../defaults.json");

    type Settings = settings::Settings;

    fn check(settings: &Self::Settings, problems: &mut Problems) {
        settings::check(settings, problems);
    }

    fn new(settings: Self::Settings) -> Self {
        Self {
            message: message::Message::new(&settings),
            fields: fields::Required::new(&settings.required_fields),
            amount: amount::Amounts::new(&settings.amount),
            merchant: merchant::Merchants::new(&settings),
            original: original::Originals::new(settings.original),
            code: code::Codes::new(settings.code),
        }
    }

    fn counters(&self) -> Vec<Counter> {
        counters::counters(&())
    }

    fn evaluate(&self, facts: &Facts, answer: &mut Answer) {
        self.message.check(facts, answer);
        self.fields.check(facts, answer);
        kind::check(facts, answer);
        self.amount.check(facts, answer);
        currency::check(facts, answer);
        self.merchant.check(facts, answer);
        self.original.check(facts, answer);
        self.code.check(facts, answer);
    }
}

/// A request that asks for something new, as opposed to ending an earlier one. An unknown type
/// is no exemption.
fn begins(kind: TransactionType) -> bool {
    use TransactionType::{Completion, Refund, Void};
    !matches!(kind, Completion | Refund | Void)
}

/// A request that moves money, one way or the other, or may. An unknown type is no exemption.
fn moves_money(kind: TransactionType) -> bool {
    kind != TransactionType::BalanceInquiry
}

export_policy!(TransactionIntegrity);
