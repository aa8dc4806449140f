//! **The path of a request**: [`Evaluator::evaluate`] is its phases in order.
//!
//! Each phase has one name, here, in the metrics and in docs/ARCHITECTURE.md, and a file of its
//! own beside this one. What became of a decision later is in [`outcome`].

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::tz::TimeZone;
use tokio::sync::Semaphore;

use crate::audit::Log;
use crate::books::Books;
use crate::clock::{Clock, Deadline, Stopwatch};
use crate::fold::Fold;
use crate::history::History;
use crate::lists::Lists;
use crate::metrics::{Metrics, Phase};
use crate::original::Originals;
use crate::payment::Payment;
use crate::policy::{PolicySet, Registry};
use crate::profiles::Profiles;
use crate::record::Decision;
use crate::remembered::{Recent, Remembered};
use crate::sandbox::Instances;

mod admit;
mod config;
mod gather;
mod given;
mod hold;
mod judge;
mod original;
mod outcome;
mod spans;

use admit::Admitted;
use hold::Hold;

pub use config::Config;
pub use outcome::{Issued, ReportRefused, Reported, Standing, holds as holds_in};

/// A request for a decision.
pub struct Ask {
    /// The payment.
    pub payment: Payment,
    /// Decide without holding limits, counting, recording or remembering.
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
    /// Profiles cannot be read, or there is no decision id.
    Unavailable,
    /// Decisions cannot be recorded, so none is given.
    NotRecorded,
    /// The request, or the one that it names, was answered before, and that answer cannot be read
    /// back.
    NotReadBack,
}

/// What an evaluator is made of.
pub struct Parts {
    /// Where now comes from.
    pub clock: Clock,
    /// The policies.
    pub registry: Arc<Registry>,
    /// The profiles.
    pub profiles: Arc<Profiles>,
    /// The operator's lists.
    pub lists: Arc<Lists>,
    /// The figures that it tells.
    pub metrics: Arc<Metrics>,
    /// Where decisions are recorded; without it there are only dry runs.
    pub log: Option<Arc<Log>>,
    /// What the log came to when it was opened.
    pub fold: Fold,
    /// Where decision ids get what tells them apart within a millisecond.
    pub entropy: Entropy,
}

/// Ten bytes that nobody can foretell; `None` where there are none. Without them two decisions
/// could get one id.
pub type Entropy = Box<dyn Fn() -> Option<[u8; 10]> + Send + Sync>;

/// The operating system's.
#[must_use]
pub fn entropy() -> Entropy {
    Box::new(|| {
        let mut bytes = [0; 10];
        getrandom::fill(&mut bytes).ok().map(|()| bytes)
    })
}

/// Searches of the whole log at one time.
const LOOKUPS_MAX: usize = 4;

/// Decides requests.
pub struct Evaluator {
    config: Config,
    zone: TimeZone,
    clock: Clock,
    room: Semaphore,
    registry: Arc<Registry>,
    profiles: Arc<Profiles>,
    lists: Arc<Lists>,
    remembered: Arc<Remembered>,
    recent: Recent,
    originals: Originals,
    /// INVARIANT: what is entered under this lock takes its place in the log under it.
    books: Mutex<Books>,
    log: Option<Arc<Log>>,
    history: Option<Arc<History>>,
    /// Searches of the whole log for what memory no longer has: they wait for the disk, and must
    /// not take the threads that repeated requests and reports need.
    lookups: Arc<Semaphore>,
    entropy: Entropy,
    metrics: Arc<Metrics>,
}

impl Evaluator {
    /// An evaluator of a checked configuration.
    #[must_use]
    pub fn new(config: Config, parts: Parts) -> Self {
        let Parts {
            clock,
            registry,
            profiles,
            lists,
            metrics,
            log,
            fold,
            entropy,
        } = parts;
        let Fold { books, index, .. } = fold;
        clock.catch_up(books.ledger.latest_ms());
        Self {
            zone: TimeZone::get(&config.time_zone).unwrap_or(TimeZone::UTC),
            clock,
            room: Semaphore::new(config.concurrency_max),
            registry,
            profiles,
            lists,
            remembered: Remembered::new(index),
            recent: Recent::new(config.recent_max),
            originals: Originals::new(
                // Whatever waits for the disk, and the group that is being written.
                config.recent_max.max(
                    log.as_ref()
                        .map_or(0, |log| log.queue_max().saturating_mul(2)),
                ),
            ),
            books: Mutex::new(books),
            lookups: Arc::new(Semaphore::new(LOOKUPS_MAX)),
            history: log.clone().map(|log| Arc::new(History::new(log))),
            log,
            entropy,
            metrics,
            config,
        }
    }

    /// Decides one request.
    ///
    /// # Errors
    /// Why there is no answer; then nothing was held, counted or remembered, except where the
    /// log failed: then a restart tells.
    pub async fn evaluate(&self, ask: Ask) -> Result<Answer, Refusal> {
        let mut permit = match self.admit(&ask).await? {
            Admitted::Repeated(decision) => {
                return Ok(Answer {
                    decision,
                    repeated: true,
                });
            }
            Admitted::New(permit) => permit,
        };
        loop {
            let mut scene = self.gather(&ask, permit.deadline).await?;
            let mut instances = Instances::default();
            let heard =
                self.run_policies(&mut scene, &mut instances, &ask.payment, permit.deadline)?;
            let collected = self.decide(&scene, &heard, &ask.payment);
            let held = self.hold(scene, &heard, collected, &ask, permit)?;
            // Their memory is made new while the disk is waited for.
            drop(instances);
            match held {
                Hold::Held(held) => return self.record(held).await,
                Hold::Overtaken(again) => permit = again,
            }
        }
    }

    /// The policies that decide now.
    #[must_use]
    pub fn set(&self) -> Arc<PolicySet> {
        Arc::clone(&self.registry.pin())
    }

    /// Now, as the next decision has it, for what comes and goes with time.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.clock.peek_ms(None)
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        // No code that could panic runs under the lock.
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
