//! What compliance finds and spares.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod catalogue;
mod extremes;
mod listed;
mod settings;
mod watch;

use compliance::Compliance;
use tollgate_policy::facts::{Facts, Listings};
use tollgate_policy::testing::{Subject, listings};

/// The policy as it is shipped.
fn shipped() -> Subject<Compliance> {
    Subject::with("{}")
}

/// The lists' answer on this payment, where nobody is listed until a test says so.
fn listed(facts: &mut Facts) -> &mut Listings {
    facts.listings.get_or_insert_with(listings)
}

/// A figure as settings give it.
fn figure(value: i64) -> String {
    format!(r#"{{"value":{value},"source":"ours","effective_from":"2026-01-01"}}"#)
}
