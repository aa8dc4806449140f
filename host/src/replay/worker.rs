//! What a worker makes of a batch of records: decodes them, once, and evaluates the decisions
//! that are meant.

use std::sync::Arc;

use crate::audit::{Kind, Position, Record};
use crate::fold::Bounds;
use crate::limits::{Demand, Event, Miss};
use crate::record::DecisionId;
use crate::recorded::{self, Expiry, Outcome};
use crate::trail::{self, Filter, Outline, Seen, TrailError};

use super::again;
use super::compare::Difference;
use super::sets::Sets;

/// Records in their order, each decision with what it refers to.
#[derive(Default)]
pub(super) struct Batch {
    /// Batches are numbered from 0.
    pub(super) number: u64,
    /// The records that matter.
    pub(super) records: Vec<(Record, Option<Seen>)>,
    /// How many records were read for it.
    pub(super) read: u64,
    /// The first of them.
    pub(super) first: Option<Position>,
    /// The last of them.
    pub(super) last: Option<Position>,
}

/// What became of a batch.
pub(super) struct Replayed {
    pub(super) number: u64,
    pub(super) read: u64,
    pub(super) first: Option<Position>,
    pub(super) last: Option<Position>,
    pub(super) events: Vec<Replay>,
}

/// What one record says to the fold, and how its replay went.
pub(super) enum Replay {
    Decided(Box<Decided>),
    Reported(Outcome),
    Expired(Expiry),
    /// Another host, or other settings, from here on.
    Started(Bounds),
}

/// A decision.
pub(super) struct Decided {
    pub(super) position: Position,
    pub(super) id: DecisionId,
    /// For the ledger.
    pub(super) event: Event,
    /// `None` where the filter does not mean it.
    pub(super) meant: Option<Meant>,
}

/// How a decision that is meant came out.
pub(super) struct Meant {
    /// `Err` where its set could not be made again: its revision and why.
    pub(super) evaluated: Result<Vec<Difference>, (Arc<str>, Vec<String>)>,
    pub(super) stopped_by_time: u64,
    /// What limits were asked for, and what they said.
    pub(super) demands: Vec<Demand>,
    pub(super) misses: Vec<Miss>,
}

/// Replays the decisions of a batch that `filter` means.
pub(super) fn replay(
    batch: &Batch,
    filter: &Filter,
    sets: &Sets<'_>,
) -> Result<Replayed, TrailError> {
    let mut events = Vec::with_capacity(batch.records.len());
    for (record, seen) in &batch.records {
        let sequence = record.position.sequence;
        let damaged = |damaged| TrailError::Damaged { sequence, damaged };
        let event = match (record.kind, seen) {
            (Kind::Decision, Some(seen)) => {
                Replay::Decided(Box::new(decision(record, seen, filter, sets)?))
            }
            (Kind::Outcome, _) => {
                Replay::Reported(recorded::decode_outcome(&record.payload).map_err(damaged)?)
            }
            (Kind::Expiry, _) => {
                Replay::Expired(recorded::decode_expiry(&record.payload).map_err(damaged)?)
            }
            (Kind::Start, _) => {
                let start = recorded::decode_start(&record.payload).map_err(damaged)?;
                Replay::Started(start.bounds)
            }
            _ => continue,
        };
        events.push(event);
    }
    Ok(Replayed {
        number: batch.number,
        read: batch.read,
        first: batch.first,
        last: batch.last,
        events,
    })
}

fn decision(
    record: &Record,
    seen: &Seen,
    filter: &Filter,
    sets: &Sets<'_>,
) -> Result<Decided, TrailError> {
    let recorded = trail::decode(record, seen)?;
    let entries = recorded.entries(&seen.set.recorded);
    let position = record.position;
    let is_meant = filter.is_everything()
        || filter.reaches(position.sequence) && filter.fits(&Outline::of(&recorded));
    let mut decided = Decided {
        position,
        id: recorded.id,
        event: again::event(&recorded, &entries),
        meant: None,
    };
    if is_meant {
        let set = sets.of(&seen.set);
        let meant = match set.made(sets) {
            Ok(set) => {
                let again = again::again(recorded, seen, set, &entries);
                Meant {
                    evaluated: Ok(again.differences),
                    stopped_by_time: again.stopped_by_time,
                    demands: again.demands,
                    misses: again.misses,
                }
            }
            Err(problems) => Meant {
                evaluated: Err((seen.set.recorded.revision.clone(), problems.0.clone())),
                stopped_by_time: 0,
                demands: again::asked(&recorded.answers, recorded.amount, seen, &entries),
                misses: recorded.misses,
            },
        };
        decided.meant = Some(meant);
    }
    Ok(decided)
}
