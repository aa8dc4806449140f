//! The decisions of a log as an auditor looks for them: by id, by request, or by what they say,
//! with what became of each.
//!
//! Reads only, beside a host that writes or on a copy. Evaluates nothing: that is
//! [`crate::replay`]'s.

use crate::audit::{Hash, Kind, Position, ReadError, Reader, Record};
use crate::record::{Decision, DecisionId};
use crate::recorded::{self, Damaged, Expiry, Outcome, RecordedDecision};
use crate::remembered::request_hash;

mod filter;
mod kept;
mod parts;

use kept::Kept;

pub use filter::{Filter, Outline, instant, instant_after, instant_after_in, instant_in};
pub use parts::{Known, Parts, Seen, SetSeen};

/// Why decisions cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TrailError {
    /// The log cannot be read there.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// A record does not say what its kind says.
    #[error("record {sequence}: {damaged}")]
    Damaged {
        /// The record.
        sequence: u64,
        /// What is wrong with it.
        damaged: Damaged,
    },
    /// A record that another refers to is not there.
    #[error("record {sequence}: the {what} that it refers to is missing")]
    Missing {
        /// The record.
        sequence: u64,
        /// What is missing.
        what: &'static str,
    },
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aftermath {
    /// Where that is recorded.
    pub position: Position,
    /// The payload of that record.
    pub payload: Vec<u8>,
    /// What it was.
    pub event: Became,
}

/// What can become of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// The gateway reported an outcome.
    Reported(Outcome),
    /// No outcome came in time.
    Expired(Expiry),
}

/// A decision of a log.
pub struct Logged {
    /// Where its record is.
    pub position: Position,
    /// The hash of its record.
    pub hash: Hash,
    /// What its record says, as bytes.
    pub payload: Vec<u8>,
    /// What its record refers to.
    pub seen: Seen,
    /// What its record says.
    pub recorded: RecordedDecision,
    /// What became of it, in order.
    pub aftermath: Vec<Aftermath>,
}

impl Logged {
    /// The answer that was given.
    #[must_use]
    pub fn decision(&self) -> Decision {
        self.recorded.decision(&self.seen.set.recorded)
    }
}

/// Records from one question whether to go on to the next.
const ASKED_RECORDS: u64 = 4_096;

/// The decisions of a log.
pub struct Trail<'a> {
    reader: Reader,
    is_wanted: &'a dyn Fn() -> bool,
}

impl<'a> Trail<'a> {
    /// Those that `reader` reads. Reading ends, with what was found so far, once nothing
    /// `is_wanted` any more.
    #[must_use]
    pub fn new(reader: Reader, is_wanted: &'a dyn Fn() -> bool) -> Self {
        Self { reader, is_wanted }
    }

    /// The decision with this id, and what became of it. Blocks.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn by_decision(&self, id: DecisionId) -> Result<Option<Logged>, TrailError> {
        let Some(position) = self.reader.find_decision(id.0)? else {
            return Ok(None);
        };
        let mut found = self.at(&[position])?;
        self.follow(&mut found)?;
        Ok(found.pop())
    }

    /// The decisions on this request, the newest first. Blocks.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn by_request(&self, request_id: &str) -> Result<Vec<Logged>, TrailError> {
        let positions = self.reader.find_request(request_hash(request_id))?;
        let mut found = self.at(&positions)?;
        found.retain(|logged| *logged.recorded.request_id == *request_id);
        self.follow(&mut found)?;
        Ok(found)
    }

    fn at(&self, positions: &[Position]) -> Result<Vec<Logged>, TrailError> {
        let mut parts = Parts::new(self.reader.clone());
        let logged = positions.iter().map(|position| {
            let record = self.reader.read(*position)?;
            logged(record, &mut parts)
        });
        logged.collect()
    }

    /// The newest decisions that fit, at most `limit`, the newest first. Reads the log once from
    /// its first record on. Blocks.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn newest(&self, filter: &Filter, limit: usize) -> Result<Vec<Logged>, TrailError> {
        let mut parts = Parts::new(self.reader.clone());
        let mut kept = Kept::default();
        for record in self.reader.scan(None)? {
            let record = record?;
            if self.ends_at(&record) {
                break;
            }
            parts.pass(&record)?;
            kept.follow(&record)?;
            if let Some(logged) = fitting(record, filter, &mut parts)? {
                kept.keep(logged, limit);
            }
        }
        Ok(kept.newest_first())
    }

    fn ends_at(&self, record: &Record) -> bool {
        record.position.sequence.is_multiple_of(ASKED_RECORDS) && !(self.is_wanted)()
    }

    /// Finds what became of decisions.
    fn follow(&self, found: &mut Vec<Logged>) -> Result<(), TrailError> {
        let Some(first) = found.iter().map(|logged| logged.position).min() else {
            return Ok(());
        };
        let mut kept = Kept::default();
        let count = found.len();
        found.sort_by_key(|logged| logged.position);
        for logged in found.drain(..) {
            kept.keep(logged, count);
        }
        for record in self.reader.scan(Some(first))? {
            let record = record?;
            if self.ends_at(&record) {
                break;
            }
            kept.follow(&record)?;
        }
        *found = kept.newest_first();
        Ok(())
    }
}

/// Reads a decision whole.
///
/// # Errors
/// Where it, or what it refers to, is not what it should be.
pub fn logged(record: Record, parts: &mut Parts) -> Result<Logged, TrailError> {
    let seen = parts.of(&record)?;
    let recorded = decode(&record, &seen)?;
    Ok(Logged {
        position: record.position,
        hash: record.hash,
        payload: record.payload,
        seen,
        recorded,
        aftermath: Vec::new(),
    })
}

/// What the record of a decision says.
///
/// # Errors
/// Where it is damaged.
pub fn decode(record: &Record, seen: &Seen) -> Result<RecordedDecision, TrailError> {
    let sequence = record.position.sequence;
    recorded::decode_decision(
        &record.payload,
        &seen.set.recorded,
        seen.merchant(),
        seen.issuer(),
    )
    .map_err(|damaged| TrailError::Damaged { sequence, damaged })
}

/// The decision in `record`, where it is one and fits.
///
/// # Errors
/// As [`logged`].
pub fn fitting(
    record: Record,
    filter: &Filter,
    parts: &mut Parts,
) -> Result<Option<Logged>, TrailError> {
    let sequence = record.position.sequence;
    if record.kind != Kind::Decision || !filter.reaches(sequence) {
        return Ok(None);
    }
    if filter.is_of_time() {
        let names = recorded::decode_names(&record.payload)
            .map_err(|damaged| TrailError::Damaged { sequence, damaged })?;
        if !filter.is_in_time(names.id.at_ms()) {
            return Ok(None);
        }
    }
    let logged = logged(record, parts)?;
    let fits = filter.fits(&Outline::of(&logged.recorded));
    Ok(fits.then_some(logged))
}

/// Hands over records as they are, the oldest first, until `take` answers `false`: every record
/// where the filter means everything, otherwise the decisions that fit.
///
/// # Errors
/// Where the log cannot be read.
pub fn records(
    reader: &Reader,
    filter: &Filter,
    mut take: impl FnMut(Record) -> bool,
) -> Result<(), TrailError> {
    let mut parts = Parts::new(reader.clone());
    let everything = filter.is_everything();
    for record in reader.scan(None)? {
        let record = record?;
        let mut fits = everything;
        if !everything {
            parts.pass(&record)?;
            fits = record.kind == Kind::Decision
                && fitting(record.clone(), filter, &mut parts)?.is_some();
        }
        if fits && !take(record) {
            break;
        }
    }
    Ok(())
}

impl Became {
    /// When that was, Unix milliseconds.
    #[must_use]
    pub fn at_ms(&self) -> u64 {
        match self {
            Self::Reported(outcome) => outcome.at_ms,
            Self::Expired(expiry) => expiry.at_ms,
        }
    }
}
