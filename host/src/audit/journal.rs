//! The core of the log: takes entries, writes them as a group, syncs once.
//!
//! One thread, and no clock but for the checkpoint that begins a segment: the same calls on the
//! same storage give the same bytes.

use std::any::Any;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::frame::{self, BEGINS_GROUP, Frame, SYNCED_BEFORE};
use super::open::Opening;
use super::progress::Progress;
use super::segment::{self, FIRST_OFFSET, Form};
use super::segments::{End, Segments, lock};
use super::storage::{self, File};
use super::{
    Checkpoint, Config, Durability, Entry, Hash, Keys, KeysOf, Kind, OpenError, Position, Signer,
    Stopped, Storage,
};

mod begin;
mod checkpoint;
mod part;

use checkpoint::CHECKPOINT_BYTES;
use part::{Encoded, bytes_of, refs_of};

/// The writer of a log.
pub struct Journal {
    pub(super) storage: Arc<dyn Storage>,
    pub(super) config: Config,
    pub(super) segments: Arc<Segments>,
    pub(super) progress: Arc<Progress>,
    /// How far what was written reaches.
    end: End,
    file: Arc<dyn File>,
    /// What is to be written next.
    buffer: Vec<u8>,
    /// The keys of records in the buffer.
    keys: Vec<(Keys, u32)>,
    next: u64,
    previous: Hash,
    /// Offsets of the parts in this segment, by identity.
    parts: HashMap<u64, u32>,
    /// Everything before `end` is on disk.
    is_synced: bool,
    signer: Option<Signer>,
    /// The last record when the last checkpoint was signed, that included.
    checked: u64,
    /// A checkpoint in the buffer.
    checkpoint: Option<Checkpoint>,
    pub(super) now_ms: fn() -> u64,
    _lock: Box<dyn Any + Send + Sync>,
}

impl Journal {
    /// Begins to open the log in `storage`. `keys_of` says what the records that are there
    /// already are found by.
    ///
    /// # Errors
    /// Where another process has it, or it cannot be read.
    pub fn open(
        storage: Arc<dyn Storage>,
        config: &Config,
        keys_of: KeysOf,
    ) -> Result<Opening, OpenError> {
        Opening::new(storage, config, keys_of)
    }

    /// Takes the time of checkpoints from elsewhere than this machine's clock.
    #[must_use]
    pub fn with_clock(mut self, now_ms: fn() -> u64) -> Self {
        self.now_ms = now_ms;
        self
    }

    /// Writes entries as one group, or as one for each segment that they reach into. `placed`
    /// gets where each is.
    ///
    /// # Errors
    /// A write or a sync failed, or an entry does not fit a segment. `placed` has those that were
    /// recorded before; of the others nothing is known. From then on nothing is written any more.
    pub fn commit(
        &mut self,
        entries: &[Entry],
        placed: &mut Vec<Result<Position, Stopped>>,
    ) -> Result<(), Stopped> {
        placed.clear();
        self.go_on()?;
        let mut recorded = 0;
        let done = self.place_all(entries, placed, &mut recorded);
        done.map_err(|error| {
            placed.truncate(recorded);
            self.stop(&error)
        })
    }

    fn place_all(
        &mut self,
        entries: &[Entry],
        placed: &mut Vec<Result<Position, Stopped>>,
        recorded: &mut usize,
    ) -> io::Result<()> {
        for entry in entries {
            let mut missing = self.missing_parts(entry);
            let bytes = bytes_of(entry, &missing);
            if bytes > self.room() {
                // All its parts go along into the next segment.
                missing = entry.parts.clone().map(|part| part.map(Encoded::new));
                let bytes = bytes_of(entry, &missing);
                self.flush()?;
                *recorded = placed.len();
                // Whoever appended it goes by it already, and so may all that comes after it.
                if bytes > self.capacity() {
                    return Err(self.too_large(bytes));
                }
                self.roll()?;
            }
            placed.push(Ok(self.put_entry(entry, missing)));
        }
        self.flush()?;
        *recorded = placed.len();
        Ok(())
    }

    fn too_large(&self, bytes: usize) -> io::Error {
        io::Error::other(format!(
            "a record of {bytes} bytes, with what it refers to, does not fit a segment of {}: \
             raise audit.segment_bytes",
            self.config.segment_bytes
        ))
    }

    fn missing_parts(&self, entry: &Entry) -> [Option<Encoded>; frame::REFS_MAX] {
        entry.parts.clone().map(|part| {
            let part = part?;
            let known = self.parts.contains_key(&part.identity());
            (!known).then(|| Encoded::new(part))
        })
    }

    fn put_entry(
        &mut self,
        entry: &Entry,
        missing: [Option<Encoded>; frame::REFS_MAX],
    ) -> Position {
        for part in missing.into_iter().flatten() {
            // The same part may be there twice.
            if !self.parts.contains_key(&part.identity) {
                let position = self.put(part.kind, &[], &part.payload);
                self.parts.insert(part.identity, position.offset);
            }
        }
        let mut refs = [0; frame::REFS_MAX];
        for (offset, part) in refs.iter_mut().zip(&entry.parts) {
            let known = part
                .as_ref()
                .and_then(|part| self.parts.get(&part.identity()));
            *offset = known.copied().unwrap_or(0);
        }
        let refs = refs.get(..refs_of(entry)).unwrap_or_default();
        let position = self.put(entry.kind, refs, &entry.payload);
        if let Some(keys) = entry.keys {
            self.keys.push((keys, position.offset));
        }
        position
    }

    /// Appends a record to the buffer.
    fn put(&mut self, kind: Kind, refs: &[u32], payload: &[u8]) -> Position {
        let mut flags = 0;
        if self.buffer.is_empty() {
            flags |= BEGINS_GROUP;
            if self.is_synced {
                flags |= SYNCED_BEFORE;
            }
        }
        let position = Position {
            sequence: self.next,
            segment: self.end.segment,
            offset: self.offset(),
        };
        let frame = Frame {
            sequence: self.next,
            previous: &self.previous,
            kind,
            flags,
            durability: self.config.durability,
            refs,
            payload,
        };
        self.previous = frame.put(&mut self.buffer);
        self.next += 1;
        position
    }

    /// Where the next record begins.
    fn offset(&self) -> u32 {
        let buffered = u32::try_from(self.buffer.len()).unwrap_or(u32::MAX);
        self.end.offset.saturating_add(buffered)
    }

    fn room(&self) -> usize {
        self.config.segment_bytes.saturating_sub(self.offset()) as usize
    }

    /// Bytes that an entry and its parts can take.
    fn capacity(&self) -> usize {
        let taken = segment::HEADER_BYTES + CHECKPOINT_BYTES;
        (self.config.segment_bytes as usize).saturating_sub(taken)
    }

    /// Writes the buffer; with durability "sync", or with a checkpoint in it, syncs.
    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        storage::write_all(&*self.file, &self.buffer, u64::from(self.end.offset))?;
        self.is_synced = false;
        let end = End {
            segment: self.end.segment,
            offset: self.offset(),
            sequence: self.next.saturating_sub(1),
            hash: self.previous,
        };
        self.buffer.clear();
        self.end = end;
        if self.config.durability == Durability::Sync || self.checkpoint.is_some() {
            self.sync()?;
        }
        if let Some(index) = self.segments.index(end.segment) {
            let mut index = lock(&index);
            for (keys, offset) in self.keys.drain(..) {
                index.add(keys, offset);
            }
        }
        self.segments.set_end(end);
        if let Some(checkpoint) = self.checkpoint.take() {
            let is_sent = self.config.checkpoint_file.is_some();
            self.progress.tell(|told| {
                told.checkpoint = Some(checkpoint);
                told.unfiled.push(checkpoint);
                told.unfiled_elsewhere.extend(is_sent.then_some(checkpoint));
            });
        }
        Ok(())
    }

    /// Makes durable what was written.
    fn sync(&mut self) -> io::Result<()> {
        if !self.is_synced {
            self.file.sync_data()?;
            self.is_synced = true;
            let sequence = self.end.sequence;
            self.progress.tell(|told| told.synced = sequence);
        }
        Ok(())
    }

    /// Goes on in a new segment, which begins with a checkpoint. The buffer is empty.
    fn roll(&mut self) -> io::Result<()> {
        // INVARIANT: where a segment is, all before it is on disk.
        self.sync()?;
        self.file = match self.segments.take_spare() {
            Some(spare) => {
                begin::name_spare(&*self.storage, &*spare, self.next, self.previous)?;
                spare
            }
            None => begin::new_segment(&*self.storage, &self.config, self.next, self.previous)?,
        };
        self.end.segment = self.next;
        self.end.offset = FIRST_OFFSET;
        self.parts.clear();
        self.segments
            .put_index(self.next, super::index::Index::default());
        self.segments.put(self.next, Form::Raw);
        self.segments.set_end(self.end);
        self.sign((self.now_ms)());
        Ok(())
    }

    /// How far the log reaches, and the hash of its last record.
    #[must_use]
    pub fn last(&self) -> (u64, Hash) {
        (self.end.sequence, self.end.hash)
    }

    /// Reads what was committed.
    #[must_use]
    pub fn reader(&self) -> super::Reader {
        super::Reader {
            segments: self.segments.clone(),
        }
    }

    fn go_on(&self) -> Result<(), Stopped> {
        self.progress.stopped().map_or(Ok(()), Err)
    }

    /// INVARIANT: a failed write or sync is never tried again: the kernel may have dropped what
    /// it could not write, and would tell of success the next time.
    fn stop(&mut self, error: &io::Error) -> Stopped {
        self.buffer.clear();
        self.keys.clear();
        self.progress
            .stop(Stopped::Failed(error.to_string().into()))
    }
}
