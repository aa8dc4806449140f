//! Sends payments over several connections and counts the answers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use tokio::task::JoinSet;
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;
use tollgate_proto::v1::{Audience, EntryMode, EvaluateRequest, Outcome, PreAuthorization};
use tollgate_workload::{Job, Story, Workload};
use tonic::transport::Channel;

use super::tally::Tally;

const CONNECTIONS: usize = 4;
/// Payments in work on each connection.
const PER_CONNECTION: usize = 4;
/// Every answer that takes longer is a failure.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// So many failures are enough.
const FAILURES_MAX: u64 = 20;
/// Every so many payments one is of [`BAIT`], where that is asked for.
const BAIT_EVERY: u64 = 25;
/// How long a worker rests between payments that are sent only because something is waited for.
const REST: Duration = Duration::from_millis(50);
/// Payments in work are made within so much of their own time of each other. The host's time is
/// the latest that it has seen, and a payment five minutes behind it is from a wrong clock.
const SPAN_MS: i64 = 120_000;
/// How long a worker waits for a payment that the next one must not overtake.
const TURN: Duration = Duration::from_millis(1);
/// The amount that sets off the hostile policy: 666.00 CNY.
pub(super) const BAIT: i64 = 66_600;

/// Connections to a host, and what goes over them.
pub(super) struct Traffic {
    connections: Vec<Channel>,
    feed: Arc<Mutex<Feed>>,
    tally: Arc<Mutex<Tally>>,
    /// Time spent sending.
    pub(super) took: Duration,
}

/// The payments to send.
struct Feed {
    workload: Workload,
    /// At least so many more.
    left: u64,
    /// Goes on when none is left.
    open: bool,
    bait: bool,
    since_bait: u64,
    /// The payment whose turn it is.
    first: Option<Job>,
    /// Payments in work: when each was made, by its story's telling.
    in_work: HashMap<u64, i64>,
}

/// What a worker is to do.
enum Turn {
    Pay(Box<Job>),
    Wait,
    End,
}

impl Feed {
    /// The next payment, unless one in work has to be answered first.
    fn turn(&mut self) -> Turn {
        if self.left == 0 && !self.open {
            return Turn::End;
        }
        let Some(job) = self.first.take().or_else(|| self.workload.next()) else {
            return Turn::End;
        };
        let oldest = self.in_work.values().min();
        let far = oldest.is_some_and(|oldest| job.at_ms() - oldest > SPAN_MS);
        if far || self.in_work.contains_key(&job.telling) {
            self.first = Some(job);
            return Turn::Wait;
        }
        self.in_work.insert(job.telling, job.at_ms());
        Turn::Pay(Box::new(self.baited(job)))
    }

    /// The payment is answered and reported.
    fn settled(&mut self, telling: u64) {
        self.in_work.remove(&telling);
    }

    fn baited(&mut self, mut job: Job) -> Job {
        self.left = self.left.saturating_sub(1);
        self.since_bait += 1;
        if self.bait && self.since_bait >= BAIT_EVERY && fits(&job) {
            self.since_bait = 0;
            if let Some(money) = &mut job.payment.amount {
                money.minor_units = BAIT;
            }
        }
        job
    }

    fn stop(&mut self) {
        self.left = 0;
        self.open = false;
    }
}

/// Whether a payment's amount may be changed and nothing else be wrong with it.
fn fits(job: &Job) -> bool {
    let money = job.payment.amount.as_ref();
    job.story == Story::ORDINARY
        && job.payment.entry_mode() == EntryMode::QrDynamic
        && money.is_some_and(|money| money.currency == "CNY")
}

impl Traffic {
    pub(super) async fn connect(address: &str, workload: Workload) -> Result<Self> {
        let mut connections = Vec::new();
        for _ in 0..CONNECTIONS {
            connections.push(connect(address).await?);
        }
        let feed = Feed {
            workload,
            left: 0,
            open: false,
            bait: false,
            since_bait: 0,
            first: None,
            in_work: HashMap::new(),
        };
        Ok(Self {
            connections,
            feed: Arc::new(Mutex::new(feed)),
            tally: Arc::default(),
            took: Duration::ZERO,
        })
    }

    pub(super) fn tally(&self) -> MutexGuard<'_, Tally> {
        lock(&self.tally)
    }

    /// Sends some payments as now and then one that the hostile policy cannot resist, or stops.
    pub(super) fn bait(&self, on: bool) {
        lock(&self.feed).bait = on;
    }

    /// The payments that would be sent next.
    pub(super) fn preview(&self, count: usize) -> Vec<PreAuthorization> {
        let (first, workload) = {
            let feed = lock(&self.feed);
            (feed.first.clone(), feed.workload.clone())
        };
        let jobs = first.into_iter().chain(workload).take(count);
        jobs.map(|job| job.payment).collect()
    }

    /// Sends at least so many payments, and more until `meanwhile` is over.
    pub(super) async fn send<T>(
        &mut self,
        payments: u64,
        message: &'static str,
        meanwhile: impl AsyncFnOnce(&Self) -> Result<T>,
    ) -> Result<T> {
        let bar = bar(payments, message);
        {
            let mut feed = lock(&self.feed);
            feed.left = payments;
            feed.open = true;
        }
        let started = Instant::now();
        let mut workers = JoinSet::new();
        for connection in &self.connections {
            for _ in 0..PER_CONNECTION {
                let worker = Worker {
                    client: DecisionServiceClient::new(connection.clone()),
                    feed: self.feed.clone(),
                    tally: self.tally.clone(),
                    bar: bar.clone(),
                };
                workers.spawn(worker.work());
            }
        }
        let done = meanwhile(self).await;
        match &done {
            Ok(_) => lock(&self.feed).open = false,
            Err(_) => lock(&self.feed).stop(),
        }
        while let Some(worker) = workers.join_next().await {
            worker?;
        }
        self.took += started.elapsed();
        bar.finish_and_clear();
        done
    }
}

/// Opens a connection.
pub(super) async fn connect(address: &str) -> Result<Channel> {
    let endpoint = Channel::from_shared(format!("http://{address}"))?;
    let endpoint = endpoint.tcp_nodelay(true).timeout(REQUEST_TIMEOUT);
    Ok(endpoint.connect().await?)
}

/// One payment at a time.
struct Worker {
    client: DecisionServiceClient<Channel>,
    feed: Arc<Mutex<Feed>>,
    tally: Arc<Mutex<Tally>>,
    bar: ProgressBar,
}

impl Worker {
    async fn work(mut self) {
        loop {
            // Not in the condition: the lock would be held while the payment is in work.
            let (waiting, turn) = {
                let mut feed = lock(&self.feed);
                (feed.left == 0, feed.turn())
            };
            let job = match turn {
                Turn::Pay(job) => *job,
                Turn::Wait => {
                    tokio::time::sleep(TURN).await;
                    continue;
                }
                Turn::End => return,
            };
            if waiting {
                tokio::time::sleep(REST).await;
            }
            let telling = job.telling;
            self.pay(job).await;
            lock(&self.feed).settled(telling);
            self.bar.inc(1);
            if lock(&self.tally).failed >= FAILURES_MAX {
                lock(&self.feed).stop();
            }
        }
    }

    /// Asks, and reports what became of an approval.
    async fn pay(&mut self, job: Job) {
        let Job {
            payment,
            after,
            story,
            tells,
            ..
        } = job;
        lock(&self.tally).sent += 1;
        let request = EvaluateRequest {
            pre_authorization: Some(payment.clone()),
            // Who sees every reason as it is.
            audience: Audience::Operator.into(),
            ..EvaluateRequest::default()
        };
        let asked = Instant::now();
        let answer = self.client.evaluate(request).await;
        let latency = asked.elapsed();
        let answer = match answer {
            Ok(answer) => answer.into_inner(),
            Err(status) => return lock(&self.tally).fail("Evaluate", &status),
        };
        let latency_us = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        {
            let mut tally = lock(&self.tally);
            tally.answer(&payment, &answer, latency_us);
            tally.told(story, tells, &answer);
        }
        if answer.outcome() != Outcome::Approve {
            return;
        }
        for report in after.reports(&answer.decision_id, payment.amount.as_ref()) {
            if let Err(status) = self.client.report_outcome(report).await {
                return lock(&self.tally).fail("ReportOutcome", &status);
            }
        }
        lock(&self.tally).report(after);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn bar(payments: u64, message: &'static str) -> ProgressBar {
    let template = "   {msg} {wide_bar} {human_pos} of {human_len}, {rate}";
    let rate = |state: &ProgressState, text: &mut dyn std::fmt::Write| {
        // A progress bar that cannot be drawn is no reason to stop.
        let _ = write!(text, "{:.0}/s", state.per_sec());
    };
    let bar = ProgressBar::new(payments).with_message(message);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.with_key("rate", rate).progress_chars("━╸ "));
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
