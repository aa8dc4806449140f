//! The last decisions, ready to be told again: most reports and repeated requests come within
//! seconds.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::record::{Decision, DecisionId};

#[derive(Default)]
struct State {
    by_id: HashMap<DecisionId, Arc<Decision>>,
    /// In the order in which they were kept.
    oldest: VecDeque<DecisionId>,
}

/// The last decisions by their id.
pub struct Recent {
    decisions_max: usize,
    state: Mutex<State>,
}

impl Recent {
    /// Keeps at most `decisions_max` decisions.
    #[must_use]
    pub fn new(decisions_max: usize) -> Self {
        let state = Mutex::default();
        Self {
            decisions_max,
            state,
        }
    }

    /// Keeps a decision, in place of the oldest where there are too many.
    pub fn keep(&self, decision: Arc<Decision>) {
        // Nobody waits for the lock while an old one is taken apart.
        drop(self.exchange(decision));
    }

    /// Keeps a decision; gives the one whose place it took.
    fn exchange(&self, decision: Arc<Decision>) -> Option<Arc<Decision>> {
        let mut state = self.lock();
        let id = decision.id;
        if let Some(before) = state.by_id.insert(id, decision) {
            return Some(before);
        }
        state.oldest.push_back(id);
        if state.oldest.len() <= self.decisions_max {
            return None;
        }
        let oldest = state.oldest.pop_front()?;
        state.by_id.remove(&oldest)
    }

    /// The decision with this id, where it is one of the last.
    #[must_use]
    pub fn get(&self, id: DecisionId) -> Option<Arc<Decision>> {
        self.lock().by_id.get(&id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code that could panic runs under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
