//! The totals: one number for each key, as of an instant.
//!
//! Knows nothing of payments or their states. Time never goes back here: callers see to it.

use super::hash::CounterKey;
use super::rolling::Rolling;
use super::shards::Shards;
use super::window::Span;

/// A day, month or year. From `ends_at_ms` on it is nothing, whatever it holds.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub(super) ends_at_ms: u64,
    pub(super) value: u64,
}

impl Cell {
    pub(super) fn is_live(&self, now_ms: u64) -> bool {
        now_ms < self.ends_at_ms
    }
}

/// Adds to a total. One that has reached the top stays there: what can't be said must not
/// look like less.
pub(super) fn more(total: u64, amount: u64) -> u64 {
    total.saturating_add(amount)
}

/// Takes from a total, unless it is at the top, where it is no longer known how much was added.
pub(super) fn less(total: u64, amount: u64) -> u64 {
    if total == u64::MAX {
        total
    } else {
        total.saturating_sub(amount)
    }
}

/// Maps of their own for each kind of window, so that a day's total pays nothing for buckets.
#[derive(Default)]
pub(super) struct Totals {
    pub(super) calendar: Shards<Cell>,
    pub(super) rolling: Shards<Rolling>,
    pub(super) lifetime: Shards<u64>,
}

impl Totals {
    pub(super) fn read(&self, key: CounterKey, span: Span, now_ms: u64) -> u64 {
        match span {
            Span::Until { .. } => self.live_cell(key, now_ms).map_or(0, |cell| cell.value),
            Span::Rolling { .. } => {
                (self.rolling.get(key)).map_or(0, |rolling| rolling.read(now_ms))
            }
            Span::Lifetime => self.lifetime.get(key).copied().unwrap_or(0),
        }
    }

    fn live_cell(&self, key: CounterKey, now_ms: u64) -> Option<&Cell> {
        self.calendar.get(key).filter(|cell| cell.is_live(now_ms))
    }

    /// The span that something counted now would really be in: a day that has begun ends
    /// when it was said to end, also for a merchant who has moved to another zone since.
    pub(super) fn actual(&self, key: CounterKey, span: Span, now_ms: u64) -> Span {
        match (span, self.live_cell(key, now_ms)) {
            (Span::Until { .. }, Some(cell)) => Span::Until {
                ends_at_ms: cell.ends_at_ms,
            },
            _ => span,
        }
    }

    /// Counts `amount` at the instant `at_ms`, which is now or earlier. Does nothing where the
    /// span has ended since.
    pub(super) fn add(
        &mut self,
        key: CounterKey,
        span: Span,
        amount: u64,
        at_ms: u64,
        now_ms: u64,
    ) {
        match span {
            Span::Until { ends_at_ms } => {
                if now_ms >= ends_at_ms {
                    return;
                }
                let new = Cell {
                    ends_at_ms,
                    value: 0,
                };
                let cell = self.calendar.get_or_insert(key, || new);
                if !cell.is_live(now_ms) {
                    *cell = new;
                }
                cell.value = more(cell.value, amount);
            }
            Span::Rolling { seconds } => {
                let new = || Rolling::new(seconds, at_ms);
                let rolling = self.rolling.get_or_insert(key, new);
                rolling.add(at_ms, amount, now_ms);
            }
            Span::Lifetime => {
                let value = self.lifetime.get_or_insert(key, || 0);
                *value = more(*value, amount);
            }
        }
    }

    /// Gives back `amount` that was counted at `at_ms` in `span`. A window that began since
    /// isn't touched.
    pub(super) fn take(&mut self, key: CounterKey, span: Span, amount: u64, at_ms: u64) {
        match span {
            Span::Until { ends_at_ms } => {
                // INVARIANT: an end belongs to one window of the key, as the next one begins
                // no earlier than that and ends later.
                if let Some(cell) = self.calendar.get_mut(key)
                    && cell.ends_at_ms == ends_at_ms
                {
                    cell.value = less(cell.value, amount);
                }
            }
            Span::Rolling { .. } => {
                if let Some(rolling) = self.rolling.get_mut(key) {
                    rolling.take(at_ms, amount);
                }
            }
            Span::Lifetime => {
                if let Some(value) = self.lifetime.get_mut(key) {
                    *value = less(*value, amount);
                }
            }
        }
    }

    /// The first instant at which a rolling total is no more than `room`.
    pub(super) fn falls_to(&self, key: CounterKey, room: u64, now_ms: u64) -> u64 {
        self.rolling
            .get(key)
            .map_or(now_ms, |rolling| rolling.falls_to(room, now_ms))
    }

    /// Drops totals that count for nothing any more, in one of 256 parts.
    pub(super) fn sweep(&mut self, part: u8, now_ms: u64) {
        self.calendar.sweep(part, |cell| !cell.is_live(now_ms));
        self.rolling.sweep(part, |rolling| rolling.is_dead(now_ms));
        self.lifetime.sweep(part, |value| *value == 0);
    }

    pub(super) fn len(&self) -> usize {
        self.calendar.len() + self.rolling.len() + self.lifetime.len()
    }
}
