//! Decisions read back from the log.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::audit::{Kind, Log, Position, ReadError, Record};
use crate::limits::Report;
use crate::original::Former;
use crate::record::{Decision, DecisionId};
use crate::recorded::{self, Damaged, RecordedDecision, RecordedSet};
use crate::remembered::{report_keys, request_hash};

/// Policy sets kept decoded. One has hundreds of texts, and nearly all decisions are of a few.
/// Each segment has its own copy.
const SETS_MAX: usize = 32;

/// Why a decision cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The log cannot be read there; perhaps the segment was moved away.
    #[error("{0}")]
    Log(#[from] ReadError),
    /// The record is not what it should be.
    #[error("record {sequence}: {damaged}")]
    Damaged {
        /// The record.
        sequence: u64,
        /// What is wrong with it.
        damaged: Damaged,
    },
    /// There is no decision at this place, or one of its parts is missing.
    #[error("record {0}: is no decision, or a part of it is missing")]
    Missing(u64),
}

/// A decision as it was recorded, with the policies that made it.
pub struct Recalled {
    /// The record.
    pub recorded: RecordedDecision,
    /// The policy set.
    pub set: Arc<RecordedSet>,
    /// The answer that was given.
    pub decision: Arc<Decision>,
}

/// Decisions in the log.
pub struct History {
    log: Arc<Log>,
    /// By the segment and the offset of their record.
    sets: Mutex<HashMap<(u64, u32), Arc<RecordedSet>>>,
}

impl History {
    /// The decisions in this log.
    #[must_use]
    pub fn new(log: Arc<Log>) -> Self {
        let sets = Mutex::default();
        Self { log, sets }
    }

    /// Where the decision with this id is. Looks at every segment that may have it: blocks.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn find(&self, id: DecisionId) -> Result<Option<Position>, HistoryError> {
        Ok(self.log.find_decision(id.0)?)
    }

    /// The last decision on this request. Blocks.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn find_request(&self, request_id: &str) -> Result<Option<Recalled>, HistoryError> {
        for position in self.log.find_request(request_hash(request_id))? {
            let recalled = self.recall(position)?;
            if *recalled.decision.request_id == *request_id {
                return Ok(Some(recalled));
            }
        }
        Ok(None)
    }

    /// The last decided request with this id. Blocks.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn find_former(&self, request_id: &str) -> Result<Option<Former>, HistoryError> {
        for position in self.log.find_request(request_hash(request_id))? {
            let former = self.former(position)?;
            if *former.request_id == *request_id {
                return Ok(Some(former));
            }
        }
        Ok(None)
    }

    /// Reads the decided request at `position`. Blocks.
    ///
    /// # Errors
    /// Where the log cannot be read, or has something else there.
    pub fn former(&self, position: Position) -> Result<Former, HistoryError> {
        let sequence = position.sequence;
        let damaged = |damaged| HistoryError::Damaged { sequence, damaged };
        let record = self.log.read(position)?;
        if record.kind != Kind::Decision {
            return Err(HistoryError::Missing(sequence));
        }
        let merchant = self.log.part(&record, 1)?;
        let merchant = merchant
            .map(|part| recorded::decode_merchant(&part.payload))
            .transpose()
            .map_err(damaged)?;
        recorded::decode_former(&record.payload, merchant.as_ref()).map_err(damaged)
    }

    /// The last report of a decision. Blocks.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn report(&self, id: DecisionId) -> Result<Option<Report>, HistoryError> {
        let Some(position) = self.log.find_decision(report_keys(id).decision)? else {
            return Ok(None);
        };
        let sequence = position.sequence;
        let record = self.log.read(position)?;
        if record.kind != Kind::Outcome {
            return Err(HistoryError::Missing(sequence));
        }
        let outcome = recorded::decode_outcome(&record.payload)
            .map_err(|damaged| HistoryError::Damaged { sequence, damaged })?;
        Ok(Some(outcome.report))
    }

    /// Reads the decision at `position`. Blocks.
    ///
    /// # Errors
    /// Where the log cannot be read, or has something else there.
    pub fn recall(&self, position: Position) -> Result<Recalled, HistoryError> {
        let sequence = position.sequence;
        let missing = HistoryError::Missing(sequence);
        let damaged = |damaged| HistoryError::Damaged { sequence, damaged };
        let record = self.log.read(position)?;
        if record.kind != Kind::Decision {
            return Err(missing);
        }
        let set = self.set(&record)?;
        let merchant = self.log.part(&record, 1)?;
        let merchant = merchant
            .map(|part| recorded::decode_merchant(&part.payload))
            .transpose()
            .map_err(damaged)?;
        let issuer = self.log.part(&record, 2)?;
        let issuer = issuer
            .map(|part| recorded::decode_issuer(&part.payload))
            .transpose()
            .map_err(damaged)?;
        let recorded =
            recorded::decode_decision(&record.payload, &set, merchant.as_ref(), issuer.as_ref())
                .map_err(damaged)?;
        let decision = Arc::new(recorded.decision(&set));
        Ok(Recalled {
            recorded,
            set,
            decision,
        })
    }

    /// The policy set that decided. It is by far the largest part: where it is known it is not
    /// read again.
    fn set(&self, decision: &Record) -> Result<Arc<RecordedSet>, HistoryError> {
        let Position {
            sequence, segment, ..
        } = decision.position;
        let offset = decision.refs.first().copied().unwrap_or(0);
        if let Some(known) = self.sets().get(&(segment, offset)) {
            return Ok(known.clone());
        }
        let part = self.log.part(decision, 0)?;
        let part = part.filter(|part| part.kind == Kind::PolicySet);
        let part = part.ok_or(HistoryError::Missing(sequence))?;
        let set = recorded::decode_set(&part.payload);
        let set = Arc::new(set.map_err(|damaged| HistoryError::Damaged { sequence, damaged })?);
        let mut sets = self.sets();
        if sets.len() >= SETS_MAX {
            sets.clear();
        }
        sets.insert((segment, offset), set.clone());
        Ok(set)
    }

    fn sets(&self) -> MutexGuard<'_, HashMap<(u64, u32), Arc<RecordedSet>>> {
        // What it guards is never half changed.
        self.sets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
