//! What decisions of one segment are found by.

use std::collections::HashMap;

use super::Keys;

/// The index of one segment in memory: offsets by key.
#[derive(Debug, Default)]
pub(super) struct Index {
    decisions: HashMap<u128, u32>,
    /// The newest record of each request.
    requests: HashMap<u64, u32>,
    /// The record before, of the same request hash, by the offset of the newer one.
    older: HashMap<u32, u32>,
}

impl Index {
    /// Adds a record.
    pub(super) fn add(&mut self, keys: Keys, offset: u32) {
        self.decisions.insert(keys.decision, offset);
        if let Some(before) = self.requests.insert(keys.request, offset) {
            self.older.insert(offset, before);
        }
    }

    /// The record of a decision.
    pub(super) fn decision(&self, id: u128) -> Option<u32> {
        self.decisions.get(&id).copied()
    }

    /// The records of a request hash, newest first.
    pub(super) fn request(&self, hash: u64) -> Vec<u32> {
        let newest = self.requests.get(&hash).copied();
        std::iter::successors(newest, |offset| self.older.get(offset).copied()).collect()
    }
}
