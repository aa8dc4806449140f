//! What policies see of an issuer.

use crate::issuers::Standing;
use crate::payment::Payment;
use crate::profiles::IssuerProfile;
use crate::wit::tollgate::policy::facts::{Funding, Issuer, Maintenance, Network};

pub(super) fn facts(
    issuer: &IssuerProfile,
    answers: Standing,
    payment: &Payment,
    now_ms: u64,
) -> Issuer {
    let card = payment.card.as_ref();
    let funding = card.map_or(Funding::Unknown, |card| card.funding);
    let network = card.map_or(Network::Unknown, |card| card.network);
    let concerning = || {
        issuer
            .maintenance
            .iter()
            .filter(|window| window.concerns(funding, network, payment.channel))
    };
    // Of windows that overlap, the one that stops more, then the one that lasts longer.
    let current = concerning()
        .filter(|window| (window.start_ms..window.end_ms).contains(&now_ms))
        .max_by_key(|window| (!window.degraded_only, window.end_ms));
    let next = concerning()
        .map(|window| window.start_ms)
        .filter(|start| *start > now_ms)
        .min();
    Issuer {
        status: issuer.status,
        status_age_ms: issuer
            .status_since_ms
            .map(|since| now_ms.saturating_sub(since)),
        maintenance: current.map(|window| Maintenance {
            ends_at: window.end_ms,
            degraded_only: window.degraded_only,
        }),
        next_maintenance_at: next,
        cutover_ends_at: None,
        supports_type: issuer.supports(payment.kind),
        success_ppm: answers.success_ppm,
        usual_success_ppm: answers.usual_success_ppm,
        samples: answers.samples,
        latency_p95_ms: answers.latency_p95_ms,
    }
}
