//! What a request must hold, by its type, its channel and what it is paid with.

use tollgate_policy::facts::{Facts, Fields, TransactionType};
use tollgate_policy::{Answer, mask, text};

use crate::named::FIELDS;
use crate::{reasons, settings};

/// The rules about fields.
pub struct Required(Vec<Rule>);

struct Rule {
    /// Bits of the contract's cases; 0 means every case.
    types: u32,
    channels: u32,
    paid_by: settings::PaidBy,
    fields: Fields,
}

impl Required {
    /// The rules of checked settings.
    pub fn new(settings: &[settings::RequiredFields]) -> Self {
        let rule = |rule: &settings::RequiredFields| Rule {
            types: mask(&cases::<_, TransactionType>(&rule.types)),
            channels: mask(&cases::<_, tollgate_policy::facts::Channel>(&rule.channels)),
            paid_by: rule.paid_by,
            fields: (rule.fields.iter()).fold(Fields::empty(), |all, field| all | (*field).into()),
        };
        Self(settings.iter().map(rule).collect())
    }

    /// Finds what is absent, what cannot be read, and a type that nobody knows.
    pub fn check(&self, facts: &Facts, answer: &mut Answer) {
        let transaction = &facts.transaction;
        let missing = match transaction.missing.is_empty() {
            true => Fields::empty(),
            false => self.of(facts) & transaction.missing,
        };
        if !missing.is_empty() {
            answer.find(reasons::FIELD_MISSING, [text(names(missing))]);
        }
        // An expiry date that cannot be read is `card-validity`'s to find, and a type is told as one.
        let told = Fields::EXPIRY | Fields::TRANSACTION_TYPE;
        let malformed = transaction.malformed - told;
        if !malformed.is_empty() {
            answer.find(reasons::FIELD_MALFORMED, [text(names(malformed))]);
        }
        let untold = !missing.contains(Fields::TRANSACTION_TYPE);
        if transaction.kind == TransactionType::Unknown && untold {
            answer.find(reasons::TYPE_UNKNOWN, []);
        }
    }

    /// What the request must hold.
    fn of(&self, facts: &Facts) -> Fields {
        let rules = self.0.iter().filter(|rule| rule.matches(facts));
        let required = rules.fold(Fields::empty(), |all, rule| all | rule.fields);
        match read_failed(facts) {
            // That the card could not be read is `card-validity`'s to find.
            true => required - Fields::CARD_NUMBER,
            false => required,
        }
    }
}

impl Rule {
    fn matches(&self, facts: &Facts) -> bool {
        let transaction = &facts.transaction;
        let by_code = facts.payment_code.is_some();
        let by_nothing = !by_code && transaction.missing.contains(Fields::CARD_NUMBER);
        let paid_by = match self.paid_by {
            settings::PaidBy::Anything => true,
            settings::PaidBy::Card => !by_code,
            settings::PaidBy::Code => by_code,
            settings::PaidBy::Nothing => by_nothing,
        };
        paid_by
            && (self.types == 0 || self.types & mask(&[transaction.kind]) != 0)
            && (self.channels == 0 || self.channels & mask(&[transaction.channel]) != 0)
    }
}

fn read_failed(facts: &Facts) -> bool {
    facts.terminal.as_ref().is_some_and(|terminal| {
        terminal.chip_read_failed
            || terminal.magstripe_read_failed
            || terminal.contactless_read_failed
    })
}

/// The cases as the contract has them.
fn cases<N: Copy, C: From<N>>(names: &[N]) -> Vec<C> {
    names.iter().map(|name| C::from(*name)).collect()
}

/// The fields as the gateway's request names them.
fn names(fields: Fields) -> String {
    let mut names = String::new();
    for (field, name) in FIELDS {
        if fields.contains(*field) {
            if !names.is_empty() {
                names.push_str(", ");
            }
            names.push_str(name);
        }
    }
    names
}
