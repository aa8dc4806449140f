//! Random numbers that are the same for a seed on every machine: SplitMix64 (Steele, Lea and
//! Flood, 2014), and the distributions that payments follow.

use std::f64::consts::TAU;

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A stream of its own for the thing numbered `index`, whatever else was drawn.
    pub(super) fn of(seed: u64, index: usize) -> Self {
        let index = u64::try_from(index).unwrap_or(u64::MAX);
        let mut mixed = Self(seed ^ index.wrapping_mul(0xd134_2543_de82_ef95));
        Self(mixed.bits())
    }

    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        // The 53 bits that a double holds.
        (self.bits() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// From 0 to below `end`; 0 where `end` is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let scaled = u128::from(self.bits()) * u128::try_from(end).unwrap_or(0);
        usize::try_from(scaled >> 64).unwrap_or(0)
    }

    /// From `first` to `last`.
    pub(super) fn between(&mut self, first: u32, last: u32) -> u32 {
        let span = u64::from(last.saturating_sub(first)) + 1;
        let drawn = (u128::from(self.bits()) * u128::from(span)) >> 64;
        first + u32::try_from(drawn).unwrap_or(0)
    }

    /// Whether something of this probability happens.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of these, each as likely as its weight; the last one covers what rounding leaves.
    ///
    /// `None` only where there are none.
    pub(super) fn weighted<'a, T>(
        &mut self,
        all: &'a [T],
        weight: impl Fn(&T) -> f64,
    ) -> Option<&'a T> {
        let mut left = self.unit() * all.iter().map(&weight).sum::<f64>();
        let found = all.iter().find(|one| {
            left -= weight(one);
            left < 0.0
        });
        found.or(all.last())
    }

    /// One of these, each as likely as any other.
    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    /// Of the standard normal distribution (Box and Muller).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (TAU * self.unit()).cos()
    }

    /// Log-normal, with this median.
    pub(super) fn log_normal(&mut self, median: f64, sigma: f64) -> f64 {
        median * (sigma * self.normal()).exp()
    }

    /// Exponential, with this mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// This many decimal digits.
    pub(super) fn digits(&mut self, count: usize) -> String {
        (0..count)
            .filter_map(|_| char::from_digit(self.between(0, 9), 10))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first outputs of the reference implementation for seed 1234567.
    #[test]
    fn the_stream_is_the_published_one() {
        let mut random = Random::new(1_234_567);
        let drawn = [random.bits(), random.bits(), random.bits()];
        let published = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!(drawn, published);
    }

    #[test]
    fn distributions_have_their_means() {
        const DRAWS: u32 = 20_000;
        let mut random = Random::new(7);
        let mut mean = |draw: fn(&mut Random) -> f64| {
            (0..DRAWS).map(|_| draw(&mut random)).sum::<f64>() / f64::from(DRAWS)
        };
        let near = |value: f64, expected: f64| (value / expected - 1.0).abs() < 0.05;
        assert!(near(mean(Random::unit), 0.5));
        assert!(near(mean(|random| random.exponential(30.0)), 30.0));
        // exp(mu + sigma² / 2)
        assert!(near(mean(|random| random.log_normal(100.0, 0.5)), 113.3));
        assert!(near(mean(|random| f64::from(random.between(1, 6))), 3.5));
        assert!(near(
            mean(|random| if random.chance(0.25) { 1.0 } else { 0.0 }),
            0.25
        ));
    }

    #[test]
    fn weights_hold() {
        let mut random = Random::new(3);
        let all = [("often", 3.0), ("never", 0.0), ("rarely", 1.0)];
        let drawn: Vec<_> = (0..8_000)
            .filter_map(|_| random.weighted(&all, |one| one.1))
            .map(|one| one.0)
            .collect();
        let count = |name: &str| drawn.iter().filter(|drawn| **drawn == name).count();
        assert_eq!(count("never"), 0);
        assert!((5_800..6_200).contains(&count("often")));
    }
}
