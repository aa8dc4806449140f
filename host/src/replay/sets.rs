//! The policy sets of a log, made again: each when the first decision needs it, the last few
//! kept.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::clock::Stopwatch;
use crate::policy::{Archive, Loader, NotLoaded, PolicySet};
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
            let made = sets.loader.rebuild(
                &recorded.policies,
                &recorded.revision,
                recorded.loaded_at_ms,
                sets.archive,
            );
            let nanoseconds = u64::try_from(watch.elapsed().as_nanos()).unwrap_or(u64::MAX);
            sets.making_ns.fetch_add(nanoseconds, Ordering::Relaxed);
            sets.made.fetch_add(1, Ordering::Relaxed);
            made
        })
    }
}

impl<'a> Sets<'a> {
    /// Makes sets by `loader` of the modules in `archive`.
    pub(super) fn new(loader: &'a Loader, archive: &'a Archive) -> Self {
        Self {
            loader,
            archive,
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
