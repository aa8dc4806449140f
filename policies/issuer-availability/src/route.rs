//! The network or wallet that the payment goes through, as a whole.
//!
//! That it is slow is told of each issuer, where it is seen.

use tollgate_policy::facts::{Facts, SystemStatus};
use tollgate_policy::{Answer, instant};

use crate::reasons;

/// Judges whether payments get through. A planned window says why the route is down, and until
/// when, so it is told alone.
pub fn check(facts: &Facts, answer: &mut Answer) {
    let Some(route) = &facts.route else { return };
    let window =
        (route.maintenance).filter(|window| !window.degraded_only && window.ends_at > facts.now);
    if let Some(window) = window {
        let parameters = [instant(window.ends_at)];
        answer.find_until(reasons::NETWORK_MAINTENANCE, window.ends_at, parameters);
    } else if route.status == SystemStatus::Down {
        // A payment without a card comes from a wallet.
        let reason = match facts.card {
            Some(_) => reasons::UNROUTABLE,
            None => reasons::CHANNEL_DOWN,
        };
        answer.find(reason, []);
    }
}
