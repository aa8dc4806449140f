//! Approved payments, found by their decision, by their message, and by what is paid.
//!
//! Several may be the same payment: the newest is in the index, and each names the one before it.

use std::io;

use super::never::Rules;
use super::{FORGOTTEN_AT_ONCE, Footprint, age};
use crate::fixed::{Input, Output, SnapshotError};
use crate::queue::{Id, Queue, Record};
use crate::record::DecisionId;

/// By its decision.
const DECISION: usize = 0;

/// By its message, and by what is paid; see [`Paid::chains`].
const CHAINED: [usize; 2] = [1, 2];

/// Payments of one chain that are looked at, from the newest on: more than a cashier tries in a
/// quarter of an hour.
const LOOKED_AT: usize = 16;

/// Decision, time, three hashes, rules, how it stands.
const ROW_BYTES: usize = 16 + 8 + 3 * 16 + 1 + 1;

/// How an approved payment stands for those after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// Approved here, and nothing else is known, or authorized.
    Approved,
    /// The issuer gave no answer.
    Unanswered,
    /// The issuer asked for a call.
    Referred,
    /// Declined, abandoned or voided: nothing to those that come after it.
    Ended,
}

const STANDS: [Stands; 4] = [
    Stands::Approved,
    Stands::Unanswered,
    Stands::Referred,
    Stands::Ended,
];

/// One hash of a payment, and its place among those that share it.
#[derive(Clone, Copy)]
struct Chain {
    of: Id,
    /// No later one has it.
    is_newest: bool,
    /// The number of the one before; its own where there is none.
    before: u64,
}

#[derive(Clone, Copy)]
struct Paid {
    decision: Id,
    at_ms: u64,
    /// By its message, and by what is paid.
    chains: [Chain; 2],
    card: Id,
    rules: Rules,
    stands: Stands,
}

impl Record for Paid {
    fn hash(&self, key: usize) -> Option<u64> {
        if key == DECISION {
            return Some(self.decision.spread());
        }
        let chain = self.chains.get(key.checked_sub(1)?)?;
        (chain.is_newest && chain.of != Id::ZERO).then(|| chain.of.spread())
    }
}

/// The ages of the newest of each kind, milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ages {
    pub(super) approved_ms: Option<u64>,
    pub(super) unanswered_ms: Option<u64>,
    pub(super) referred_ms: Option<u64>,
}

pub(super) struct Payments {
    queue: Queue<Paid, 3>,
    /// The number of the next one.
    next: u64,
}

impl Payments {
    pub(super) fn new() -> Self {
        Self {
            queue: Queue::with_room(0),
            next: 0,
        }
    }

    pub(super) fn approved(&mut self, id: DecisionId, at_ms: u64, payment: &Footprint) {
        self.push(Paid {
            decision: id.0.into(),
            at_ms,
            chains: [payment.trace, payment.same].map(|of| Chain {
                of,
                is_newest: true,
                before: 0,
            }),
            card: payment.card,
            rules: payment.rules,
            stands: Stands::Approved,
        });
    }

    fn push(&mut self, mut paid: Paid) {
        for (key, chain) in CHAINED.into_iter().zip(&mut paid.chains) {
            chain.before = self.next;
            if let Some(number) = self.newest(key, chain.of) {
                chain.before = number;
                self.change(number, |before| {
                    if let Some(chain) = before.chains.get_mut(key - 1) {
                        chain.is_newest = false;
                    }
                });
            }
        }
        self.queue.push(paid);
        self.next += 1;
    }

    /// Says how the payment of a decision stands, and gives its card at its merchant, where it is
    /// known.
    pub(super) fn stands_now(&mut self, id: DecisionId, stands: Stands) -> Option<(Id, Rules)> {
        let decision = Id::from(id.0);
        let number = self.queue.find(DECISION, decision.spread(), |paid| {
            paid.decision == decision
        })?;
        self.change(number, |paid| paid.stands = stands);
        let paid = self.queue.get(number)?;
        (paid.card != Id::ZERO).then_some((paid.card, paid.rules))
    }

    pub(super) fn read(&self, payment: &Footprint, now_ms: u64, keep_ms: u64) -> Ages {
        let mut ages = Ages::default();
        for (key, of) in CHAINED.into_iter().zip([payment.trace, payment.same]) {
            for paid in self.chain(key, of).take(LOOKED_AT) {
                let Some(age_ms) = age(paid.at_ms, now_ms, keep_ms) else {
                    break;
                };
                let newest = match paid.stands {
                    Stands::Approved => &mut ages.approved_ms,
                    Stands::Unanswered => &mut ages.unanswered_ms,
                    Stands::Referred => &mut ages.referred_ms,
                    Stands::Ended => continue,
                };
                *newest = Some(newest.map_or(age_ms, |known| known.min(age_ms)));
            }
        }
        ages
    }

    pub(super) fn forget(&mut self, now_ms: u64, keep_ms: u64, entries_max: usize) {
        for _ in 0..FORGOTTEN_AT_ONCE {
            let is_over = |oldest: &Paid| {
                self.queue.len() > entries_max || age(oldest.at_ms, now_ms, keep_ms).is_none()
            };
            if !self.queue.oldest().is_some_and(is_over) {
                return;
            }
            self.queue.pop();
        }
    }

    fn newest(&self, key: usize, of: Id) -> Option<u64> {
        let is = |paid: &Paid| paid.chains.get(key - 1).is_some_and(|chain| chain.of == of);
        if of == Id::ZERO {
            return None;
        }
        self.queue.find(key, of.spread(), is)
    }

    /// Those with this hash, the newest first.
    fn chain(&self, key: usize, of: Id) -> impl Iterator<Item = &Paid> {
        let before = move |number: &u64| {
            let paid = self.queue.get(*number)?;
            let before = paid.chains.get(key - 1)?.before;
            (before < *number).then_some(before)
        };
        std::iter::successors(self.newest(key, of), before)
            .map_while(|number| self.queue.get(number))
    }

    fn change(&mut self, number: u64, change: impl FnOnce(&mut Paid)) {
        if let Some(mut paid) = self.queue.get(number).copied() {
            change(&mut paid);
            self.queue.replace(number, paid);
        }
    }

    pub(super) fn write(&self, out: &mut Output<'_>) -> io::Result<()> {
        out.count(self.queue.len())?;
        for paid in self.queue.iter() {
            out.u128(paid.decision.into()).u64(paid.at_ms);
            for of in paid.chains.map(|chain| chain.of) {
                out.u128(of.into());
            }
            out.u128(paid.card.into()).u8(paid.rules.number());
            let stands = STANDS.iter().position(|stands| *stands == paid.stands);
            out.u8(stands.and_then(|at| u8::try_from(at).ok()).unwrap_or(0));
            out.end_row()?;
        }
        Ok(())
    }

    pub(super) fn read_from(input: &mut Input<'_>) -> Result<Self, SnapshotError> {
        let mut payments = Self::new();
        let rows = input.count()?;
        for mut row in input.rows(rows, ROW_BYTES)? {
            let damaged = || SnapshotError::Damaged("a payment that cannot be");
            let (decision, at_ms) = (row.u128().into(), row.u64());
            let chains = [row.u128(), row.u128()].map(|of| Chain {
                of: of.into(),
                is_newest: true,
                before: 0,
            });
            payments.push(Paid {
                decision,
                at_ms,
                chains,
                card: row.u128().into(),
                rules: Rules::of_number(row.u8()).ok_or_else(damaged)?,
                stands: *STANDS.get(usize::from(row.u8())).ok_or_else(damaged)?,
            });
        }
        Ok(payments)
    }
}
