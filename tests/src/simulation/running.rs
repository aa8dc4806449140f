//! A host that runs: the real evaluator on the real log, with requests in flight that move only
//! when they are told to.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, ThreadId};

use tokio::runtime::Runtime;
use tollgate::audit::{Keeper, Log, Signer, Writer};
use tollgate::clock::{Clock, Source};
use tollgate::evaluator::{
    Answer, Ask, Evaluator, Issued, Parts, Refusal, ReportRefused, Reported, Standing,
};
use tollgate::fold::Bounds;
use tollgate::metrics::Metrics;
use tollgate::policy::{Loader, Registry};
use tollgate::record::DecisionId;
use tollgate::recovery::{Found, RecoveryError, recover};

use super::disk::Disk;
use super::random::Random;
use super::settings::Settings;
use super::world::World;

/// What all lives of one thread share.
pub struct Bench<'a> {
    /// Merchants and policies.
    pub world: &'a World,
    /// Which policies are active.
    pub registry: Arc<Registry>,
    /// Makes policies again from their modules.
    pub replays: Loader,
    /// Runs what blocks, on one thread, so that it ends in the order in which it began.
    runtime: Runtime,
}

impl<'a> Bench<'a> {
    /// A bench in `world`.
    ///
    /// # Panics
    /// Where there are no threads left.
    #[must_use]
    pub fn new(world: &'a World) -> Self {
        let loader = tollgate::server::loader(&world.config, None, None).expect("a sandbox");
        let replays = loader.for_replay();
        let registry = Registry::open(world.directory().path(), loader, 0);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .max_blocking_threads(1)
            .build();
        Self {
            world,
            registry: Arc::new(registry.expect("a registry")),
            replays,
            runtime: runtime.expect("a runtime"),
        }
    }

    /// Waits until everything that was sent to the blocking thread before has ended.
    fn blocking_ended(&self) {
        let (tell, ended) = mpsc::channel();
        self.runtime.spawn_blocking(move || tell.send(()));
        // Nothing is sent where the thread is gone; then nothing blocks either.
        let _ = ended.recv();
    }
}

/// What a call came to.
pub enum Landed {
    /// An answer to a request.
    Answer(Result<Answer, Refusal>),
    /// A report.
    Report(Result<Reported, ReportRefused>),
    /// A look at a decision.
    Look(Result<Option<Standing>, Refusal>),
}

type Call = Pin<Box<dyn Future<Output = Landed>>>;

/// A call that is under way, and what it is.
pub struct Flight<W> {
    /// What whoever began it knows of it.
    pub what: W,
    call: Call,
    waker: Arc<Flag>,
    /// It may read the log, which it does on the blocking thread.
    pub reads: bool,
}

/// Says whether there was a wake, and from where.
struct Flag {
    own: ThreadId,
    from_here: AtomicBool,
    from_elsewhere: AtomicBool,
}

impl Flag {
    fn new() -> Self {
        Self {
            own: thread::current().id(),
            from_here: AtomicBool::new(false),
            from_elsewhere: AtomicBool::new(false),
        }
    }
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        let is_here = thread::current().id() == self.own;
        let flag = if is_here {
            &self.from_here
        } else {
            &self.from_elsewhere
        };
        flag.store(true, Ordering::SeqCst);
    }
}

impl<W> Flight<W> {
    /// Begins a call; nothing of it happens yet.
    pub fn new(what: W, reads: bool, call: impl Future<Output = Landed> + 'static) -> Self {
        Self {
            what,
            call: Box::pin(call),
            waker: Arc::new(Flag::new()),
            reads,
        }
    }

    /// Lets it go on until it waits for something; `all_the_way` also past its own pauses.
    pub fn advance(&mut self, bench: &Bench<'_>, all_the_way: bool) -> Option<Landed> {
        let _entered = bench.runtime.enter();
        let waker = Waker::from(self.waker.clone());
        let mut context = Context::from_waker(&waker);
        loop {
            self.waker.from_here.store(false, Ordering::SeqCst);
            self.waker.from_elsewhere.store(false, Ordering::SeqCst);
            if let Poll::Ready(landed) = self.call.as_mut().poll(&mut context) {
                return Some(landed);
            }
            if self.reads {
                bench.blocking_ended();
            }
            // What was read may have come so soon that there was no pause: then there is none.
            let was_read = self.waker.from_elsewhere.load(Ordering::SeqCst);
            let paused = self.waker.from_here.load(Ordering::SeqCst);
            if !(was_read || paused && all_the_way) {
                return None;
            }
        }
    }
}

/// A host between its start and its end.
pub struct Running {
    /// The log.
    pub log: Arc<Log>,
    /// What writes it.
    pub writer: Writer,
    /// What works behind the writer.
    pub keeper: Keeper,
    /// What decides.
    pub evaluator: Arc<Evaluator>,
    /// How the log was read.
    pub found: Found,
    /// The folds as they were recovered.
    pub folds: Vec<u8>,
}

impl Running {
    /// Starts a host on what is on `disk`.
    ///
    /// # Errors
    /// Why it does not start.
    pub fn start(
        bench: &Bench<'_>,
        disk: &Disk,
        settings: &Settings,
        mut random: Random,
    ) -> Result<Self, RecoveryError> {
        let bounds = Bounds::of(&settings.evaluator);
        let signer = Signer::from_secret(&settings.secret);
        let storage = Arc::new(disk.clone());
        let recovered = recover(storage, &settings.log, &bounds, Some(signer))?;
        let mut folds = Vec::new();
        recovered.fold.write_to(&mut folds)?;
        let log = recovered.log;
        let entropy_fails_percent = settings.entropy_fails_percent;
        let random = Mutex::new({
            random.bits();
            random
        });
        let entropy = move || {
            let mut random = random.lock().ok()?;
            let bits = [random.bits(), random.bits()]
                .map(u64::to_le_bytes)
                .concat();
            let fails = random.percent(entropy_fails_percent);
            (!fails).then(|| bits.first_chunk().copied()).flatten()
        };
        let evaluator = Evaluator::new(
            settings.evaluator.clone(),
            Parts {
                clock: Clock::new(Source::Request),
                registry: bench.registry.clone(),
                profiles: bench.world.profiles.clone(),
                lists: bench.world.lists.clone(),
                metrics: Arc::new(Metrics::new()),
                log: Some(log.clone()),
                fold: recovered.fold,
                entropy: Box::new(entropy),
            },
        );
        Ok(Self {
            keeper: log.keeper(),
            log,
            writer: recovered.writer,
            evaluator: Arc::new(evaluator),
            found: recovered.found,
            folds,
        })
    }

    /// Asks for a decision.
    pub fn ask<W>(&self, what: W, reads: bool, ask: Ask) -> Flight<W> {
        let evaluator = self.evaluator.clone();
        Flight::new(what, reads, async move {
            Landed::Answer(evaluator.evaluate(ask).await)
        })
    }

    /// Reports what became of a payment.
    pub fn report<W>(&self, what: W, id: DecisionId, issued: Issued) -> Flight<W> {
        let evaluator = self.evaluator.clone();
        Flight::new(what, true, async move {
            Landed::Report(evaluator.report(id, issued).await)
        })
    }

    /// Looks how a decision stands.
    pub fn look<W>(&self, what: W, id: DecisionId) -> Flight<W> {
        let evaluator = self.evaluator.clone();
        Flight::new(what, true, async move {
            Landed::Look(evaluator.by_decision(id).await)
        })
    }

    /// Looks how the decision on a request stands.
    pub fn look_for<W>(&self, what: W, request_id: String) -> Flight<W> {
        let evaluator = self.evaluator.clone();
        Flight::new(what, true, async move {
            Landed::Look(evaluator.by_request(&request_id).await)
        })
    }
}
