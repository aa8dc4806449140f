//! One map of totals in 256 parts, so that neither growing nor tidying ever stops the
//! world for all of it.

use std::collections::HashMap;

use super::hash::{BuildPassThrough, CounterKey};

type Shard<V> = HashMap<CounterKey, V, BuildPassThrough>;

pub(super) struct Shards<V> {
    shards: Box<[Shard<V>; 256]>,
}

impl<V> Default for Shards<V> {
    fn default() -> Self {
        Self {
            shards: Box::new(std::array::from_fn(|_| Shard::default())),
        }
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "a byte is a position in 256 shards"
)]
impl<V> Shards<V> {
    pub(super) fn get(&self, key: CounterKey) -> Option<&V> {
        self.shards[usize::from(key.shard())].get(&key)
    }

    pub(super) fn get_mut(&mut self, key: CounterKey) -> Option<&mut V> {
        self.shards[usize::from(key.shard())].get_mut(&key)
    }

    pub(super) fn get_or_insert(&mut self, key: CounterKey, new: impl FnOnce() -> V) -> &mut V {
        self.shards[usize::from(key.shard())]
            .entry(key)
            .or_insert_with(new)
    }

    /// Drops what is dead in one shard, and room that is far too large for the rest.
    pub(super) fn sweep(&mut self, shard: u8, dead: impl Fn(&V) -> bool) {
        let shard = &mut self.shards[usize::from(shard)];
        shard.retain(|_, value| !dead(value));
        if shard.len() < shard.capacity() / 4 {
            shard.shrink_to(shard.len() * 2);
        }
    }

    /// What isn't dead in one shard, in the order of the keys.
    pub(super) fn sorted(&self, shard: u8, dead: impl Fn(&V) -> bool) -> Vec<(CounterKey, &V)> {
        let shard = &self.shards[usize::from(shard)];
        let live = shard.iter().filter(|(_, value)| !dead(value));
        let mut sorted: Vec<_> = live.map(|(key, value)| (*key, value)).collect();
        sorted.sort_unstable_by_key(|(key, _)| *key);
        sorted
    }

    /// Makes room in one shard for so many more.
    pub(super) fn reserve(&mut self, shard: u8, count: usize) {
        self.shards[usize::from(shard)].reserve(count);
    }

    pub(super) fn insert(&mut self, key: CounterKey, value: V) {
        self.shards[usize::from(key.shard())].insert(key, value);
    }

    pub(super) fn len(&self) -> usize {
        self.shards.iter().map(HashMap::len).sum()
    }
}
