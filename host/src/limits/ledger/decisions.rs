//! What is known of decisions: those that hold something, and those that ended.

use std::collections::{BTreeSet, HashMap};

use super::ended::{Ended, Had};
use super::tidy::Bounds;
use crate::limits::event::Entry;
use crate::limits::hash::BuildPassThrough;
use crate::limits::outcome::{Change, Prepared, Report, ReportError, State};
use crate::queue::{Id, Queue};

/// Ended decisions looked at after each event. More than one event makes, so that forgetting
/// keeps up.
const FORGOTTEN_PER_EVENT: usize = 4;

/// Room that is made ready from the start.
const ROOM_MAX: usize = 1 << 20;

/// A decision without an outcome.
pub(super) struct Pending {
    pub(super) decided_ms: u64,
    pub(super) hold_until_ms: u64,
    /// Minor units asked for.
    pub(super) amount: u64,
    /// What an outcome can change, each with the span that it is really counted in.
    pub(super) entries: Box<[Entry]>,
    /// Some span isn't the declared one.
    pub(super) moved: bool,
}

/// A decision that changed its state just now, as it was before.
pub(super) struct Changed {
    pub(super) from: State,
    pub(super) decided_ms: u64,
    /// Minor units asked for.
    pub(super) amount: u64,
    /// `None` where the event brings them.
    pub(super) entries: Option<Box<[Entry]>>,
    moved: bool,
}

pub(super) struct Decisions {
    pub(super) bounds: Bounds,
    pub(super) pending: HashMap<Id, Pending, BuildPassThrough>,
    /// INVARIANT: exactly the pending decisions.
    pub(super) due: BTreeSet<(u64, Id)>,
    /// In the order of their last change. One that changed again is there again, and what it was
    /// before is retired.
    pub(super) ended: Queue<Ended, 1>,
    pub(super) retired: usize,
    /// The entries of ended decisions that no log record brings: some total had begun under
    /// another calendar than the one that they were decided in.
    pub(super) moved: HashMap<Id, Box<[Entry]>, BuildPassThrough>,
}

impl Decisions {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            pending: HashMap::default(),
            due: BTreeSet::new(),
            ended: Queue::with_room(bounds.ended_max.min(ROOM_MAX)),
            retired: 0,
            moved: HashMap::default(),
        }
    }

    pub(super) fn contains(&self, id: Id) -> bool {
        self.pending.contains_key(&id) || self.find(id).is_some()
    }

    pub(super) fn state(&self, id: Id, now_ms: u64) -> Option<State> {
        if self.pending.contains_key(&id) {
            return Some(State::Pending);
        }
        self.remembered(id, now_ms).map(Ended::state)
    }

    /// What a report does, and whether it needs entries that aren't here.
    pub(super) fn prepare(
        &self,
        id: Id,
        report: Report,
        now_ms: u64,
    ) -> Result<Prepared, ReportError> {
        if let Some(pending) = self.pending.get(&id) {
            return Ok(Prepared {
                change: State::Pending.after(report, pending.amount)?,
                needs_entries: false,
            });
        }
        let ended = self.remembered(id, now_ms).ok_or(ReportError::Unknown)?;
        let from = ended.state();
        let change = from.after(report, ended.amount)?;
        let counts =
            |to: State| to.is_refused() || from.counted(ended.amount) != to.counted(ended.amount);
        Ok(Prepared {
            change,
            needs_entries: ended.had == Had::Declared
                && matches!(change, Change::To(to) if counts(to)),
        })
    }

    fn find(&self, id: Id) -> Option<u64> {
        self.ended.find(0, id.spread(), |ended| ended.is(id))
    }

    /// One that ended less than the time ago for which it is kept. Whether an older one was
    /// dropped already must not matter.
    fn remembered(&self, id: Id, now_ms: u64) -> Option<&Ended> {
        let ended = self.ended.get(self.find(id)?)?;
        (!self.is_old(ended, now_ms)).then_some(ended)
    }

    fn is_old(&self, ended: &Ended, now_ms: u64) -> bool {
        ended.changed_ms.saturating_add(self.bounds.keep_ms) <= now_ms
    }

    pub(super) fn hold(&mut self, id: Id, pending: Pending) {
        self.due.insert((pending.hold_until_ms, id));
        self.pending.insert(id, pending);
    }

    pub(super) fn not_approved(&mut self, id: Id, now_ms: u64) {
        let state = State::NotApproved;
        let ended = Ended::new(id, state, now_ms, now_ms, 0, Had::Nothing);
        self.ended.push(ended);
    }

    /// Puts a decision into a new state; `None` where it isn't known.
    pub(super) fn change(&mut self, id: Id, to: State, now_ms: u64) -> Option<Changed> {
        let changed = match self.pending.remove(&id) {
            Some(pending) => {
                self.due.remove(&(pending.hold_until_ms, id));
                Changed {
                    from: State::Pending,
                    decided_ms: pending.decided_ms,
                    amount: pending.amount,
                    entries: Some(pending.entries),
                    moved: pending.moved,
                }
            }
            None => {
                let number = self.find(id)?;
                let ended = *self.ended.get(number)?;
                self.ended.retire(number, Ended::RETIRED);
                self.retired += 1;
                Changed {
                    from: ended.state(),
                    decided_ms: ended.decided_ms,
                    amount: ended.amount,
                    entries: match ended.had {
                        Had::Nothing => Some(Box::default()),
                        Had::Declared => None,
                        Had::Moved => self.moved.remove(&id),
                    },
                    moved: ended.had == Had::Moved,
                }
            }
        };
        let had = match &changed.entries {
            _ if to.is_final() => Had::Nothing,
            Some(_) if changed.moved => Had::Moved,
            Some(entries) if entries.is_empty() => Had::Nothing,
            _ => Had::Declared,
        };
        let (decided_ms, amount) = (changed.decided_ms, changed.amount);
        let ended = Ended::new(id, to, decided_ms, now_ms, amount, had);
        self.ended.push(ended);
        Some(changed)
    }

    /// Keeps what no event will bring, where a report may still need it.
    pub(super) fn keep_moved(&mut self, id: Id, to: State, changed: Changed) {
        if changed.moved
            && !to.is_final()
            && let Some(entries) = changed.entries
        {
            self.moved.insert(id, entries);
        }
    }

    /// Whether the entries of an ended decision are kept here.
    pub(super) fn has_moved(&self, id: Id) -> bool {
        let ended = self.find(id).and_then(|number| self.ended.get(number));
        ended.is_some_and(|ended| ended.had == Had::Moved)
    }

    /// Drops the oldest of the ended decisions where their time is up or there are too many: a
    /// few each time, so that no event pays for many others.
    pub(super) fn forget(&mut self, now_ms: u64) {
        for _ in 0..FORGOTTEN_PER_EVENT {
            let Some(oldest) = self.ended.oldest() else {
                return;
            };
            let retired = oldest.is_retired();
            let excess = self.ended_len() > self.bounds.ended_max;
            if !retired && !excess && !self.is_old(oldest, now_ms) {
                return;
            }
            if let Some(dropped) = self.ended.pop() {
                self.retired -= usize::from(retired);
                if dropped.had == Had::Moved {
                    self.moved.remove(&dropped.id);
                }
            }
        }
    }

    pub(super) fn ended_len(&self) -> usize {
        self.ended.len() - self.retired
    }
}
