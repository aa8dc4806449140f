//! What policies see of an issuer, and of the network that the payment goes through.

use crate::issuers::Standing;
use crate::payment::Payment;
use crate::profiles::{Concerned, IssuerProfile, NetworkProfile, standstill};
use crate::wit::tollgate::policy::facts::{Funding, Issuer, Network, Route};

pub(super) fn facts(
    issuer: &IssuerProfile,
    answers: Standing,
    payment: &Payment,
    now_ms: u64,
) -> Issuer {
    let seen = standstill(&issuer.maintenance, concerned(payment), now_ms);
    Issuer {
        status: issuer.status,
        status_age_ms: age_ms(issuer.status_checked_at_ms, issuer.status_since_ms, now_ms),
        maintenance: seen.maintenance,
        next_maintenance_at: seen.next_maintenance_at_ms,
        cutover_ends_at: seen.cutover_ends_at_ms,
        supports_type: issuer.supports(payment.kind),
        success_ppm: answers.success_ppm,
        usual_success_ppm: answers.usual_success_ppm,
        samples: answers.samples,
        latency_p95_ms: answers.latency_p95_ms,
    }
}

pub(super) fn route(network: &NetworkProfile, payment: &Payment, now_ms: u64) -> Route {
    let seen = standstill(&network.maintenance, concerned(payment), now_ms);
    Route {
        status: network.status,
        status_age_ms: age_ms(
            network.status_checked_at_ms,
            network.status_since_ms,
            now_ms,
        ),
        maintenance: seen.maintenance,
        next_maintenance_at: seen.next_maintenance_at_ms,
    }
}

fn concerned(payment: &Payment) -> Concerned {
    let card = payment.card.as_ref();
    Concerned {
        funding: card.map_or(Funding::Unknown, |card| card.funding),
        network: payment.route().unwrap_or(Network::Unknown),
        channel: payment.channel,
    }
}

/// Since somebody last looked or, where nobody said that they did, since it is so.
fn age_ms(checked_at_ms: Option<u64>, since_ms: Option<u64>, now_ms: u64) -> Option<u64> {
    checked_at_ms
        .or(since_ms)
        .map(|at_ms| now_ms.saturating_sub(at_ms))
}
