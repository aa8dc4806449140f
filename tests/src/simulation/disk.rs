//! A disk that forgets: what was not synced is lost at a crash, or kept, or torn, or in part; what
//! a failed sync left behind looks written until then; it fills up, fails, and reads short.

use std::any::Any;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tollgate::audit::{File, Storage};

use super::random::Random;

/// Devices write sectors of this size whole or not at all.
const SECTOR_BYTES: usize = 512;

/// How a host ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// The process ends; the operating system has what was written.
    Kill,
    /// The power goes; the disk has what was synced, and any part of the rest.
    Power,
}

/// What goes wrong at one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It fails. Some of a write may have been done; what a sync should have synced is unknown.
    Error,
    /// There is no more room, for good.
    Full,
    /// It fails, and so does everything that follows: the power is gone in the middle of it.
    Dead,
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write(offset, written) => {
                let end = offset + written.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[*offset..end].copy_from_slice(written);
            }
            Self::Length(length) => bytes.resize(*length, 0),
        }
    }

    /// What the power left of it.
    fn torn(self, random: &mut Random) -> Option<Self> {
        match (random.below(4), self) {
            (0, _) => None,
            (1, Self::Write(offset, mut written)) => {
                written.truncate(random.index(written.len() + 1));
                Some(Self::Write(offset, written))
            }
            // A part in the middle. What comes after a hole is written, what is in it is not.
            (2, Self::Write(offset, written)) if written.len() > SECTOR_BYTES => {
                let first = random.index(written.len() / SECTOR_BYTES + 1) * SECTOR_BYTES;
                Some(Self::Write(offset + first, written[first..].to_vec()))
            }
            (_, whole) => Some(whole),
        }
    }
}

#[derive(Clone, Debug)]
enum Naming {
    Create(String, usize),
    Rename(String, String),
    Remove(String),
}

impl Naming {
    fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Self::Create(name, file) => {
                names.insert(name.clone(), *file);
            }
            Self::Rename(from, to) => {
                if let Some(file) = names.remove(from) {
                    names.insert(to.clone(), file);
                }
            }
            Self::Remove(name) => {
                names.remove(name);
            }
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Content {
    durable: Vec<u8>,
    current: Vec<u8>,
    unsynced: Vec<Change>,
}

impl Content {
    fn change(&mut self, change: Change) {
        change.apply(&mut self.current);
        self.unsynced.push(change);
    }

    fn sync(&mut self) {
        for change in self.unsynced.drain(..) {
            change.apply(&mut self.durable);
        }
    }
}

#[derive(Debug)]
struct State {
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    renamed: Vec<Naming>,
    files: Vec<Content>,
    random: Random,
    operations: u64,
    planned: Option<(u64, Fault)>,
    happened: Option<Fault>,
    is_locked: bool,
}

impl State {
    /// Counts an operation that changes something; fails where that is planned.
    fn operate(&mut self, grows: bool) -> io::Result<()> {
        if self.happened == Some(Fault::Dead) {
            return Err(io::Error::other("the power is gone"));
        }
        self.operations += 1;
        if let Some((_, fault)) = self.planned.filter(|(at, _)| self.operations >= *at)
            && (grows || fault != Fault::Full)
        {
            self.happened = Some(fault);
            if fault != Fault::Full {
                self.planned = None;
            }
            return Err(match fault {
                Fault::Full => io::ErrorKind::StorageFull.into(),
                Fault::Error => io::Error::other("the device reports an error"),
                Fault::Dead => io::Error::other("the power goes"),
            });
        }
        Ok(())
    }

    fn file(&self, name: &str) -> io::Result<usize> {
        let file = self.names.get(name).copied();
        file.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn rename(&mut self, naming: Naming) {
        naming.apply(&mut self.names);
        self.renamed.push(naming);
    }

    /// Forgets what was in memory only. Of what was on its way to the disk anything may have
    /// arrived.
    fn lose_power(&mut self) {
        let Self {
            random, renamed, ..
        } = self;
        // Most file systems keep the order of names, but none has to.
        let in_order = random.percent(70);
        let arrived = random.index(renamed.len() + 1);
        for (position, naming) in renamed.drain(..).enumerate() {
            if in_order && position < arrived || !in_order && random.percent(50) {
                naming.apply(&mut self.durable_names);
            }
        }
        self.names = self.durable_names.clone();
        let used: Vec<usize> = self.names.values().copied().collect();
        for (number, file) in self.files.iter_mut().enumerate() {
            if !used.contains(&number) {
                *file = Content::default();
                continue;
            }
            let mut changes: Vec<Change> = file.unsynced.drain(..).collect();
            if random.percent(20) {
                changes.reverse();
            }
            for change in changes.into_iter().filter_map(|change| change.torn(random)) {
                change.apply(&mut file.durable);
            }
            file.current.clone_from(&file.durable);
        }
    }
}

/// The disk. A clone is the same disk.
#[derive(Clone, Debug)]
pub struct Disk(Arc<Mutex<State>>);

impl Disk {
    /// An empty disk.
    #[must_use]
    pub fn new(random: Random) -> Self {
        Self(Arc::new(Mutex::new(State {
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            renamed: Vec::new(),
            files: Vec::new(),
            random,
            operations: 0,
            planned: None,
            happened: None,
            is_locked: false,
        })))
    }

    /// Lets one of the next operations go wrong: that which comes `after` so many others.
    pub fn plan(&self, after: u64, fault: Fault) {
        let mut state = self.state();
        state.planned = Some((state.operations + 1 + after, fault));
    }

    /// What went wrong so far.
    #[must_use]
    pub fn happened(&self) -> Option<Fault> {
        self.state().happened
    }

    /// The disk as the next host finds it. Whoever still writes to this one writes to nothing.
    #[must_use]
    pub fn crash(&self, crash: Crash) -> Self {
        let mut state = self.state();
        let random = Random::new(state.random.bits());
        let mut left = State {
            names: state.names.clone(),
            durable_names: state.durable_names.clone(),
            renamed: state.renamed.clone(),
            files: state.files.clone(),
            random,
            operations: 0,
            planned: None,
            happened: None,
            is_locked: false,
        };
        if crash == Crash::Power || state.happened == Some(Fault::Dead) {
            left.lose_power();
        }
        Self(Arc::new(Mutex::new(left)))
    }

    /// The same content, to be read by somebody else while this one is written on.
    #[must_use]
    pub fn copy(&self) -> Self {
        let state = self.state();
        let copy = Self::new(state.random.clone());
        let mut other = copy.state();
        other.names = state.names.clone();
        other.files = state.files.clone();
        drop(other);
        copy
    }

    /// Names and bytes of all files.
    #[must_use]
    pub fn files(&self) -> Vec<(String, usize)> {
        let state = self.state();
        let names = state.names.iter();
        names
            .map(|(name, file)| (name.clone(), state.files[*file].current.len()))
            .collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn handle(&self, file: usize) -> Arc<dyn File> {
        let disk = self.clone();
        Arc::new(Handle { disk, file })
    }
}

impl Storage for Disk {
    fn create(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let mut state = self.state();
        state.operate(true)?;
        let file = state.files.len();
        state.files.push(Content::default());
        state.rename(Naming::Create(name.into(), file));
        drop(state);
        Ok(self.handle(file))
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn File>> {
        let file = self.state().file(name)?;
        Ok(self.handle(file))
    }

    fn open_write(&self, name: &str) -> io::Result<Arc<dyn File>> {
        self.open(name)
    }

    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.state().names.keys().cloned().collect())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        state.file(name)?;
        state.operate(false)?;
        state.rename(Naming::Remove(name.into()));
        Ok(())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.state();
        state.file(from)?;
        state.operate(false)?;
        state.rename(Naming::Rename(from.into(), to.into()));
        Ok(())
    }

    fn sync_dir(&self) -> io::Result<()> {
        let mut state = self.state();
        state.operate(false)?;
        state.durable_names = state.names.clone();
        state.renamed.clear();
        Ok(())
    }

    fn lock(&self) -> io::Result<Box<dyn Any + Send + Sync>> {
        let mut state = self.state();
        if std::mem::replace(&mut state.is_locked, true) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(Box::new(Locked(self.clone())))
    }
}

struct Locked(Disk);

impl Drop for Locked {
    fn drop(&mut self) {
        self.0.state().is_locked = false;
    }
}

struct Handle {
    disk: Disk,
    file: usize,
}

impl File for Handle {
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize> {
        let offset = usize::try_from(offset).map_err(io::Error::other)?;
        let mut state = self.disk.state();
        let mut written = bytes.len();
        // Sometimes it takes a part, and the rest is to be asked for again.
        if written > 1 && state.random.percent(2) {
            written = state.random.index(written - 1) + 1;
        }
        let grows = offset + written > state.files[self.file].current.len();
        let operated = state.operate(grows);
        if operated.is_err() {
            written = state.random.index(written + 1);
            if state.happened == Some(Fault::Full) {
                let room = state.files[self.file].current.len().saturating_sub(offset);
                written = written.min(room);
            }
        }
        let change = Change::Write(offset, bytes[..written].to_vec());
        state.files[self.file].change(change);
        operated.map(|()| written)
    }

    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut state = self.disk.state();
        let mut wanted = into.len();
        match state.random.below(100) {
            0 => return Err(io::ErrorKind::Interrupted.into()),
            1 if wanted > 1 => wanted = state.random.index(wanted - 1) + 1,
            _ => {}
        }
        let bytes = &state.files[self.file].current;
        let offset = usize::try_from(offset).map_err(io::Error::other)?;
        let from = bytes.get(offset..).unwrap_or_default();
        let read = wanted.min(from.len());
        into[..read].copy_from_slice(&from[..read]);
        Ok(read)
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.disk.state();
        if let Err(error) = state.operate(false) {
            if state.happened == Some(Fault::Error) {
                // The pages count as clean now, whether they were written or not: no later sync
                // writes them, and until the power goes they can be read.
                let left = std::mem::take(&mut state.files[self.file].unsynced);
                for change in left {
                    if state.random.percent(50) {
                        change.apply(&mut state.files[self.file].durable);
                    }
                }
            }
            return Err(error);
        }
        state.files[self.file].sync();
        Ok(())
    }

    fn allocate(&self, len: u64) -> io::Result<()> {
        let len = usize::try_from(len).map_err(io::Error::other)?;
        let mut state = self.disk.state();
        let grows = len > state.files[self.file].current.len();
        state.operate(grows)?;
        if grows {
            state.files[self.file].change(Change::Length(len));
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let len = usize::try_from(len).map_err(io::Error::other)?;
        let mut state = self.disk.state();
        let grows = len > state.files[self.file].current.len();
        state.operate(grows)?;
        state.files[self.file].change(Change::Length(len));
        Ok(())
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.disk.state().files[self.file].current.len() as u64)
    }
}
