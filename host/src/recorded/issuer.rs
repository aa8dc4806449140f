//! The card's issuer: how it stands, who it is; the network; and the earlier transaction.

use prost::Message as _;
use tollgate_proto::log::v1 as log;

use crate::profiles::IssuerProfile;
use crate::wit::tollgate::policy::facts::{Issuer, Maintenance, Money, Original, Route};

use super::cases::{Numbered as _, case, pack, unpack};
use super::{Damaged, narrow, read};

/// An issuer as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerSeen {
    /// Its id.
    pub id: Box<str>,
    /// The name that cardholders know it by; may be empty.
    pub name: Box<str>,
    /// For cardholders.
    pub phone: Option<Box<str>>,
}

/// The payload of an issuer as it is now.
#[must_use]
pub fn encode_issuer(issuer: &IssuerProfile) -> Vec<u8> {
    log::IssuerSeen {
        issuer_id: issuer.id.to_string(),
        name: issuer.name.to_string(),
        phone: issuer.phone.as_deref().map(str::to_owned),
    }
    .encode_to_vec()
}

/// Reads the payload of an issuer.
///
/// # Errors
/// The field that is damaged.
pub fn decode_issuer(payload: &[u8]) -> Result<IssuerSeen, Damaged> {
    let message: log::IssuerSeen = read("IssuerSeen", payload)?;
    Ok(IssuerSeen {
        id: message.issuer_id.into(),
        name: message.name.into(),
        phone: message.phone.map(Into::into),
    })
}

pub(super) fn encode(seen: &Issuer) -> log::Issuer {
    let maintenance = seen.maintenance;
    log::Issuer {
        status: seen.status.number(),
        status_age_ms: seen.status_age_ms,
        flags: pack([
            !seen.supports_type,
            maintenance.is_some_and(|window| window.degraded_only),
        ]),
        maintenance_ends_at_ms: maintenance.map(|window| window.ends_at),
        next_maintenance_at_ms: seen.next_maintenance_at,
        success_ppm: seen.success_ppm,
        usual_success_ppm: seen.usual_success_ppm,
        samples: seen.samples,
        latency_p95_ms: seen.latency_p95_ms,
        cutover_ends_at_ms: seen.cutover_ends_at,
    }
}

pub(super) fn decode(message: &log::Issuer) -> Result<Issuer, Damaged> {
    let [refuses_type, degraded_only] = unpack("issuer.flags", message.flags)?;
    Ok(Issuer {
        status: case("issuer.status", message.status)?,
        status_age_ms: message.status_age_ms,
        maintenance: message.maintenance_ends_at_ms.map(|ends_at| Maintenance {
            ends_at,
            degraded_only,
        }),
        next_maintenance_at: message.next_maintenance_at_ms,
        cutover_ends_at: message.cutover_ends_at_ms,
        supports_type: !refuses_type,
        success_ppm: message.success_ppm,
        usual_success_ppm: message.usual_success_ppm,
        samples: message.samples,
        latency_p95_ms: message.latency_p95_ms,
    })
}

pub(super) fn encode_route(seen: &Route) -> log::Route {
    let maintenance = seen.maintenance;
    log::Route {
        status: seen.status.number(),
        status_age_ms: seen.status_age_ms,
        degraded_only: maintenance.is_some_and(|window| window.degraded_only),
        maintenance_ends_at_ms: maintenance.map(|window| window.ends_at),
        next_maintenance_at_ms: seen.next_maintenance_at,
    }
}

pub(super) fn decode_route(message: &log::Route) -> Result<Route, Damaged> {
    Ok(Route {
        status: case("route.status", message.status)?,
        status_age_ms: message.status_age_ms,
        maintenance: message.maintenance_ends_at_ms.map(|ends_at| Maintenance {
            ends_at,
            degraded_only: message.degraded_only,
        }),
        next_maintenance_at: message.next_maintenance_at_ms,
    })
}

pub(super) fn encode_original(seen: &Original) -> log::Original {
    log::Original {
        found: seen.found,
        state: seen.state.number(),
        amount: seen.amount.minor_units,
        currency: seen.amount.currency.into(),
        r#type: seen.kind.number(),
        age_ms: seen.age_ms,
    }
}

pub(super) fn decode_original(message: &log::Original) -> Result<Original, Damaged> {
    Ok(Original {
        found: message.found,
        kind: case("original.type", message.r#type)?,
        state: case("original.state", message.state)?,
        amount: Money {
            minor_units: message.amount,
            currency: narrow("original.currency", message.currency)?,
        },
        age_ms: message.age_ms,
    })
}
