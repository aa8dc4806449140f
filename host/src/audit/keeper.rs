//! What is done behind the writer: full segments are sealed, indexed, compressed, and removed
//! when they are old; checkpoints are filed. Nothing of it delays an answer, and a failure of it
//! harms nothing that was recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::checkpoint::{self, Checkpoint};
use super::index::Index;
use super::index_file::IndexFile;
use super::reader::ReadError;
use super::segment::{self, Form};
use super::{Kind, Log, Scan, Storage, index_file, packed, snapshot, storage};

/// How often it looks for work.
const EVERY: Duration = Duration::from_millis(500);

/// Looks without work until what failed is tried again: about a minute.
const PUT_OFF: u32 = 120;

/// The one who works behind the writer.
pub struct Keeper {
    log: Arc<Log>,
    /// Sealed segments that are as they should be.
    settled: BTreeSet<u64>,
    /// Those that could not be made so, and why. They must not hold up the others.
    put_off: BTreeMap<u64, String>,
    /// Looks since there was other work.
    idle: u32,
    /// The segment behind which no next one could be made ready.
    unprepared: Option<u64>,
    /// Whether the oldest segment is gone is unknown. A younger one must not go before it: what
    /// is left would have a hole.
    is_unsure: bool,
}

impl Log {
    /// Who works behind the writer of this log. There is one.
    #[must_use]
    pub fn keeper(self: &Arc<Self>) -> Keeper {
        Keeper {
            log: self.clone(),
            settled: BTreeSet::new(),
            put_off: BTreeMap::new(),
            idle: 0,
            unprepared: None,
            is_unsure: false,
        }
    }
}

impl Keeper {
    /// Works until the log is closed or stops; on a thread of its own.
    pub fn run(mut self) {
        let mut has_ended = false;
        while !has_ended {
            has_ended = self.log.wait_for_end(EVERY);
            while self.step() && !has_ended {
                has_ended = self.log.wait_for_end(Duration::ZERO);
            }
        }
        // The checkpoint that came last.
        self.step();
        if let Err(error) = self.log.segments.remove_spare() {
            let trouble = Some(error.to_string());
            self.log.progress.tell(|told| told.trouble = trouble);
        }
    }

    /// Does one piece of work. `false` where there was none, or it failed: see
    /// [`Status::trouble`](super::Status::trouble).
    pub fn step(&mut self) -> bool {
        // Neither waits for the other: a disk elsewhere may be away for days.
        let filed = self.file_checkpoints();
        let done = self.work();
        let now = filed.err().map(|error| error.to_string());
        let now = now.or_else(|| done.as_ref().err().map(ToString::to_string));
        let trouble = now.or_else(|| self.put_off.values().next().cloned());
        self.log.progress.tell(|told| told.trouble = trouble);
        done.unwrap_or(false)
    }

    fn work(&mut self) -> Result<bool, ReadError> {
        let Some(end) = self.log.segments.end() else {
            return Ok(false);
        };
        if self.prepare(end.segment)? {
            return Ok(true);
        }
        let sealed = self.log.segments.all().into_keys();
        let sealed: BTreeSet<u64> = sealed.take_while(|first| *first < end.segment).collect();
        let lost = self.log.segments.take_lost_indexes();
        self.settled
            .retain(|first| sealed.contains(first) && !lost.contains(first));
        self.put_off.retain(|first, _| sealed.contains(first));
        let is_new =
            |first: &u64| !self.settled.contains(first) && !self.put_off.contains_key(first);
        if let Some(segment) = sealed.iter().copied().find(is_new) {
            if let Err(error) = self.seal(segment) {
                self.put_off.insert(segment, error.to_string());
                return Err(error);
            }
            self.settled.insert(segment);
            return Ok(true);
        }
        self.idle = self.idle.saturating_add(1);
        if self.idle >= PUT_OFF {
            self.idle = 0;
            self.put_off.clear();
        }
        match sealed.first() {
            Some(oldest) => self.retire(*oldest),
            None => Ok(false),
        }
    }

    /// Makes the next segment ready; tried once for each.
    fn prepare(&mut self, last: u64) -> Result<bool, ReadError> {
        if self.unprepared == Some(last) {
            return Ok(false);
        }
        let done = self.log.segments.prepare(&self.log.config);
        if done.is_err() {
            self.unprepared = Some(last);
        }
        Ok(done?)
    }

    /// Files new checkpoints here and, where there is such a place, elsewhere.
    fn file_checkpoints(&self) -> io::Result<()> {
        let progress = &self.log.progress;
        let (here, elsewhere) =
            progress.tell(|told| (told.unfiled.clone(), told.unfiled_elsewhere.clone()));
        if !here.is_empty() {
            checkpoint::append(&*self.log.storage, &here)?;
            progress.tell(|told| told.unfiled.drain(..here.len()).for_each(drop));
        }
        let file = self.log.config.checkpoint_file.as_ref();
        if let (Some(file), false) = (file, elsewhere.is_empty()) {
            checkpoint::append_elsewhere(file, &elsewhere)?;
            let filed = elsewhere.len();
            progress.tell(|told| told.unfiled_elsewhere.drain(..filed).for_each(drop));
        }
        Ok(())
    }

    /// Makes a full segment what it stays: cut to its length, with an index, compressed.
    fn seal(&self, segment: u64) -> Result<(), ReadError> {
        let (storage, segments) = (&*self.log.storage, &self.log.segments);
        let is_good = |index: Arc<IndexFile>| index.verify();
        if segments.index_file(segment).and_then(is_good).is_err() {
            let index = Index::of_segment(segments, segment)?;
            index_file::write(storage, segment, &index)?;
            segments.forget_index_file(segment);
        }
        segments.forget_index(segment);
        if segments.form(segment) != Some(Form::Raw) {
            return Ok(());
        }
        let mut scan = Scan::of_segment(segments.clone(), segment)?.within();
        scan.by_ref().try_for_each(|record| record.map(drop))?;
        let name = segment::name(segment, Form::Raw);
        let raw = storage.open_write(&name)?;
        let (_, end) = scan.place();
        if raw.len()? > u64::from(end) {
            raw.set_len(u64::from(end))?;
            raw.sync_data()?;
            segments.resized(segment);
        }
        if self.log.config.compress && packed::pays(&*raw)? {
            let packed = segment::name(segment, Form::Packed);
            let unfinished = format!("{packed}.tmp");
            storage::finish(storage, &unfinished, &packed, |out| {
                packed::pack(&*raw, segment, out)
            })?;
            // INVARIANT: the compressed one is there for good before the raw one goes.
            storage.sync_dir()?;
            segments.put(segment, Form::Packed);
            storage.remove(&name)?;
            storage.sync_dir()?;
        }
        Ok(())
    }

    /// Removes the oldest segment where it is old enough and no snapshot needs it. How old it is
    /// says the checkpoint that the next one begins with.
    fn retire(&mut self, oldest: u64) -> Result<bool, ReadError> {
        let (storage, segments) = (&*self.log.storage, &self.log.segments);
        let retain_ms = self.log.config.retain_ms;
        let (Some(next), true) = (segments.after(oldest), retain_ms > 0) else {
            return Ok(false);
        };
        if self.is_unsure {
            return Ok(false);
        }
        let first = Scan::of_segment(segments.clone(), next)?
            .next()
            .transpose()?;
        let checkpoint = first.filter(|record| record.kind == Kind::Checkpoint);
        let checkpoint = checkpoint.and_then(|record| Checkpoint::decode(&record.payload));
        let now_ms = (self.log.now_ms)();
        let is_old = checkpoint
            .is_some_and(|checkpoint| checkpoint.at_ms.saturating_add(retain_ms) <= now_ms);
        let needed_from = snapshot::oldest_kept(storage)?.map_or(0, |position| position.segment);
        if !is_old || next > needed_from {
            return Ok(false);
        }
        segments.forget(oldest);
        let removed = remove(storage, oldest);
        self.is_unsure = removed.is_err();
        removed?;
        Ok(true)
    }
}

/// Removes a segment. Both of its forms may be there where compressing it failed at the end.
fn remove(storage: &dyn Storage, first: u64) -> io::Result<()> {
    let forms = [Form::Raw, Form::Packed].map(|form| segment::name(first, form));
    for name in forms.iter().chain([&index_file::name(first)]) {
        match storage.remove(name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    storage.sync_dir()
}
