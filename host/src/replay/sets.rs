//! The policy sets of a log, made again: each when the first decision needs it, the last few
//! kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

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
}

/// A set that is in use.
pub(super) struct InUse(Arc<Slot>);

impl InUse {
    /// The set; made now, where it was not. Others that need it wait.
    pub(super) fn made(&self, sets: &Sets<'_>) -> &Made {
        let recorded = &self.0.seen.recorded;
        self.0.made.get_or_init(|| {
            sets.loader.rebuild(
                &recorded.policies,
                &recorded.revision,
                recorded.loaded_at_ms,
                sets.archive,
            )
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
        }
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
