//! How an issuer answers usually: a mean in which each hour weighs a 336th less than the next.
//!
//! Two weeks of 336 hours: a report that is as old weighs about a third of one of now, so that
//! an outage of hours is compared with what was before it.

use super::ppm;

const HOUR_MS: u64 = 3_600_000;

/// Hours after which a weight is down to a third (1/e).
const HOURS: u64 = 336;

/// The weight of a report of now. A weight is cut to whole numbers every hour, so it must be
/// large.
const WEIGHT: u64 = 1 << 20;

/// What is left of a weight after an hour, in 2^-32.
const LEFT_AFTER_HOUR: u64 = ((HOURS - 1) << 32) / HOURS;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Usual {
    /// The hour that the weights are of, since the Unix epoch.
    pub(super) hour: u64,
    /// Of all reports.
    pub(super) all: u64,
    /// Of the successes among them.
    pub(super) successes: u64,
}

impl Usual {
    /// Counts a report of now, which is no earlier than any before.
    pub(super) fn add(&mut self, now_ms: u64, success: bool) {
        let hour = now_ms / HOUR_MS;
        let left = left_after(hour.saturating_sub(self.hour));
        self.hour = hour;
        self.all = scaled(self.all, left).saturating_add(WEIGHT);
        let success = if success { WEIGHT } else { 0 };
        self.successes = scaled(self.successes, left).saturating_add(success);
    }

    /// A mean doesn't change as all weights fall alike, so it needs no now.
    pub(super) fn success_ppm(&self) -> u32 {
        ppm(self.successes, self.all)
    }
}

/// What is left after so many hours, in 2^-32.
fn left_after(mut hours: u64) -> u64 {
    let (mut left, mut square) = (1 << 32, LEFT_AFTER_HOUR);
    while hours > 0 && left > 0 {
        if hours & 1 == 1 {
            left = scaled(left, square);
        }
        square = scaled(square, square);
        hours >>= 1;
    }
    left
}

/// `number` times `by` 2^-32, which is at most 1.
fn scaled(number: u64, by: u64) -> u64 {
    let product = u128::from(number) * u128::from(by);
    u64::try_from(product >> 32).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_fall_to_a_third_in_two_weeks_and_to_nothing_in_a_year() {
        for (hours, ppm_left) in [
            (0, 1_000_000),
            (1, 997_023),
            (24, 930_963),
            (336, 367_331),
            (8_760, 0),
            (u64::MAX, 0),
        ] {
            assert_eq!((left_after(hours) * 1_000_000) >> 32, ppm_left, "{hours}");
        }
    }
}
