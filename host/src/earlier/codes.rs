//! Codes that are good for one payment, and paid for one.

use std::io;

use super::{FORGOTTEN_AT_ONCE, Footprint, age};
use crate::fixed::{Input, Output, SnapshotError};
use crate::queue::{Id, Queue, Record};
use crate::record::DecisionId;

/// How long a code is remembered: a wallet shows another each minute, so a day is long after any
/// of them is good, and as long as a report on what it paid for may come. Ours.
pub(super) const KEPT_MS: u64 = 86_400_000;

/// By the code, and by the decision that it paid for.
const CODE: usize = 0;
const DECISION: usize = 1;

/// Code, decision, time.
const ROW_BYTES: usize = 16 + 16 + 8;

#[derive(Clone, Copy)]
struct Used {
    /// [`Id::ZERO`] once the code is free again.
    code: Id,
    decision: Id,
    at_ms: u64,
}

impl Record for Used {
    fn hash(&self, key: usize) -> Option<u64> {
        let id = match key {
            CODE => self.code,
            _ => self.decision,
        };
        (self.code != Id::ZERO).then(|| id.spread())
    }
}

pub(super) struct Codes {
    queue: Queue<Used, 2>,
}

impl Codes {
    pub(super) fn new() -> Self {
        Self {
            queue: Queue::with_room(0),
        }
    }

    /// The code of an approved payment is used. One that was used before stays that of the payment
    /// before.
    pub(super) fn approved(&mut self, id: DecisionId, at_ms: u64, payment: &Footprint) {
        if payment.code == Id::ZERO || self.is_used(payment, at_ms) {
            return;
        }
        self.queue.push(Used {
            code: payment.code,
            decision: id.0.into(),
            at_ms,
        });
    }

    /// What the decision was about did not come about.
    pub(super) fn free(&mut self, id: DecisionId) {
        let decision = Id::from(id.0);
        let is = |used: &Used| used.decision == decision;
        if let Some(number) = self.queue.find(DECISION, decision.spread(), is)
            && let Some(used) = self.queue.get(number).copied()
        {
            let code = Id::ZERO;
            self.queue.retire(number, Used { code, ..used });
        }
    }

    pub(super) fn is_used(&self, payment: &Footprint, now_ms: u64) -> bool {
        let code = payment.code;
        let is = |used: &Used| used.code == code && age(used.at_ms, now_ms, KEPT_MS).is_some();
        code != Id::ZERO && self.queue.find(CODE, code.spread(), is).is_some()
    }

    pub(super) fn forget(&mut self, now_ms: u64, entries_max: usize) {
        for _ in 0..FORGOTTEN_AT_ONCE {
            let is_over = |oldest: &Used| {
                self.queue.len() > entries_max || age(oldest.at_ms, now_ms, KEPT_MS).is_none()
            };
            if !self.queue.oldest().is_some_and(is_over) {
                return;
            }
            self.queue.pop();
        }
    }

    pub(super) fn write(&self, out: &mut Output<'_>) -> io::Result<()> {
        out.count(self.queue.len())?;
        for used in self.queue.iter() {
            out.u128(used.code.into()).u128(used.decision.into());
            out.u64(used.at_ms).end_row()?;
        }
        Ok(())
    }

    pub(super) fn read_from(input: &mut Input<'_>) -> Result<Self, SnapshotError> {
        let mut codes = Self::new();
        let rows = input.count()?;
        for mut row in input.rows(rows, ROW_BYTES)? {
            codes.queue.push(Used {
                code: row.u128().into(),
                decision: row.u128().into(),
                at_ms: row.u64(),
            });
        }
        Ok(codes)
    }
}
