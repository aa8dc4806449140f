//! The smaller records: expiries, changes of profiles, and starts of the host.

use prost::Message as _;
use tollgate_proto::log::v1::{self as log, profile_change, start};

use crate::activity;
use crate::fold::Bounds;
use crate::record::DecisionId;
use crate::sandbox::WASMTIME_VERSION;

use super::outcome::id;
use super::set::HOST_VERSION;
use super::{Damaged, read};

/// The holds of a decision were released because no outcome came in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// The decision.
    pub decision: DecisionId,
    /// When it was noticed, Unix milliseconds.
    pub at_ms: u64,
}

/// The payload of an expiry.
#[must_use]
pub fn encode_expiry(of: &Expiry) -> Vec<u8> {
    log::Expiry {
        decision_id: of.decision.0.to_be_bytes().to_vec(),
        at_ms: of.at_ms,
    }
    .encode_to_vec()
}

/// Reads the payload of an expiry.
///
/// # Errors
/// The field that is damaged.
pub fn decode_expiry(payload: &[u8]) -> Result<Expiry, Damaged> {
    let message: log::Expiry = read("Expiry", payload)?;
    Ok(Expiry {
        decision: id(&message.decision_id)?,
        at_ms: message.at_ms,
    })
}

/// Whose profile it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileKind {
    /// A merchant's.
    Merchant,
    /// A terminal's.
    Terminal,
    /// An issuer's.
    Issuer,
    /// A network's or wallet's.
    Network,
    /// That of somebody on a list.
    Listing,
}

/// What happened to a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was written: the encoded message of `tollgate.v1` as it is stored.
    Put(Vec<u8>),
    /// It was removed.
    Deleted,
}

/// A profile was written or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileChange {
    /// Whose it is.
    pub kind: ProfileKind,
    /// Id of the merchant, terminal, issuer, network or subject of a list.
    pub id: Box<str>,
    /// When, Unix milliseconds.
    pub at_ms: u64,
    /// What happened to it.
    pub change: Change,
}

/// The payload of a change of a profile.
#[must_use]
pub fn encode_profile_change(of: &ProfileChange) -> Vec<u8> {
    use profile_change::Kind;
    let kind = match of.kind {
        ProfileKind::Merchant => Kind::Merchant,
        ProfileKind::Terminal => Kind::Terminal,
        ProfileKind::Issuer => Kind::Issuer,
        ProfileKind::Network => Kind::Network,
        ProfileKind::Listing => Kind::Listing,
    };
    log::ProfileChange {
        kind: kind.into(),
        id: of.id.to_string(),
        at_ms: of.at_ms,
        put: match &of.change {
            Change::Put(message) => Some(message.clone()),
            Change::Deleted => None,
        },
    }
    .encode_to_vec()
}

/// Reads the payload of a change of a profile.
///
/// # Errors
/// The field that is damaged.
pub fn decode_profile_change(payload: &[u8]) -> Result<ProfileChange, Damaged> {
    use profile_change::Kind;
    let message: log::ProfileChange = read("ProfileChange", payload)?;
    let kind = match Kind::try_from(message.kind) {
        Ok(Kind::Merchant) => ProfileKind::Merchant,
        Ok(Kind::Terminal) => ProfileKind::Terminal,
        Ok(Kind::Issuer) => ProfileKind::Issuer,
        Ok(Kind::Network) => ProfileKind::Network,
        Ok(Kind::Listing) => ProfileKind::Listing,
        Ok(Kind::Unspecified) | Err(_) => return Err(Damaged::new("kind", "is not known")),
    };
    Ok(ProfileChange {
        kind,
        id: message.id.into(),
        at_ms: message.at_ms,
        change: message.put.map_or(Change::Deleted, Change::Put),
    })
}

/// A host began to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// When, Unix milliseconds.
    pub at_ms: u64,
    /// Its version.
    pub host_version: Box<str>,
    /// The engine's version, on which fuel depends.
    pub wasmtime_version: Box<str>,
    /// Decisions are told once they are with the operating system, not yet on disk.
    pub os_durability: bool,
    /// What was cut off the end of the log.
    pub cut: Option<Cut>,
    /// What bounds the folds from here on.
    pub bounds: Bounds,
}

/// What a crash had left unfinished at the end of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// First sequence of the segment.
    pub segment: u64,
    /// Where in it, in bytes.
    pub offset: u64,
    /// Sequence of the first record that is gone.
    pub sequence: u64,
    /// How many bytes.
    pub bytes: u64,
}

impl Start {
    /// The start of this very host.
    #[must_use]
    pub fn now(at_ms: u64, os_durability: bool, cut: Option<Cut>, bounds: Bounds) -> Self {
        Self {
            at_ms,
            host_version: HOST_VERSION.into(),
            wasmtime_version: WASMTIME_VERSION.into(),
            os_durability,
            cut,
            bounds,
        }
    }
}

/// The payload of a start.
#[must_use]
pub fn encode_start(of: &Start) -> Vec<u8> {
    log::Start {
        at_ms: of.at_ms,
        host_version: of.host_version.to_string(),
        wasmtime_version: of.wasmtime_version.to_string(),
        os_durability: of.os_durability,
        cut: of.cut.map(|cut| start::Cut {
            segment: cut.segment,
            offset: cut.offset,
            sequence: cut.sequence,
            bytes: cut.bytes,
        }),
        remember_ms: of.bounds.remember_ms,
        remember_max: of.bounds.remember_max as u64,
        hold_ms: of.bounds.hold_ms,
        merchants_max: of.bounds.merchants_max as u64,
        earlier_ms: of.bounds.earlier_ms,
    }
    .encode_to_vec()
}

/// Reads the payload of a start.
///
/// # Errors
/// The field that is damaged.
pub fn decode_start(payload: &[u8]) -> Result<Start, Damaged> {
    let message: log::Start = read("Start", payload)?;
    Ok(Start {
        at_ms: message.at_ms,
        host_version: message.host_version.into(),
        wasmtime_version: message.wasmtime_version.into(),
        os_durability: message.os_durability,
        cut: message.cut.map(|cut| Cut {
            segment: cut.segment,
            offset: cut.offset,
            sequence: cut.sequence,
            bytes: cut.bytes,
        }),
        bounds: Bounds {
            remember_ms: message.remember_ms,
            remember_max: usize::try_from(message.remember_max).unwrap_or(usize::MAX),
            hold_ms: message.hold_ms,
            merchants_max: match message.merchants_max {
                // Of a host that kept no figures of merchants.
                0 => activity::Bounds::default().merchants_max,
                some => usize::try_from(some).unwrap_or(usize::MAX),
            },
            earlier_ms: message.earlier_ms,
        },
    })
}

/// Another policy set decides from now on: the one that the record refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetChange {
    /// When, Unix milliseconds.
    pub at_ms: u64,
    /// Its revision.
    pub revision: Box<str>,
}

/// The payload of a change of the policy set.
#[must_use]
pub fn encode_set_change(of: &SetChange) -> Vec<u8> {
    log::SetChange {
        at_ms: of.at_ms,
        revision: of.revision.to_string(),
    }
    .encode_to_vec()
}

/// Reads the payload of a change of the policy set.
///
/// # Errors
/// The field that is damaged.
pub fn decode_set_change(payload: &[u8]) -> Result<SetChange, Damaged> {
    let message: log::SetChange = read("SetChange", payload)?;
    Ok(SetChange {
        at_ms: message.at_ms,
        revision: message.revision.into(),
    })
}
