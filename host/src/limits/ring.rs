//! The total of a rolling window, in at most 60 buckets.
//!
//! A bucket is a stretch of time of a 59th of the window. It counts until its last instant
//! has left the window: the total may hold up to one bucket too much, never too little.

use std::collections::VecDeque;

use super::totals::{less, more};

/// A window overlaps at most one bucket more than it is long.
const BUCKETS_PER_WINDOW: u64 = 59;

pub(super) struct Bucket {
    /// Position on the line of time, in lengths of a bucket since the Unix epoch.
    pub(super) number: u64,
    pub(super) sum: u64,
}

pub(super) struct Ring {
    seconds: u32,
    /// The oldest first; only those in which something was counted.
    buckets: VecDeque<Bucket>,
    /// INVARIANT: the sum of the buckets' sums, or the top where that is more.
    total: u64,
    /// INVARIANT: when the oldest bucket goes. Until then the total is at hand without a look
    /// at the buckets, which are seldom in the processor's cache.
    next_gone_ms: u64,
}

impl Ring {
    pub(super) fn new(seconds: u32) -> Self {
        Self {
            seconds,
            buckets: VecDeque::new(),
            total: 0,
            next_gone_ms: u64::MAX,
        }
    }

    /// A ring of these buckets, the oldest first.
    pub(super) fn of(seconds: u32, buckets: VecDeque<Bucket>) -> Self {
        let mut ring = Self::new(seconds);
        ring.total = buckets
            .iter()
            .fold(0, |total, bucket| more(total, bucket.sum));
        ring.next_gone_ms = buckets
            .front()
            .map_or(u64::MAX, |oldest| ring.gone_at(oldest.number));
        ring.buckets = buckets;
        ring
    }

    pub(super) fn seconds(&self) -> u32 {
        self.seconds
    }

    /// The length of a bucket, milliseconds.
    pub(super) fn bucket_ms(seconds: u32) -> u64 {
        (u64::from(seconds) * 1000)
            .div_ceil(BUCKETS_PER_WINDOW)
            .max(1)
    }

    fn number_at(&self, at_ms: u64) -> u64 {
        at_ms / Self::bucket_ms(self.seconds)
    }

    /// The first instant at which all of a bucket has left the window.
    fn gone_at(&self, number: u64) -> u64 {
        let next_starts_ms = number
            .saturating_add(1)
            .saturating_mul(Self::bucket_ms(self.seconds));
        let window_ms = u64::from(self.seconds) * 1000;
        next_starts_ms.saturating_sub(1).saturating_add(window_ms)
    }

    /// The buckets that still count, the oldest first.
    pub(super) fn live(&self, now_ms: u64) -> impl DoubleEndedIterator<Item = &Bucket> {
        let gone = self
            .buckets
            .partition_point(|bucket| self.gone_at(bucket.number) <= now_ms);
        self.buckets.range(gone..)
    }

    pub(super) fn read(&self, now_ms: u64) -> u64 {
        if now_ms < self.next_gone_ms {
            return self.total;
        }
        self.live(now_ms)
            .fold(0, |total, bucket| more(total, bucket.sum))
    }

    pub(super) fn is_dead(&self, now_ms: u64) -> bool {
        self.live(now_ms).next().is_none()
    }

    /// Whether the buckets are those of a window at this instant: at least one, none of which is
    /// gone, and each later than the one before.
    pub(super) fn is_well_formed(&self, now_ms: u64) -> bool {
        let numbers = self.buckets.iter().map(|bucket| bucket.number);
        !self.buckets.is_empty() && now_ms < self.next_gone_ms && numbers.is_sorted_by(|a, b| a < b)
    }

    /// Counts `amount` where it belongs, unless that has left the window.
    pub(super) fn add(&mut self, at_ms: u64, amount: u64, now_ms: u64) {
        self.drop_gone(now_ms);
        let number = self.number_at(at_ms);
        if self.gone_at(number) <= now_ms {
            return;
        }
        let position = self.position_after(number);
        match position
            .checked_sub(1)
            .and_then(|last| self.buckets.get_mut(last))
        {
            Some(bucket) if bucket.number == number => bucket.sum = more(bucket.sum, amount),
            _ => self.buckets.insert(
                position,
                Bucket {
                    number,
                    sum: amount,
                },
            ),
        }
        self.total = more(self.total, amount);
        self.next_gone_ms = self.next_gone_ms.min(self.gone_at(number));
    }

    /// Gives `amount` back to where it was counted, if that still counts.
    pub(super) fn take(&mut self, at_ms: u64, amount: u64) {
        let number = self.number_at(at_ms);
        let position = self.position_after(number).checked_sub(1);
        if let Some(bucket) = position.and_then(|position| self.buckets.get_mut(position))
            && bucket.number == number
        {
            let before = bucket.sum;
            bucket.sum = less(before, amount);
            let taken = before - bucket.sum;
            self.subtract(taken);
        }
    }

    /// The position behind the buckets up to `number`. Nearly always it is at the end.
    fn position_after(&self, number: u64) -> usize {
        self.buckets
            .iter()
            .rposition(|bucket| bucket.number <= number)
            .map_or(0, |last| last + 1)
    }

    /// The first instant at which no more than `room` is left of what is counted now.
    pub(super) fn falls_to(&self, room: u64, now_ms: u64) -> u64 {
        let mut left = 0;
        for bucket in self.live(now_ms).rev() {
            left = more(left, bucket.sum);
            if left > room {
                return self.gone_at(bucket.number);
            }
        }
        now_ms
    }

    fn drop_gone(&mut self, now_ms: u64) {
        while now_ms >= self.next_gone_ms
            && let Some(oldest) = self.buckets.pop_front()
        {
            self.next_gone_ms = self
                .buckets
                .front()
                .map_or(u64::MAX, |bucket| self.gone_at(bucket.number));
            self.subtract(oldest.sum);
        }
    }

    /// Takes from the total what was just taken from a bucket.
    fn subtract(&mut self, taken: u64) {
        self.total = if self.total == u64::MAX {
            self.buckets
                .iter()
                .fold(0, |total, bucket| more(total, bucket.sum))
        } else {
            self.total.saturating_sub(taken)
        };
    }

    #[cfg(test)]
    pub(super) fn buckets(&self) -> usize {
        self.buckets.len()
    }
}
