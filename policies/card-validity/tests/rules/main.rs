//! What card-validity finds and spares.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod cash_out;
mod catalogue;
mod entry;
mod expiry;
mod extremes;
mod listed;
mod number;
mod refused;
mod settings;
mod verification;

use card_validity::CardValidity;
use tollgate_policy::facts::{Facts, Listings};
use tollgate_policy::testing::{Subject, listings};

/// The policy as it is shipped.
fn shipped() -> Subject<CardValidity> {
    Subject::with("{}")
}

/// The lists' answer on this payment, where nobody is listed until a test says so.
fn listed(facts: &mut Facts) -> &mut Listings {
    facts.listings.get_or_insert_with(listings)
}
