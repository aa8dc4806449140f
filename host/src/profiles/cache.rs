//! Snapshots in memory, bounded by weight, in front of the store.
//!
//! Loads and refreshes of one id run one after the other, in the cache's slot for that id, and
//! each reads the store inside it. So a slow load cannot put back what a write replaced: the
//! writer commits, then refreshes; its refresh waits for the load and reads what it committed.

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::Arc,
    time::{Duration, Instant},
};

use moka::{
    Expiry,
    ops::compute::{CompResult, Op},
    sync::Cache,
};

use super::ProfileError;

/// What an entry costs besides its snapshot: its key, and the cache's own nodes, as the
/// allocator takes them. Measured with a million merchants.
const ENTRY_BYTES: usize = 331;

/// What an id is found by: two hashes of it, under keys that this process drew at random. So
/// nobody can look for two ids that have them in common, and two that have by chance are not
/// to be expected before there are some 2^60 of them.
type Fingerprint = [u64; 2];

/// A snapshot, or that there is none.
type Known<P> = Option<Arc<P>>;

/// The snapshots of one kind by id.
pub(super) struct Cached<P> {
    entries: Cache<Fingerprint, Known<P>>,
    hashers: [RandomState; 2],
}

impl<P: Send + Sync + 'static> Cached<P> {
    /// Holds at most `max_bytes` by the estimate `size_bytes`, and remembers for `miss_ttl`
    /// that an id has no record.
    pub(super) fn new(max_bytes: u64, miss_ttl: Duration, size_bytes: fn(&P) -> usize) -> Self {
        let weight = move |_: &Fingerprint, known: &Known<P>| {
            let bytes = ENTRY_BYTES + known.as_deref().map_or(0, size_bytes);
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        let entries = Cache::builder()
            .max_capacity(max_bytes)
            .weigher(weight)
            .expire_after(MissExpiry { miss_ttl })
            .build();
        Self {
            entries,
            hashers: [RandomState::new(), RandomState::new()],
        }
    }

    /// The snapshot in memory, else the one that `load` reads from the store. Callers that ask
    /// for the same id at once share one load. An error is not remembered.
    pub(super) fn get(
        &self,
        id: &str,
        load: impl FnOnce() -> Result<Option<P>, ProfileError>,
    ) -> Result<Known<P>, ProfileError> {
        let fingerprint = self.fingerprint(id);
        if let Some(known) = self.entries.get(&fingerprint) {
            return Ok(known);
        }
        let result = self
            .entries
            .entry(fingerprint)
            .and_try_compute_with(|entry| match entry {
                Some(_) => Ok(Op::Nop),
                None => load().map(|profile| Op::Put(profile.map(Arc::new))),
            })?;
        Ok(match result {
            CompResult::Inserted(entry)
            | CompResult::ReplacedWith(entry)
            | CompResult::Unchanged(entry)
            | CompResult::Removed(entry) => entry.into_value(),
            CompResult::StillNone(_) => None,
        })
    }

    /// Reads the id again where it is in memory. To be called after each committed write.
    pub(super) fn refresh(&self, id: &str, load: impl FnOnce() -> Result<Option<P>, ProfileError>) {
        self.entries
            .entry(self.fingerprint(id))
            .and_compute_with(|entry| match entry {
                // What nobody asked for need not be in memory.
                None => Op::Nop,
                // A load that fails is tried, and its error told, when the id is next asked for.
                Some(_) => load().map_or(Op::Remove, |profile| Op::Put(profile.map(Arc::new))),
            });
    }

    fn fingerprint(&self, id: &str) -> Fingerprint {
        self.hashers.each_ref().map(|hasher| hasher.hash_one(id))
    }
}

/// Lets misses expire, and snapshots stay until they are crowded out.
struct MissExpiry {
    miss_ttl: Duration,
}

impl MissExpiry {
    fn ttl<P>(&self, known: &Known<P>) -> Option<Duration> {
        known.is_none().then_some(self.miss_ttl)
    }
}

impl<P> Expiry<Fingerprint, Known<P>> for MissExpiry {
    fn expire_after_create(
        &self,
        _: &Fingerprint,
        known: &Known<P>,
        _: Instant,
    ) -> Option<Duration> {
        self.ttl(known)
    }

    fn expire_after_update(
        &self,
        _: &Fingerprint,
        known: &Known<P>,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        self.ttl(known)
    }
}

#[cfg(test)]
mod tests;
