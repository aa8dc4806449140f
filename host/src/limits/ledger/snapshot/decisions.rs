//! Decisions as bytes: the pending ones by the end of their hold, those that ended by their last
//! change.

use std::io;

use crate::fixed::{Input, Output, Row, SnapshotError};
use crate::limits::counter::{Counts, Measure};
use crate::limits::event::Entry;
use crate::limits::hash::CounterKey;
use crate::limits::ledger::decisions::{Decisions, Pending};
use crate::limits::ledger::ended::Ended;
use crate::limits::window::Span;
use crate::queue::Id;

/// Id, when decided, end of the hold, amount, whether moved, number of entries.
const PENDING_BYTES: usize = 16 + 8 + 8 + 8 + 1 + 4;
/// Key, kind of span, its figure, measure, counts.
const ENTRY_BYTES: usize = 16 + 1 + 8 + 1 + 1;
/// Id, number of entries.
const MOVED_BYTES: usize = 16 + 4;

/// Decisions in one block: what is read is held only as long.
const BLOCK: usize = 4096;

pub(super) fn write(decisions: &Decisions, out: &mut Output<'_>) -> io::Result<()> {
    write_pending(decisions, out)?;
    out.count(decisions.ended.len())?;
    for ended in decisions.ended.iter() {
        ended.write(out);
        out.end_row()?;
    }
    let mut moved: Vec<_> = decisions.moved.iter().collect();
    moved.sort_unstable_by_key(|(id, _)| **id);
    out.count(moved.len())?;
    for block in moved.chunks(BLOCK) {
        for (id, entries) in block {
            out.u128((**id).into());
            write_len(entries, out)?;
        }
        write_entries(block.iter().map(|(_, entries)| &***entries), out)?;
    }
    Ok(())
}

fn write_pending(decisions: &Decisions, out: &mut Output<'_>) -> io::Result<()> {
    let pending = decisions.due.iter().filter_map(|(_, id)| {
        let pending = decisions.pending.get(id)?;
        Some((*id, pending))
    });
    let pending: Vec<_> = pending.collect();
    out.count(pending.len())?;
    for block in pending.chunks(BLOCK) {
        for (id, pending) in block {
            out.u128((*id).into()).u64(pending.decided_ms);
            out.u64(pending.hold_until_ms).u64(pending.amount);
            out.u8(u8::from(pending.moved));
            write_len(&pending.entries, out)?;
        }
        write_entries(block.iter().map(|(_, pending)| &*pending.entries), out)?;
    }
    Ok(())
}

fn write_len(entries: &[Entry], out: &mut Output<'_>) -> io::Result<()> {
    // A policy set has a bounded number of counters.
    out.u32(u32::try_from(entries.len()).unwrap_or(0)).end_row()
}

fn write_entries<'a>(
    lists: impl Iterator<Item = &'a [Entry]> + Clone,
    out: &mut Output<'_>,
) -> io::Result<()> {
    out.count(lists.clone().map(<[_]>::len).sum())?;
    for entry in lists.flatten() {
        let (kind, figure) = match entry.span {
            Span::Until { ends_at_ms } => (0, ends_at_ms),
            Span::Rolling { seconds } => (1, u64::from(seconds)),
            Span::Lifetime => (2, 0),
        };
        out.u128(entry.key.to_u128()).u8(kind).u64(figure);
        out.u8(entry.measure as u8).u8(entry.counts as u8);
        out.end_row()?;
    }
    Ok(())
}

pub(super) fn read(
    decisions: &mut Decisions,
    now_ms: u64,
    input: &mut Input<'_>,
) -> Result<(), SnapshotError> {
    read_pending(decisions, input)?;
    read_ended(decisions, now_ms, input)?;
    read_moved(decisions, input)
}

fn read_pending(decisions: &mut Decisions, input: &mut Input<'_>) -> Result<(), SnapshotError> {
    let mut left = input.count()?;
    while left > 0 {
        let block = left.min(BLOCK);
        left -= block;
        let mut heads = Vec::with_capacity(block);
        for mut row in input.rows(block, PENDING_BYTES)? {
            let id = Id::from(row.u128());
            let pending = Pending {
                decided_ms: row.u64(),
                hold_until_ms: row.u64(),
                amount: row.u64(),
                moved: row.u8() == 1,
                entries: Box::default(),
            };
            heads.push((id, pending, row.u32()));
        }
        let mut entries = Entries::read(input)?;
        for (id, mut pending, len) in heads {
            pending.entries = entries.take(len)?;
            if decisions.pending.contains_key(&id) {
                return Err(SnapshotError::Damaged("a pending decision twice"));
            }
            decisions.hold(id, pending);
        }
        entries.end()?;
    }
    Ok(())
}

fn read_ended(
    decisions: &mut Decisions,
    now_ms: u64,
    input: &mut Input<'_>,
) -> Result<(), SnapshotError> {
    let damaged = SnapshotError::Damaged;
    let mut last_ms = 0;
    let mut left = input.count()?;
    while left > 0 {
        let block = left.min(BLOCK);
        left -= block;
        for mut row in input.rows(block, Ended::BYTES)? {
            let ended = Ended::read(&mut row).ok_or(damaged("a state that no decision has"))?;
            if ended.is_retired() {
                decisions.retired += 1;
            } else if (last_ms..=now_ms).contains(&ended.changed_ms) {
                last_ms = ended.changed_ms;
            } else {
                return Err(damaged("decisions that are not in order"));
            }
            decisions.ended.push(ended);
        }
    }
    Ok(())
}

fn read_moved(decisions: &mut Decisions, input: &mut Input<'_>) -> Result<(), SnapshotError> {
    let mut left = input.count()?;
    while left > 0 {
        let block = left.min(BLOCK);
        left -= block;
        let heads: Vec<_> = input
            .rows(block, MOVED_BYTES)?
            .map(|mut row| (Id::from(row.u128()), row.u32()))
            .collect();
        let mut entries = Entries::read(input)?;
        for (id, len) in heads {
            let entries = entries.take(len)?;
            if !decisions.has_moved(id) || decisions.moved.insert(id, entries).is_some() {
                return Err(SnapshotError::Damaged("entries of no decision"));
            }
        }
        entries.end()?;
    }
    Ok(())
}

/// The entries of one block of decisions.
struct Entries(std::vec::IntoIter<Entry>);

impl Entries {
    fn read(input: &mut Input<'_>) -> Result<Self, SnapshotError> {
        let count = input.count()?;
        let entries: Option<Vec<_>> = input.rows(count, ENTRY_BYTES)?.map(entry).collect();
        let entries = entries.ok_or(SnapshotError::Damaged("an entry in no window"))?;
        Ok(Self(entries.into_iter()))
    }

    fn take(&mut self, len: u32) -> Result<Box<[Entry]>, SnapshotError> {
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        if len > self.0.len() {
            return Err(SnapshotError::Damaged("fewer entries than decisions have"));
        }
        Ok(self.0.by_ref().take(len).collect())
    }

    fn end(self) -> Result<(), SnapshotError> {
        match self.0.len() {
            0 => Ok(()),
            _ => Err(SnapshotError::Damaged("more entries than decisions have")),
        }
    }
}

fn entry(mut row: Row<'_>) -> Option<Entry> {
    let key = CounterKey::from_u128(row.u128());
    let (kind, figure) = (row.u8(), row.u64());
    let span = match kind {
        0 => Span::Until { ends_at_ms: figure },
        1 => Span::Rolling {
            seconds: u32::try_from(figure).ok()?,
        },
        2 if figure == 0 => Span::Lifetime,
        _ => return None,
    };
    Some(Entry {
        key,
        span,
        measure: match row.u8() {
            0 => Measure::Amount,
            1 => Measure::Count,
            _ => return None,
        },
        counts: match row.u8() {
            0 => Counts::Approved,
            // Only what an outcome changes is kept.
            3 => Counts::Refused,
            _ => return None,
        },
    })
}
