//! What the gateway makes of what it hears.

use tollgate::decision::Audience;
use tollgate::evaluator::{Answer, Refusal, ReportRefused, Standing};
use tollgate::limits::{Release, ReportError, State as HostState};
use tollgate::record::DecisionId;
use tollgate::rpc::encode;
use tollgate_proto::v1::report_outcome_request::Result as Told;

use super::super::asked::Asked;
use super::super::life::{Life, Promised, ensure};
use super::super::model::{Expected, Refused, State};
use super::super::running::Landed;
use super::{Reply, What};

/// Room for so many records is room for all of a life.
const MANY: usize = 1_000;

impl Life<'_> {
    pub(super) fn landed(&mut self, what: What, landed: Landed) -> Result<(), String> {
        match (what, landed) {
            (What::Asked(asked), Landed::Answer(Ok(answer))) => self.answered(&asked, &answer),
            (What::Asked(asked), Landed::Answer(Err(refusal))) => self.refused(&asked, refusal),
            (What::Tried(asked), Landed::Answer(Ok(answer))) => {
                self.tried(asked, &answer);
                Ok(())
            }
            (What::Tried(asked), Landed::Answer(Err(refusal))) => self.refused(&asked, refusal),
            (
                What::Reported {
                    id, result, amount, ..
                },
                Landed::Report(Ok(_)),
            ) => {
                self.report_taken(id, result, amount);
                Ok(())
            }
            (what @ What::Reported { .. }, Landed::Report(Err(refused))) => {
                self.report_refused(&what, &refused)
            }
            (What::LookedAt { id, exact }, Landed::Look(Ok(standing))) => {
                self.looked(id, exact, standing)
            }
            (What::LookedAt { .. }, Landed::Look(Err(refusal))) => self.not_shown(refusal),
            _ => Err("a call came to what it is not".into()),
        }
    }

    fn answered(&mut self, asked: &Asked, answer: &Answer) -> Result<(), String> {
        let decision = &*answer.decision;
        let id = decision.id.0;
        let reply = Reply::new(asked, decision);
        self.tally.count(match decision.outcome.name() {
            _ if answer.repeated => "answers repeated",
            "approve" => "approved",
            "decline" => "declined",
            _ => "left to others",
        });
        self.note(|_| {
            let (id, name) = (decision.id, decision.outcome.name());
            format!("  {}: {name} {} {id}", asked.request_id, asked.amount)
        });
        ensure(*decision.request_id == *asked.request_id, || {
            "the answer is to another request".into()
        })?;
        if let Some(before) = self.told.get(&id) {
            return ensure(before.what == reply, || {
                format!(
                    "{}: the answer is not the one that was told before",
                    asked.request_id
                )
            });
        }
        let remember_ms = self.settings.evaluator.remember_ms;
        for promised in self.told.values() {
            let before = &promised.what;
            let age_ms = decision.decided_at_ms.saturating_sub(before.decided_at_ms);
            let same_id = before.asked.request_id == asked.request_id;
            ensure(!same_id || age_ms >= remember_ms, || {
                format!(
                    "{}: two decisions on one request were told",
                    asked.request_id
                )
            })?;
        }
        let response = encode(decision, &decision.holds, "en", Audience::Operator, false);
        self.answers.insert(id, response);
        let sequence = self.running.log.status().sequence;
        let what = reply;
        self.told.insert(id, Promised { what, sequence });
        Ok(())
    }

    fn refused(&mut self, asked: &Asked, refusal: Refusal) -> Result<(), String> {
        self.note(|_| format!("  {}: {refusal:?}", asked.request_id));
        let stopped = self.running.log.stopped().is_some();
        let (good, name) = match refusal {
            Refusal::Conflict => {
                let others = self.asked.values();
                let other =
                    |other: &&Asked| other.request_id == asked.request_id && *other != asked;
                (others.filter(other).count() > 0, "conflicts")
            }
            Refusal::Overloaded => {
                let evaluator = &self.settings.evaluator;
                let full = self.flights.len() + 1 >= evaluator.concurrency_max;
                let queued = self.running.log.status().queued;
                (full || queued >= self.settings.log.queue_max, "turned away")
            }
            Refusal::Unavailable => (self.settings.entropy_fails_percent > 0, "no random bytes"),
            Refusal::NotRecorded => (stopped, "not recorded"),
            Refusal::DeadlineExceeded | Refusal::NotReadBack => (false, "lost"),
        };
        self.tally.count(name);
        ensure(good, || {
            format!("{}: no answer: {refusal:?}", asked.request_id)
        })
    }

    fn tried(&mut self, asked: Asked, answer: &Answer) {
        if let Some(end) = self.settled_end() {
            let decision = &answer.decision;
            let response = encode(decision, &decision.holds, "en", Audience::Operator, false);
            let tried = Expected::Tried(Box::new((asked, response)));
            self.chronicle.expect(end, tried);
        }
    }

    fn report_taken(&mut self, id: u128, result: Told, amount: Option<u64>) {
        let whole = self.told.get(&id).map(|told| told.what.asked.amount);
        let whole = whole.and_then(|whole| u64::try_from(whole).ok());
        let authorized = (result == Told::Authorized)
            .then_some(amount.or(whole))
            .flatten();
        self.note(|_| format!("  {result:?} {amount:?} of {}", DecisionId(id)));
        self.tally.count("reports taken");
        let sequence = self.running.log.status().sequence;
        let what = (id, result, authorized);
        self.told_reports.push(Promised { what, sequence });
    }

    fn report_refused(&mut self, what: &What, refused: &ReportRefused) -> Result<(), String> {
        let What::Reported {
            id,
            result,
            amount,
            at_ms,
            exact,
        } = *what
        else {
            return Err("a report was no report".into());
        };
        self.note(|_| format!("  {result:?} {amount:?} of {}: {refused:?}", DecisionId(id)));
        let how = match refused {
            ReportRefused::Unknown | ReportRefused::Ledger(ReportError::Unknown) => {
                Refused::Unknown
            }
            ReportRefused::Ledger(ReportError::NotApproved) => Refused::NotApproved,
            ReportRefused::Ledger(ReportError::Conflict { .. }) => Refused::Conflict,
            ReportRefused::Ledger(ReportError::AmountAboveHold { .. }) => Refused::Above,
            ReportRefused::Unavailable(refusal) => return self.not_shown(*refusal),
            other => return Err(format!("a report was refused: {other:?}")),
        };
        self.tally.count("reports refused");
        if let Some(end) = self.settled_end().filter(|_| exact) {
            let refused = Expected::Refused {
                id,
                result,
                amount,
                at_ms,
                how,
            };
            self.chronicle.expect(end, refused);
        }
        Ok(())
    }

    /// A report or a look got no answer.
    fn not_shown(&mut self, refusal: Refusal) -> Result<(), String> {
        match refusal {
            Refusal::Overloaded => {
                self.tally.count("turned away");
                // A life never has as many calls under way.
                let few = self.settings.log.queue_max < MANY;
                ensure(few, || "a report was turned away".into())
            }
            Refusal::NotRecorded => {
                self.tally.count("not recorded");
                let stopped = self.running.log.stopped().is_some();
                ensure(stopped, || {
                    "a report was not recorded, and the log goes on".into()
                })
            }
            other => Err(format!("a report or a look got no answer: {other:?}")),
        }
    }

    fn looked(
        &mut self,
        id: Option<u128>,
        exact: bool,
        standing: Option<Standing>,
    ) -> Result<(), String> {
        let Some(standing) = standing else {
            return ensure(id.is_none(), || {
                "a decision that was told is not found".into()
            });
        };
        let id = standing.decision.id.0;
        if let Some(told) = self.told.get(&id) {
            let reply = Reply::new(&told.what.asked, &standing.decision);
            ensure(told.what == reply, || {
                "a look shows another answer than was told".into()
            })?;
        }
        if let Some(end) = self.settled_end().filter(|_| exact) {
            let state = standing.state.map(state);
            self.chronicle.expect(end, Expected::Stands(id, state));
        }
        Ok(())
    }
}

/// A state in the words of the model.
fn state(state: HostState) -> State {
    match state {
        HostState::NotApproved => State::NotApproved,
        HostState::Pending => State::Pending,
        HostState::Expired => State::Expired,
        HostState::Kept { amount, .. } => State::Kept(amount),
        HostState::Released { why, .. } => State::Released(match why {
            Release::DeclinedByIssuer => Told::DeclinedByIssuer,
            Release::TimedOut => Told::TimedOut,
            Release::Abandoned => Told::Abandoned,
        }),
        HostState::GivenBack { authorized, .. } => State::GivenBack(authorized),
    }
}
