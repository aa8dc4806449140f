//! Phases 5 and 6: claims are checked and held, and the decision is recorded, before anybody is
//! told.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::audit::{AppendRefused, Entry, Kind, Part};
use crate::decide::{self, Collected, Concluded, Heard};
use crate::decision::Outcome;
use crate::facts::Parties;
use crate::limits::{Demand, Event, Miss, Verdict};
use crate::metrics::Phase;
use crate::original::Former;
use crate::record::{Decision, DecisionId};
use crate::recorded::{self, Evidence, Head};
use crate::remembered::{Ticket, keys};

use super::admit::Permit;
use super::gather::Scene;
use super::{Answer, Ask, Books, Evaluator, Refusal, given};

/// Says whether a decision is durable.
type Durable = oneshot::Receiver<bool>;

/// A decision on its way to the log.
pub(super) struct Held<'a> {
    decision: Arc<Decision>,
    /// `None` for a dry run.
    durable: Option<Durable>,
    /// Keeps its room until it is recorded.
    _permit: Permit<'a>,
}

/// What became of a decision at the lock.
pub(super) enum Hold<'a> {
    /// It is on its way to the log.
    Held(Held<'a>),
    /// The same payment was approved since the facts were gathered, under another request id:
    /// they are no longer so. Nothing was held.
    Overtaken(Permit<'a>),
}

impl Evaluator {
    /// Phase 5: checks all claims of all policies at once and, where the payment is approved,
    /// holds them, under one lock: no two requests can both take the last of a limit. The
    /// record takes its place in the log under the same lock, so that the log folds to what is
    /// held. From there on it is the log's: a client that hangs up changes nothing.
    pub(super) fn hold<'a>(
        &self,
        mut scene: Scene,
        heard: &[Heard],
        mut collected: Collected,
        ask: &Ask,
        mut permit: Permit<'a>,
    ) -> Result<Hold<'a>, Refusal> {
        let _phase = self.metrics.phase(Phase::Hold);
        let random = (self.entropy)().ok_or_else(|| {
            tracing::error!("no random bytes for a decision id");
            Refusal::Unavailable
        })?;
        let mut evidence = permit
            .ticket
            .take()
            .map(|ticket| (ticket, evidence(&scene, heard, ask)));
        let mut books = self.books();
        // What was decided meanwhile may be later than this request's own now.
        scene.now_ms = scene.now_ms.max(books.ledger.latest_ms());
        if scene.renew() {
            collected.renew(&scene.entries);
        }
        let id = DecisionId::new(scene.now_ms, random);
        let hold_until_ms = scene.now_ms.saturating_add(self.config.hold_ms);
        let demands: Vec<Demand> = collected.asked.iter().map(|asked| asked.demand).collect();
        let misses = books.ledger.check(&demands, scene.now_ms);
        let concluded = decide::conclude(collected, &misses);
        // A limit that the other one took up is not why this one cannot be.
        let rests_on_now = concluded.outcome == Outcome::Approve || !misses.is_empty();
        let overtaken = |_: &mut (Ticket, Vec<u8>)| {
            rests_on_now
                && (books.earlier).overtakes(&scene.earlier, &scene.footprint, scene.now_ms)
        };
        if let Some((ticket, _)) = evidence.take_if(overtaken) {
            permit.ticket = Some(ticket);
            return Ok(Hold::Overtaken(permit));
        }
        let durable = match evidence {
            None => None,
            Some((ticket, mut payload)) => {
                recorded::head(
                    &mut payload,
                    &head(id, hold_until_ms, &scene, &concluded, &misses),
                );
                let entry = entry(&scene, id, &ask.payment.request_id, payload);
                let durable = self.enter(entry, ticket, id, scene.now_ms)?;
                apply(&mut books, &scene, ask, id, &concluded, hold_until_ms);
                Some(durable)
            }
        };
        drop(books);
        if durable.is_some() {
            // Nobody can name it before it is told.
            (self.originals).keep(Former::of(&ask.payment, id, concluded.outcome));
        }
        let decision = given::decision(id, &scene, heard, concluded, ask, hold_until_ms);
        Ok(Hold::Held(Held {
            decision: Arc::new(decision),
            durable,
            _permit: permit,
        }))
    }

    /// Gives the record its place in the log. Once it is durable the decision is remembered,
    /// whether somebody still waits for it or not.
    fn enter(
        &self,
        entry: Entry,
        ticket: Ticket,
        id: DecisionId,
        at_ms: u64,
    ) -> Result<Durable, Refusal> {
        let log = self.log.as_ref().ok_or(Refusal::NotRecorded)?;
        let (told, durable) = oneshot::channel();
        let done = move |recorded: Result<_, _>| {
            let recorded = recorded.ok();
            if let Some(position) = recorded {
                ticket.decided(id, position, at_ms);
            }
            // A client that has gone can ask again.
            let _ = told.send(recorded.is_some());
        };
        log.append(entry, Box::new(done))
            .map_err(|refused| match refused {
                AppendRefused::Full => Refusal::Overloaded,
                _ => Refusal::NotRecorded,
            })?;
        Ok(durable)
    }

    /// Phase 6: waits until the decision is durable.
    pub(super) async fn record(&self, held: Held<'_>) -> Result<Answer, Refusal> {
        let _phase = self.metrics.phase(Phase::Record);
        let Held {
            decision, durable, ..
        } = held;
        if let Some(durable) = durable {
            if !durable.await.unwrap_or(false) {
                return Err(Refusal::NotRecorded);
            }
            self.metrics.decided(&decision);
            self.recent.keep(decision.clone());
        }
        tracing::debug!(
            decision_id = %decision.id,
            request_id = &*decision.request_id,
            outcome = decision.outcome.name(),
            "decided"
        );
        Ok(Answer {
            decision,
            repeated: false,
        })
    }
}

/// The part of the record that is known before limits are looked at.
fn evidence(scene: &Scene, heard: &[Heard], ask: &Ask) -> Vec<u8> {
    recorded::evidence(&Evidence {
        payment: &ask.payment,
        facts: scene.gathered.facts(),
        parties: &scene.parties,
        zone: &scene.zone,
        applies: &scene.entries,
        totals: &scene.totals,
        own_risk: scene.own_risk.as_ref(),
        heard,
    })
}

/// The rest of it.
fn head<'a>(
    id: DecisionId,
    hold_until_ms: u64,
    scene: &'a Scene,
    concluded: &'a Concluded,
    misses: &'a [Miss],
) -> Head<'a> {
    Head {
        id,
        hold_until_ms,
        calendar: &scene.calendar,
        concluded,
        misses,
    }
}

fn entry(scene: &Scene, id: DecisionId, request_id: &str, payload: Vec<u8>) -> Entry {
    let Parties {
        merchant, issuer, ..
    } = &scene.parties;
    Entry {
        kind: Kind::Decision,
        payload,
        parts: [
            Some(scene.set.clone()),
            merchant.clone().map(|merchant| merchant as Arc<dyn Part>),
            issuer.clone().map(|issuer| issuer as Arc<dyn Part>),
        ],
        keys: Some(keys(id, request_id)),
    }
}

/// Holds and counts what was decided.
fn apply(
    books: &mut Books,
    scene: &Scene,
    ask: &Ask,
    id: DecisionId,
    concluded: &Concluded,
    hold_until_ms: u64,
) {
    let verdict = Verdict::of(concluded.outcome);
    let event = Event::Decided {
        decision: id.0,
        at_ms: scene.now_ms,
        verdict,
        amount: ask.payment.amount.to_add(),
        entries: scene.entries.iter().flatten().copied().collect(),
        hold_until_ms,
    };
    // A decision is no report: the ledger refuses none.
    let _ = books.ledger.apply(&event);
    if let Some(trade) = &scene.trade {
        books.activity.decided(scene.now_ms, verdict, trade);
    }
    let approved = concluded.outcome == Outcome::Approve;
    (books.earlier).decided(id, scene.now_ms, approved, &scene.footprint);
}
