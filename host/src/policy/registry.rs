//! The active policy set behind one pointer, and what became of the last attempt to replace it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::{ArcSwap, ArcSwapOption, Guard};

use super::{Loader, NotLoaded, PolicySet};

/// What a request pins.
pub type Active = Guard<Arc<PolicySet>>;

/// Why the directory is not what is active.
#[derive(Debug)]
pub struct LastError {
    /// When it was tried, Unix milliseconds.
    pub failed_at_ms: u64,
    /// What is wrong.
    pub problems: NotLoaded,
}

/// The registry of policies.
pub struct Registry {
    directory: PathBuf,
    loader: Loader,
    active: ArcSwap<PolicySet>,
    last_error: ArcSwapOption<LastError>,
    /// One load at a time: a swap never goes back to an older reading of the directory.
    loading: Mutex<()>,
}

impl Registry {
    /// Loads `directory` for the first time.
    ///
    /// # Errors
    /// What is wrong with the directory. A host does not start without its policies.
    pub fn open(directory: &Path, loader: Loader, now_ms: u64) -> Result<Self, NotLoaded> {
        let set = loader.load(directory, None, now_ms)?;
        Ok(Self {
            directory: directory.to_path_buf(),
            loader,
            active: ArcSwap::from_pointee(set),
            last_error: ArcSwapOption::empty(),
            loading: Mutex::new(()),
        })
    }

    /// The set that decides now. What holds it keeps it, whatever is loaded meanwhile.
    #[must_use]
    pub fn pin(&self) -> Active {
        self.active.load()
    }

    /// A loader for policies that are made again, on the engine of those that decide.
    #[must_use]
    pub fn for_replay(&self) -> Loader {
        self.loader.for_replay()
    }

    /// Makes a set active that was loaded elsewhere: a simulation swaps between sets that it
    /// compiled once. The next change of the directory replaces it.
    pub fn activate(&self, set: Arc<PolicySet>) {
        let _one = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        self.active.store(set);
    }

    /// Why the directory is not what is active, where it is not.
    #[must_use]
    pub fn last_error(&self) -> Option<Arc<LastError>> {
        self.last_error.load_full()
    }

    /// The directory that is loaded.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Reads the directory again and swaps the set where it changed. Says whether it did.
    ///
    /// # Errors
    /// What is wrong with the directory; the active set stays.
    pub fn reload(&self, now_ms: u64) -> Result<bool, Arc<LastError>> {
        let _one = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        let active = self.active.load_full();
        match self.loader.load(&self.directory, Some(&active), now_ms) {
            Ok(set) => {
                self.last_error.store(None);
                let changed = set.revision() != active.revision();
                if changed {
                    self.active.store(Arc::new(set));
                }
                Ok(changed)
            }
            Err(problems) => {
                let error = Arc::new(LastError {
                    failed_at_ms: now_ms,
                    problems,
                });
                self.last_error.store(Some(error.clone()));
                Err(error)
            }
        }
    }
}
