//! What decisions of one segment are found by.

use std::collections::HashMap;
use std::sync::Arc;

use super::reader::ReadError;
use super::segments::Segments;
use super::{Keys, Scan};

/// The index of one segment in memory: offsets by key.
#[derive(Debug, Default)]
pub(super) struct Index {
    decisions: HashMap<u128, u32>,
    /// The newest record of each request.
    requests: HashMap<u64, u32>,
    /// The record before, of the same request hash, by the offset of the newer one.
    older: HashMap<u32, u32>,
}

/// All keys of an index with their offsets, sorted by both.
pub(super) struct Sorted {
    pub(super) decisions: Vec<(u128, u32)>,
    pub(super) requests: Vec<(u64, u32)>,
}

impl Index {
    /// Makes the index of a segment from its records.
    pub(super) fn of_segment(segments: &Arc<Segments>, segment: u64) -> Result<Self, ReadError> {
        let mut index = Self::default();
        for record in Scan::of_segment(segments.clone(), segment)?.within() {
            let record = record?;
            if let Some(keys) = (segments.keys_of)(record.kind, &record.payload) {
                index.add(keys, record.position.offset);
            }
        }
        Ok(index)
    }

    /// Adds a record.
    pub(super) fn add(&mut self, keys: Keys, offset: u32) {
        self.decisions.insert(keys.decision, offset);
        if let Some(request) = keys.request
            && let Some(before) = self.requests.insert(request, offset)
        {
            self.older.insert(offset, before);
        }
    }

    /// The record of a decision.
    pub(super) fn decision(&self, id: u128) -> Option<u32> {
        self.decisions.get(&id).copied()
    }

    /// The records of a request hash, newest first.
    pub(super) fn request(&self, hash: u64) -> Vec<u32> {
        self.chain(self.requests.get(&hash).copied()).collect()
    }

    fn chain(&self, newest: Option<u32>) -> impl Iterator<Item = u32> {
        std::iter::successors(newest, |offset| self.older.get(offset).copied())
    }

    /// All of it, sorted by key and offset.
    pub(super) fn sorted(&self) -> Sorted {
        let decisions = self.decisions.iter().map(|(id, offset)| (*id, *offset));
        let mut decisions: Vec<_> = decisions.collect();
        decisions.sort_unstable();
        let mut requests: Vec<_> = (self.requests.iter())
            .flat_map(|(hash, newest)| self.chain(Some(*newest)).map(|offset| (*hash, offset)))
            .collect();
        requests.sort_unstable();
        Sorted {
            decisions,
            requests,
        }
    }
}
