//! The answers of the last ten minutes, in 20 buckets of half a minute.

use super::answer::Answered;
use super::ppm;

/// Length of a bucket, milliseconds.
const BUCKET_MS: u64 = 30_000;

/// Buckets in the window.
pub(super) const BUCKETS: usize = 20;

/// Upper ends of the histogram's steps, milliseconds. What takes longer than the last but one is
/// in the last.
const STEPS_MS: [u32; STEPS] = [
    10, 20, 30, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1_000, 1_500, 2_000, 3_000, 4_000,
    5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 60_000, 120_000,
];

pub(super) const STEPS: usize = 25;

/// What was reported in one stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) samples: u32,
    pub(super) successes: u32,
    /// Answers by the time they took.
    pub(super) latencies: [u32; STEPS],
}

#[derive(Clone, Copy, Default)]
struct Bucket {
    /// Position on the line of time, in lengths of a bucket since the Unix epoch.
    number: u64,
    tally: Tally,
}

/// A ring: a bucket is at its number modulo their count.
#[derive(Default)]
pub(super) struct Recent {
    buckets: [Bucket; BUCKETS],
}

impl Recent {
    /// Counts a report of now, which is no earlier than any before.
    pub(super) fn add(&mut self, now_ms: u64, answered: Answered) {
        let number = now_ms / BUCKET_MS;
        let Some(bucket) = self.buckets.get_mut(place(number)) else {
            return;
        };
        if bucket.number != number {
            *bucket = Bucket {
                number,
                tally: Tally::default(),
            };
        }
        bucket.tally.add(answered);
    }

    /// The sum of the window.
    pub(super) fn read(&self, now_ms: u64) -> Tally {
        let mut sum = Tally::default();
        self.live(now_ms).for_each(|(_, tally)| sum.add_all(&tally));
        sum
    }

    /// The buckets in the window in which something was reported, by number, the oldest first.
    pub(super) fn live(&self, now_ms: u64) -> impl Iterator<Item = (u64, Tally)> {
        let newest = now_ms / BUCKET_MS;
        (0..BUCKETS as u64).rev().filter_map(move |ago| {
            let number = newest.checked_sub(ago)?;
            let bucket = self.buckets.get(place(number))?;
            let live = bucket.number == number && bucket.tally.samples > 0;
            live.then_some((number, bucket.tally))
        })
    }

    /// Puts a bucket back; `false` where it isn't one of the window.
    pub(super) fn restore(&mut self, number: u64, tally: Tally, now_ms: u64) -> bool {
        let newest = now_ms / BUCKET_MS;
        let is_live = newest
            .checked_sub(number)
            .is_some_and(|ago| ago < BUCKETS as u64);
        match self.buckets.get_mut(place(number)) {
            Some(bucket) if is_live && tally.is_possible() => {
                *bucket = Bucket { number, tally };
                true
            }
            _ => false,
        }
    }
}

fn place(number: u64) -> usize {
    usize::try_from(number % BUCKETS as u64).unwrap_or(0)
}

impl Tally {
    fn add(&mut self, answered: Answered) {
        self.samples = self.samples.saturating_add(1);
        let success = u32::from(answered.success);
        self.successes = self.successes.saturating_add(success);
        // Where none came, the time is that of who waited, not of the issuer.
        if let (true, Some(latency_ms)) = (answered.answered, answered.latency_ms) {
            let step = STEPS_MS.partition_point(|upto| *upto < latency_ms);
            if let Some(count) = self.latencies.get_mut(step.min(STEPS - 1)) {
                *count = count.saturating_add(1);
            }
        }
    }

    fn add_all(&mut self, other: &Self) {
        self.samples = self.samples.saturating_add(other.samples);
        self.successes = self.successes.saturating_add(other.successes);
        for (sum, count) in self.latencies.iter_mut().zip(other.latencies) {
            *sum = sum.saturating_add(count);
        }
    }

    fn is_possible(&self) -> bool {
        self.samples > 0 && self.successes <= self.samples
    }

    pub(super) fn success_ppm(&self) -> u32 {
        ppm(self.successes.into(), self.samples.into())
    }

    pub(super) fn latency_p95_ms(&self) -> u32 {
        let all: u64 = self.latencies.iter().copied().map(u64::from).sum();
        let below = (all * 95).div_ceil(100);
        let mut seen = 0;
        for (upto, count) in STEPS_MS.into_iter().zip(self.latencies) {
            seen += u64::from(count);
            if seen >= below && seen > 0 {
                return upto;
            }
        }
        0
    }
}
