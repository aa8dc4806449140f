//! Requests that were decided: the same request id with the same content gets the same answer.
//!
//! Which requests are known, and where in the log their answers are, is a fold of the log: the
//! [`index`]. Here it meets the requests that are in work, which are in no log yet. The answers
//! of the last ones are in memory ([`Recent`]); older ones are read back from the log.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::audit::{Keys, Kind, Position};
use crate::record::DecisionId;
use crate::recorded;

mod index;
mod recent;

pub use index::{Bounds, Index, Known, content_key, request_key};
pub use recent::Recent;

/// What is known of a request id.
pub enum Seen {
    /// Nothing: it is now this caller's to decide, or to give back by dropping the ticket.
    New(Ticket),
    /// It was decided: where the answer is.
    Decided(DecisionId, Position),
    /// It came before, with other content.
    Conflict,
    /// It is being decided. The receiver wakes when that has ended, one way or the other.
    InFlight(oneshot::Receiver<()>),
    /// There is no room for another decision whose outcome may still be reported.
    Full,
}

/// What a record of the log is found by, where it is a decision's.
#[must_use]
pub fn keys_of(kind: Kind, payload: &[u8]) -> Option<Keys> {
    match kind {
        Kind::Decision => {
            let names = recorded::decode_names(payload).ok()?;
            Some(keys(names.id, &names.request_id))
        }
        Kind::Outcome => recorded::decode_reported(payload).ok().map(report_keys),
        _ => None,
    }
}

/// What the record of a decision is found by.
#[must_use]
pub fn keys(id: DecisionId, request_id: &str) -> Keys {
    Keys {
        decision: id.0,
        request: Some(request_hash(request_id)),
    }
}

/// Among the random bits of a decision's id: what tells the id of the reports of it. Near the
/// decision's own, so that an index of one stretch of time keeps to it.
const OF_REPORTS: u128 = 0x9e37_79b9_7f4a_7c15_f39d;

/// What a report of this decision is found by.
#[must_use]
pub fn report_keys(id: DecisionId) -> Keys {
    Keys {
        decision: id.0 ^ OF_REPORTS,
        request: None,
    }
}

/// What decisions on this request are found by in the log.
#[must_use]
pub fn request_hash(request_id: &str) -> u64 {
    // A hash: half of it is one too.
    #[expect(clippy::cast_possible_truncation, reason = "takes half of a hash")]
    let half = request_key(request_id) as u64;
    half
}

struct InFlight {
    content: [u8; 16],
    waiting: Vec<oneshot::Sender<()>>,
}

struct State {
    in_flight: HashMap<Arc<str>, InFlight>,
    index: Index,
}

/// Requests by id: those in work, and those decided, bounded in number and in time.
pub struct Remembered {
    state: Mutex<State>,
}

impl Remembered {
    /// What the log says of requests, with none in work.
    #[must_use]
    pub fn new(index: Index) -> Arc<Self> {
        let in_flight = HashMap::new();
        let state = Mutex::new(State { in_flight, index });
        Arc::new(Self { state })
    }

    /// Looks a request up and, where it is new, reserves its id. `content` is the SHA-256 of
    /// what it asks. A decision `gone`, which was removed from the log, is as if it was forgotten.
    pub fn look_up(
        self: &Arc<Self>,
        request_id: &Arc<str>,
        content: &[u8; 32],
        now_ms: u64,
        gone: Option<DecisionId>,
    ) -> Seen {
        let content = content_key(content);
        let mut state = self.lock();
        if let Some(in_flight) = state.in_flight.get_mut(request_id) {
            if in_flight.content != content {
                return Seen::Conflict;
            }
            let (sender, receiver) = oneshot::channel();
            in_flight.waiting.push(sender);
            return Seen::InFlight(receiver);
        }
        let known = state.index.by_request(request_key(request_id));
        match known.filter(|known| gone != Some(DecisionId(known.decision))) {
            Some(known) if known.content == content => {
                Seen::Decided(DecisionId(known.decision), known.position)
            }
            Some(_) => Seen::Conflict,
            None if state.index.is_full(now_ms) => Seen::Full,
            None => {
                let waiting = Vec::new();
                let in_flight = InFlight { content, waiting };
                state.in_flight.insert(request_id.clone(), in_flight);
                Seen::New(Ticket {
                    remembered: self.clone(),
                    request_id: request_id.clone(),
                    content,
                })
            }
        }
    }

    /// Where the decision with this id is.
    #[must_use]
    pub fn by_decision(&self, id: DecisionId) -> Option<Position> {
        let known = self.lock().index.by_decision(id.0)?;
        Some(known.position)
    }

    /// Where the decision on this request is.
    #[must_use]
    pub fn by_request(&self, request_id: &str) -> Option<(DecisionId, Position)> {
        let known = self.lock().index.by_request(request_key(request_id))?;
        Some((DecisionId(known.decision), known.position))
    }

    /// How many decisions are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().index.len()
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
}

/// The right to decide one request. Dropped without a decision it makes the id free again.
pub struct Ticket {
    remembered: Arc<Remembered>,
    request_id: Arc<str>,
    content: [u8; 16],
}

impl Ticket {
    /// Remembers the decision, which is at `position` in the log, and wakes who waits for it.
    pub fn decided(self, id: DecisionId, position: Position, at_ms: u64) {
        let known = Known {
            request: request_key(&self.request_id),
            content: self.content,
            decision: id.0,
            position,
            at_ms,
        };
        self.remembered.lock().index.decided(known);
        // Dropping the ticket frees the id, which is known now, and wakes who waits.
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let ended = self.remembered.lock().in_flight.remove(&self.request_id);
        for waiter in ended.map(|ended| ended.waiting).unwrap_or_default() {
            // A waiter that has gone needs no answer.
            let _ = waiter.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    const POSITION: Position = Position {
        sequence: 7,
        segment: 1,
        offset: 64,
    };
    const ID: DecisionId = DecisionId(5 << 80 | 1);

    fn remembered() -> Arc<Remembered> {
        Remembered::new(Index::new(Bounds {
            keep_ms: 1_000,
            entries_max: 10,
            hold_ms: 100,
        }))
    }

    fn ticket(remembered: &Arc<Remembered>, request_id: &Arc<str>, content: [u8; 32]) -> Ticket {
        match remembered.look_up(request_id, &content, 5, None) {
            Seen::New(ticket) => ticket,
            _ => panic!("`{request_id}` is not new"),
        }
    }

    #[test]
    fn the_same_content_gets_the_same_answer_and_other_content_a_conflict() {
        let remembered = remembered();
        let id: Arc<str> = "a".into();
        ticket(&remembered, &id, [1; 32]).decided(ID, POSITION, 5);
        assert!(matches!(
            remembered.look_up(&id, &[1; 32], 5, None),
            Seen::Decided(ID, POSITION)
        ));
        assert!(matches!(
            remembered.look_up(&id, &[2; 32], 5, None),
            Seen::Conflict
        ));
        assert_eq!(remembered.by_decision(ID), Some(POSITION));
        assert_eq!(remembered.by_request("a"), Some((ID, POSITION)));
        let gone = |id| remembered.look_up(&"a".into(), &[2; 32], 5, Some(id));
        assert!(matches!(gone(DecisionId(7)), Seen::Conflict));
        assert!(matches!(gone(ID), Seen::New(_)));
    }

    #[test]
    fn who_comes_while_it_is_decided_waits_and_other_content_does_not() {
        let remembered = remembered();
        let id: Arc<str> = "a".into();
        let first = ticket(&remembered, &id, [1; 32]);
        let Seen::InFlight(mut waiting) = remembered.look_up(&id, &[1; 32], 5, None) else {
            panic!("not in flight");
        };
        assert!(matches!(
            remembered.look_up(&id, &[2; 32], 5, None),
            Seen::Conflict
        ));
        assert!(waiting.try_recv().is_err());
        first.decided(ID, POSITION, 5);
        assert!(waiting.try_recv().is_ok());
        // Whoever wakes finds it decided.
        assert!(matches!(
            remembered.look_up(&id, &[1; 32], 5, None),
            Seen::Decided(..)
        ));
    }

    #[test]
    fn an_id_whose_decision_failed_is_free_again() {
        let remembered = remembered();
        let id: Arc<str> = "a".into();
        drop(ticket(&remembered, &id, [1; 32]));
        assert!(remembered.is_empty());
        ticket(&remembered, &id, [2; 32]).decided(ID, POSITION, 5);
        assert_eq!(remembered.len(), 1);
    }
}
