//! Several buckets of a rolling total.

use super::{Bucket, Grid, less, more};

pub(in super::super) struct Ring {
    grid: Grid,
    /// The oldest first; only those in which something was counted.
    buckets: Vec<Bucket>,
    /// INVARIANT: the sum of the buckets' sums, or the top where that is more.
    total: u64,
    /// INVARIANT: when the oldest bucket goes. Until then the total is at hand without a look
    /// at the buckets, which are seldom in the processor's cache.
    next_gone_ms: u64,
}

impl Ring {
    /// A ring of these buckets, the oldest first.
    pub(super) fn of(grid: Grid, buckets: Vec<Bucket>) -> Self {
        Self {
            grid,
            total: sum(&buckets),
            next_gone_ms: next_gone(grid, &buckets),
            buckets,
        }
    }

    pub(super) fn grid(&self) -> Grid {
        self.grid
    }

    pub(super) fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    pub(super) fn read(&self, now_ms: u64) -> u64 {
        if now_ms < self.next_gone_ms {
            return self.total;
        }
        sum(self.grid.live(&self.buckets, now_ms))
    }

    /// Counts `amount` where it belongs, unless that has left the window.
    pub(super) fn add(&mut self, at_ms: u64, amount: u64, now_ms: u64) {
        self.drop_gone(now_ms);
        let number = self.grid.number_at(at_ms);
        if self.grid.gone_at(number) <= now_ms {
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
        self.next_gone_ms = self.next_gone_ms.min(self.grid.gone_at(number));
    }

    /// Gives `amount` back to where it was counted, if that still counts.
    pub(super) fn take(&mut self, at_ms: u64, amount: u64) {
        let number = self.grid.number_at(at_ms);
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

    fn drop_gone(&mut self, now_ms: u64) {
        if now_ms < self.next_gone_ms {
            return;
        }
        let live = self.grid.live(&self.buckets, now_ms).len();
        let gone = self.buckets.len() - live;
        let taken = sum(self.buckets.get(..gone).unwrap_or_default());
        self.buckets.drain(..gone);
        self.next_gone_ms = next_gone(self.grid, &self.buckets);
        self.subtract(taken);
    }

    /// Takes from the total what was just taken from the buckets.
    fn subtract(&mut self, taken: u64) {
        self.total = if self.total == u64::MAX {
            sum(&self.buckets)
        } else {
            self.total.saturating_sub(taken)
        };
    }
}

fn sum(buckets: &[Bucket]) -> u64 {
    buckets
        .iter()
        .fold(0, |total, bucket| more(total, bucket.sum))
}

fn next_gone(grid: Grid, buckets: &[Bucket]) -> u64 {
    let oldest = buckets.first();
    oldest.map_or(u64::MAX, |bucket| grid.gone_at(bucket.number))
}
