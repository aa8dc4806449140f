//! Random numbers that are the same for a seed on every machine: SplitMix64 (Steele, Lea and
//! Flood, 2014).

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed. Neighbouring seeds have nothing in common.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut stream = Self(seed);
        Self(stream.bits() ^ seed.rotate_left(32))
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        let scaled = u128::from(self.bits()) * u128::from(end);
        u64::try_from(scaled >> 64).unwrap_or(0)
    }

    /// From `first` to `last`, both included.
    pub fn between(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// A position in something of this length; 0 where it is empty.
    pub fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// Whether something happens that happens `percent` times of 100.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    ///
    /// # Panics
    /// Where there are none.
    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.index(all.len())]
    }

    /// One of these, each as likely as its weight.
    ///
    /// # Panics
    /// Where there are none.
    pub fn weighted<T: Copy>(&mut self, all: &[(u64, T)]) -> T {
        let sum = all.iter().map(|(weight, _)| weight).sum();
        let mut drawn = self.below(sum);
        for (weight, item) in all {
            if drawn < *weight {
                return *item;
            }
            drawn -= weight;
        }
        all.last().expect("something to draw from").1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_that_of_its_seed_and_within_its_bounds() {
        let draw = |seed| {
            let mut random = Random::new(seed);
            [(); 64].map(|()| random.between(3, 7))
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        let drawn: std::collections::BTreeSet<u64> = draw(3).into_iter().collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
    }

    #[test]
    fn what_weighs_nothing_is_never_drawn() {
        let mut random = Random::new(9);
        let mut counts = [0; 3];
        for _ in 0..1_000 {
            counts[random.weighted(&[(1, 0), (0, 1), (9, 2)])] += 1;
        }
        assert!(
            counts[0] > 50 && counts[1] == 0 && counts[2] > 800,
            "{counts:?}"
        );
    }
}
