//! Cards of which an issuer said to a merchant: never again.

use std::io;

use super::{FORGOTTEN_AT_ONCE, Footprint, age};
use crate::fixed::{Input, Output, SnapshotError};
use crate::queue::{Id, Queue, Record};

/// How long an attempt after such an answer is counted against the acquirer: 30 days, as networks
/// count reattempts.
pub(super) const KEPT_MS: u64 = 30 * 86_400_000;

/// Cards at merchants at most; the one that was refused first goes first. Ours.
const ENTRIES_MAX: usize = 262_144;

/// Card at merchant, time.
const ROW_BYTES: usize = 16 + 8;

#[derive(Clone, Copy)]
struct Refused {
    card: Id,
    /// Of the last refusal.
    at_ms: u64,
}

impl Record for Refused {
    fn hash(&self, _: usize) -> Option<u64> {
        Some(self.card.spread())
    }
}

pub(super) struct Refusals {
    queue: Queue<Refused, 1>,
}

impl Refusals {
    pub(super) fn new() -> Self {
        Self {
            queue: Queue::with_room(0),
        }
    }

    pub(super) fn refused(&mut self, card: Id, at_ms: u64) {
        let refused = Refused { card, at_ms };
        match self.find(card) {
            // It keeps its place: at worst it is dropped as if it had not been refused again.
            Some(number) => self.queue.replace(number, refused),
            None => self.queue.push(refused),
        }
    }

    pub(super) fn read(&self, payment: &Footprint, now_ms: u64) -> Option<u64> {
        if payment.card == Id::ZERO {
            return None;
        }
        let refused = self.queue.get(self.find(payment.card)?)?;
        age(refused.at_ms, now_ms, KEPT_MS)
    }

    pub(super) fn forget(&mut self, now_ms: u64) {
        for _ in 0..FORGOTTEN_AT_ONCE {
            let is_over = |oldest: &Refused| {
                self.queue.len() > ENTRIES_MAX || age(oldest.at_ms, now_ms, KEPT_MS).is_none()
            };
            if !self.queue.oldest().is_some_and(is_over) {
                return;
            }
            self.queue.pop();
        }
    }

    fn find(&self, card: Id) -> Option<u64> {
        (self.queue).find(0, card.spread(), |refused| refused.card == card)
    }

    pub(super) fn write(&self, out: &mut Output<'_>) -> io::Result<()> {
        out.count(self.queue.len())?;
        for refused in self.queue.iter() {
            out.u128(refused.card.into()).u64(refused.at_ms).end_row()?;
        }
        Ok(())
    }

    pub(super) fn read_from(input: &mut Input<'_>) -> Result<Self, SnapshotError> {
        let mut refusals = Self::new();
        let rows = input.count()?;
        for mut row in input.rows(rows, ROW_BYTES)? {
            refusals.queue.push(Refused {
                card: row.u128().into(),
                at_ms: row.u64(),
            });
        }
        Ok(refusals)
    }
}
