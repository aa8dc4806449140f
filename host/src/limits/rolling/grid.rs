//! How the line of time is cut into buckets.

use super::Bucket;

/// A window overlaps at most one bucket more than it is long.
const BUCKETS_PER_WINDOW: u64 = 59;

/// Buckets for a window of so many seconds.
#[derive(Clone, Copy)]
pub(in super::super) struct Grid {
    pub(super) seconds: u32,
}

impl Grid {
    /// The length of a bucket, milliseconds.
    pub(super) fn bucket_ms(self) -> u64 {
        (u64::from(self.seconds) * 1000)
            .div_ceil(BUCKETS_PER_WINDOW)
            .max(1)
    }

    pub(super) fn number_at(self, at_ms: u64) -> u64 {
        at_ms / self.bucket_ms()
    }

    /// The first instant at which all of a bucket has left the window.
    pub(super) fn gone_at(self, number: u64) -> u64 {
        let next_starts_ms = number.saturating_add(1).saturating_mul(self.bucket_ms());
        let window_ms = u64::from(self.seconds) * 1000;
        next_starts_ms.saturating_sub(1).saturating_add(window_ms)
    }

    /// Of these buckets, the oldest first, those that still count.
    pub(super) fn live(self, buckets: &[Bucket], now_ms: u64) -> &[Bucket] {
        let gone = buckets.partition_point(|bucket| self.gone_at(bucket.number) <= now_ms);
        buckets.get(gone..).unwrap_or_default()
    }
}
