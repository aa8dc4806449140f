//! The total of a rolling window, in at most 60 buckets.
//!
//! A bucket is a stretch of time of a 59th of the window. It counts until its last instant
//! has left the window: the total may hold up to one bucket too much, never too little.

use super::totals::{less, more};
use grid::Grid;
use ring::Ring;

mod grid;
mod ring;

/// What was counted in one stretch of time.
#[derive(Clone, Copy)]
pub(super) struct Bucket {
    /// Position on the line of time, in lengths of a bucket since the Unix epoch.
    pub(super) number: u64,
    pub(super) sum: u64,
}

/// A rolling total. Nearly all of them, such as those of a card at a merchant, have but one
/// bucket: it is kept here, and only several of them elsewhere.
pub(super) enum Rolling {
    One {
        grid: Grid,
        bucket: Bucket,
    },
    /// INVARIANT: at least two buckets.
    Many(Box<Ring>),
}

impl Rolling {
    /// The total of a window of so many seconds in which nothing is counted before this instant.
    pub(super) fn new(seconds: u32, at_ms: u64) -> Self {
        let grid = Grid { seconds };
        let bucket = Bucket {
            number: grid.number_at(at_ms),
            sum: 0,
        };
        Self::One { grid, bucket }
    }

    /// The total of these buckets. `None` where they are not those of a window at this instant:
    /// at least one, none of which is gone, and each later than the one before.
    pub(super) fn of(seconds: u32, buckets: Vec<Bucket>, now_ms: u64) -> Option<Self> {
        let grid = Grid { seconds };
        let first = *buckets.first()?;
        let ascend = buckets.is_sorted_by(|a, b| a.number < b.number);
        if !ascend || grid.gone_at(first.number) <= now_ms {
            return None;
        }
        Some(match buckets.len() {
            1 => Self::One {
                grid,
                bucket: first,
            },
            _ => Self::Many(Box::new(Ring::of(grid, buckets))),
        })
    }

    /// The length of a bucket, milliseconds.
    #[cfg(test)]
    pub(super) fn bucket_ms(seconds: u32) -> u64 {
        Grid { seconds }.bucket_ms()
    }

    pub(super) fn seconds(&self) -> u32 {
        self.grid().seconds
    }

    fn grid(&self) -> Grid {
        match self {
            Self::One { grid, .. } => *grid,
            Self::Many(ring) => ring.grid(),
        }
    }

    /// All buckets that are kept, the oldest first: those that are gone among them.
    pub(super) fn buckets(&self) -> &[Bucket] {
        match self {
            Self::One { bucket, .. } => std::slice::from_ref(bucket),
            Self::Many(ring) => ring.buckets(),
        }
    }

    /// The buckets that still count, the oldest first.
    pub(super) fn live(&self, now_ms: u64) -> &[Bucket] {
        self.grid().live(self.buckets(), now_ms)
    }

    pub(super) fn read(&self, now_ms: u64) -> u64 {
        match self {
            Self::One { grid, bucket } if now_ms < grid.gone_at(bucket.number) => bucket.sum,
            Self::One { .. } => 0,
            Self::Many(ring) => ring.read(now_ms),
        }
    }

    pub(super) fn is_dead(&self, now_ms: u64) -> bool {
        self.live(now_ms).is_empty()
    }

    /// Counts `amount` where it belongs, unless that has left the window.
    pub(super) fn add(&mut self, at_ms: u64, amount: u64, now_ms: u64) {
        match self {
            Self::One { grid, bucket } => {
                let grid = *grid;
                let number = grid.number_at(at_ms);
                let new = Bucket {
                    number,
                    sum: amount,
                };
                if grid.gone_at(number) <= now_ms {
                    return;
                }
                if number == bucket.number {
                    bucket.sum = more(bucket.sum, amount);
                } else if grid.gone_at(bucket.number) <= now_ms {
                    *bucket = new;
                } else {
                    let mut two = Vec::with_capacity(2);
                    two.extend([*bucket, new]);
                    two.sort_unstable_by_key(|bucket| bucket.number);
                    *self = Self::Many(Box::new(Ring::of(grid, two)));
                }
            }
            Self::Many(ring) => {
                ring.add(at_ms, amount, now_ms);
                let grid = ring.grid();
                if let [bucket] = *ring.buckets() {
                    *self = Self::One { grid, bucket };
                }
            }
        }
    }

    /// Gives `amount` back to where it was counted, if that still counts.
    pub(super) fn take(&mut self, at_ms: u64, amount: u64) {
        match self {
            Self::One { grid, bucket } => {
                if grid.number_at(at_ms) == bucket.number {
                    bucket.sum = less(bucket.sum, amount);
                }
            }
            Self::Many(ring) => ring.take(at_ms, amount),
        }
    }

    /// The first instant at which no more than `room` is left of what is counted now.
    pub(super) fn falls_to(&self, room: u64, now_ms: u64) -> u64 {
        let mut left = 0;
        for bucket in self.live(now_ms).iter().rev() {
            left = more(left, bucket.sum);
            if left > room {
                return self.grid().gone_at(bucket.number);
            }
        }
        now_ms
    }
}
