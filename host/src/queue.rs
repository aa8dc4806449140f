//! Records in the order in which they came, found by their keys, dropped from the oldest on.
//!
//! A map and a queue of the same things would keep each of them twice, and a map that grows
//! moves them all at once. Here a record lies once, in a chunk that never moves, and an index
//! of four bytes for each record finds it. Knows nothing of what a record says.

use std::array;
use std::collections::VecDeque;

mod id;
mod index;

pub(crate) use id::Id;
use index::{Index, Labels};

/// Records in one chunk.
const CHUNK: usize = 1024;

/// What can be kept in a queue.
pub(crate) trait Record: Copy {
    /// The hash of the key at this position, all of whose bits vary; `None` where the record is
    /// not found by that key.
    fn hash(&self, key: usize) -> Option<u64>;
}

/// Records, the oldest first, each with a number that is one more than that of the one before.
pub(crate) struct Queue<R, const KEYS: usize> {
    records: Records<R>,
    indexes: [Index; KEYS],
}

struct Records<R> {
    chunks: VecDeque<Vec<R>>,
    /// Records of the first chunk that were dropped.
    dropped: usize,
    len: usize,
    /// The number of the oldest.
    first: u64,
}

impl<R: Record, const KEYS: usize> Queue<R, KEYS> {
    /// An empty queue whose indexes need not grow up to `room` records.
    pub(crate) fn with_room(room: usize) -> Self {
        Self {
            records: Records {
                chunks: VecDeque::new(),
                dropped: 0,
                len: 0,
                first: 0,
            },
            indexes: array::from_fn(|_| Index::with_room(room)),
        }
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.records.len
    }

    /// The number of a record, by one of its keys. `is` tells whether a record that has the hash
    /// is the one.
    pub(crate) fn find(&self, key: usize, hash: u64, is: impl Fn(&R) -> bool) -> Option<u64> {
        let labels = Labels::from(self.records.first);
        self.indexes.get(key)?.find(hash, |label| {
            let number = labels.number(label);
            self.records.get(number).is_some_and(&is).then_some(number)
        })
    }

    /// The record with this number.
    pub(crate) fn get(&self, number: u64) -> Option<&R> {
        self.records.get(number)
    }

    /// The oldest record.
    pub(crate) fn oldest(&self) -> Option<&R> {
        self.records.get(self.records.first)
    }

    /// All records, the oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &R> {
        let records = self.records.chunks.iter().flatten();
        records.skip(self.records.dropped)
    }

    /// Appends a record.
    pub(crate) fn push(&mut self, record: R) {
        let Self { records, indexes } = self;
        let label = Labels::label(records.first + records.len as u64);
        records.push(record);
        for (key, index) in indexes.iter_mut().enumerate() {
            if index.is_full() {
                index.grow(records.hashes(key));
            } else if let Some(hash) = record.hash(key) {
                index.insert(hash, label);
            }
        }
    }

    /// Puts in place of a record one that is found by no key. It stays where it was until it is
    /// the oldest.
    pub(crate) fn retire(&mut self, number: u64, instead: R) {
        self.unlink(number);
        if let Some(record) = self.records.get_mut(number) {
            *record = instead;
        }
    }

    /// Puts in place of a record one that may be found by other keys.
    pub(crate) fn replace(&mut self, number: u64, instead: R) {
        self.unlink(number);
        let Self { records, indexes } = self;
        let Some(record) = records.get_mut(number) else {
            return;
        };
        *record = instead;
        let label = Labels::label(number);
        for (key, index) in indexes.iter_mut().enumerate() {
            if index.is_full() {
                index.grow(records.hashes(key));
            } else if let Some(hash) = instead.hash(key) {
                index.insert(hash, label);
            }
        }
    }

    /// Drops the oldest record.
    pub(crate) fn pop(&mut self) -> Option<R> {
        self.unlink(self.records.first);
        self.records.pop()
    }

    fn unlink(&mut self, number: u64) {
        let Self { records, indexes } = self;
        let Some(record) = records.get(number) else {
            return;
        };
        let labels = Labels::from(records.first);
        for (key, index) in indexes.iter_mut().enumerate() {
            if let Some(hash) = record.hash(key) {
                index.remove(hash, Labels::label(number), |label| {
                    let moved = records.get(labels.number(label))?;
                    moved.hash(key)
                });
            }
        }
    }
}

impl<R: Record> Records<R> {
    fn place(&self, number: u64) -> Option<(usize, usize)> {
        let offset = usize::try_from(number.checked_sub(self.first)?).ok()?;
        let place = self.dropped.checked_add(offset)?;
        Some((place / CHUNK, place % CHUNK))
    }

    fn get(&self, number: u64) -> Option<&R> {
        let (chunk, place) = self.place(number)?;
        self.chunks.get(chunk)?.get(place)
    }

    fn get_mut(&mut self, number: u64) -> Option<&mut R> {
        let (chunk, place) = self.place(number)?;
        self.chunks.get_mut(chunk)?.get_mut(place)
    }

    fn push(&mut self, record: R) {
        self.len += 1;
        match self.chunks.back_mut() {
            Some(chunk) if chunk.len() < CHUNK => chunk.push(record),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(record);
                self.chunks.push_back(chunk);
            }
        }
    }

    fn pop(&mut self) -> Option<R> {
        let record = *self.chunks.front()?.get(self.dropped)?;
        self.len -= 1;
        self.first += 1;
        self.dropped += 1;
        let all = self.chunks.front().map_or(0, Vec::len);
        if self.dropped == CHUNK || self.dropped == all {
            self.chunks.pop_front();
            self.dropped = 0;
        }
        Some(record)
    }

    /// The hash and label of every record that is found by this key.
    fn hashes(&self, key: usize) -> impl Iterator<Item = (u64, u32)> {
        let records = self.chunks.iter().flatten().skip(self.dropped);
        (self.first..)
            .zip(records)
            .filter_map(move |(number, record)| Some((record.hash(key)?, Labels::label(number))))
    }
}

#[cfg(test)]
mod tests;
