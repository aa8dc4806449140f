//! What card-validity finds and spares.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod catalogue;
mod entry;
mod expiry;
mod extremes;
mod number;
mod settings;
mod verification;

use card_validity::CardValidity;
use tollgate_policy::testing::Subject;

/// The policy as it is shipped.
fn shipped() -> Subject<CardValidity> {
    Subject::with("{}")
}
