//! Sums that decay by whole days.
//!
//! Of a mean over `n` days a sum weighs each day `(n-1)/(n+1)` of the next: then the days in it
//! are as old, on average, as those of a plain mean of `n` days, and 86 of 100 of the weight lie
//! within `n` days. A sum is one number where a window of days is one for each, and a day that
//! leaves the window makes no jump.

/// Milliseconds of a day. Days are those of UTC: a decay needs no calendar.
pub(super) const DAY_MS: u64 = 86_400_000;

/// The whole of a share in 2^-32.
const ONE: u64 = 1 << 32;

/// A number of days that a mean is of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days(u64);

pub(super) const WEEK: Days = Days(7);
pub(super) const MONTH: Days = Days(30);
pub(super) const QUARTER: Days = Days(90);

impl Days {
    /// What is left of a weight after so many days, in 2^-32.
    pub(super) fn left_after(self, mut days: u64) -> u64 {
        let (mut left, mut square) = (ONE, (ONE * (self.0 - 1)) / (self.0 + 1));
        while days > 0 && left > 0 {
            if days & 1 == 1 {
                left = scaled(left, square);
            }
            square = scaled(square, square);
            days >>= 1;
        }
        left
    }

    /// The weights of all days from `since` to now, in 2^-32 of a day: of today as much as has
    /// passed of it. A sum divided by it is a mean for one day.
    pub(super) fn weights(self, since: u64, now_ms: u64) -> u64 {
        let passed = ((now_ms % DAY_MS) << 32) / DAY_MS;
        let before = (now_ms / DAY_MS).saturating_sub(since);
        // The sum of (n-1)/(n+1) to the powers of 1 to `before`.
        let earlier = (ONE - self.left_after(before)) * (self.0 - 1) / 2;
        passed + earlier
    }

    /// How many they are.
    pub(super) fn count(self) -> u64 {
        self.0
    }
}

/// `number` times `by` 2^-32, which is at most 1.
pub(super) fn scaled(number: u64, by: u64) -> u64 {
    let product = u128::from(number) * u128::from(by);
    u64::try_from(product >> 32).unwrap_or(u64::MAX)
}

/// As [`scaled`].
pub(super) fn scaled_small(number: u32, by: u64) -> u32 {
    u32::try_from(scaled(number.into(), by)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_falls_to_a_seventh_in_the_days_of_its_mean() {
        for (days, after, ppm_left) in [
            (WEEK, 0, 1_000_000),
            (WEEK, 1, 750_000),
            (WEEK, 7, 133_483),
            (MONTH, 30, 135_235),
            (QUARTER, 1, 978_021),
            (QUARTER, 90, 135_324),
            (QUARTER, 3_650, 0),
            (QUARTER, u64::MAX, 0),
        ] {
            let left = (days.left_after(after) * 1_000_000) >> 32;
            assert_eq!(left, ppm_left, "{days:?} {after}");
        }
    }

    #[test]
    fn the_weights_of_long_ago_come_to_half_the_days() {
        for (days, hundredths) in [(WEEK, 300), (MONTH, 1_450), (QUARTER, 4_450)] {
            let at_midnight = days.weights(0, 20_000 * DAY_MS);
            assert_eq!((at_midnight * 100) >> 32, hundredths, "{days:?}");
            let at_noon = days.weights(0, 20_000 * DAY_MS + DAY_MS / 2);
            assert_eq!(at_noon - at_midnight, 1 << 31, "{days:?}");
            assert_eq!(days.weights(5, 5 * DAY_MS), 0, "{days:?}");
        }
    }
}
