//! The log as a host shares it: a bounded queue that never blocks for the disk, and the writer
//! that takes all that waits, commits it as one group, and tells who waited.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::progress::{Progress, Status};
use super::segments::{Segments, lock};
use super::storage::File;
use super::{
    Config, Entry, Hash, Journal, Position, ReadError, Reader, Record, Scan, Snapshot, Stopped,
    Storage, Writer, segment, snapshot,
};

/// Called once, by the writer: where the entry is, or why it was not recorded.
pub type Done = Box<dyn FnOnce(Result<Position, Stopped>) + Send>;

/// Called once, by the writer: whether all that was given to the log before is recorded.
pub type Barrier = Box<dyn FnOnce(bool) + Send>;

/// Why an entry was not taken. `done` is not called then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendRefused {
    /// Too many wait already.
    #[error("too many records wait to be written")]
    Full,
    /// Nothing is written any more.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// What waits for the writer.
#[derive(Default)]
pub(super) struct Queue {
    pub(super) entries: Vec<Entry>,
    pub(super) done: Vec<Done>,
    pub(super) barriers: Vec<Barrier>,
    pub(super) checkpoint_at_ms: Option<u64>,
    pub(super) is_closing: bool,
    /// The writer has taken something and is not through with it.
    pub(super) is_busy: bool,
    pub(super) has_ended: bool,
}

impl Queue {
    pub(super) fn has_work(&self) -> bool {
        !self.entries.is_empty()
            || !self.barriers.is_empty()
            || self.checkpoint_at_ms.is_some()
            || self.is_closing
    }
}

/// A log that is written and read at the same time, from any thread.
pub struct Log {
    pub(super) queue: Mutex<Queue>,
    /// There is work for the writer.
    pub(super) work: Condvar,
    /// The writer is through with some.
    pub(super) idle: Condvar,
    /// The writer has ended.
    pub(super) ended: Condvar,
    pub(super) config: Config,
    pub(super) storage: Arc<dyn Storage>,
    pub(super) segments: Arc<Segments>,
    pub(super) progress: Arc<Progress>,
    pub(super) now_ms: fn() -> u64,
}

impl Log {
    /// The two ends of a queue in front of `journal`.
    #[must_use]
    pub fn channel(journal: Journal) -> (Arc<Self>, Writer) {
        let log = Arc::new(Self {
            queue: Mutex::default(),
            work: Condvar::new(),
            idle: Condvar::new(),
            ended: Condvar::new(),
            config: journal.config.clone(),
            storage: journal.storage.clone(),
            segments: journal.segments.clone(),
            progress: journal.progress.clone(),
            now_ms: journal.now_ms,
        });
        let writer = Writer::new(log.clone(), journal);
        (log, writer)
    }

    /// How many entries may wait at most. As many again may be in the group being written.
    #[must_use]
    pub fn queue_max(&self) -> usize {
        self.config.queue_max
    }

    /// Takes an entry to be written. Entries are in the log in the order of these calls. Never
    /// waits for the disk; `done` is called by the writer.
    ///
    /// # Errors
    /// Where too many wait, or nothing is written any more.
    pub fn append(&self, entry: Entry, done: Done) -> Result<(), AppendRefused> {
        let mut queue = lock(&self.queue);
        if let Some(stopped) = self.progress.stopped() {
            return Err(stopped.into());
        }
        if queue.is_closing || queue.has_ended {
            return Err(Stopped::Closed.into());
        }
        if queue.entries.len() >= self.config.queue_max {
            return Err(AppendRefused::Full);
        }
        queue.entries.push(entry);
        queue.done.push(done);
        let wake = queue.entries.len() == 1;
        drop(queue);
        if wake {
            self.work.notify_one();
        }
        Ok(())
    }

    /// Has `done` called once everything that was given to the log before is recorded.
    ///
    /// # Errors
    /// Where too many wait, or nothing is written any more.
    pub fn barrier(&self, done: Barrier) -> Result<(), AppendRefused> {
        let mut queue = lock(&self.queue);
        if let Some(stopped) = self.progress.stopped() {
            return Err(stopped.into());
        }
        if queue.is_closing || queue.has_ended {
            return Err(Stopped::Closed.into());
        }
        if queue.barriers.len() >= self.config.queue_max {
            return Err(AppendRefused::Full);
        }
        queue.barriers.push(done);
        drop(queue);
        self.work.notify_one();
        Ok(())
    }

    /// Asks for a checkpoint, signed as of `at_ms`, and for all to be synced.
    pub fn checkpoint(&self, at_ms: u64) {
        lock(&self.queue).checkpoint_at_ms = Some(at_ms);
        self.work.notify_one();
    }

    /// Takes no more entries. The writer commits those that wait, signs a last checkpoint, syncs,
    /// and ends.
    pub fn close(&self) {
        lock(&self.queue).is_closing = true;
        self.work.notify_one();
    }

    /// Waits until nothing waits to be written any more. Only where a writer runs.
    pub fn drain(&self) {
        let mut queue = lock(&self.queue);
        while !queue.has_ended && (queue.is_busy || !queue.entries.is_empty()) {
            let waited = self.idle.wait(queue);
            queue = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits for the writer to end, not longer than `at_most`; whether it has.
    pub(super) fn wait_for_end(&self, at_most: Duration) -> bool {
        let queue = lock(&self.queue);
        let ended = self
            .ended
            .wait_timeout_while(queue, at_most, |queue| !queue.has_ended);
        ended.unwrap_or_else(PoisonError::into_inner).0.has_ended
    }

    /// Whether and why nothing is written any more.
    #[must_use]
    pub fn stopped(&self) -> Option<Stopped> {
        self.progress.stopped()
    }

    /// How it is doing.
    #[must_use]
    pub fn status(&self) -> Status {
        let (segments, bytes) = self.segments.size();
        let queued = lock(&self.queue).entries.len();
        let sequence = self.segments.end().map_or(0, |end| end.sequence);
        self.progress.tell(|told| Status {
            durability: self.config.durability,
            sequence,
            synced: told.synced,
            segments,
            bytes,
            queued,
            stopped: told.stopped.as_ref().map(ToString::to_string),
            cut: told.cut,
            checkpoint: told.checkpoint,
            snapshot: told.snapshot,
            trouble: told.trouble.clone(),
        })
    }

    /// Reads what was committed.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader {
            segments: self.segments.clone(),
        }
    }

    /// Reads one record.
    ///
    /// # Errors
    /// Where it is not there, or not intact.
    pub fn read(&self, position: Position) -> Result<Record, ReadError> {
        self.reader().read(position)
    }

    /// The record that `refs[n]` of `record` points to.
    ///
    /// # Errors
    /// Where it is not there, or not intact.
    pub fn part(&self, record: &Record, n: usize) -> Result<Option<Record>, ReadError> {
        self.reader().part(record, n)
    }

    /// All that is committed now, from `from` on (that one included), or from the oldest on.
    ///
    /// # Errors
    /// Where the first segment cannot be opened.
    pub fn scan(&self, from: Option<Position>) -> Result<Scan, ReadError> {
        self.reader().scan(from)
    }

    /// The snapshots there are, newest first.
    ///
    /// # Errors
    /// Where the directory cannot be read.
    pub fn snapshots(&self) -> io::Result<Vec<Snapshot>> {
        snapshot::list(&*self.storage)
    }

    /// Writes a snapshot of what was folded up to the record at `position`, which has this
    /// `hash`. Not from the writer's thread: it may take long.
    ///
    /// # Errors
    /// Where it could not be written; the log goes on then, unless it was the log that could not
    /// be synced.
    pub fn write_snapshot(
        &self,
        position: Position,
        hash: Hash,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        // A snapshot of what the disk does not have would accuse the log after a crash.
        if self.progress.tell(|told| told.synced) < position.sequence {
            self.sync_segment(position.segment)?;
        }
        snapshot::write(&*self.storage, position, &hash, fill)?;
        self.progress
            .tell(|told| told.snapshot = Some(position.sequence));
        Ok(())
    }

    fn sync_segment(&self, segment: u64) -> io::Result<()> {
        let name = segment::name(segment, segment::Form::Raw);
        let file: Arc<dyn File> = match self.storage.open_write(&name) {
            Ok(file) => file,
            // It was compressed: all of it is on disk.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        file.sync_data().inspect_err(|error| {
            self.progress
                .stop(Stopped::Failed(error.to_string().into()));
        })
    }
}
