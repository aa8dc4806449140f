//! A file system in memory that keeps no more than it must: what was not synced may be gone,
//! torn or out of order after a crash, and it fails when it is told to.
//!
//! All of it follows from a seed.

use std::any::Any;
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use tollgate::audit::{File, Storage};

mod change;
mod rng;

use change::{Change, Naming};
pub use rng::Rng;

/// What goes wrong, and when.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// Writes that succeed before one fails.
    pub writes: Option<u64>,
    /// Syncs, of files and of the directory, that succeed before one fails.
    pub syncs: Option<u64>,
    /// Changes and syncs before the power is gone: all fail from then on, and change nothing.
    pub power: Option<u64>,
    /// Bytes that all files together can have.
    pub room_bytes: Option<u64>,
    /// Whether reads and writes may do less than they were asked to.
    pub is_short: bool,
}

/// A directory that forgets.
#[derive(Clone)]
pub struct Faulty(Arc<Mutex<State>>);

struct State {
    rng: Rng,
    faults: Faults,
    files: Vec<Content>,
    /// The files as they are seen, by name.
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    pending_names: Vec<Naming>,
    lock: Arc<AtomicBool>,
}

#[derive(Clone, Default)]
struct Content {
    seen: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Change>,
}

impl State {
    fn change(&mut self) -> io::Result<()> {
        match &mut self.faults.power {
            Some(0) => Err(io::Error::other("the power is gone")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn count(left: &mut Option<u64>, what: &str) -> io::Result<()> {
        match left {
            Some(0) => {
                *left = None;
                Err(io::Error::other(format!("{what} failed on purpose")))
            }
            Some(more) => {
                *more -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn grow(&self, file: usize, len: usize) -> io::Result<()> {
        let more = len.saturating_sub(self.files[file].seen.len());
        let used: usize = (self.names.values())
            .map(|file| self.files[*file].seen.len())
            .sum();
        match self.faults.room_bytes {
            Some(room) if more > 0 && (used + more) as u64 > room => {
                Err(io::ErrorKind::StorageFull.into())
            }
            _ => Ok(()),
        }
    }

    fn put(&mut self, file: usize, change: Change) {
        let content = &mut self.files[file];
        change.apply(&mut content.seen);
        content.pending.push(change);
    }
}

impl Faulty {
    /// An empty one.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State {
            rng: Rng(seed),
            faults: Faults::default(),
            files: Vec::new(),
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            pending_names: Vec::new(),
            lock: Arc::default(),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Says what goes wrong from now on.
    pub fn fail(&self, faults: Faults) {
        self.state().faults = faults;
    }

    /// Whether the power is gone.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.state().faults.power == Some(0)
    }

    /// What is on disk after a crash now: for each change that was not synced it is left to
    /// chance what of it is there. Nothing fails in it. This one goes on as if nothing had been.
    #[must_use]
    pub fn crash(&self, rng: &mut Rng) -> Self {
        let state = self.state();
        let mut names = state.durable_names.clone();
        for naming in &state.pending_names {
            if rng.once_in(2) {
                naming.apply(&mut names);
            }
        }
        let mut files = Vec::new();
        for content in &state.files {
            let mut bytes = content.durable.clone();
            for change in &content.pending {
                change.apply_torn(&mut bytes, rng);
            }
            files.push(Content {
                seen: bytes.clone(),
                durable: bytes,
                pending: Vec::new(),
            });
        }
        Self(Arc::new(Mutex::new(State {
            rng: Rng(rng.number()),
            faults: Faults::default(),
            files,
            durable_names: names.clone(),
            names,
            pending_names: Vec::new(),
            lock: Arc::default(),
        })))
    }

    /// Changes the bytes of a file, as a failing disk or a forger does: durably.
    ///
    /// # Panics
    /// Where there is no such file.
    pub fn forge(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let mut state = self.state();
        let file = state.names[name];
        let content = &mut state.files[file];
        change(&mut content.seen);
        content.durable = content.seen.clone();
        content.pending.clear();
    }

    /// The names of its files, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.state().names.keys().cloned().collect()
    }

    /// The bytes of a file.
    ///
    /// # Panics
    /// Where there is no such file.
    #[must_use]
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        let state = self.state();
        state.files[state.names[name]].seen.clone()
    }

    fn file(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let number = self.state().names.get(name).copied();
        let number = number.ok_or(io::ErrorKind::NotFound)?;
        let disk = self.clone();
        Ok(Arc::new(OfFaulty { disk, number }))
    }
}

impl Storage for Faulty {
    fn create(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let mut state = self.state();
        state.change()?;
        let number = state.files.len();
        state.files.push(Content::default());
        let naming = Naming::Create(name.into(), number);
        naming.apply(&mut state.names);
        state.pending_names.push(naming);
        drop(state);
        self.file(name)
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn File>> {
        self.file(name)
    }

    fn open_write(&self, name: &str) -> io::Result<Arc<dyn File>> {
        self.file(name)
    }

    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.names())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        state.change()?;
        if !state.names.contains_key(name) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let naming = Naming::Remove(name.into());
        naming.apply(&mut state.names);
        state.pending_names.push(naming);
        Ok(())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.state();
        state.change()?;
        if !state.names.contains_key(from) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let naming = Naming::Rename(from.into(), to.into());
        naming.apply(&mut state.names);
        state.pending_names.push(naming);
        Ok(())
    }

    fn sync_dir(&self) -> io::Result<()> {
        let mut state = self.state();
        state.change()?;
        State::count(&mut state.faults.syncs, "a sync of the directory")?;
        state.durable_names = state.names.clone();
        state.pending_names.clear();
        Ok(())
    }

    fn lock(&self) -> io::Result<Box<dyn Any + Send + Sync>> {
        let lock = self.state().lock.clone();
        if lock.swap(true, Ordering::SeqCst) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(Box::new(Locked(lock)))
    }
}

struct Locked(Arc<AtomicBool>);

impl Drop for Locked {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

struct OfFaulty {
    disk: Faulty,
    number: usize,
}

impl File for OfFaulty {
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize> {
        let mut state = self.disk.state();
        state.change()?;
        let at = usize::try_from(offset).unwrap();
        let mut written = bytes.len();
        let failed = State::count(&mut state.faults.writes, "a write");
        if failed.is_err() || (state.faults.is_short && state.rng.once_in(2)) {
            written = state.rng.below(bytes.len() + 1);
        }
        if failed.is_ok() && !bytes.is_empty() {
            written = written.max(1);
        }
        state.grow(self.number, at + written)?;
        state.put(self.number, Change::Write(at, bytes[..written].to_vec()));
        failed.map(|()| written)
    }

    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut state = self.disk.state();
        let content = &state.files[self.number].seen;
        let at = usize::try_from(offset).unwrap().min(content.len());
        let mut read = into.len().min(content.len() - at);
        into[..read].copy_from_slice(&content[at..at + read]);
        if state.faults.is_short && read > 1 && state.rng.once_in(2) {
            read = 1 + state.rng.below(read);
        }
        Ok(read)
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.disk.state();
        state.change()?;
        let failed = State::count(&mut state.faults.syncs, "a sync");
        let mut rng = state.rng.clone();
        let content = &mut state.files[self.number];
        for change in std::mem::take(&mut content.pending) {
            // What could not be written is still seen, and no later sync writes it.
            match (&failed, &change) {
                (Err(_), Change::Write(..)) => change.apply_torn(&mut content.durable, &mut rng),
                _ => change.apply(&mut content.durable),
            }
        }
        state.rng = rng;
        failed
    }

    fn allocate(&self, len: u64) -> io::Result<()> {
        let len = usize::try_from(len).unwrap();
        let mut state = self.disk.state();
        state.change()?;
        state.grow(self.number, len)?;
        if len > state.files[self.number].seen.len() {
            state.put(self.number, Change::Len(len));
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let len = usize::try_from(len).unwrap();
        let mut state = self.disk.state();
        state.change()?;
        state.grow(self.number, len)?;
        state.put(self.number, Change::Len(len));
        Ok(())
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.disk.state().files[self.number].seen.len() as u64)
    }
}
