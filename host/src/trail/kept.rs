//! Decisions that were found while a log is read forward, and what becomes of them after.

use std::collections::{HashMap, VecDeque};

use crate::audit::{Kind, Record};
use crate::record::DecisionId;
use crate::recorded;

use super::{Aftermath, Became, Logged, TrailError};

/// Decisions that were found, oldest first, and what became of them so far.
#[derive(Default)]
pub(super) struct Kept {
    /// The number of the first in `logged`, of all that were ever kept.
    first: usize,
    logged: VecDeque<Logged>,
    by_id: HashMap<DecisionId, usize>,
}

impl Kept {
    /// Keeps a decision, and of all the newest `limit`.
    pub(super) fn keep(&mut self, logged: Logged, limit: usize) {
        self.by_id
            .insert(logged.recorded.id, self.first + self.logged.len());
        self.logged.push_back(logged);
        while self.logged.len() > limit {
            if let Some(oldest) = self.logged.pop_front() {
                self.by_id.remove(&oldest.recorded.id);
                self.first += 1;
            }
        }
    }

    /// Takes note of what became of one that is kept.
    ///
    /// # Errors
    /// Where the record is damaged.
    pub(super) fn follow(&mut self, record: &Record) -> Result<(), TrailError> {
        let position = record.position;
        let sequence = position.sequence;
        let damaged = |damaged| TrailError::Damaged { sequence, damaged };
        if self.by_id.is_empty() {
            return Ok(());
        }
        let (decision, event) = match record.kind {
            Kind::Outcome => {
                let outcome = recorded::decode_outcome(&record.payload).map_err(damaged)?;
                (outcome.decision, Became::Reported(outcome))
            }
            Kind::Expiry => {
                let expiry = recorded::decode_expiry(&record.payload).map_err(damaged)?;
                (expiry.decision, Became::Expired(expiry))
            }
            _ => return Ok(()),
        };
        let place = self.by_id.get(&decision).map(|at| at - self.first);
        if let Some(logged) = place.and_then(|at| self.logged.get_mut(at)) {
            logged.aftermath.push(Aftermath {
                position,
                payload: record.payload.clone(),
                event,
            });
        }
        Ok(())
    }

    /// What was kept.
    pub(super) fn newest_first(self) -> Vec<Logged> {
        self.logged.into_iter().rev().collect()
    }
}
