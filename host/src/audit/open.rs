//! Opening a log: find its end, tell a write that a crash cut short from damage, go on.

use std::any::Any;
use std::io;
use std::sync::Arc;

use super::frame::{Expected, SYNCED_BEFORE};
use super::index::Index;
use super::reader::Reader;
use super::scan::Ended;
use super::segment::Form;
use super::segments::Segments;
use super::{
    Config, Damage, GENESIS, Journal, KeysOf, Position, Record, Scan, Snapshot, Storage, Wrong,
    snapshot, spare,
};

mod error;
mod witness;

pub use error::{Cut, OpenError, RecordsError};
use witness::Witnesses;

/// A log that is being opened: its snapshots and records are read, then it is written on.
pub struct Opening {
    pub(super) storage: Arc<dyn Storage>,
    pub(super) config: Config,
    pub(super) segments: Arc<Segments>,
    pub(super) lock: Box<dyn Any + Send + Sync>,
    snapshots: Vec<Snapshot>,
    witnesses: Witnesses,
    found: Option<Found>,
}

/// Where the log ends, and what is needed to write on there.
pub(super) struct Found {
    pub(super) ended: Option<Ended>,
    /// Of the segment where it ends.
    pub(super) index: Index,
    /// In the segment where it ends: everything before this offset was on disk.
    pub(super) proven: u32,
    /// The last record, where that is a checkpoint.
    pub(super) checked: u64,
}

impl Found {
    fn nothing() -> Self {
        Self {
            ended: None,
            index: Index::default(),
            proven: 0,
            checked: 0,
        }
    }
}

impl Opening {
    pub(super) fn new(
        storage: Arc<dyn Storage>,
        config: &Config,
        keys_of: KeysOf,
    ) -> Result<Self, OpenError> {
        let lock = storage.lock().map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => OpenError::Locked,
            _ => OpenError::Io(error),
        })?;
        let mut opening = Self {
            segments: Arc::new(Segments::list(storage.clone(), keys_of)?),
            storage,
            config: config.clone(),
            lock,
            snapshots: Vec::new(),
            witnesses: Witnesses::default(),
            found: None,
        };
        opening.find_snapshots()?;
        let elsewhere = opening.config.checkpoint_file.as_deref();
        opening
            .witnesses
            .checkpoints(&*opening.storage, elsewhere)?;
        Ok(opening)
    }

    fn find_snapshots(&mut self) -> Result<(), OpenError> {
        let first = self.segments.first().unwrap_or(0);
        for snapshot in snapshot::list(&*self.storage)? {
            let sequence = snapshot.position.sequence;
            if self.holds(&snapshot)? {
                self.snapshots.push(snapshot.clone());
            } else if sequence < first || !snapshot.is_intact()? {
                continue;
            }
            self.witnesses.snapshot(sequence, snapshot.hash);
        }
        Ok(())
    }

    /// Whether the log has the record that the snapshot reaches to.
    fn holds(&self, snapshot: &Snapshot) -> Result<bool, OpenError> {
        let Position {
            sequence,
            segment,
            offset,
        } = snapshot.position;
        if self.segments.form(segment).is_some() {
            let found = self.reader().read_at(segment, offset)?;
            return Ok(found.is_ok_and(|record| {
                record.hash == snapshot.hash && record.position.sequence == sequence
            }));
        }
        let next = sequence.saturating_add(1);
        let Some(file) = self.segments.open(next)? else {
            return Ok(false);
        };
        let header = file.header(next).ok().and_then(Result::ok);
        Ok(header.is_some_and(|header| header.previous == snapshot.hash))
    }

    /// The snapshots that fit the log, newest first. One that turns out to be damaged while it
    /// is read is no harm: the next one, or none, does as well.
    #[must_use]
    pub fn newest_snapshots(&self) -> &[Snapshot] {
        &self.snapshots
    }

    /// Reads the log, also while its records are folded.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader {
            segments: self.segments.clone(),
        }
    }

    /// Hands out every record after `position`, that of a snapshot, or from the first one on.
    ///
    /// # Errors
    /// Where the log is damaged, or what `each` says.
    pub fn records_after<E>(
        &mut self,
        position: Option<Position>,
        mut each: impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), RecordsError<E>> {
        let segments = self.segments.all();
        // The last one may turn out to have no header yet: then the one before it is the last.
        let indexed = segments.keys().rev().take(2).min().copied().unwrap_or(0);
        let mut found = Found::nothing();
        let mut segment = 0;
        let mut scan = self.start(position, indexed)?;
        while let Some(record) = scan.as_mut().and_then(Iterator::next) {
            let record = record.map_err(OpenError::from)?;
            let here = record.position;
            self.witnesses.check(&record)?;
            if here.segment != segment {
                segment = here.segment;
                found.index = Index::default();
            }
            if scan.as_ref().map_or(0, Scan::flags) & SYNCED_BEFORE != 0 {
                found.proven = here.offset;
            }
            let is_checkpoint = record.kind == super::Kind::Checkpoint;
            found.checked = if is_checkpoint { here.sequence } else { 0 };
            if segment >= indexed
                && let Some(keys) = (self.segments.keys_of)(record.kind, &record.payload)
            {
                found.index.add(keys, here.offset);
            }
            if position.is_none_or(|position| here.sequence > position.sequence) {
                each(record).map_err(RecordsError::Fold)?;
            }
        }
        found.ended = scan.and_then(|scan| scan.ended().cloned());
        if found
            .ended
            .as_ref()
            .is_some_and(|ended| ended.segment != segment)
        {
            found.index = Index::default();
            found.proven = 0;
        }
        self.check_end(found.ended.as_ref())?;
        self.found = Some(found);
        Ok(())
    }

    fn start(&self, position: Option<Position>, indexed: u64) -> Result<Option<Scan>, OpenError> {
        let segments = self.segments.clone();
        let Some(first) = segments.first() else {
            return Ok(None);
        };
        let scan = match position {
            Some(position) if segments.form(position.segment).is_none() => {
                Scan::of_segment(segments, position.sequence.saturating_add(1))
            }
            Some(position) if position.segment < indexed => Scan::at(segments, position),
            Some(position) => Scan::of_segment(segments, position.segment),
            None if first == 1 => Scan::of_segment(segments, first),
            None => return Err(OpenError::NotFromStart { first }),
        };
        Ok(Some(scan?))
    }

    fn check_end(&self, ended: Option<&Ended>) -> Result<(), OpenError> {
        let next = ended.map_or(1, |ended| ended.expected.sequence);
        let damage = |told: String| {
            OpenError::Damage(Damage {
                segment: ended.map_or(1, |ended| ended.segment),
                offset: ended.map_or(0, |ended| ended.offset),
                sequence: next,
                what: Wrong::Ends(told),
            })
        };
        if let Some(told) = self.witnesses.beyond(next) {
            return Err(damage(format!("there is {told}")));
        }
        let Some(ended) = ended else {
            return Ok(());
        };
        // A segment is compressed when the next one is on disk.
        if self.segments.form(ended.segment) == Some(Form::Packed) {
            return Err(damage("there was another segment".into()));
        }
        if ended.unborn.is_some_and(|unborn| unborn.0 == ended.segment) && ended.segment != 1 {
            return Err(damage("there were segments before".into()));
        }
        Ok(())
    }

    /// Cuts off what a crash left unfinished and makes all that remains durable: what the log
    /// goes on from.
    ///
    /// # Errors
    /// Where the log is damaged or cannot be written.
    pub fn finish(
        mut self,
        signer: Option<super::Signer>,
    ) -> Result<(Journal, Option<Cut>), OpenError> {
        if self.found.is_none() {
            let position = self.snapshots.first().map(|snapshot| snapshot.position);
            let none = |_| Ok::<(), std::convert::Infallible>(());
            self.records_after(position, none)
                .map_err(|error| match error {
                    RecordsError::Open(error) => error,
                    RecordsError::Fold(never) => match never {},
                })?;
        }
        for name in self.storage.list()? {
            if name.ends_with(".tmp") || name == spare::NAME {
                self.storage.remove(&name)?;
            }
        }
        let found = self.found.take().unwrap_or_else(Found::nothing);
        let cut = found.ended.as_ref().and_then(Ended::cut);
        if let Some((segment, _)) = found.ended.as_ref().and_then(|ended| ended.unborn) {
            self.storage
                .remove(&super::segment::name(segment, Form::Raw))?;
            self.storage.sync_dir()?;
            self.segments.forget(segment);
        }
        let journal = Journal::resume(self, found, signer)?;
        Ok((journal, cut))
    }
}

/// What the first record of a new log continues.
pub(super) const BEGINNING: Expected = Expected {
    sequence: 1,
    previous: Some(GENESIS),
};
