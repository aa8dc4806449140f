//! Numbers from a seed: the same on every machine.

/// SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) struct Random(u64);

impl Random {
    /// Starts at a seed.
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number from `low` up to and with `high`, which must not be smaller. That some are more
    /// likely by one in 2^40 or so does not matter here.
    pub(crate) fn between<T: TryFrom<i64> + Into<i64> + Copy>(&mut self, low: T, high: T) -> T {
        let (first, last) = (low.into(), high.into());
        let span = last.abs_diff(first).saturating_add(1);
        let offset = i64::try_from(self.next() % span).unwrap_or(0);
        T::try_from(first + offset).unwrap_or(low)
    }

    /// True once in `turns` times.
    pub(crate) fn once_in(&mut self, turns: u64) -> bool {
        self.next().is_multiple_of(turns)
    }

    /// One of a list, which must not be empty.
    pub(crate) fn one_of<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        let place = self.next() % u64::try_from(list.len()).unwrap_or(1).max(1);
        usize::try_from(place)
            .ok()
            .and_then(|place| list.get(place))
            .copied()
    }
}
