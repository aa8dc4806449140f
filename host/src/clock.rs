//! The one place that reads a clock.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Where now comes from.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// This machine's clock.
    #[default]
    Host,
    /// The latest `occurred_at` seen: for demonstrations, backtests and loading history.
    Request,
}

/// Tells the time that decisions are made at. It never goes back.
#[derive(Debug)]
pub struct Clock {
    source: Source,
    latest_ms: AtomicU64,
}

impl Clock {
    /// A clock with this source.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self {
            source,
            latest_ms: AtomicU64::new(0),
        }
    }

    /// Now, milliseconds since the Unix epoch, for a request that says it occurred at
    /// `occurred_at_ms`.
    pub fn now_ms(&self, occurred_at_ms: Option<u64>) -> u64 {
        let seen = self.seen_ms(occurred_at_ms);
        self.latest_ms.fetch_max(seen, Ordering::Relaxed).max(seen)
    }

    /// Now as [`now_ms`](Self::now_ms) would tell it, without making it so: what is only tried
    /// must not move the time of what is decided.
    pub fn peek_ms(&self, occurred_at_ms: Option<u64>) -> u64 {
        let seen = self.seen_ms(occurred_at_ms);
        self.latest_ms.load(Ordering::Relaxed).max(seen)
    }

    /// Takes `at_ms` for past: what the log has happened before whatever happens now.
    pub fn catch_up(&self, at_ms: u64) {
        self.latest_ms.fetch_max(at_ms, Ordering::Relaxed);
    }

    fn seen_ms(&self, occurred_at_ms: Option<u64>) -> u64 {
        match self.source {
            Source::Host => host_ms(),
            Source::Request => occurred_at_ms.unwrap_or(0),
        }
    }

    /// The latest time told, for work that no request asked for. With [`Source::Host`], now.
    pub fn latest_ms(&self) -> u64 {
        self.now_ms(None)
    }
}

thread_local! {
    /// What the machine's clock says in this thread, where it stands still.
    static STILL_MS: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Lets the machine's clock stand still in this thread: until the next call it is this time, and
/// nothing takes any. How long something took is in each record, and so in its length: a
/// simulation would not be the same twice.
pub fn stand_still(at_ms: u64) {
    STILL_MS.set(Some(at_ms));
}

/// This machine's wall clock, for what is about the host itself: when a file was loaded.
#[must_use]
pub fn host_ms() -> u64 {
    if let Some(still_ms) = STILL_MS.get() {
        return still_ms;
    }
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// The moment by which an answer is worth nothing any more.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Instant);

impl Deadline {
    /// The moment that is `within` from now.
    #[must_use]
    pub fn within(within: Duration) -> Self {
        let now = Instant::now();
        Self(now.checked_add(within).unwrap_or(now))
    }

    /// What is left, in whole milliseconds; 0 when it has passed.
    #[must_use]
    pub fn left_ms(self) -> u64 {
        let left = self.0.saturating_duration_since(Instant::now());
        u64::try_from(left.as_millis()).unwrap_or(u64::MAX)
    }

    /// The same moment for a timer.
    #[must_use]
    pub fn instant(self) -> Instant {
        self.0
    }
}

/// Measures how long something took.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts measuring.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start.
    #[must_use]
    pub fn elapsed(self) -> Duration {
        if STILL_MS.get().is_some() {
            return Duration::ZERO;
        }
        self.0.elapsed()
    }

    /// The time since the start in nanoseconds, at most `u32::MAX` (4.3 s).
    #[must_use]
    pub fn elapsed_ns(self) -> u32 {
        u32::try_from(self.elapsed().as_nanos()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_request_time_now_is_the_latest_time_seen() {
        let clock = Clock::new(Source::Request);
        let told = [5, 9, 7].map(|occurred| clock.now_ms(Some(occurred)));
        assert_eq!(told, [5, 9, 9]);
        assert_eq!(clock.now_ms(None), 9);
    }

    #[test]
    fn a_look_does_not_move_the_clock() {
        let clock = Clock::new(Source::Request);
        clock.now_ms(Some(5));
        assert_eq!([9, 3].map(|occurred| clock.peek_ms(Some(occurred))), [9, 5]);
        assert_eq!(clock.latest_ms(), 5);
    }

    #[test]
    fn with_host_time_a_request_does_not_set_the_clock() {
        let clock = Clock::new(Source::Host);
        let far = 32_503_680_000_000;
        assert!(clock.now_ms(Some(far)) < far);
    }
}
