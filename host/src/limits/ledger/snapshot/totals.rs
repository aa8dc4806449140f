//! Totals as bytes: for each kind of window the 256 shards, each sorted by key.

use std::io;

use crate::fixed::{Input, Output, SnapshotError};
use crate::limits::hash::CounterKey;
use crate::limits::rolling::{Bucket, Rolling};
use crate::limits::totals::{Cell, Totals};

/// Key, end, value.
const CELL_BYTES: usize = 32;
/// Key, seconds, number of buckets.
const ROLLING_BYTES: usize = 24;
/// Number, sum.
const BUCKET_BYTES: usize = 16;
/// Key, value.
const LIFETIME_BYTES: usize = 24;

pub(super) fn write(totals: &Totals, now_ms: u64, out: &mut Output<'_>) -> io::Result<()> {
    for shard in 0..=u8::MAX {
        let cells = totals.calendar.sorted(shard, |cell| !cell.is_live(now_ms));
        out.count(cells.len())?;
        for (key, cell) in cells {
            let row = out.u128(key.to_u128());
            row.u64(cell.ends_at_ms).u64(cell.value).end_row()?;
        }
    }
    for shard in 0..=u8::MAX {
        write_rolling(totals, shard, now_ms, out)?;
    }
    for shard in 0..=u8::MAX {
        let values = totals.lifetime.sorted(shard, |value| *value == 0);
        out.count(values.len())?;
        for (key, value) in values {
            out.u128(key.to_u128()).u64(*value).end_row()?;
        }
    }
    Ok(())
}

fn write_rolling(totals: &Totals, shard: u8, now_ms: u64, out: &mut Output<'_>) -> io::Result<()> {
    let live = (totals.rolling).sorted(shard, |rolling| rolling.is_dead(now_ms));
    out.count(live.len())?;
    let mut all = 0;
    for (key, rolling) in &live {
        let buckets = rolling.live(now_ms).len();
        all += buckets;
        let row = out.u128(key.to_u128()).u32(rolling.seconds());
        // A window is in at most 60 buckets.
        row.u32(u32::try_from(buckets).unwrap_or(0)).end_row()?;
    }
    out.count(all)?;
    for (_, rolling) in live {
        for bucket in rolling.live(now_ms) {
            out.u64(bucket.number).u64(bucket.sum).end_row()?;
        }
    }
    Ok(())
}

pub(super) fn read(
    totals: &mut Totals,
    now_ms: u64,
    input: &mut Input<'_>,
) -> Result<(), SnapshotError> {
    for shard in 0..=u8::MAX {
        let mut keys = Keys::of(shard);
        let count = input.count()?;
        let rows = input.rows(count, CELL_BYTES)?;
        totals.calendar.reserve(shard, count);
        for mut row in rows {
            let key = keys.next(row.u128())?;
            let (ends_at_ms, value) = (row.u64(), row.u64());
            let cell = Cell { ends_at_ms, value };
            if !cell.is_live(now_ms) {
                return Err(SnapshotError::Damaged("a day that has ended"));
            }
            totals.calendar.insert(key, cell);
        }
    }
    for shard in 0..=u8::MAX {
        read_rolling(totals, shard, now_ms, input)?;
    }
    for shard in 0..=u8::MAX {
        let mut keys = Keys::of(shard);
        let count = input.count()?;
        let rows = input.rows(count, LIFETIME_BYTES)?;
        totals.lifetime.reserve(shard, count);
        for mut row in rows {
            let key = keys.next(row.u128())?;
            totals.lifetime.insert(key, row.u64());
        }
    }
    Ok(())
}

fn read_rolling(
    totals: &mut Totals,
    shard: u8,
    now_ms: u64,
    input: &mut Input<'_>,
) -> Result<(), SnapshotError> {
    let mut keys = Keys::of(shard);
    let count = input.count()?;
    let heads: Vec<_> = input
        .rows(count, ROLLING_BYTES)?
        .map(|mut row| Ok((keys.next(row.u128())?, row.u32(), row.u32())))
        .collect::<Result<_, SnapshotError>>()?;
    let all = input.count()?;
    let mut rows = input.rows(all, BUCKET_BYTES)?;
    totals.rolling.reserve(shard, count);
    for (key, seconds, buckets) in heads {
        let buckets = rows
            .by_ref()
            .take(usize::try_from(buckets).unwrap_or(0))
            .map(|mut row| Bucket {
                number: row.u64(),
                sum: row.u64(),
            })
            .collect();
        let rolling = Rolling::of(seconds, buckets, now_ms)
            .ok_or(SnapshotError::Damaged("buckets of no window"))?;
        totals.rolling.insert(key, rolling);
    }
    match rows.next() {
        None => Ok(()),
        Some(_) => Err(SnapshotError::Damaged("buckets of no total")),
    }
}

/// Keys as they are read: those of one shard, ascending.
struct Keys {
    shard: u8,
    last: Option<CounterKey>,
}

impl Keys {
    fn of(shard: u8) -> Self {
        Self { shard, last: None }
    }

    fn next(&mut self, bits: u128) -> Result<CounterKey, SnapshotError> {
        let key = CounterKey::from_u128(bits);
        if key.shard() != self.shard || self.last.is_some_and(|last| last >= key) {
            return Err(SnapshotError::Damaged("totals that are not in order"));
        }
        self.last = Some(key);
        Ok(key)
    }
}
