//! The second half of a decision's record: what became of it, known under the ledger's lock.

use prost::Message as _;
use tollgate_proto::log::v1 as log;

use crate::decide::Concluded;
use crate::decision::Source;
use crate::limits::{Calendar, Miss};
use crate::record::DecisionId;

use super::cases::Numbered as _;
use super::place;

/// What became of a request.
pub struct Head<'a> {
    /// The id of the decision; it has the instant in it.
    pub id: DecisionId,
    /// When its holds expire, Unix milliseconds.
    pub hold_until_ms: u64,
    /// The calendar in which it was counted.
    pub calendar: &'a Calendar,
    /// What was decided.
    pub concluded: &'a Concluded,
    /// The demands that did not fit.
    pub misses: &'a [Miss],
}

/// Appends the second half of the record to the first.
pub fn head(into: &mut Vec<u8>, of: &Head<'_>) {
    let decided_at_ms = of.id.at_ms();
    let Calendar {
        day_ends_at_ms,
        month_ends_at_ms,
        year_ends_at_ms,
    } = *of.calendar;
    let concluded = of.concluded;
    let conclusion = log::Conclusion {
        outcome: concluded.outcome.number(),
        hold_ms: of.hold_until_ms.saturating_sub(decided_at_ms),
        calendar_ends_ms: [day_ends_at_ms, month_ends_at_ms, year_ends_at_ms]
            .map(|end| end.wrapping_sub(decided_at_ms).cast_signed())
            .to_vec(),
        alone: concluded.alone.iter().map(|alone| alone.number()).collect(),
        misses: (of.misses.iter())
            .flat_map(|miss| self::miss(miss, decided_at_ms))
            .collect(),
        found: concluded
            .sources
            .iter()
            .flat_map(|from| source(*from))
            .collect(),
    };
    let message = log::Decision {
        decision_id: of.id.0.to_be_bytes().to_vec(),
        conclusion: Some(conclusion),
        ..log::Decision::default()
    };
    // A vector has room for every message.
    let _ = message.encode(into);
}

fn miss(miss: &Miss, decided_at_ms: u64) -> [u64; 4] {
    let after = |at_ms: Option<u64>| {
        at_ms.map_or(0, |at_ms| {
            at_ms.saturating_sub(decided_at_ms).saturating_add(1)
        })
    };
    [
        place(miss.index).into(),
        miss.used,
        after(miss.resets_at_ms),
        after(miss.fits_at_ms),
    ]
}

fn source(source: Source) -> [u32; 3] {
    match source {
        Source::Finding { policy, index } => [0, place(policy), place(index)],
        Source::Miss { policy, index } => [1, place(policy), place(index)],
        Source::Fault { policy, effect } => [2, place(policy), effect.number().cast_unsigned()],
        Source::NoPolicy => [3, 0, 0],
    }
}
