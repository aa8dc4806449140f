//! What issuer-availability finds and spares.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod breaker;
mod catalogue;
mod declared;
mod earlier;
mod extremes;
mod flapping;
mod settings;

use issuer_availability::IssuerAvailability;
use tollgate_policy::facts::{Facts, Issuer, Route, SystemStatus};
use tollgate_policy::testing::Subject;

/// The policy as it is shipped.
fn shipped() -> Subject<IssuerAvailability> {
    Subject::with("{}")
}

fn issuer(facts: &mut Facts) -> &mut Issuer {
    facts.issuer.as_mut().unwrap()
}

/// A network or wallet with nothing wrong.
fn route() -> Route {
    Route {
        status: SystemStatus::Up,
        status_age_ms: None,
        maintenance: None,
        next_maintenance_at: None,
    }
}
