//! Opening a log: find its end, tell a write that a crash cut short from damage, go on.

use std::any::Any;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use super::frame::{Expected, SYNCED_BEFORE};
use super::index::Index;
use super::reader::{ReadError, Reader};
use super::scan::Ended;
use super::segment::Form;
use super::segments::Segments;
use super::{
    Config, Damage, GENESIS, Hash, Journal, KeysOf, Position, Record, Scan, Snapshot, Storage,
    Wrong, checkpoint, snapshot,
};

/// Why a log was not opened. Nothing may be served then.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it.
    #[error("another process has the log open")]
    Locked,
    /// The file system said no.
    #[error("cannot open the log: {0}")]
    Io(#[from] io::Error),
    /// What was on disk is not intact.
    #[error("the log is damaged: {0}")]
    Damage(Damage),
    /// Old segments were moved away, and no snapshot reaches to where the others begin.
    #[error("the log begins with record {first}, and no snapshot has what was before")]
    NotFromStart {
        /// The first record there is.
        first: u64,
    },
}

impl From<ReadError> for OpenError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io(error) => Self::Io(error),
            ReadError::Damage(damage) => Self::Damage(damage),
            ReadError::Gone { segment } => Self::NotFromStart { first: segment },
        }
    }
}

/// Why the records of a log were not all folded.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError<E> {
    /// The log is not good.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Whoever folds said no.
    #[error("{0}")]
    Fold(E),
}

/// What was cut off the end of a log: a write that a crash had cut short. Nobody was told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The segment, by the sequence of its first record.
    pub segment: u64,
    /// Where the bytes were in it.
    pub offset: u32,
    /// The record that they would have been.
    pub sequence: u64,
    /// How many there were.
    pub bytes: u64,
}

/// A log that is being opened: its snapshots and records are read, then it is written on.
pub struct Opening {
    pub(super) storage: Arc<dyn Storage>,
    pub(super) config: Config,
    pub(super) segments: Arc<Segments>,
    pub(super) lock: Box<dyn Any + Send + Sync>,
    snapshots: Vec<Snapshot>,
    /// Records that the log must have: their hash, and who says so.
    witnesses: BTreeMap<u64, (Hash, String)>,
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
            witnesses: BTreeMap::new(),
            found: None,
        };
        opening.find_snapshots()?;
        opening.find_checkpoints()?;
        Ok(opening)
    }

    /// The newest checkpoint that was filed, here or elsewhere. Its record is on disk before it
    /// is filed.
    fn find_checkpoints(&mut self) -> Result<(), OpenError> {
        let mut filed = checkpoint::read(&*self.storage)?;
        if let Some(file) = &self.config.checkpoint_file
            && let Ok(text) = std::fs::read_to_string(file)
        {
            filed.extend(checkpoint::parse_lines(&text));
        }
        // The newest first: after a year there are half a million, and a signature takes long.
        filed.sort_unstable_by_key(|checkpoint| std::cmp::Reverse(checkpoint.sequence));
        if let Some(newest) = filed.iter().find(|checkpoint| checkpoint.is_signed()) {
            let told = format!("the checkpoint of record {}", newest.sequence);
            self.witnesses.insert(newest.sequence, (newest.hash, told));
        }
        Ok(())
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
            let told = format!("the snapshot of record {sequence}");
            self.witnesses.insert(sequence, (snapshot.hash, told));
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
        let header = file.header(next)?;
        Ok(header.is_ok_and(|header| header.previous == snapshot.hash))
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
        let indexed = segments.keys().rev().take(2).last().copied().unwrap_or(0);
        let mut found = Found::nothing();
        let mut segment = 0;
        let mut scan = self.start(position, indexed)?;
        while let Some(record) = scan.as_mut().and_then(Iterator::next) {
            let record = record.map_err(OpenError::from)?;
            let here = record.position;
            self.check(&record)?;
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

    fn check(&self, record: &Record) -> Result<(), OpenError> {
        let sequence = record.position.sequence;
        match self.witnesses.get(&sequence) {
            Some((hash, told)) if *hash != record.hash => Err(OpenError::Damage(Damage {
                segment: record.position.segment,
                offset: record.position.offset,
                sequence,
                what: Wrong::Hash(told.clone()),
            })),
            _ => Ok(()),
        }
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
        if let Some((_, (_, told))) = self.witnesses.range(next..).next() {
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
            if name.ends_with(".tmp") {
                self.storage.remove(&name)?;
            }
        }
        let found = self.found.take().unwrap_or_else(Found::nothing);
        let cut = found.ended.as_ref().and_then(cut_of);
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

fn cut_of(ended: &Ended) -> Option<Cut> {
    let (segment, offset, bytes) = match ended.unborn {
        Some((segment, bytes)) => (segment, 0, bytes),
        None => (ended.segment, ended.offset, ended.torn_bytes),
    };
    (bytes > 0).then_some(Cut {
        segment,
        offset,
        sequence: ended.expected.sequence,
        bytes,
    })
}

/// What the first record of a new log continues.
pub(super) const BEGINNING: Expected = Expected {
    sequence: 1,
    previous: Some(GENESIS),
};
