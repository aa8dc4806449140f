//! The promises about limits, holds and outcomes, in plain maps and sums over all that ever
//! happened.
//!
//! Shares no code with the host. It is fed what the log says, record by record, and knows what
//! was asked and with which caps; whatever the log says that may not be is a broken promise.

use std::collections::HashMap;

use tollgate_proto::v1;
use tollgate_proto::v1::report_outcome_request::Result as Told;

use super::asked::Asked;
use super::said::{Decided, Reported, Said};
use super::totals::{Counter, Total, totals_of};
use super::world::{Caps, MERCHANTS};

/// What the model is told besides the log.
pub struct Known<'a> {
    /// What was asked, by request id and the first half of the content's digest.
    pub asked: &'a HashMap<(String, [u8; 16]), Asked>,
    /// Caps by the revision of the policy set.
    pub caps: &'a HashMap<String, Caps>,
    /// Answers for the operator, by decision.
    pub answers: &'a HashMap<u128, v1::EvaluateResponse>,
    /// How long approvals hold.
    pub hold_ms: u64,
    /// How long a request id is remembered.
    pub remember_ms: u64,
}

/// How a decision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It was no approval.
    NotApproved,
    /// No outcome yet.
    Pending,
    /// No outcome came in time.
    Expired,
    /// Authorized, for so many minor units.
    Kept(u64),
    /// It did not come about: declined by the issuer, timed out or abandoned.
    Released(Told),
    /// Voided, after so much had been authorized.
    GivenBack(Option<u64>),
}

/// Why a report is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such decision, or it was forgotten.
    Unknown,
    /// It was no approval.
    NotApproved,
    /// Another outcome was reported.
    Conflict,
    /// More than was asked.
    Above,
}

#[derive(Debug)]
struct Standing {
    asked: Asked,
    at_ms: u64,
    changed_ms: u64,
    hold_until_ms: u64,
    state: State,
    totals: Vec<Total>,
}

impl Standing {
    fn amount(&self) -> u64 {
        u64::try_from(self.asked.amount).unwrap_or(0)
    }

    /// What it adds to a total that it counts in.
    fn counted(&self, counter: Counter) -> u64 {
        let counted = match self.state {
            State::Pending => Some(self.amount()),
            State::Kept(amount) => Some(amount),
            _ => None,
        };
        counted.map_or(0, |amount| if counter.is_count() { 1 } else { amount })
    }
}

/// All that happened, and what follows from it.
#[derive(Debug, Default)]
pub struct Model {
    decisions: Vec<Standing>,
    by_id: HashMap<u128, usize>,
    by_request: HashMap<String, usize>,
    latest_ms: u64,
}

impl Model {
    /// Takes the next record of the log.
    ///
    /// # Errors
    /// Which promise it breaks.
    pub fn take(&mut self, said: &Said, known: &Known<'_>) -> Result<(), String> {
        match said {
            Said::Decided(decided) => self.decided(decided, known),
            Said::Reported(reported) => self.reported(reported),
            Said::Expired { id, at_ms } => self.expired(*id, *at_ms),
            Said::Other => Ok(()),
        }
    }

    fn decided(&mut self, decided: &Decided, known: &Known<'_>) -> Result<(), String> {
        let Decided { id, at_ms, .. } = *decided;
        let key = (decided.request_id.clone(), decided.content);
        let asked = known.asked.get(&key).ok_or("nobody asked this")?.clone();
        let caps = known.caps.get(&decided.revision);
        let caps = caps.ok_or("it was judged by a policy set that is none")?;
        self.pass(at_ms)?;
        if let Some(before) = self.by_request.get(&decided.request_id) {
            let age_ms = at_ms - self.decisions[*before].at_ms;
            ensure(age_ms >= known.remember_ms, || {
                format!("the request was decided {age_ms} ms before; an id has one answer")
            })?;
        }
        let totals = totals_of(&asked, at_ms);
        if decided.outcome == v1::Outcome::Approve {
            self.fits(&asked, &totals, caps)?;
            let attempts = self.attempts(&asked, at_ms);
            ensure(
                asked.is_refund || attempts < caps.terminal_minute_count,
                || format!("approved after {attempts} attempts at the terminal within a minute"),
            )?;
            ensure(decided.hold_ms == known.hold_ms, || {
                format!("it holds for {} ms", decided.hold_ms)
            })?;
        }
        if let Some(answer) = known.answers.get(&id) {
            ensure(answer.outcome() == decided.outcome, || {
                format!(
                    "told {:?}, recorded {:?}",
                    answer.outcome(),
                    decided.outcome
                )
            })?;
            self.explained(answer, &asked, at_ms, caps)?;
        }
        let is_approved = decided.outcome == v1::Outcome::Approve;
        let position = self.decisions.len();
        self.decisions.push(Standing {
            asked,
            at_ms,
            changed_ms: at_ms,
            hold_until_ms: at_ms + decided.hold_ms,
            state: if is_approved {
                State::Pending
            } else {
                State::NotApproved
            },
            totals,
        });
        self.by_request.insert(decided.request_id.clone(), position);
        let twice = self.by_id.insert(id, position).is_some();
        ensure(!twice, || "two decisions have one id".into())
    }

    /// Time never goes back in the log.
    fn pass(&mut self, at_ms: u64) -> Result<(), String> {
        ensure(at_ms >= self.latest_ms, || {
            format!(
                "its time is {} ms before that of a record before it",
                self.latest_ms - at_ms
            )
        })?;
        self.latest_ms = at_ms;
        Ok(())
    }

    fn used(&self, total: &Total) -> u64 {
        let counts = |standing: &&Standing| standing.totals.contains(total);
        let counted = self.decisions.iter().filter(counts);
        counted
            .map(|standing| standing.counted(total.counter))
            .sum()
    }

    fn fits(&self, asked: &Asked, totals: &[Total], caps: &Caps) -> Result<(), String> {
        for total in totals {
            let (used, adds, cap) = self.claim(asked, total, caps);
            ensure(used + adds <= cap, || {
                let name = total.counter.name();
                format!("approved {adds} on top of {used}, above the cap of {cap}, of {name}")
            })?;
        }
        Ok(())
    }

    /// What is used, what this would add, and the cap.
    fn claim(&self, asked: &Asked, total: &Total, caps: &Caps) -> (u64, u64, u64) {
        let adds = if total.counter.is_count() {
            1
        } else {
            u64::try_from(asked.amount).unwrap_or(0)
        };
        let cap = total.counter.cap(caps, &MERCHANTS[asked.merchant]);
        (self.used(total), adds, cap)
    }

    /// Attempts at the terminal within the minute before.
    fn attempts(&self, asked: &Asked, at_ms: u64) -> u64 {
        let mut count = 0;
        for standing in self.decisions.iter().rev() {
            if standing.at_ms + 60_000 <= at_ms {
                break;
            }
            let other = &standing.asked;
            let same = (other.merchant, other.terminal) == (asked.merchant, asked.terminal);
            count += u64::from(same && !other.is_refund);
        }
        count
    }

    /// Whatever limit the answer names stood as it says; and every total that was too full is
    /// named.
    fn explained(
        &self,
        answer: &v1::EvaluateResponse,
        asked: &Asked,
        at_ms: u64,
        caps: &Caps,
    ) -> Result<(), String> {
        let totals = totals_of(asked, at_ms);
        let named = |total: &Total| {
            let of = |limit: &&v1::LimitUsage| limit.counter == total.counter.name();
            let limits = answer
                .reasons
                .iter()
                .filter_map(|reason| reason.limit.as_ref());
            limits.clone().find(of).cloned()
        };
        for total in &totals {
            let (used, adds, cap) = self.claim(asked, total, caps);
            let told = named(total).map(|limit| (limit.used, limit.cap));
            let expected = (used + adds > cap).then_some((used, cap));
            ensure(told == expected, || {
                let name = total.counter.name();
                format!("{name} is told as {told:?} (used, cap), and was {expected:?}, for {adds}")
            })?;
        }
        Ok(())
    }

    fn reported(&mut self, reported: &Reported) -> Result<(), String> {
        self.pass(reported.at_ms)?;
        let position = self.by_id.get(&reported.id);
        let position = *position.ok_or("a report of no decision is recorded")?;
        let standing = &self.decisions[position];
        let after = after(standing, reported.result, reported.amount);
        let state = after.map_err(|refused| {
            format!(
                "a report was taken that is {refused:?}: {reported:?} after {:?}",
                standing.state
            )
        })?;
        let state = state.ok_or("a report that changes nothing is recorded")?;
        let standing = &mut self.decisions[position];
        standing.state = state;
        standing.changed_ms = reported.at_ms;
        Ok(())
    }

    fn expired(&mut self, id: u128, at_ms: u64) -> Result<(), String> {
        self.pass(at_ms)?;
        let position = self.by_id.get(&id).ok_or("an expiry of no decision")?;
        let standing = &mut self.decisions[*position];
        ensure(standing.state == State::Pending, || {
            format!("what was {:?} expired", standing.state)
        })?;
        ensure(at_ms >= standing.hold_until_ms, || {
            format!(
                "a hold expired {} ms too early",
                standing.hold_until_ms - at_ms
            )
        })?;
        standing.state = State::Expired;
        standing.changed_ms = at_ms;
        Ok(())
    }
}

/// What a report makes of a decision; `None` where it says what was said before.
fn after(standing: &Standing, result: Told, amount: Option<u64>) -> Result<Option<State>, Refused> {
    let asked = standing.amount();
    match (standing.state, result) {
        (State::NotApproved, _) => Err(Refused::NotApproved),
        (State::Pending | State::Expired, Told::Authorized) => match amount.unwrap_or(asked) {
            amount if amount > asked => Err(Refused::Above),
            amount => Ok(Some(State::Kept(amount))),
        },
        (State::Pending | State::Expired, Told::Voided) => Ok(Some(State::GivenBack(None))),
        (State::Pending | State::Expired, other) => Ok(Some(State::Released(other))),
        (State::Kept(kept), Told::Voided) => Ok(Some(State::GivenBack(Some(kept)))),
        (State::Kept(kept) | State::GivenBack(Some(kept)), Told::Authorized)
            if amount.unwrap_or(asked) == kept =>
        {
            Ok(None)
        }
        (State::GivenBack(_), Told::Voided) => Ok(None),
        (State::Released(before), again) if before == again => Ok(None),
        _ => Err(Refused::Conflict),
    }
}

/// What must be so at some place in the log.
#[derive(Clone, Debug)]
pub enum Expected {
    /// A report that was refused there, and for what.
    Refused {
        /// The decision.
        id: u128,
        /// What was reported.
        result: Told,
        /// Authorized.
        amount: Option<u64>,
        /// When it came, at the earliest.
        at_ms: u64,
        /// How it was refused.
        how: Refused,
    },
    /// A decision stands so there; `None` where that is no longer known.
    Stands(u128, Option<State>),
    /// A dry run was answered so there.
    Tried(Box<(Asked, v1::EvaluateResponse)>),
    /// Whatever was due at this time has expired.
    NoneDue(u64),
}

impl Model {
    /// Checks what must be so after the records that it has taken.
    ///
    /// # Errors
    /// What is not so.
    pub fn check(&self, expected: &Expected, known: &Known<'_>) -> Result<(), String> {
        match expected {
            Expected::Refused {
                id,
                result,
                amount,
                at_ms,
                how,
            } => self.refused(*id, (*result, *amount), *at_ms, *how, known),
            Expected::Stands(id, told) => self.stands(*id, *told, known),
            Expected::Tried(tried) => self.tried(&tried.0, &tried.1, known),
            Expected::NoneDue(now_ms) => {
                let due = |standing: &&Standing| {
                    standing.state == State::Pending && standing.hold_until_ms <= *now_ms
                };
                let due = self.decisions.iter().filter(due).count();
                ensure(due == 0, || format!("{due} holds should have expired"))
            }
        }
    }

    fn refused(
        &self,
        id: u128,
        (result, amount): (Told, Option<u64>),
        at_ms: u64,
        how: Refused,
        known: &Known<'_>,
    ) -> Result<(), String> {
        let standing = self
            .by_id
            .get(&id)
            .map(|position| &self.decisions[*position]);
        let Some(standing) = standing else {
            return ensure(how == Refused::Unknown, || {
                format!("the report of a decision that was not recorded was {how:?}")
            });
        };
        let now_ms = at_ms.max(self.latest_ms);
        if how == Refused::Unknown && now_ms - standing.at_ms >= known.remember_ms {
            return Ok(());
        }
        let expected = after(standing, result, amount);
        ensure(expected == Err(how), || {
            let state = standing.state;
            format!("{result:?} {amount:?} of what is {state:?} was refused as {how:?}")
        })
    }

    fn stands(&self, id: u128, told: Option<State>, known: &Known<'_>) -> Result<(), String> {
        let position = self
            .by_id
            .get(&id)
            .ok_or("a decision is told that is not recorded")?;
        let standing = &self.decisions[*position];
        let was_forgotten = told.is_none()
            && standing.state != State::Pending
            && self.latest_ms - standing.changed_ms >= known.remember_ms;
        ensure(told == Some(standing.state) || was_forgotten, || {
            format!(
                "a decision stands as {told:?}, and by the log as {:?}",
                standing.state
            )
        })
    }

    fn tried(
        &self,
        asked: &Asked,
        answer: &v1::EvaluateResponse,
        known: &Known<'_>,
    ) -> Result<(), String> {
        let caps = known.caps.get(&answer.policy_revision);
        let caps = caps.ok_or("it was judged by a policy set that is none")?;
        let decided_at = answer.decided_at.unwrap_or_default();
        let at_ms = decided_at.seconds * 1_000 + i64::from(decided_at.nanos) / 1_000_000;
        self.explained(answer, asked, u64::try_from(at_ms).unwrap_or(0), caps)
    }

    /// What a report says was authorized: all that was asked, where it says nothing.
    #[must_use]
    pub fn authorized(&self, reported: &Reported) -> Option<u64> {
        if reported.result != Told::Authorized {
            return None;
        }
        let position = self.by_id.get(&reported.id)?;
        Some(
            reported
                .amount
                .unwrap_or(self.decisions[*position].amount()),
        )
    }

    /// How the decision stands.
    #[must_use]
    pub fn state(&self, id: u128) -> Option<State> {
        let position = self.by_id.get(&id)?;
        Some(self.decisions[*position].state)
    }

    /// The time of the last record that had one.
    #[must_use]
    pub fn latest_ms(&self) -> u64 {
        self.latest_ms
    }
}

fn ensure(good: bool, told: impl FnOnce() -> String) -> Result<(), String> {
    if good { Ok(()) } else { Err(told()) }
}
