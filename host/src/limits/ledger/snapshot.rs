//! The ledger as bytes, so that a restart need not fold the whole log.
//!
//! Two ledgers that answer every question alike have the same bytes: what is dead is left out,
//! and what has no order of its own is sorted.

use std::io::{self, Read, Write};

use super::{Bounds, Ledger};
use crate::fixed::{Input, Output, SnapshotError};

mod decisions;
mod totals;

const VERSION: u8 = 1;

impl Ledger {
    /// Writes all of the ledger but its bounds.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = Output::new(out);
        out.u8(VERSION).u64(self.latest_ms);
        totals::write(&self.totals, self.latest_ms, &mut out)?;
        decisions::write(&self.decisions, &mut out)?;
        out.finish()
    }

    /// Reads a ledger, and nothing that follows it.
    ///
    /// # Errors
    /// Those of the input, and where the bytes are none that were written.
    pub fn read_from(input: &mut dyn Read, bounds: Bounds) -> Result<Self, SnapshotError> {
        let mut input = Input::new(input);
        input.version(VERSION)?;
        let latest_ms = input.u64()?;
        let mut ledger = Self::new(bounds);
        ledger.latest_ms = latest_ms;
        totals::read(&mut ledger.totals, latest_ms, &mut input)?;
        decisions::read(&mut ledger.decisions, latest_ms, &mut input)?;
        Ok(ledger)
    }
}
