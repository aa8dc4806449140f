//! The policy sets of a log, made again: each when the first decision needs it, the last few
//! kept.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::clock::Stopwatch;
use crate::policy::{Archive, Loader, NotLoaded, PolicySet};
use crate::sandbox::{self, Bounds};
use crate::trail::SetSeen;

/// Sets kept. One has the code and the texts of all its policies; decisions in a row are of few.
const SETS_MAX: usize = 8;

/// A set that was made again, or why it cannot be.
pub(super) type Made = Result<PolicySet, NotLoaded>;

/// A set that is made when it is needed first.
struct Slot {
    seen: Arc<SetSeen>,
    made: OnceLock<Made>,
}

/// The sets of a log.
pub(super) struct Sets<'a> {
    loader: &'a Loader,
    archive: &'a Archive,
    /// For sets that ran under other bounds than the loader's.
    others: Mutex<Vec<(Bounds, Arc<Loader>)>>,
    instances: u32,
    slots: Mutex<VecDeque<Arc<Slot>>>,
    made: AtomicU64,
    making_ns: AtomicU64,
}

/// A set that is in use.
pub(super) struct InUse(Arc<Slot>);

impl InUse {
    /// The set; made now, where it was not. Others that need it wait.
    pub(super) fn made(&self, sets: &Sets<'_>) -> &Made {
        let recorded = &self.0.seen.recorded;
        self.0.made.get_or_init(|| {
            let watch = Stopwatch::start();
            let made = sets.loader(recorded.bounds).and_then(|loader| {
                let loader = loader.as_deref().unwrap_or(sets.loader);
                loader.rebuild(
                    &recorded.policies,
                    &recorded.revision,
                    recorded.loaded_at_ms,
                    sets.archive,
                )
            });
            let nanoseconds = u64::try_from(watch.elapsed().as_nanos()).unwrap_or(u64::MAX);
            sets.making_ns.fetch_add(nanoseconds, Ordering::Relaxed);
            sets.made.fetch_add(1, Ordering::Relaxed);
            made
        })
    }
}

impl<'a> Sets<'a> {
    /// Makes sets by `loader` of the modules in `archive`, for so many workers.
    pub(super) fn new(loader: &'a Loader, archive: &'a Archive, workers: usize) -> Self {
        Self {
            loader,
            archive,
            others: Mutex::default(),
            instances: sandbox::places(workers),
            slots: Mutex::default(),
            made: AtomicU64::new(0),
            making_ns: AtomicU64::new(0),
        }
    }

    /// How many were made so far, and the time that took.
    pub(super) fn making(&self) -> (u64, Duration) {
        let making_ns = self.making_ns.load(Ordering::Relaxed);
        (
            self.made.load(Ordering::Relaxed),
            Duration::from_nanos(making_ns),
        )
    }

    /// What makes sets under these bounds; `None` where that is the loader itself.
    fn loader(&self, bounds: Option<Bounds>) -> Result<Option<Arc<Loader>>, NotLoaded> {
        let Some(bounds) = bounds else {
            return Ok(None);
        };
        // Whoever makes a sandbox holds up only those that need one too.
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = others.iter().find(|(known, _)| *known == bounds) {
            return Ok(Some(known.clone()));
        }
        let made = self.loader.under(bounds, self.instances)?.map(Arc::new);
        if let Some(made) = &made {
            others.push((bounds, made.clone()));
        }
        Ok(made)
    }

    /// The set that was recorded so.
    pub(super) fn of(&self, seen: &Arc<SetSeen>) -> InUse {
        // No code that could panic runs under the lock.
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = slots.iter().find(|slot| slot.seen.digest == seen.digest) {
            return InUse(known.clone());
        }
        let slot = Arc::new(Slot {
            seen: seen.clone(),
            made: OnceLock::new(),
        });
        if slots.len() >= SETS_MAX {
            slots.pop_front();
        }
        slots.push_back(slot.clone());
        InUse(slot)
    }
}
