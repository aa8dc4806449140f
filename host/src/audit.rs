//! The log: an append-only chain of records in segments, which everything else is a fold of.
//!
//! Owns the bytes on disk: how records are framed, chained, committed in groups, synced, read
//! back, recovered after a crash, sealed, compressed and signed. Knows nothing of payments: a
//! payload is bytes, and what a record is found by is told by whoever appends it.
//!
//! [`Journal`] is the core: one thread, no clock but for checkpoints, the same calls give the
//! same bytes. [`Log`] is what a host shares: a bounded queue in front of a journal. [`Reader`]
//! reads, with a writer or without.

use std::fmt;
use std::sync::Arc;

pub mod checkpoint;
pub mod config;
mod extent;
mod frame;
mod index;
mod index_file;
mod journal;
mod keeper;
mod log;
mod lookup;
mod open;
mod packed;
mod progress;
mod reader;
mod scan;
mod segment;
mod segments;
mod snapshot;
mod spare;
pub mod storage;
mod tail;
mod verify;
mod writer;
mod wrong;

#[cfg(test)]
mod tests;

pub use checkpoint::{Checkpoint, Signer, hex, unhex};
pub use config::Config;
pub use frame::HEADER_BYTES;
pub use journal::Journal;
pub use keeper::Keeper;
pub use log::{AppendRefused, Barrier, Done, Log};
pub use open::{Cut, OpenError, Opening, RecordsError};
pub use progress::{Status, Stopped};
pub use reader::{ReadError, Reader};
pub use scan::Scan;
pub use snapshot::{Snapshot, SnapshotReader};
pub use storage::{Disk, File, Storage};
pub use verify::{Report, verify};
pub use writer::Writer;
pub use wrong::{Damage, Wrong};

/// SHA-256 of a whole record.
pub type Hash = [u8; 32];

/// The hash before the first record of a log.
pub const GENESIS: Hash = [0; 32];

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// An answer that was given.
    Decision = 1,
    /// What became of a payment.
    Outcome = 2,
    /// A hold that ended because no outcome came.
    Expiry = 3,
    /// A policy set, as decisions refer to it.
    PolicySet = 4,
    /// A merchant, as decisions saw it.
    Merchant = 5,
    /// An issuer, as decisions saw it.
    Issuer = 6,
    /// A profile that was written or deleted.
    ProfileChange = 7,
    /// A signed statement of how far the log reached.
    Checkpoint = 8,
    /// A host that began to write.
    Start = 9,
    /// Another policy set that decides from now on.
    SetChange = 10,
}

impl Kind {
    /// The kind with this number on disk.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::Decision,
            2 => Self::Outcome,
            3 => Self::Expiry,
            4 => Self::PolicySet,
            5 => Self::Merchant,
            6 => Self::Issuer,
            7 => Self::ProfileChange,
            8 => Self::Checkpoint,
            9 => Self::Start,
            10 => Self::SetChange,
            _ => return None,
        })
    }
}

/// When a record counts as recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    /// Once it is on disk: nothing told is lost with the power.
    #[default]
    Sync,
    /// Once the operating system has it: nothing told is lost with the process, but the last
    /// moments may be lost with the power.
    Os,
}

impl fmt::Display for Durability {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Sync => "sync",
            Self::Os => "os",
        })
    }
}

/// Where a record is. Ordered as the log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// Its number: from 1, one more for each record.
    pub sequence: u64,
    /// The segment, by the sequence of its first record.
    pub segment: u64,
    /// Where it begins in the uncompressed segment, in bytes.
    pub offset: u32,
}

/// A record, read and verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it is.
    pub position: Position,
    /// What it is about.
    pub kind: Kind,
    /// When it counted as recorded.
    pub durability: Durability,
    /// Offsets of the records in the same segment that it refers to; 0 for none.
    pub refs: [u32; 3],
    /// What it says.
    pub payload: Vec<u8>,
    /// SHA-256 of the whole record: what the next one names as its previous.
    pub hash: Hash,
}

/// Something that records refer to: written once in each segment, before the first record that
/// refers to it.
pub trait Part: Send + Sync {
    /// A number that no other part has in this process.
    fn identity(&self) -> u64;
    /// The kind of its record.
    fn kind(&self) -> Kind;
    /// The payload of its record.
    fn encode(&self) -> Vec<u8>;
}

/// What a decision, or what was reported of it, is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Its id. Of two records of a segment with one id the later is found.
    pub decision: u128,
    /// A hash of the request id; two requests may share one. `None` where it answers none.
    pub request: Option<u64>,
}

/// Finds the keys of a record in its payload, where it has any.
pub type KeysOf = fn(Kind, &[u8]) -> Option<Keys>;

/// A record to append.
pub struct Entry {
    /// What it is about.
    pub kind: Kind,
    /// What it says.
    pub payload: Vec<u8>,
    /// What it refers to. For a decision: the policy set, the merchant and the issuer as seen.
    pub parts: [Option<Arc<dyn Part>>; 3],
    /// What it is found by.
    pub keys: Option<Keys>,
}

impl Entry {
    /// An entry that refers to nothing and is found by nothing.
    #[must_use]
    pub fn new(kind: Kind, payload: Vec<u8>) -> Self {
        Self {
            kind,
            payload,
            parts: [None, None, None],
            keys: None,
        }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Entry")
            .field("kind", &self.kind)
            .field("payload_bytes", &self.payload.len())
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}
