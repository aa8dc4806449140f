//! What became of decided requests: reports settle what they hold, silence lets it expire.

use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::audit::{AppendRefused, Entry, Kind, Position, ReadError};
use crate::decision::Held;
use crate::history::{History, HistoryError, Recalled};
use crate::limits::{self, Change, Report, ReportError, State};
use crate::money::Amount;
use crate::record::{Decision, DecisionId};
use crate::recorded::{self, Expiry, Outcome};
use crate::remembered::report_keys;

use super::{Evaluator, Refusal};

/// Decisions that expire under one lock: few enough that no request waits for them.
const PER_LOCK: usize = 256;

/// Times that this lock is taken in one go: after a long stop many are due at once, and must leave
/// the log room for decisions.
const LOCKS_AT_ONCE: usize = 16;

/// What the gateway says of a decision that it was given.
#[derive(Clone, Debug)]
pub struct Issued {
    /// What became of it.
    pub report: Report,
    /// What was authorized, where it says so.
    pub amount: Option<Amount>,
    /// DE39 from the issuer; empty where it gave none.
    pub response_code: Box<str>,
    /// Two digits of advice that the network sent with a decline; empty where there was none.
    pub advice_code: Box<str>,
    /// Time that the issuer took, milliseconds.
    pub latency_ms: Option<u32>,
}

/// A report that was taken.
#[derive(Debug)]
pub struct Reported {
    /// What is still held.
    pub holds: Vec<Held>,
}

/// Why a report was not taken.
#[derive(Debug, PartialEq, Eq)]
pub enum ReportRefused {
    /// No such decision, or it was forgotten.
    Unknown,
    /// The amount is in another currency than the decision's, or negative.
    Amount(String),
    /// The ledger refuses it.
    Ledger(ReportError),
    /// It cannot be recorded, or the decision cannot be read back.
    Unavailable(Refusal),
}

/// How a decision stands.
pub struct Standing {
    /// The decision.
    pub decision: Arc<Decision>,
    /// What became of it; `None` where that is no longer known.
    pub state: Option<State>,
}

impl Evaluator {
    /// Settles what a decision holds. The same report again is harmless.
    ///
    /// # Errors
    /// Why the report was not taken; then nothing changed.
    pub async fn report(
        &self,
        id: DecisionId,
        mut issued: Issued,
    ) -> Result<Reported, ReportRefused> {
        let position = self
            .remembered
            .by_decision(id)
            .ok_or(ReportRefused::Unknown)?;
        let unavailable = ReportRefused::Unavailable;
        let decision = self.given_before(id, position).await.map_err(unavailable)?;
        let decision = decision.ok_or(ReportRefused::Unknown)?;
        if let (Report::Authorized { .. }, Some(amount)) = (issued.report, issued.amount) {
            let amount = Some(checked(amount, &decision)?);
            issued.report = Report::Authorized { amount };
        }
        let at_ms = self.clock.latest_ms().max(decision.decided_at_ms);
        let mut entries = None;
        let (settled, durable) = loop {
            match self.settle(&decision, &issued, at_ms, entries.take())? {
                Settled::Once(durable, settled) => break (settled, durable),
                Settled::NeedsEntries => {
                    let recalled = self.recall(position).await.map_err(unavailable)?;
                    let all = recalled.recorded.entries(&recalled.set);
                    let all: Vec<limits::Entry> = all.into_iter().flatten().collect();
                    // Before it is in the log: what the ledger refuses must not be there.
                    if all.is_empty() {
                        return Err(ReportRefused::Ledger(ReportError::EntriesMissing));
                    }
                    entries = Some(all);
                }
            }
        };
        if !durable.await.unwrap_or(false) {
            return Err(unavailable(Refusal::NotRecorded));
        }
        let (change, state) = settled.map_err(ReportRefused::Ledger)?;
        self.metrics
            .reported(issued.report, change == Change::Repeated);
        Ok(Reported {
            holds: holds(&decision, state),
        })
    }

    /// Applies a report and gives it its place in the log, under one lock. One that was heard
    /// before, or that is refused because of another, is not written, but waits for what was:
    /// nothing is told that a crash could still undo.
    fn settle(
        &self,
        decision: &Decision,
        issued: &Issued,
        at_ms: u64,
        entries: Option<Vec<limits::Entry>>,
    ) -> Result<Settled, ReportRefused> {
        let id = decision.id;
        let report = issued.report;
        let mut books = self.books();
        let at_ms = at_ms.max(books.ledger.latest_ms());
        let said = match books.ledger.prepare_report(id.0, report, at_ms) {
            Err(refused) => Some(Err(refused)),
            Ok(prepared) if prepared.change == Change::Repeated => {
                Some(Ok((Change::Repeated, books.ledger.state(id.0))))
            }
            Ok(prepared) if prepared.needs_entries && entries.is_none() => {
                return Ok(Settled::NeedsEntries);
            }
            Ok(_) => None,
        };
        if let Some(said) = said {
            let durable = self.all_durable().map_err(ReportRefused::Unavailable)?;
            return Ok(Settled::Once(durable, said));
        }
        let (told, durable) = oneshot::channel();
        let told = move |recorded: bool| {
            // Whoever reported may have gone.
            let _ = told.send(recorded);
        };
        let entries = entries.unwrap_or_default();
        let outcome = Outcome {
            decision: id,
            at_ms,
            report,
            issuer_response_code: issued.response_code.clone(),
            merchant_advice_code: issued.advice_code.clone(),
            issuer_latency_ms: issued.latency_ms,
            issuer_id: decision.told.issuer.as_deref().unwrap_or_default().into(),
            late: books.ledger.state(id.0) == Some(State::Expired),
            entries,
            trade: decision.trade.filter(|trade| trade.is_changed_by(report)),
        };
        let mut entry = Entry::new(Kind::Outcome, recorded::encode_outcome(&outcome));
        entry.keys = Some(report_keys(id));
        self.enter_event(entry, told)
            .map_err(ReportRefused::Unavailable)?;
        let change = books.report(outcome).map_err(ReportRefused::Ledger)?;
        let state = books.ledger.state(id.0);
        Ok(Settled::Once(durable, Ok((change, state))))
    }
}

/// What became of a report under the lock.
enum Settled {
    /// What is told of it once all that it stands on is durable: what it changed, and how the
    /// decision stands then.
    Once(
        oneshot::Receiver<bool>,
        Result<(Change, Option<State>), ReportError>,
    ),
    /// The ledger needs what the decision counted in, which only the log has.
    NeedsEntries,
}

impl Evaluator {
    /// How the decision with this id stands.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub async fn by_decision(&self, id: DecisionId) -> Result<Option<Standing>, Refusal> {
        if let Some(position) = self.remembered.by_decision(id) {
            return match self.given_before(id, position).await? {
                Some(decision) => self.standing(decision).await.map(Some),
                None => Ok(None),
            };
        }
        let find = move |history: &History| match history.find(id)? {
            Some(position) => history.recall(position).map(Some),
            None => Ok(None),
        };
        match self.search(find).await? {
            Some(recalled) => self.standing(recalled.decision).await.map(Some),
            None => Ok(None),
        }
    }

    /// How the decision on this request stands.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub async fn by_request(&self, request_id: &str) -> Result<Option<Standing>, Refusal> {
        if let Some((id, position)) = self.remembered.by_request(request_id) {
            return match self.given_before(id, position).await? {
                Some(decision) => self.standing(decision).await.map(Some),
                None => Ok(None),
            };
        }
        let request_id: Box<str> = request_id.into();
        let find = move |history: &History| history.find_request(&request_id);
        match self.search(find).await? {
            Some(recalled) => self.standing(recalled.decision).await.map(Some),
            None => Ok(None),
        }
    }

    /// How a decision stands, told once that is durable.
    async fn standing(&self, decision: Arc<Decision>) -> Result<Standing, Refusal> {
        let (state, durable) = {
            let books = self.books();
            (books.ledger.state(decision.id.0), self.all_durable()?)
        };
        if durable.await.unwrap_or(false) {
            Ok(Standing { decision, state })
        } else {
            Err(Refusal::NotRecorded)
        }
    }

    /// The very decision that was given before; `None` where it need not be remembered any more
    /// and its part of the log was removed.
    pub(super) async fn given_before(
        &self,
        id: DecisionId,
        position: Position,
    ) -> Result<Option<Arc<Decision>>, Refusal> {
        if let Some(decision) = self.recent.get(id) {
            return Ok(Some(decision));
        }
        let recall = move |history: &History| history.recall(position);
        let recalled = self.read_back_unless_gone(id, recall).await?;
        let decision = recalled.map(|recalled| recalled.decision);
        if let Some(decision) = &decision {
            self.recent.keep(decision.clone());
        }
        Ok(decision)
    }

    /// Reads of a decision what may be gone: `None` where it is, and is old enough for that.
    pub(super) async fn read_back_unless_gone<T: Send + 'static>(
        &self,
        id: DecisionId,
        read: impl FnOnce(&History) -> Result<T, HistoryError> + Send + 'static,
    ) -> Result<Option<T>, Refusal> {
        let age_ms = self.clock.latest_ms().saturating_sub(id.at_ms());
        let may_be_gone = age_ms > self.config.remember_ms;
        self.read_back(move |history| match read(history) {
            Err(HistoryError::Log(ReadError::Gone { .. })) if may_be_gone => Ok(None),
            read => read.map(Some),
        })
        .await
    }

    async fn recall(&self, position: Position) -> Result<Recalled, Refusal> {
        self.read_back(move |history| history.recall(position))
            .await
    }

    /// Searches the whole log. That takes one of a few places until it has ended, whether somebody
    /// still waits for it or not.
    pub(super) async fn search<T: Send + 'static>(
        &self,
        find: impl FnOnce(&History) -> Result<T, HistoryError> + Send + 'static,
    ) -> Result<T, Refusal> {
        let place = self.lookups.clone().acquire_owned().await;
        let place = place.map_err(|_| Refusal::NotReadBack)?;
        self.read_back(move |history| {
            let _place = place;
            find(history)
        })
        .await
    }

    /// Reads the log where it may block.
    pub(super) async fn read_back<T: Send + 'static>(
        &self,
        read: impl FnOnce(&History) -> Result<T, HistoryError> + Send + 'static,
    ) -> Result<T, Refusal> {
        let history = self.history.clone().ok_or(Refusal::NotReadBack)?;
        let read = spawn_blocking(move || read(&history)).await;
        let told = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, "a decision cannot be read back from the log");
            Refusal::NotReadBack
        };
        read.map_err(|error| told(&error))?
            .map_err(|error| told(&error))
    }

    /// Lets holds expire whose time has come, and drops totals that count for nothing any more.
    /// To be called several times a second.
    pub fn tick(&self) {
        let now_ms = self.clock.latest_ms();
        // What is left is due the next time.
        let _ = (0..LOCKS_AT_ONCE).all(|_| self.expire(now_ms));
        let mut books = self.books();
        books.ledger.sweep();
        self.metrics
            .limits(&books.ledger.sizes(), self.remembered.len());
    }

    /// Lets a few holds expire; says whether there may be more. An expiry is a record like any
    /// other: what has no record has not expired.
    fn expire(&self, now_ms: u64) -> bool {
        let mut books = self.books();
        let at_ms = now_ms.max(books.ledger.latest_ms());
        let due: Vec<u128> = books.ledger.due(at_ms).take(PER_LOCK).collect();
        let mut expired = 0;
        for decision in &due {
            let expiry = Expiry {
                decision: DecisionId(*decision),
                at_ms,
            };
            let payload = recorded::encode_expiry(&expiry);
            let entry = Entry::new(Kind::Expiry, payload);
            if self.enter_event(entry, |_| {}).is_err() {
                break;
            }
            // Due and pending under the same lock: nothing refuses it.
            let _ = books.expire(&expiry);
            expired += 1;
        }
        self.metrics.expired(expired);
        expired == PER_LOCK
    }

    fn enter_event(
        &self,
        entry: Entry,
        told: impl FnOnce(bool) + Send + 'static,
    ) -> Result<(), Refusal> {
        let log = self.log.as_ref().ok_or(Refusal::NotRecorded)?;
        log.append(entry, Box::new(move |done| told(done.is_ok())))
            .map_err(|refused| unrecorded(&refused))
    }

    /// Says once everything that was given to the log before is durable.
    fn all_durable(&self) -> Result<oneshot::Receiver<bool>, Refusal> {
        let (told, durable) = oneshot::channel();
        let told = move |recorded: bool| {
            // Whoever asked may have gone.
            let _ = told.send(recorded);
        };
        let log = self.log.as_ref().ok_or(Refusal::NotRecorded)?;
        log.barrier(Box::new(told))
            .map_err(|refused| unrecorded(&refused))?;
        Ok(durable)
    }
}

fn unrecorded(refused: &AppendRefused) -> Refusal {
    match refused {
        AppendRefused::Full => Refusal::Overloaded,
        _ => Refusal::NotRecorded,
    }
}

fn checked(amount: Amount, decision: &Decision) -> Result<u64, ReportRefused> {
    let currency = decision.told.amount.currency;
    if amount.currency != currency {
        return Err(ReportRefused::Amount(format!(
            "must be in {currency}, as it was decided"
        )));
    }
    u64::try_from(amount.minor_units)
        .map_err(|_| ReportRefused::Amount("must not be negative".into()))
}

/// What the decision holds in this state: all that it asked for while it is pending, what was
/// authorized once that is known, nothing in any other.
#[must_use]
pub fn holds(decision: &Decision, state: Option<State>) -> Vec<Held> {
    let authorized = match state {
        Some(State::Pending) => return decision.holds.clone(),
        Some(State::Kept { amount, .. }) => amount,
        _ => return Vec::new(),
    };
    let kept = |held: &Held| Held {
        amount: if held.currency.is_some() {
            authorized
        } else {
            held.amount
        },
        expires_at_ms: None,
        ..held.clone()
    };
    decision.holds.iter().map(kept).collect()
}
