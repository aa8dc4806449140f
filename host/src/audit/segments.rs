//! The segments of a log, as whoever reads sees them: which there are, in which form, how far
//! the last one reaches while a writer goes on.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::index::Index;
use super::index_file::IndexFile;
use super::segment::{self, Form, Opened};
use super::{Damage, File, Hash, KeysOf, ReadError, Storage, Wrong};

/// Files kept open for reading.
const OPEN_MAX: usize = 64;

/// How far a log reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// The last segment.
    pub(super) segment: u64,
    /// Where its next record would begin.
    pub(super) offset: u32,
    /// The last record; 0 where there is none.
    pub(super) sequence: u64,
    /// Its hash.
    pub(super) hash: Hash,
}

/// The segments of a log.
pub(super) struct Segments {
    pub(super) storage: Arc<dyn Storage>,
    pub(super) keys_of: KeysOf,
    forms: RwLock<BTreeMap<u64, Form>>,
    opened: Mutex<VecDeque<(u64, Arc<Opened>)>>,
    end: RwLock<Option<End>>,
    /// Of the last segment, and of those before it that have no index file yet.
    indexes: Mutex<BTreeMap<u64, Arc<Mutex<Index>>>>,
    index_files: Mutex<VecDeque<(u64, Arc<IndexFile>)>>,
    /// Full segments whose index file is missing or bad.
    lost_indexes: Mutex<BTreeSet<u64>>,
    /// Bytes on disk of segments, where they were looked up.
    sizes: Mutex<BTreeMap<u64, u64>>,
    /// The file of the next one, where it was made ready.
    pub(super) spare: Mutex<Option<Arc<dyn File>>>,
}

/// Takes a lock, also one that a panic left behind: what these guard is never half changed.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Segments {
    /// Lists what is in `storage`.
    pub(super) fn list(storage: Arc<dyn Storage>, keys_of: KeysOf) -> io::Result<Self> {
        let forms = list(&*storage)?;
        Ok(Self {
            storage,
            keys_of,
            forms: RwLock::new(forms),
            opened: Mutex::default(),
            end: RwLock::default(),
            indexes: Mutex::default(),
            index_files: Mutex::default(),
            lost_indexes: Mutex::default(),
            sizes: Mutex::default(),
            spare: Mutex::default(),
        })
    }

    /// Lists again: for a reader that follows another process's log.
    fn relist(&self) -> io::Result<()> {
        let forms = list(&*self.storage)?;
        *self.forms.write().unwrap_or_else(PoisonError::into_inner) = forms;
        Ok(())
    }

    /// How far a writer of this process has come.
    pub(super) fn end(&self) -> Option<End> {
        *self.end.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_end(&self, end: End) {
        *self.end.write().unwrap_or_else(PoisonError::into_inner) = Some(end);
    }

    pub(super) fn all(&self) -> BTreeMap<u64, Form> {
        let forms = self.forms.read().unwrap_or_else(PoisonError::into_inner);
        forms.clone()
    }

    /// How many there are, and the bytes that they take on disk.
    pub(super) fn size(&self) -> (usize, u64) {
        let forms = self.all();
        let mut sizes = lock(&self.sizes);
        sizes.retain(|first, _| forms.contains_key(first));
        let mut bytes = 0;
        for (first, form) in &forms {
            let size = sizes.get(first).copied().or_else(|| {
                let file = self.storage.open(&segment::name(*first, *form)).ok()?;
                file.len().ok()
            });
            if let Some(size) = size {
                sizes.insert(*first, size);
                bytes += size;
            }
        }
        (forms.len(), bytes)
    }

    /// A segment's file has another size now.
    pub(super) fn resized(&self, segment: u64) {
        lock(&self.sizes).remove(&segment);
    }

    pub(super) fn first(&self) -> Option<u64> {
        let forms = self.forms.read().unwrap_or_else(PoisonError::into_inner);
        forms.first_key_value().map(|(first, _)| *first)
    }

    /// The segment after `segment`.
    pub(super) fn after(&self, segment: u64) -> Option<u64> {
        let forms = self.forms.read().unwrap_or_else(PoisonError::into_inner);
        let beyond = segment.checked_add(1)?;
        forms.range(beyond..).next().map(|(first, _)| *first)
    }

    pub(super) fn form(&self, segment: u64) -> Option<Form> {
        let forms = self.forms.read().unwrap_or_else(PoisonError::into_inner);
        forms.get(&segment).copied()
    }

    /// A segment that is new, or has another form now.
    pub(super) fn put(&self, segment: u64, form: Form) {
        let mut forms = self.forms.write().unwrap_or_else(PoisonError::into_inner);
        forms.insert(segment, form);
        drop(forms);
        self.resized(segment);
        lock(&self.opened).retain(|(first, _)| *first != segment);
    }

    /// A segment that is gone.
    pub(super) fn forget(&self, segment: u64) {
        let mut forms = self.forms.write().unwrap_or_else(PoisonError::into_inner);
        forms.remove(&segment);
        drop(forms);
        lock(&self.opened).retain(|(first, _)| *first != segment);
        self.forget_index(segment);
        self.forget_index_file(segment);
    }

    /// Opens a segment; `None` where it is not there.
    pub(super) fn open(&self, segment: u64) -> Result<Option<Arc<Opened>>, ReadError> {
        if let Some(file) = touch(&self.opened, segment) {
            return Ok(Some(file));
        }
        let file = match self.open_anew(segment) {
            Ok(Some(file)) => file,
            Ok(None) => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(ReadError::Damage(Damage {
                    segment,
                    offset: 0,
                    sequence: segment,
                    what: Wrong::Packed,
                }));
            }
            Err(error) => return Err(error.into()),
        };
        keep(&self.opened, segment, &file);
        Ok(Some(file))
    }

    fn open_anew(&self, segment: u64) -> io::Result<Option<Arc<Opened>>> {
        // Once more where it was compressed between the look at its form and the opening.
        for _ in 0..2 {
            let Some(form) = self.form(segment) else {
                return Ok(None);
            };
            match Opened::open(&*self.storage, segment, form) {
                Ok(file) => return Ok(Some(Arc::new(file))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            if self.end().is_none() {
                self.relist()?;
            }
        }
        Ok(None)
    }

    /// The index of a segment, where it is in memory.
    pub(super) fn index(&self, segment: u64) -> Option<Arc<Mutex<Index>>> {
        lock(&self.indexes).get(&segment).cloned()
    }

    pub(super) fn put_index(&self, segment: u64, index: Index) -> Arc<Mutex<Index>> {
        let index = Arc::new(Mutex::new(index));
        lock(&self.indexes).insert(segment, index.clone());
        index
    }

    pub(super) fn forget_index(&self, segment: u64) {
        lock(&self.indexes).remove(&segment);
    }

    /// The index file of a full segment.
    pub(super) fn index_file(&self, segment: u64) -> io::Result<Arc<IndexFile>> {
        if let Some(file) = touch(&self.index_files, segment) {
            return Ok(file);
        }
        let file = Arc::new(IndexFile::open(&*self.storage, segment)?);
        keep(&self.index_files, segment, &file);
        Ok(file)
    }

    /// Remembers that the index file of a full segment must be made again.
    pub(super) fn index_is_lost(&self, segment: u64) {
        lock(&self.lost_indexes).insert(segment);
    }

    /// Takes the segments whose index files must be made again.
    pub(super) fn take_lost_indexes(&self) -> BTreeSet<u64> {
        std::mem::take(&mut *lock(&self.lost_indexes))
    }

    pub(super) fn forget_index_file(&self, segment: u64) {
        lock(&self.index_files).retain(|(first, _)| *first != segment);
    }
}

/// What is kept of a segment, as the last used.
fn touch<T>(kept: &Mutex<VecDeque<(u64, Arc<T>)>>, segment: u64) -> Option<Arc<T>> {
    let mut kept = lock(kept);
    let at = kept.iter().position(|(first, _)| *first == segment)?;
    let found = kept.remove(at)?;
    let file = found.1.clone();
    kept.push_back(found);
    Some(file)
}

/// Keeps something of a segment, in place of what was not used for the longest time.
fn keep<T>(kept: &Mutex<VecDeque<(u64, Arc<T>)>>, segment: u64, file: &Arc<T>) {
    let mut kept = lock(kept);
    if kept.len() >= OPEN_MAX {
        kept.pop_front();
    }
    kept.push_back((segment, file.clone()));
}

fn list(storage: &dyn Storage) -> io::Result<BTreeMap<u64, Form>> {
    let mut forms = BTreeMap::new();
    for (first, form) in storage
        .list()?
        .iter()
        .filter_map(|name| segment::parse_name(name))
    {
        // Both are there when a crash came before the raw one was removed: both are whole.
        let known = forms.entry(first).or_insert(form);
        if form == Form::Raw {
            *known = form;
        }
    }
    Ok(forms)
}
