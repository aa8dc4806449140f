//! Where the records of a queue are, by hash: open addressing, four bytes a slot.

/// An empty slot. No label is 0.
const EMPTY: u32 = 0;

/// How many labels there are: more than a queue has records.
const LABELS: u64 = u32::MAX as u64;

/// Labels of the records from the one with this number on: numbers in four bytes.
#[derive(Clone, Copy)]
pub(super) struct Labels {
    first: u64,
}

impl Labels {
    pub(super) fn from(first: u64) -> Self {
        Self { first }
    }

    pub(super) fn label(number: u64) -> u32 {
        u32::try_from(number % LABELS).map_or(EMPTY, |low| low + 1)
    }

    pub(super) fn number(self, label: u32) -> u64 {
        let ahead = u64::from(label) + LABELS - 1 - self.first % LABELS;
        self.first + ahead % LABELS
    }
}

/// Labels by hash. At most half of the slots are used, so that a search is short also where it
/// finds nothing.
pub(super) struct Index {
    /// A power of two of them.
    slots: Vec<u32>,
    used: usize,
}

impl Index {
    pub(super) fn with_room(records: usize) -> Self {
        let slots = records.saturating_mul(2).max(16);
        Self {
            slots: vec![EMPTY; slots.checked_next_power_of_two().unwrap_or(16)],
            used: 0,
        }
    }

    /// Whether one more record needs a larger index.
    pub(super) fn is_full(&self) -> bool {
        self.used >= self.slots.len() / 2
    }

    /// Starts again with twice the room.
    pub(super) fn grow(&mut self, records: impl Iterator<Item = (u64, u32)>) {
        *self = Self::with_room(self.slots.len());
        for (hash, label) in records {
            self.insert(hash, label);
        }
    }

    /// The first answer that `look` gives to a label that may have this hash.
    pub(super) fn find(&self, hash: u64, look: impl Fn(u32) -> Option<u64>) -> Option<u64> {
        let mut slot = self.home(hash);
        loop {
            match *self.slots.get(slot)? {
                EMPTY => return None,
                label => {
                    if let Some(found) = look(label) {
                        return Some(found);
                    }
                }
            }
            slot = self.after(slot);
        }
    }

    /// Needs room: see [`Index::is_full`].
    pub(super) fn insert(&mut self, hash: u64, label: u32) {
        let mut slot = self.home(hash);
        while self.slots.get(slot).is_some_and(|used| *used != EMPTY) {
            slot = self.after(slot);
        }
        self.set(slot, label);
        self.used += 1;
    }

    /// Takes a label out and closes the gap, so that no search ends early.
    pub(super) fn remove(&mut self, hash: u64, label: u32, hash_of: impl Fn(u32) -> Option<u64>) {
        let mut gap = self.home(hash);
        loop {
            match self.slots.get(gap) {
                None | Some(&EMPTY) => return,
                Some(found) if *found == label => break,
                Some(_) => gap = self.after(gap),
            }
        }
        self.used -= 1;
        let mut slot = self.after(gap);
        while let Some(moved) = self.slots.get(slot).copied()
            && moved != EMPTY
        {
            let home = hash_of(moved).map_or(slot, |hash| self.home(hash));
            // It may move to the gap unless its home lies behind the gap.
            if self.distance(home, slot) >= self.distance(gap, slot) {
                self.set(gap, moved);
                gap = slot;
            }
            slot = self.after(slot);
        }
        self.set(gap, EMPTY);
    }

    fn home(&self, hash: u64) -> usize {
        // A slice has at most isize::MAX bytes.
        let slots = self.slots.len() as u64;
        usize::try_from(hash >> (64 - slots.trailing_zeros())).unwrap_or(0)
    }

    fn after(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }

    fn distance(&self, from: usize, to: usize) -> usize {
        to.wrapping_sub(from) & (self.slots.len() - 1)
    }

    fn set(&mut self, slot: usize, label: u32) {
        if let Some(place) = self.slots.get_mut(slot) {
            *place = label;
        }
    }
}
