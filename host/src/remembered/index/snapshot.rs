//! The index as bytes: decisions in the order in which they were made.

use std::io::{self, Read, Write};

use super::{Bounds, Entry, Index};
use crate::fixed::{Input, Output, Row, SnapshotError};

const VERSION: u8 = 1;

/// Request, content, decision, sequence, instant, offset, records before it.
const ENTRY_BYTES: usize = 3 * 16 + 2 * 8 + 2 * 4;

/// Entries read at a time.
const BLOCK: usize = 4096;

impl Index {
    /// Writes all of the index but its bounds. Equal ones have equal bytes.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = Output::new(out);
        out.u8(VERSION).u64(self.latest_ms);
        out.count(self.entries.len())?;
        for entry in self.entries.iter() {
            out.u128(entry.request.into()).bytes(&entry.content);
            out.u128(entry.decision.into()).u64(entry.sequence);
            out.u64(entry.at_ms);
            out.u32(entry.offset).u32(entry.records_before).end_row()?;
        }
        out.finish()
    }

    /// Reads an index, and nothing that follows it.
    ///
    /// # Errors
    /// Those of the input, and where the bytes are none that were written.
    pub fn read_from(input: &mut dyn Read, bounds: Bounds) -> Result<Self, SnapshotError> {
        let mut input = Input::new(input);
        input.version(VERSION)?;
        let mut index = Self::new(bounds);
        index.latest_ms = input.u64()?;
        let mut left = input.count()?;
        while left > 0 {
            let block = left.min(BLOCK);
            left -= block;
            for row in input.rows(block, ENTRY_BYTES)? {
                let entry = entry(row);
                if entry.at_ms > index.latest_ms {
                    return Err(SnapshotError::Damaged("a decision after the last one"));
                }
                index.entries.push(entry);
            }
        }
        Ok(index)
    }
}

fn entry(mut row: Row<'_>) -> Entry {
    Entry {
        request: row.u128().into(),
        content: row.array(),
        decision: row.u128().into(),
        sequence: row.u64(),
        at_ms: row.u64(),
        offset: row.u32(),
        records_before: row.u32(),
    }
}
