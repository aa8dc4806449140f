//! All entries in memory, as a payment looks them up: by a hash of 16 bytes, without a text.
//!
//! A subject takes 24 bytes, some 30 to 60 with the room that a map keeps. It is in one of 256
//! parts, each behind a lock of its own, so that neither a write nor a map that grows ever stops
//! payments for long.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};

use crate::profiles::ProfileError;
use crate::wit::tollgate::policy::facts::Listing;

use super::Subject;
use super::entry::{CAUSES, Entry};
use super::subject::{KINDS, Key};

/// The entries, by subject.
pub(super) struct Memory {
    secret: [u8; 16],
    /// Subjects of each kind: where there are none, none is looked for.
    subjects: [AtomicUsize; KINDS],
    shards: Box<[RwLock<Shard>; 256]>,
}

/// A cause and its end in eight bytes: the end in the upper 60 bits, which hold the milliseconds
/// of 36 million years, the cause in the lower four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark(u64);

impl Mark {
    const NEVER_MS: u64 = u64::MAX >> 4;
    /// Stands for more than one mark, which are elsewhere.
    const SEVERAL: Self = Self(u64::MAX);

    fn new(cause: u8, expires_at_ms: Option<u64>) -> Self {
        let end_ms = expires_at_ms.map_or(Self::NEVER_MS, |end_ms| end_ms.min(Self::NEVER_MS));
        Self((end_ms << 4) | u64::from(cause & 0xf))
    }

    fn cause(self) -> u64 {
        self.0 & 0xf
    }

    fn counts(self, now_ms: u64) -> bool {
        let end_ms = self.0 >> 4;
        end_ms == Self::NEVER_MS || end_ms > now_ms
    }

    fn listing(self) -> Listing {
        let cause = usize::try_from(self.cause()).ok();
        cause
            .and_then(|cause| CAUSES.get(cause))
            .map_or(Listing::empty(), |(_, listing, _)| *listing)
    }
}

/// What a subject takes without the room that a map keeps.
#[cfg(test)]
pub(super) const BYTES: usize = size_of::<(Key, Mark)>();

/// A part of the subjects.
#[derive(Default)]
struct Shard {
    marks: HashMap<Key, Mark, BuildHasherDefault<Hashed>>,
    /// Of the few who are listed for more than one cause.
    several: HashMap<Key, Box<[Mark]>, BuildHasherDefault<Hashed>>,
}

impl Shard {
    fn marks(&self, key: Key) -> &[Mark] {
        match self.marks.get(&key) {
            None => &[],
            Some(&Mark::SEVERAL) => self.several.get(&key).map_or(&[], |marks| marks),
            Some(mark) => std::slice::from_ref(mark),
        }
    }

    /// Changes the marks of one subject; says whether it was and whether it is listed.
    fn change(&mut self, key: Key, change: impl FnOnce(&mut Vec<Mark>)) -> (bool, bool) {
        let mut marks = self.marks(key).to_vec();
        let was_listed = !marks.is_empty();
        change(&mut marks);
        let is_listed = !marks.is_empty();
        self.several.remove(&key);
        match *marks {
            [] => {
                self.marks.remove(&key);
            }
            [mark] => {
                self.marks.insert(key, mark);
            }
            _ => {
                self.marks.insert(key, Mark::SEVERAL);
                self.several.insert(key, marks.into());
            }
        }
        (was_listed, is_listed)
    }
}

impl Memory {
    /// Nobody is listed.
    pub(super) fn new() -> Result<Self, ProfileError> {
        let mut secret = [0; 16];
        getrandom::fill(&mut secret)
            .map_err(|error| ProfileError::Storage(format!("no random bytes: {error}")))?;
        Ok(Self {
            secret,
            subjects: Default::default(),
            shards: Box::new(std::array::from_fn(|_| RwLock::default())),
        })
    }

    /// Whether nobody is listed at all.
    pub(super) fn is_empty(&self) -> bool {
        self.subjects
            .iter()
            .all(|subjects| subjects.load(Ordering::Acquire) == 0)
    }

    /// What this subject is listed for at `now_ms`.
    pub(super) fn find(&self, subject: Subject<'_>, now_ms: u64) -> Listing {
        let kind = self.subjects.get(subject.kind());
        if kind.is_none_or(|subjects| subjects.load(Ordering::Acquire) == 0) {
            return Listing::empty();
        }
        let key = subject.key(&self.secret);
        let shard = self.shard(key).read();
        let shard = shard.unwrap_or_else(PoisonError::into_inner);
        shard
            .marks(key)
            .iter()
            .filter(|mark| mark.counts(now_ms))
            .fold(Listing::empty(), |found, mark| found | mark.listing())
    }

    /// Takes an entry in, in place of that of the same subject and cause.
    pub(super) fn put(&self, entry: &Entry<'_>) {
        let mark = Mark::new(entry.cause, entry.expires_at_ms);
        self.change(entry.subject, |marks| {
            marks.retain(|other| other.cause() != mark.cause());
            marks.push(mark);
        });
    }

    /// Forgets the entry of this subject and cause.
    pub(super) fn remove(&self, entry: &Entry<'_>) {
        self.change(entry.subject, |marks| {
            marks.retain(|mark| mark.cause() != u64::from(entry.cause));
        });
    }

    /// Whether there is an entry that counts no more at `now_ms`.
    pub(super) fn has_ended(&self, now_ms: u64) -> bool {
        self.shards.iter().any(|shard| {
            let shard = shard.read().unwrap_or_else(PoisonError::into_inner);
            let single = shard.marks.values().filter(|mark| **mark != Mark::SEVERAL);
            let mut all = single.chain(shard.several.values().flatten());
            all.any(|mark| !mark.counts(now_ms))
        })
    }

    fn change(&self, subject: Subject<'_>, change: impl FnOnce(&mut Vec<Mark>)) {
        let key = subject.key(&self.secret);
        let Some(subjects) = self.subjects.get(subject.kind()) else {
            return;
        };
        let shard = self.shard(key).write();
        let mut shard = shard.unwrap_or_else(PoisonError::into_inner);
        match shard.change(key, change) {
            (false, true) => subjects.fetch_add(1, Ordering::Release),
            (true, false) => subjects.fetch_sub(1, Ordering::Release),
            (true, true) | (false, false) => return,
        };
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "a byte is a position in 256 shards"
    )]
    fn shard(&self, key: Key) -> &RwLock<Shard> {
        // The maps place keys by their lower half.
        let [first, ..] = key.high.to_be_bytes();
        &self.shards[usize::from(first)]
    }
}

/// Passes on the lower half of what is a hash already.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
