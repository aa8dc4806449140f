//! Decisions that were given: the same request id with the same content gets the same answer.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::record::{Decision, DecisionId};

/// What is known of a request id.
pub enum Seen {
    /// Nothing: it is now this caller's to decide, or to give back by dropping the ticket.
    New(Ticket),
    /// It was decided.
    Decided(Arc<Decision>),
    /// It came before, with other content.
    Conflict,
    /// It is being decided. The receiver wakes when that has ended, one way or the other.
    InFlight(oneshot::Receiver<()>),
}

enum Slot {
    InFlight {
        content: [u8; 32],
        waiting: Vec<oneshot::Sender<()>>,
    },
    Decided(Arc<Decision>),
}

#[derive(Default)]
struct State {
    by_request: HashMap<Arc<str>, Slot>,
    by_decision: HashMap<DecisionId, Arc<Decision>>,
    /// In the order in which they were decided.
    oldest: VecDeque<Arc<Decision>>,
}

/// Decisions by request id and by decision id, bounded in number and in time.
pub struct Remembered {
    decisions_max: usize,
    keep_ms: u64,
    state: Mutex<State>,
}

impl Remembered {
    /// Keeps at most `decisions_max` decisions, each for at most `keep_ms`.
    #[must_use]
    pub fn new(decisions_max: usize, keep_ms: u64) -> Arc<Self> {
        Arc::new(Self {
            decisions_max,
            keep_ms,
            state: Mutex::default(),
        })
    }

    /// Looks a request up and, where it is new, reserves its id.
    pub fn look_up(self: &Arc<Self>, request_id: &Arc<str>, content: &[u8; 32]) -> Seen {
        let mut state = self.lock();
        match state.by_request.get_mut(request_id) {
            Some(Slot::Decided(decision)) if decision.content == *content => {
                Seen::Decided(decision.clone())
            }
            Some(Slot::InFlight {
                content: known,
                waiting,
            }) if known == content => {
                let (sender, receiver) = oneshot::channel();
                waiting.push(sender);
                Seen::InFlight(receiver)
            }
            Some(_) => Seen::Conflict,
            None => {
                let slot = Slot::InFlight {
                    content: *content,
                    waiting: Vec::new(),
                };
                state.by_request.insert(request_id.clone(), slot);
                let request_id = Some(request_id.clone());
                Seen::New(Ticket {
                    remembered: self.clone(),
                    request_id,
                })
            }
        }
    }

    /// The decision with this id.
    #[must_use]
    pub fn by_decision(&self, id: DecisionId) -> Option<Arc<Decision>> {
        self.lock().by_decision.get(&id).cloned()
    }

    /// The decision on this request.
    #[must_use]
    pub fn by_request(&self, request_id: &str) -> Option<Arc<Decision>> {
        match self.lock().by_request.get(request_id) {
            Some(Slot::Decided(decision)) => Some(decision.clone()),
            _ => None,
        }
    }

    /// How many decisions are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().oldest.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code that could panic runs under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn settle(&self, request_id: &Arc<str>, decision: Option<Arc<Decision>>) {
        let mut state = self.lock();
        let slot = match decision {
            Some(decision) => {
                state.by_decision.insert(decision.id, decision.clone());
                state.oldest.push_back(decision.clone());
                self.forget(&mut state, decision.decided_at_ms);
                state
                    .by_request
                    .insert(request_id.clone(), Slot::Decided(decision))
            }
            None => state.by_request.remove(request_id),
        };
        drop(state);
        if let Some(Slot::InFlight { waiting, .. }) = slot {
            for waiter in waiting {
                // A waiter that has gone needs no answer.
                let _ = waiter.send(());
            }
        }
    }

    /// Drops what is too old or too many. Each call drops at most two, so that no request
    /// pays for many others.
    fn forget(&self, state: &mut State, now_ms: u64) {
        for _ in 0..2 {
            let Some(oldest) = state.oldest.front() else {
                return;
            };
            let old = now_ms.saturating_sub(oldest.decided_at_ms) > self.keep_ms;
            if !old && state.oldest.len() <= self.decisions_max {
                return;
            }
            if let Some(oldest) = state.oldest.pop_front() {
                state.by_decision.remove(&oldest.id);
                state.by_request.remove(&oldest.request_id);
            }
        }
    }
}

/// The right to decide one request. Dropped without a decision it makes the id free again.
pub struct Ticket {
    remembered: Arc<Remembered>,
    request_id: Option<Arc<str>>,
}

impl Ticket {
    /// Remembers the decision and wakes who waits for it.
    pub fn decided(mut self, decision: Arc<Decision>) {
        if let Some(request_id) = self.request_id.take() {
            self.remembered.settle(&request_id, Some(decision));
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(request_id) = self.request_id.take() {
            self.remembered.settle(&request_id, None);
        }
    }
}
