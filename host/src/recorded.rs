//! What a record of the log says: values of this host as protobuf payloads, and back.
//!
//! The only place that knows the messages of `tollgate.log.v1`. Beginnings, chains, checksums and
//! which record refers to which are the log's own; what a record means for totals and remembered
//! requests is known by those who fold it.
//!
//! A decision is written in two halves, for little of it is known under the ledger's lock:
//! [`evidence`] before, [`head`] under it. Of protobuf messages in a row the fields are joined, so
//! one after the other they are one message.
//!
//! What can be told from other records that a decision refers to is not said again in it:
//! [`RecordedSet`], [`MerchantSeen`] and [`IssuerSeen`] are needed to read it.

use std::fmt;

mod answer;
mod brief;
mod card;
mod cases;
mod conclusion;
mod decision;
mod event;
mod evidence;
mod former;
mod head;
mod issuer;
mod listings;
mod merchant;
mod outcome;
mod part;
mod policy;
mod reason;
mod seen;
mod set;
mod summary;
mod terminal;
#[cfg(test)]
mod tests;
mod transaction;

pub use brief::{Brief, decode_brief};
pub use decision::{RecordedDecision, decode_decision};
pub use event::{
    Change, Cut, Expiry, ProfileChange, ProfileKind, SetChange, Start, decode_expiry,
    decode_profile_change, decode_set_change, decode_start, encode_expiry, encode_profile_change,
    encode_set_change, encode_start,
};
pub use evidence::{Evidence, evidence};
pub use former::{decode_former, decode_reported};
pub use head::{Head, head};
pub use issuer::{IssuerSeen, decode_issuer, encode_issuer};
pub use merchant::{MerchantSeen, decode_merchant, encode_merchant};
pub use outcome::{Outcome, decode_outcome, encode_outcome};
pub use set::{RecordedSet, decode_set, encode_set};
pub use summary::{Names, Summary, decode_names, decode_summary};

pub use crate::policy::Terms as RecordedPolicy;

/// A payload does not say what it must.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// The field, as in `record.proto`; the message where none of it can be read.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

impl Damaged {
    fn new(field: &'static str, problem: impl Into<String>) -> Self {
        Self {
            field,
            problem: problem.into(),
        }
    }
}

impl fmt::Display for Damaged {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`: {}", self.field, self.problem)
    }
}

impl std::error::Error for Damaged {}

/// Reads a whole message.
fn read<M: prost::Message + Default>(name: &'static str, payload: &[u8]) -> Result<M, Damaged> {
    M::decode(payload).map_err(|error| Damaged::new(name, error.to_string()))
}

/// A number of the width that the host has it in.
fn narrow<N: TryFrom<u32>>(field: &'static str, number: u32) -> Result<N, Damaged> {
    N::try_from(number).map_err(|_| Damaged::new(field, format!("`{number}` is too large")))
}

/// As [`narrow`], where there is a number.
fn narrow_some<N: TryFrom<u32>>(
    field: &'static str,
    number: Option<u32>,
) -> Result<Option<N>, Damaged> {
    number.map(|number| narrow(field, number)).transpose()
}

/// Bytes of a fixed length.
fn exactly<const N: usize>(field: &'static str, bytes: &[u8]) -> Result<[u8; N], Damaged> {
    bytes.try_into().map_err(|_| {
        let length = bytes.len();
        Damaged::new(field, format!("has `{length}` bytes instead of {N}"))
    })
}

/// A position as a message has it. No set comes near the bound.
fn place(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// A position as the host has it.
fn position(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
