//! Which requests were decided, and where in the log: a fold of its decisions.
//!
//! It reads no clock and forgets as it is folded, so that the same decisions give the same index
//! wherever and whenever they are folded.

use std::hash::Hasher as _;

use siphasher::sip128::{Hasher128 as _, SipHasher24};

use crate::audit::Position;
use crate::queue::{Id, Queue, Record};

mod snapshot;
#[cfg(test)]
mod tests;

/// The key of the hash of request ids. The hashes are in snapshots and in the indexes of the log:
/// with another key nothing would be found there.
const SIP_KEY: &[u8; 16] = b"tollgate/request";

/// Room that is made ready from the start.
const ROOM_MAX: usize = 1 << 20;

/// Decisions forgotten after each one at most: more than come, so that forgetting keeps up, and
/// few, so that no request pays for many others.
const FORGOTTEN_PER_DECISION: usize = 2;

/// A hash of a request id.
#[must_use]
pub fn request_key(request_id: &str) -> u128 {
    let mut hash = SipHasher24::new_with_key(SIP_KEY);
    hash.write(request_id.as_bytes());
    hash.finish128().as_u128()
}

/// What tells one content from another: half of its SHA-256.
#[must_use]
pub fn content_key(content: &[u8; 32]) -> [u8; 16] {
    std::array::from_fn(|place| content.get(place).copied().unwrap_or(0))
}

/// How long, and how many, decisions are remembered. Part of the fold: another index forgets
/// the same only with the same bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How long a decision is remembered, milliseconds.
    pub keep_ms: u64,
    /// Decisions at most; the oldest are forgotten first.
    pub entries_max: usize,
    /// How long none is forgotten for being one too many, milliseconds: its outcome must find it.
    pub hold_ms: u64,
}

/// A decision that is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// [`request_key`] of the request that it answers.
    pub request: u128,
    /// [`content_key`] of what was asked.
    pub content: [u8; 16],
    /// Its id.
    pub decision: u128,
    /// Where its record is.
    pub position: Position,
    /// When it was made, milliseconds since the Unix epoch.
    pub at_ms: u64,
}

/// The decisions that are remembered, by request and by their own id.
pub struct Index {
    bounds: Bounds,
    /// In the order in which they were decided.
    entries: Queue<Entry, 2>,
    latest_ms: u64,
}

const BY_REQUEST: usize = 0;
const BY_DECISION: usize = 1;

impl Index {
    /// That of no decisions.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            entries: Queue::with_room(bounds.entries_max.min(ROOM_MAX)),
            latest_ms: 0,
        }
    }

    /// Forgets under other bounds from the next decision on.
    pub fn rebound(&mut self, bounds: Bounds) {
        self.bounds = bounds;
    }

    /// Folds a decision, and forgets what is too old or too much by now. One on a request that
    /// was decided before takes the place of that.
    pub fn decided(&mut self, known: Known) {
        self.latest_ms = self.latest_ms.max(known.at_ms);
        if let Some(before) = self.find(BY_REQUEST, known.request.into()) {
            self.entries.retire(before, Entry::RETIRED);
        }
        self.entries.push(Entry::from(known));
        self.forget();
    }

    /// The decision on the request with this [`request_key`].
    #[must_use]
    pub fn by_request(&self, request: u128) -> Option<Known> {
        self.get(BY_REQUEST, request.into())
    }

    /// The decision with this id.
    #[must_use]
    pub fn by_decision(&self, decision: u128) -> Option<Known> {
        self.get(BY_DECISION, decision.into())
    }

    /// Whether the oldest decision is in the way of another and may not be forgotten yet.
    #[must_use]
    pub fn is_full(&self, now_ms: u64) -> bool {
        let hold_ms = self.bounds.hold_ms;
        let held = |oldest: &Entry| now_ms.saturating_sub(oldest.at_ms) < hold_ms;
        self.entries.len() >= self.bounds.entries_max && self.entries.oldest().is_some_and(held)
    }

    /// How many decisions are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn find(&self, key: usize, id: Id) -> Option<u64> {
        self.entries
            .find(key, id.spread(), |entry| entry.key(key) == Some(id))
    }

    fn get(&self, key: usize, id: Id) -> Option<Known> {
        let entry = self.entries.get(self.find(key, id)?)?;
        Some(Known::from(*entry))
    }

    fn forget(&mut self) {
        for _ in 0..FORGOTTEN_PER_DECISION {
            let Some(oldest) = self.entries.oldest() else {
                return;
            };
            let old = self.latest_ms.saturating_sub(oldest.at_ms) > self.bounds.keep_ms;
            // Those that were in work when the room was full may be a few too many for a while.
            let excess = self.entries.len() > self.bounds.entries_max;
            let spare = excess && !self.is_full(self.latest_ms);
            if !old && !spare {
                return;
            }
            self.entries.pop();
        }
    }
}

/// A decision in as few bytes as it takes.
#[derive(Clone, Copy)]
struct Entry {
    request: Id,
    content: [u8; 16],
    decision: Id,
    /// 0 where another decision came in its place.
    sequence: u64,
    at_ms: u64,
    offset: u32,
    /// Records before it in its segment. One takes dozens of bytes, and offsets are of 32 bits.
    records_before: u32,
}

impl Entry {
    /// What stands where a decision was whose place another took.
    const RETIRED: Self = Self {
        request: Id::ZERO,
        content: [0; 16],
        decision: Id::ZERO,
        sequence: 0,
        at_ms: 0,
        offset: 0,
        records_before: 0,
    };

    fn key(&self, key: usize) -> Option<Id> {
        match key {
            _ if self.sequence == 0 => None,
            BY_REQUEST => Some(self.request),
            _ => Some(self.decision),
        }
    }
}

impl Record for Entry {
    fn hash(&self, key: usize) -> Option<u64> {
        self.key(key).map(Id::spread)
    }
}

impl From<Known> for Entry {
    fn from(known: Known) -> Self {
        let Position {
            sequence,
            segment,
            offset,
        } = known.position;
        let records_before = sequence.saturating_sub(segment);
        Self {
            request: known.request.into(),
            content: known.content,
            decision: known.decision.into(),
            sequence,
            at_ms: known.at_ms,
            offset,
            records_before: u32::try_from(records_before).unwrap_or(u32::MAX),
        }
    }
}

impl From<Entry> for Known {
    fn from(entry: Entry) -> Self {
        Self {
            request: entry.request.into(),
            content: entry.content,
            decision: entry.decision.into(),
            position: Position {
                sequence: entry.sequence,
                segment: entry.sequence.saturating_sub(entry.records_before.into()),
                offset: entry.offset,
            },
            at_ms: entry.at_ms,
        }
    }
}
