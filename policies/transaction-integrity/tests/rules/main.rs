//! What transaction-integrity finds and spares.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod amount;
mod catalogue;
mod code;
mod extremes;
mod fields;
mod kind;
mod merchant;
mod message;
mod original;
mod settings;

use tollgate_policy::facts::{
    Facts, Merchant, Money, Original, OriginalState, Terminal, TransactionType,
};
use tollgate_policy::testing::{CNY, Subject};
use tollgate_policy::verdicts::Value;
use transaction_integrity::TransactionIntegrity;

const USD: u16 = 840;

/// The policy as it is shipped.
fn shipped() -> Subject<TransactionIntegrity> {
    with("{}")
}

fn with(settings: &str) -> Subject<TransactionIntegrity> {
    Subject::with(settings)
}

fn merchant(facts: &mut Facts) -> &mut Merchant {
    facts.merchant.as_mut().unwrap()
}

fn terminal(facts: &mut Facts) -> &mut Terminal {
    facts.terminal.as_mut().unwrap()
}

fn yuan(minor_units: i64) -> Money {
    Money {
        minor_units,
        currency: CNY,
    }
}

/// The request does something to an approved original of its own amount, an hour ago.
fn ends(facts: &mut Facts, kind: TransactionType, original: TransactionType) {
    facts.transaction.kind = kind;
    facts.original = Some(Original {
        found: true,
        kind: original,
        state: OriginalState::Approved,
        amount: facts.transaction.amount,
        age_ms: 3_600_000,
    });
}

/// The values of the one finding that there is.
#[track_caller]
fn shown(change: impl FnOnce(&mut Facts)) -> Vec<Value> {
    let found = shipped().assess(change).findings;
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].parameters.clone()
}
