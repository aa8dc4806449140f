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
    /// There is no room for another decision whose outcome may still be reported.
    Full,
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
    hold_ms: u64,
    state: Mutex<State>,
}

impl Remembered {
    /// Keeps at most `decisions_max` decisions, each for at most `keep_ms`, and none for less
    /// than `hold_ms`: its outcome must find it.
    #[must_use]
    pub fn new(decisions_max: usize, keep_ms: u64, hold_ms: u64) -> Arc<Self> {
        Arc::new(Self {
            decisions_max,
            keep_ms,
            hold_ms,
            state: Mutex::default(),
        })
    }

    /// Looks a request up and, where it is new, reserves its id.
    pub fn look_up(
        self: &Arc<Self>,
        request_id: &Arc<str>,
        content: &[u8; 32],
        now_ms: u64,
    ) -> Seen {
        let mut state = self.lock();
        let full = self.is_full(&state, now_ms);
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
            None if full => Seen::Full,
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

    /// Whether the oldest decision is in the way and may not be forgotten.
    fn is_full(&self, state: &State, now_ms: u64) -> bool {
        let held =
            |oldest: &Arc<Decision>| now_ms.saturating_sub(oldest.decided_at_ms) < self.hold_ms;
        state.oldest.len() >= self.decisions_max && state.oldest.front().is_some_and(held)
    }

    /// Drops what is too old or too many. Each call drops at most two, so that no request
    /// pays for many others.
    fn forget(&self, state: &mut State, now_ms: u64) {
        for _ in 0..2 {
            let Some(oldest) = state.oldest.front() else {
                return;
            };
            let old = now_ms.saturating_sub(oldest.decided_at_ms) > self.keep_ms;
            // Those that were in work when the room was full may be a few too many for a while.
            let spare = state.oldest.len() > self.decisions_max && !self.is_full(state, now_ms);
            if !old && !spare {
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

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::decision::Outcome;
    use crate::money::{Amount, Currency};
    use crate::reasons::{Catalogue, ResponseProfile};
    use crate::record::Told;

    fn decision(request_id: &Arc<str>, content: [u8; 32], decided_at_ms: u64) -> Arc<Decision> {
        let amount = Amount {
            minor_units: 1,
            currency: Currency::NONE,
        };
        let told = Told {
            zone: TimeZone::UTC,
            profile: ResponseProfile::Iso8583,
            amount,
            channel: "pos",
            network: "visa",
            merchant: "m".into(),
            terminal: "t".into(),
            bank: None,
            phone: None,
        };
        let policies: Vec<(Arc<str>, Vec<_>)> = Vec::new();
        Arc::new(Decision {
            id: DecisionId::new(decided_at_ms, [content[0]; 10]),
            request_id: request_id.clone(),
            content,
            decided_at_ms,
            outcome: Outcome::Approve,
            found: Vec::new(),
            holds: Vec::new(),
            revision: "r".into(),
            runs: Vec::new(),
            told,
            catalogue: Arc::new(Catalogue::new(policies).unwrap()),
        })
    }

    fn ticket(remembered: &Arc<Remembered>, request_id: &Arc<str>, content: [u8; 32]) -> Ticket {
        match remembered.look_up(request_id, &content, u64::MAX) {
            Seen::New(ticket) => ticket,
            _ => panic!("`{request_id}` is not new"),
        }
    }

    #[test]
    fn the_same_content_gets_the_same_answer_and_other_content_a_conflict() {
        let remembered = Remembered::new(10, 1_000, 100);
        let id: Arc<str> = "a".into();
        let given = decision(&id, [1; 32], 5);
        ticket(&remembered, &id, [1; 32]).decided(given.clone());
        assert!(matches!(
            remembered.look_up(&id, &[1; 32], 5),
            Seen::Decided(known) if known.id == given.id
        ));
        assert!(matches!(
            remembered.look_up(&id, &[2; 32], 5),
            Seen::Conflict
        ));
        assert!(remembered.by_decision(given.id).is_some());
    }

    #[test]
    fn who_comes_while_it_is_decided_waits_and_other_content_does_not() {
        let remembered = Remembered::new(10, 1_000, 100);
        let id: Arc<str> = "a".into();
        let first = ticket(&remembered, &id, [1; 32]);
        let Seen::InFlight(mut waiting) = remembered.look_up(&id, &[1; 32], 5) else {
            panic!("not in flight");
        };
        assert!(matches!(
            remembered.look_up(&id, &[2; 32], 5),
            Seen::Conflict
        ));
        assert!(waiting.try_recv().is_err());
        first.decided(decision(&id, [1; 32], 5));
        assert!(waiting.try_recv().is_ok());
    }

    #[test]
    fn an_id_whose_decision_failed_is_free_again() {
        let remembered = Remembered::new(10, 1_000, 100);
        let id: Arc<str> = "a".into();
        drop(ticket(&remembered, &id, [1; 32]));
        ticket(&remembered, &id, [2; 32]).decided(decision(&id, [2; 32], 5));
        assert_eq!(remembered.len(), 1);
    }

    #[test]
    fn the_oldest_are_forgotten_by_number_and_by_age() {
        let remembered = Remembered::new(2, 1_000, 1);
        let ids: Vec<Arc<str>> = ["a", "b", "c", "d"].map(Into::into).into();
        for (id, at_ms) in ids.iter().zip([0, 1, 2, 1_003]) {
            let content = [u8::try_from(at_ms % 200).unwrap(); 32];
            ticket(&remembered, id, content).decided(decision(id, content, at_ms));
        }
        let known = |id: &Arc<str>| remembered.by_request(id).is_some();
        assert_eq!(
            ids.iter().map(known).collect::<Vec<_>>(),
            [false, false, false, true]
        );
        assert_eq!(remembered.lock().by_decision.len(), 1);
    }

    #[test]
    fn a_decision_whose_outcome_may_come_is_not_forgotten_for_another() {
        let remembered = Remembered::new(1, 1_000, 100);
        let (first, second): (Arc<str>, Arc<str>) = ("a".into(), "b".into());
        ticket(&remembered, &first, [1; 32]).decided(decision(&first, [1; 32], 5));
        let look = |id, now_ms| remembered.look_up(id, &[1; 32], now_ms);
        assert!(matches!(look(&second, 104), Seen::Full));
        assert!(matches!(look(&first, 104), Seen::Decided(_)));
        assert!(matches!(look(&second, 105), Seen::New(_)));
    }
}
