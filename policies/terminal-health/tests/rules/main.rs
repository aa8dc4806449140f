//! What terminal-health finds and spares.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod answers;
mod catalogue;
mod extremes;
mod firmware;
mod settings;
mod thresholds;

use terminal_health::TerminalHealth;
use tollgate_policy::facts::{self, Facts, Terminal};
use tollgate_policy::testing::{self, Subject};

type Change = fn(&mut Facts);

/// The policy as it is shipped.
fn shipped() -> Subject<TerminalHealth> {
    Subject::with("{}")
}

/// What the terminal reports; at first, that nothing is wrong.
fn report(facts: &mut Facts) -> &mut facts::TerminalHealth {
    facts
        .terminal_health
        .get_or_insert_with(testing::terminal_health)
}

fn terminal(facts: &mut Facts) -> &mut Terminal {
    facts.terminal.as_mut().unwrap()
}

fn figure(value: &str) -> String {
    format!(r#"{{"value":{value},"source":"ours","effective_from":"2026-01-01"}}"#)
}
