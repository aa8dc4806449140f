//! From a log to a report. Of an approval only what is counted is read; most records are such.

use indicatif::{ProgressBar, ProgressStyle};

use crate::audit::{Kind, ReadError, Reader};
use crate::decision::Outcome;
use crate::recorded::{self, Damaged};
use crate::report::{Asked, Attempt, Failure, Gathering, Report};
use crate::trail::{self, Became, Parts, TrailError};

/// Records from one sign of progress to the next.
const SHOWN_RECORDS: u64 = 4_096;

/// Reads the log once, from its first record on.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn read(reader: &Reader, asked: Asked) -> Result<Report, TrailError> {
    let mut parts = Parts::new(reader.clone());
    let mut gathering = Gathering::new(asked);
    let bar = bar(reader)?;
    for record in reader.scan(None)? {
        let record = record?;
        let sequence = record.position.sequence;
        if sequence.is_multiple_of(SHOWN_RECORDS) {
            bar.set_position(sequence);
        }
        let damaged = |damaged: Damaged| TrailError::Damaged { sequence, damaged };
        match record.kind {
            Kind::Decision => {
                let seen = parts.of(&record)?;
                let brief = recorded::decode_brief(&record.payload, seen.merchant());
                let brief = brief.map_err(damaged)?;
                let issuer = seen.issuer().map_or("", |issuer| &issuer.id);
                if !gathering.asked().scope.fits(&brief, issuer) {
                    continue;
                }
                let failure = match brief.outcome {
                    Outcome::Approve => None,
                    _ => Some(Failure::of(trail::decode(&record, &seen)?, &seen)),
                };
                gathering.decided(Attempt::of(&brief, &seen, failure));
            }
            Kind::Outcome => {
                let outcome = recorded::decode_outcome(&record.payload).map_err(damaged)?;
                let decision = outcome.decision;
                gathering.became(decision, &Became::Reported(outcome));
            }
            Kind::Expiry => {
                let expiry = recorded::decode_expiry(&record.payload).map_err(damaged)?;
                let decision = expiry.decision;
                gathering.became(decision, &Became::Expired(expiry));
            }
            _ => parts.pass(&record)?,
        }
    }
    bar.finish_and_clear();
    Ok(gathering.report())
}

/// A bar of records; nothing where standard error is no terminal.
fn bar(reader: &Reader) -> Result<ProgressBar, ReadError> {
    let bar = ProgressBar::new(reader.last_sequence()?);
    let style = ProgressStyle::with_template("{wide_bar} {pos} of {len} records, {eta} left");
    Ok(match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    })
}
