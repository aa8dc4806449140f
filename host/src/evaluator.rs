//! **The path of a request**: [`Evaluator::evaluate`] is its phases in order.
//!
//! Each phase has one name, here, in the metrics and in docs/ARCHITECTURE.md.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::tz::TimeZone;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::clock::{Clock, Deadline, Stopwatch};
use crate::decide::{self, Collected, Heard};
use crate::decision::Outcome;
use crate::facts::{self, Gathered, Parties};
use crate::limits::{Calendar, Demand, Entry, Event, Ledger, Verdict};
use crate::metrics::{Metrics, Phase};
use crate::money::Currency;
use crate::payment::Payment;
use crate::policy::{Judged, Mode, PolicySet, Registry};
use crate::profiles::Profiles;
use crate::record::{Decision, DecisionId};
use crate::remembered::{Remembered, Seen, Ticket};
use crate::wit::tollgate::policy::facts::CounterState;

mod config;
mod given;
mod outcome;
mod spans;

pub use config::Config;
pub use outcome::{ReportRefused, Reported, Standing, holds as holds_in};

/// A request for a decision.
pub struct Ask {
    /// The payment.
    pub payment: Payment,
    /// Decide without holding limits, counting, or remembering.
    pub dry_run: bool,
    /// When the answer is worth nothing any more; `None` for the host's own limit.
    pub deadline: Option<Deadline>,
}

/// An answer.
#[derive(Clone)]
pub struct Answer {
    /// The decision.
    pub decision: Arc<Decision>,
    /// It was given before, for the same request.
    pub repeated: bool,
}

/// Why there is no answer. A decline is an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The request id was seen with other content.
    Conflict,
    /// Time was up; nothing is held.
    DeadlineExceeded,
    /// The host is full.
    Overloaded,
    /// Profiles cannot be read.
    Unavailable,
}

/// Decides requests.
pub struct Evaluator {
    config: Config,
    zone: TimeZone,
    clock: Clock,
    room: Semaphore,
    registry: Arc<Registry>,
    profiles: Arc<Profiles>,
    remembered: Arc<Remembered>,
    ledger: Mutex<Ledger>,
    metrics: Arc<Metrics>,
}

/// A request that was let in.
enum Admitted<'a> {
    New(Permit<'a>),
    Repeated(Arc<Decision>),
}

/// Room for one request, and its id.
struct Permit<'a> {
    ticket: Option<Ticket>,
    deadline: Deadline,
    _room: SemaphorePermit<'a>,
}

/// Everything that the policies may look at, pinned.
struct Scene {
    set: Arc<PolicySet>,
    parties: Parties,
    gathered: Gathered,
    zone: TimeZone,
    /// By position of the set's counters; `None` where one does not apply.
    entries: Vec<Option<Entry>>,
    totals: Vec<u64>,
    now_ms: u64,
}

impl Evaluator {
    /// An evaluator of a checked configuration.
    #[must_use]
    pub fn new(
        config: Config,
        clock: Clock,
        registry: Arc<Registry>,
        profiles: Arc<Profiles>,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            zone: TimeZone::get(&config.time_zone).unwrap_or(TimeZone::UTC),
            clock,
            room: Semaphore::new(config.concurrency_max),
            registry,
            profiles,
            remembered: Remembered::new(config.remember_max, config.remember_ms, config.hold_ms),
            ledger: Mutex::new(Ledger::new()),
            metrics,
            config,
        }
    }

    /// Decides one request.
    ///
    /// # Errors
    /// Why there is no answer; then nothing was held, counted or remembered.
    pub async fn evaluate(&self, ask: Ask) -> Result<Answer, Refusal> {
        let permit = match self.admit(&ask).await? {
            Admitted::Repeated(decision) => {
                return Ok(Answer {
                    decision,
                    repeated: true,
                });
            }
            Admitted::New(permit) => permit,
        };
        let mut scene = self.gather(&ask)?;
        let heard = self.run_policies(&mut scene, &ask.payment, permit.deadline)?;
        let collected = self.decide(&scene, &heard, &ask.payment);
        let decision = self.hold(&mut scene, &heard, collected, &ask)?;
        Ok(self.record(permit, decision))
    }

    /// Phase 1: is there room, is there time, was the request seen before?
    async fn admit(&self, ask: &Ask) -> Result<Admitted<'_>, Refusal> {
        let _phase = self.metrics.phase(Phase::Admit);
        let room = self.room.try_acquire().map_err(|_| Refusal::Overloaded)?;
        let own = Deadline::within(std::time::Duration::from_millis(self.config.deadline_ms));
        let deadline = ask.deadline.unwrap_or(own);
        // Requests that came meanwhile take their room, or are refused, before this one goes
        // on: without this the room would never fill, and the queue would grow unseen.
        tokio::task::yield_now().await;
        loop {
            if deadline.left_ms() == 0 {
                return Err(Refusal::DeadlineExceeded);
            }
            if ask.dry_run {
                return Ok(Admitted::New(Permit {
                    ticket: None,
                    deadline,
                    _room: room,
                }));
            }
            match self.look_up(&ask.payment) {
                Seen::New(ticket) => {
                    let ticket = Some(ticket);
                    return Ok(Admitted::New(Permit {
                        ticket,
                        deadline,
                        _room: room,
                    }));
                }
                Seen::Decided(decision) => return Ok(Admitted::Repeated(decision)),
                Seen::Conflict => return Err(Refusal::Conflict),
                Seen::Full => return Err(Refusal::Overloaded),
                // However it ended, the next look tells.
                Seen::InFlight(ended) => {
                    let ended = tokio::time::timeout_at(deadline.instant().into(), ended).await;
                    ended.map(drop).map_err(|_| Refusal::DeadlineExceeded)?;
                }
            }
        }
    }

    /// Phase 2: pins the policy set and gathers profiles, time and totals.
    fn gather(&self, ask: &Ask) -> Result<Scene, Refusal> {
        let _phase = self.metrics.phase(Phase::Gather);
        let set = Arc::clone(&self.registry.pin());
        let payment = &ask.payment;
        let now_ms = if ask.dry_run {
            self.clock.peek_ms(payment.occurred_at_ms)
        } else {
            self.clock.now_ms(payment.occurred_at_ms)
        };
        let parties = self.parties(payment).map_err(|error| {
            tracing::error!(%error, "profiles cannot be read");
            Refusal::Unavailable
        })?;
        let zone = parties
            .merchant
            .as_ref()
            .map_or(&self.zone, |merchant| &merchant.zone)
            .clone();
        let gathered = facts::gather(payment, &parties, &zone, now_ms);
        let counted = facts::counted(payment, &parties);
        let calendar = Calendar::at(now_ms, &zone);
        let entries: Vec<_> = set
            .counters()
            .iter()
            .map(|counter| counter.entry(&counted, &calendar))
            .collect();
        let totals = self.totals(&entries, now_ms);
        Ok(Scene {
            set,
            parties,
            gathered,
            zone,
            entries,
            totals,
            now_ms,
        })
    }

    /// Phase 3: each policy in a fresh instance. Every enforced policy runs, so that the answer
    /// names everything that is wrong.
    fn run_policies(
        &self,
        scene: &mut Scene,
        payment: &Payment,
        deadline: Deadline,
    ) -> Result<Vec<Heard>, Refusal> {
        let _phase = self.metrics.phase(Phase::Evaluate);
        let Scene {
            set,
            parties,
            gathered,
            entries,
            totals,
            now_ms,
            ..
        } = scene;
        let currency: Currency = payment.amount.currency;
        let mut heard = Vec::with_capacity(set.policies().size_hint().0);
        for (policy, positions) in set.policies() {
            let counters = counter_states(policy, positions, entries, totals, parties);
            let left_ms = match policy.mode {
                Mode::Enforce => deadline.left_ms(),
                Mode::Shadow | Mode::Off => shadow_ms(deadline.left_ms()),
            };
            let judged = match (left_ms, policy.mode) {
                (0, Mode::Enforce) => return Err(Refusal::DeadlineExceeded),
                (0, _) => Judged::too_late(),
                _ => gathered.show(policy.needs, counters, |facts| {
                    policy.judge(facts, currency, left_ms)
                }),
            };
            self.metrics.policy_ran(policy, &judged);
            if let Err(fault) = &judged.result
                && policy.tells_fault(*now_ms)
            {
                tracing::warn!(policy = &*policy.name, request_id = &*payment.request_id, %fault, "policy fault");
            }
            heard.push(Heard {
                policy: policy.terms().clone(),
                counters: positions.into(),
                judged,
            });
        }
        // What a late answer would hold, nobody would give back.
        if deadline.left_ms() == 0 {
            Err(Refusal::DeadlineExceeded)
        } else {
            Ok(heard)
        }
    }

    /// Phase 4: findings, claims and faults to what was found. Pure.
    fn decide(&self, scene: &Scene, heard: &[Heard], payment: &Payment) -> Collected {
        let _phase = self.metrics.phase(Phase::Decide);
        decide::collect(heard, &scene.entries, payment.amount, scene.set.catalogue())
    }

    /// Phase 5: checks all claims of all policies at once and, where the payment is approved,
    /// holds them, under one lock: no two requests can both take the last of a limit.
    fn hold(
        &self,
        scene: &mut Scene,
        heard: &[Heard],
        mut collected: Collected,
        ask: &Ask,
    ) -> Result<Decision, Refusal> {
        let _phase = self.metrics.phase(Phase::Hold);
        let random = random()?;
        let mut ledger = self.ledger();
        // What was decided meanwhile may be later than this request's own now.
        scene.now_ms = scene.now_ms.max(ledger.latest_ms());
        let counters = scene.set.counters();
        if spans::renew(&mut scene.entries, counters, &scene.zone, scene.now_ms) {
            collected.renew(&scene.entries);
        }
        let id = DecisionId::new(scene.now_ms, random);
        let demands: Vec<Demand> = collected.asked.iter().map(|asked| asked.demand).collect();
        let misses = ledger.check(&demands, scene.now_ms);
        let concluded = decide::conclude(collected, &misses);
        let hold_until_ms = scene.now_ms.saturating_add(self.config.hold_ms);
        if !ask.dry_run {
            let event = Event::Decided {
                decision: id.0,
                at_ms: scene.now_ms,
                verdict: verdict(concluded.outcome),
                amount: ask.payment.amount.to_add(),
                entries: scene.entries.iter().flatten().copied().collect(),
                hold_until_ms,
            };
            // A decision is no report: the ledger refuses none.
            let _ = ledger.apply(&event);
        }
        drop(ledger);
        Ok(given::decision(
            id,
            scene,
            heard,
            concluded,
            ask,
            hold_until_ms,
        ))
    }

    /// Phase 6: remembers the decision, before anybody is told.
    fn record(&self, permit: Permit<'_>, decision: Decision) -> Answer {
        let _phase = self.metrics.phase(Phase::Record);
        let decision = Arc::new(decision);
        tracing::debug!(
            decision_id = %decision.id,
            request_id = &*decision.request_id,
            outcome = decision.outcome.name(),
            "decided"
        );
        if let Some(ticket) = permit.ticket {
            self.metrics.decided(&decision);
            ticket.decided(decision.clone());
        }
        Answer {
            decision,
            repeated: false,
        }
    }

    fn look_up(&self, payment: &Payment) -> Seen {
        let now_ms = self.clock.latest_ms();
        self.remembered
            .look_up(&payment.request_id, &payment.content, now_ms)
    }

    fn parties(&self, payment: &Payment) -> Result<Parties, crate::profiles::ProfileError> {
        let card = payment.card.as_ref();
        let terminal = &*payment.terminal_id;
        Ok(Parties {
            merchant: self.profiles.merchant(&payment.merchant_id)?,
            terminal: match terminal {
                "" => None,
                id => self.profiles.terminal(id)?,
            },
            issuer: card.and_then(|card| {
                self.profiles
                    .issuer_for(&card.bin.to_string(), card.issuer_id.as_deref())
            }),
        })
    }

    fn totals(&self, entries: &[Option<Entry>], now_ms: u64) -> Vec<u64> {
        let ledger = self.ledger();
        let read = |entry: &Option<Entry>| {
            entry.map_or(0, |entry| ledger.read(entry.key, entry.span, now_ms))
        };
        entries.iter().map(read).collect()
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        // No code that could panic runs under the lock.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What totals count the outcome as.
fn verdict(outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::Approve => Verdict::Approved,
        Outcome::Decline => Verdict::Declined,
        Outcome::StepUp | Outcome::Review => Verdict::Deferred,
    }
}

/// How long a policy without a say may run where the request has `left_ms`: it may slow the
/// answer, never prevent it. The epoch may end a call two ticks late.
fn shadow_ms(left_ms: u64) -> u64 {
    (left_ms / 2).saturating_sub(2)
}

/// The policy's counters as they stand before this request, in the order of its manifest.
fn counter_states(
    policy: &crate::policy::Policy,
    positions: &[usize],
    entries: &[Option<Entry>],
    totals: &[u64],
    parties: &Parties,
) -> Vec<CounterState> {
    let named = policy.counters.iter().zip(positions);
    named
        .map(|(named, position)| CounterState {
            applies: entries.get(*position).is_some_and(Option::is_some),
            value: totals.get(*position).copied().unwrap_or(0),
            cap_override: parties
                .merchant
                .as_ref()
                .and_then(|merchant| merchant.cap(&named.name)),
        })
        .collect()
}

/// Ten bytes that nobody can foretell. Without them two decisions could get one id.
fn random() -> Result<[u8; 10], Refusal> {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "no random bytes for a decision id");
        Refusal::Unavailable
    })?;
    Ok(bytes)
}

/// Measures one phase until it is dropped.
pub(crate) struct PhaseTimer<'a> {
    pub(crate) metrics: &'a Metrics,
    pub(crate) phase: Phase,
    pub(crate) watch: Stopwatch,
}

impl Drop for PhaseTimer<'_> {
    fn drop(&mut self) {
        self.metrics.phase_took(self.phase, self.watch.elapsed());
    }
}
