//! The figures as bytes: merchants in the order of their last decision, the oldest first.

use std::io::{self, Read, Write};

use super::cards::{CARDS, Cards, Place};
use super::decay::DAY_MS;
use super::figures::{Figures, SUMS, Sums};
use super::{Activity, Bounds};
use crate::fixed::{Input, Output, Row, SnapshotError};

const VERSION: u8 = 1;

/// Key, day, first day, currency, sums, cards.
const MERCHANT_BYTES: usize = 8 + 4 + 4 + 4 + 8 * SUMS + 12 * CARDS;

/// Merchants that are read at once.
const MERCHANTS_AT_ONCE: usize = 4_096;

impl Activity {
    /// Writes all of the figures but their bounds. Equal ones have equal bytes.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = Output::new(out);
        out.u8(VERSION).u64(self.latest_ms);
        out.count(self.order.len())?;
        for key in self.order.values() {
            if let Some(merchant) = self.merchants.get(key) {
                write_merchant(&mut out, *key, merchant.figures);
            }
            out.end_row()?;
        }
        out.finish()
    }

    /// Reads figures, and nothing that follows them.
    ///
    /// # Errors
    /// Those of the input, and where the bytes are none that were written.
    pub fn read_from(input: &mut dyn Read, bounds: Bounds) -> Result<Self, SnapshotError> {
        let mut input = Input::new(input);
        input.version(VERSION)?;
        let mut activity = Self::new(bounds);
        activity.latest_ms = input.u64()?;
        let mut left = input.count()?;
        while left > 0 {
            let rows = left.min(MERCHANTS_AT_ONCE);
            for mut row in input.rows(rows, MERCHANT_BYTES)? {
                activity.restore(&mut row)?;
            }
            left -= rows;
        }
        Ok(activity)
    }

    fn restore(&mut self, row: &mut Row<'_>) -> Result<(), SnapshotError> {
        let latest_ms = self.latest_ms;
        let (key, figures) = read_merchant(row, latest_ms)?;
        if self.merchants.contains_key(&key) {
            return Err(SnapshotError::Damaged("a merchant twice"));
        }
        // Too many, under a smaller bound than it was written with, are dropped as they are live.
        self.last(key, latest_ms).figures = figures;
        Ok(())
    }
}

fn write_merchant(out: &mut Output<'_>, key: u64, mut figures: Figures) {
    out.u64(key).u32(figures.day).u32(figures.since);
    out.u32(figures.currency.into());
    for sum in figures.sums.each() {
        out.u64(*sum);
    }
    for place in figures.cards.places {
        out.u32(place.card).u32(place.count).u32(place.excess);
    }
}

fn read_merchant(row: &mut Row<'_>, latest_ms: u64) -> Result<(u64, Figures), SnapshotError> {
    let damaged = || SnapshotError::Damaged("figures that no decisions give");
    let (key, day, since) = (row.u64(), row.u32(), row.u32());
    let currency = u16::try_from(row.u32()).map_err(|_| damaged())?;
    let mut sums = Sums::default();
    for sum in sums.each() {
        *sum = row.u64();
    }
    let places = std::array::from_fn(|_| Place {
        card: row.u32(),
        count: row.u32(),
        excess: row.u32(),
    });
    let is_possible = since <= day
        && u64::from(day) <= latest_ms / DAY_MS
        && places.iter().all(|place| place.excess <= place.count);
    if !is_possible {
        return Err(damaged());
    }
    let figures = Figures {
        day,
        since,
        currency,
        sums,
        cards: Cards { places },
    };
    Ok((key, figures))
}
