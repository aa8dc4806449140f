//! From the log to a host that goes on where the last one ended, and snapshots that keep the way
//! short.
//!
//! A snapshot is made by reading: a second fold takes the newest one, folds what the log has
//! since, and is written out. Requests are not held up, no lock is taken, and what a restart
//! would come to is what is kept.

use std::io::{self, BufReader, Read as _};
use std::sync::Arc;

use crate::audit::{
    Config, Cut, Journal, Log, OpenError, Position, ReadError, Reader, Record, RecordsError,
    Signer, Snapshot, Storage, Writer,
};
use crate::fold::{Bounds, Fold, FoldError};
use crate::remembered::keys_of;

/// Bytes of a snapshot that are read at once.
const READ_BYTES: usize = 1 << 20;

/// What a log came to.
pub struct Recovered {
    /// Where the host writes and reads.
    pub log: Arc<Log>,
    /// What writes; to be run on a thread of its own.
    pub writer: Writer,
    /// The folds as of its end.
    pub fold: Fold,
    /// How that was found.
    pub found: Found,
}

/// How a log was read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    /// The record that the snapshot reached to, where there was one.
    pub snapshot: Option<u64>,
    /// Records read after it.
    pub records: u64,
    /// What a crash had left unfinished, and was cut off.
    pub cut: Option<Cut>,
}

/// Why a host cannot go on from a log. Nothing may be served then.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// It cannot be opened, or is damaged.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It is intact and says what cannot be.
    #[error("the log cannot be folded: {0}")]
    Fold(#[from] FoldError),
    /// It cannot be read.
    #[error("the log cannot be read: {0}")]
    Read(#[from] ReadError),
    /// A snapshot cannot be written.
    #[error("a snapshot cannot be written: {0}")]
    Write(#[from] io::Error),
}

impl From<RecordsError<FoldError>> for RecoveryError {
    fn from(error: RecordsError<FoldError>) -> Self {
        match error {
            RecordsError::Open(error) => Self::Open(error),
            RecordsError::Fold(error) => Self::Fold(error),
        }
    }
}

/// Opens the log, folds it and makes it ready to be written on. `signer` signs its checkpoints.
///
/// # Errors
/// Why nothing may be served.
pub fn recover(
    storage: Arc<dyn Storage>,
    config: &Config,
    bounds: &Bounds,
    signer: Option<Signer>,
) -> Result<Recovered, RecoveryError> {
    let mut opening = Journal::open(storage, config, keys_of)?;
    let reader = opening.reader();
    let (fold, position) = newest(opening.newest_snapshots());
    let mut fold = fold.unwrap_or_else(|| Fold::new(bounds));
    let mut found = Found {
        snapshot: position.map(|position| position.sequence),
        ..Found::default()
    };
    opening.records_after(position, |record| {
        found.records += 1;
        fold.apply(&record, &mut part_of(&reader))
    })?;
    fold.rebound(bounds);
    let (journal, cut) = opening.finish(signer)?;
    found.cut = cut;
    let (log, writer) = Log::channel(journal);
    Ok(Recovered {
        log,
        writer,
        fold,
        found,
    })
}

/// Writes a snapshot of all that is durable now. Blocks for as long as it takes to read what
/// the log has since the last one.
///
/// # Errors
/// Where the log cannot be read, or the snapshot not be written; the last one still does.
pub fn snapshot(log: &Log, bounds: &Bounds) -> Result<(), RecoveryError> {
    let reader = log.reader();
    let (fold, position) = newest(&log.snapshots()?);
    let mut fold = fold.unwrap_or_else(|| Fold::new(bounds));
    let mut last = None;
    for record in reader.scan(position)? {
        let record = record?;
        if position.is_none_or(|position| record.position > position) {
            fold.apply(&record, &mut part_of(&reader))?;
            last = Some((record.position, record.hash));
        }
    }
    match last {
        Some((position, hash)) => {
            log.write_snapshot(position, hash, |out| fold.write_to(out))?;
            Ok(())
        }
        None => Ok(()),
    }
}

/// The newest snapshot that can be read, and where it reaches to.
fn newest(snapshots: &[Snapshot]) -> (Option<Fold>, Option<Position>) {
    for snapshot in snapshots {
        let mut reader = BufReader::with_capacity(READ_BYTES, snapshot.reader());
        // Its last checksum is behind its last byte.
        let read = Fold::read_from(&mut reader).and_then(|fold| match reader.read(&mut [0]) {
            Ok(0) => Ok(fold),
            Ok(_) => Err("is longer than it should be".into()),
            Err(error) => Err(error.to_string()),
        });
        match read {
            Ok(fold) => return (Some(fold), Some(snapshot.position)),
            Err(problem) => tracing::warn!(
                sequence = snapshot.position.sequence,
                problem,
                "a snapshot cannot be read; the one before, or the whole log, does as well"
            ),
        }
    }
    (None, None)
}

fn part_of(reader: &Reader) -> impl FnMut(&Record, usize) -> Result<Option<Record>, String> {
    move |record, reference| {
        reader
            .part(record, reference)
            .map_err(|error| error.to_string())
    }
}
