//! The statistics as bytes: issuers in the order of their last report, the oldest first.

use std::io::{self, Read, Write};
use std::sync::Arc;

use super::recent::{BUCKETS, Recent, STEPS, Tally};
use super::usual::Usual;
use super::{Bounds, IssuerStats};
use crate::fixed::{Input, Output, SnapshotError};

const VERSION: u8 = 1;

/// Length of the id, usual hour and weights, buckets.
const ISSUER_BYTES: usize = 4 + 3 * 8 + 4;

/// Number, samples, successes, histogram.
const BUCKET_BYTES: usize = 8 + 4 + 4 + 4 * STEPS;

impl IssuerStats {
    /// Writes all of the statistics but their bounds. Equal ones have equal bytes.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = Output::new(out);
        out.u8(VERSION).u64(self.latest_ms);
        let issuers = self.order.values().filter_map(|id| {
            let issuer = self.issuers.get(id)?;
            Some((id, issuer))
        });
        out.count(issuers.clone().count())?;
        for (id, issuer) in issuers {
            let length = u32::try_from(id.len()).unwrap_or(u32::MAX);
            out.u32(length).u64(issuer.usual.hour);
            out.u64(issuer.usual.all).u64(issuer.usual.successes);
            let buckets: Vec<_> = issuer.recent.live(self.latest_ms).collect();
            // At most 20.
            out.u32(u32::try_from(buckets.len()).unwrap_or(0));
            out.bytes(id.as_bytes());
            for (number, tally) in buckets {
                out.u64(number).u32(tally.samples).u32(tally.successes);
                for count in tally.latencies {
                    out.u32(count);
                }
            }
            out.end_row()?;
        }
        out.finish()
    }

    /// Reads statistics, and nothing that follows them.
    ///
    /// # Errors
    /// Those of the input, and where the bytes are none that were written.
    pub fn read_from(input: &mut dyn Read, bounds: Bounds) -> Result<Self, SnapshotError> {
        let mut input = Input::new(input);
        input.version(VERSION)?;
        let mut stats = Self::new(bounds);
        stats.latest_ms = input.u64()?;
        for _ in 0..input.count()? {
            let (id, recent, usual) = read_issuer(&mut input, stats.latest_ms)?;
            if stats.issuers.contains_key(&id) {
                return Err(SnapshotError::Damaged("an issuer twice"));
            }
            let known = stats.last(&id);
            (known.recent, known.usual) = (recent, usual);
            stats.drop_oldest();
        }
        Ok(stats)
    }
}

fn read_issuer(
    input: &mut Input<'_>,
    latest_ms: u64,
) -> Result<(Arc<str>, Recent, Usual), SnapshotError> {
    let damaged = SnapshotError::Damaged;
    let mut head = input.row(ISSUER_BYTES)?;
    let length = usize::try_from(head.u32()).unwrap_or(usize::MAX);
    let usual = Usual {
        hour: head.u64(),
        all: head.u64(),
        successes: head.u64(),
    };
    let buckets = usize::try_from(head.u32()).unwrap_or(usize::MAX);
    if usual.successes > usual.all || buckets > BUCKETS {
        return Err(damaged("figures that no reports give"));
    }
    let id = input.text(length)?;
    let mut recent = Recent::default();
    for mut row in input.rows(buckets, BUCKET_BYTES)? {
        let number = row.u64();
        let tally = Tally {
            samples: row.u32(),
            successes: row.u32(),
            latencies: std::array::from_fn(|_| row.u32()),
        };
        if !recent.restore(number, tally, latest_ms) {
            return Err(damaged("answers outside of the last minutes"));
        }
    }
    Ok((id, recent, usual))
}
