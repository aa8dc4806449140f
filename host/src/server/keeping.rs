//! The threads that keep the log: one writes it, one works behind it on full segments and
//! checkpoints, one makes snapshots and tells how the log is doing.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::Context as _;

use crate::audit::{Disk, Durability, Entry, Kind, Log, Signer};
use crate::clock::{self, Source, Stopwatch};
use crate::config::Config;
use crate::fold::{Bounds, Fold};
use crate::metrics::Metrics;
use crate::policy::PolicySet;
use crate::recorded::{self, SetChange, Start};
use crate::recovery::{self, Found, Recovered};

/// How often it is looked at whether a snapshot is due.
const LOOK: Duration = Duration::from_millis(200);

/// A log may be ahead of the clock by so much after a small correction.
const AHEAD_MS: u64 = 60_000;

/// A log that is written and tended until it is closed.
pub(super) struct Keeping {
    log: Arc<Log>,
    found: Found,
    public_key: [u8; 32],
    bounds: Bounds,
    threads: Vec<JoinHandle<()>>,
    stop: mpsc::Sender<()>,
}

impl Keeping {
    /// Opens the log of a host, and folds it.
    ///
    /// # Errors
    /// Why nothing may be served.
    pub(super) fn open(config: &Config, metrics: &Arc<Metrics>) -> anyhow::Result<(Self, Fold)> {
        let watch = Stopwatch::start();
        let data = &config.data_directory;
        let directory = data.join("log");
        let told = || format!("the log in {}", directory.display());
        let storage = Arc::new(Disk::create(&directory).with_context(told)?);
        let signer = Signer::open(data).context("checkpoint.key")?;
        let public_key = signer.public_key();
        let bounds = Bounds::of(&config.evaluator);
        let recovered = recovery::recover(storage, &config.audit, &bounds, Some(signer));
        let Recovered {
            log,
            writer,
            fold,
            found,
        } = recovered.with_context(told)?;
        tell(&found, watch);
        tell_ahead(config.clock.source, fold.books.ledger.latest_ms());
        let (stop, stopped) = mpsc::channel();
        let snapshots = Snapshots {
            log: log.clone(),
            bounds,
            records: config.audit.snapshot_records,
            metrics: metrics.clone(),
        };
        let keeper = log.keeper();
        let threads = vec![
            spawn("log-snapshots", move || snapshots.run(&stopped))?,
            spawn("log-writer", move || writer.run())?,
            spawn("log-keeper", move || keeper.run())?,
        ];
        let keeping = Self {
            log,
            found,
            public_key,
            bounds,
            threads,
            stop,
        };
        Ok((keeping, fold))
    }

    pub(super) fn log(&self) -> &Arc<Log> {
        &self.log
    }

    /// The key that its checkpoints are verified with.
    pub(super) fn public_key(&self) -> [u8; 32] {
        self.public_key
    }

    /// Records that this host goes on with the log, under `set`.
    ///
    /// # Errors
    /// Where the log cannot be written.
    pub(super) fn started(&self, set: &Arc<PolicySet>) -> anyhow::Result<()> {
        let cut = self.found.cut.map(|cut| recorded::Cut {
            segment: cut.segment,
            offset: cut.offset.into(),
            sequence: cut.sequence,
            bytes: cut.bytes,
        });
        let os_durability = self.log.status().durability == Durability::Os;
        let start = Start::now(clock::host_ms(), os_durability, cut, self.bounds);
        let (told, durable) = mpsc::sync_channel(1);
        let mut entry = Entry::new(Kind::Start, recorded::encode_start(&start));
        entry.parts = [Some(set.clone()), None, None];
        let done = move |recorded: Result<_, _>| {
            // The receiver waits below.
            let _ = told.try_send(recorded.map(drop));
        };
        self.log
            .append(entry, Box::new(done))
            .map_err(|refused| anyhow::anyhow!("{refused}"))?;
        durable
            .recv()
            .context("the thread that writes the log ended")?
            .map_err(|stopped| anyhow::anyhow!("the log cannot be written: {stopped}"))
    }

    /// Writes what waits, signs the end, and ends the threads.
    pub(super) fn close(self) {
        drop(self.stop);
        self.log.close();
        for thread in self.threads {
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<JoinHandle<()>> {
    thread::Builder::new().name(name.into()).spawn(work)
}

/// Records that another set decides now.
pub(super) fn set_changed(log: &Log, set: &Arc<PolicySet>) {
    let change = SetChange {
        at_ms: clock::host_ms(),
        revision: (&**set.revision()).into(),
    };
    let mut entry = Entry::new(Kind::SetChange, recorded::encode_set_change(&change));
    entry.parts = [Some(set.clone()), None, None];
    if let Err(refused) = log.append(entry, Box::new(|_| {})) {
        tracing::warn!(%refused, "the change of the policy set has no record of its own");
    }
}

fn tell(found: &Found, watch: Stopwatch) {
    let milliseconds = u64::try_from(watch.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(
        snapshot = found.snapshot,
        records = found.records,
        milliseconds,
        "the log is read"
    );
    if let Some(cut) = found.cut {
        tracing::warn!(
            segment = cut.segment,
            offset = cut.offset,
            sequence = cut.sequence,
            bytes = cut.bytes,
            "the end of the log was unfinished and is cut off; with durability \"sync\" nobody was told \
             of it"
        );
    }
}

/// Days and holds follow the latest time in the log, which a clock that was once wrong leaves in
/// the future.
fn tell_ahead(source: Source, latest_ms: u64) {
    let ahead_ms = latest_ms.saturating_sub(clock::host_ms());
    if source == Source::Host && ahead_ms > AHEAD_MS {
        tracing::warn!(
            ahead_ms,
            "the log is ahead of this machine's clock; until the clock has caught up no hold \
             expires and no day ends"
        );
    }
}

/// Makes snapshots, and tells how the log is doing.
struct Snapshots {
    log: Arc<Log>,
    bounds: Bounds,
    /// From one to the next.
    records: u64,
    metrics: Arc<Metrics>,
}

impl Snapshots {
    fn run(self, stopped: &mpsc::Receiver<()>) {
        let (mut told_stopped, mut told_trouble) = (false, None);
        // After a failure the next attempt waits for as many records again.
        let mut last = self.log.status().snapshot.unwrap_or(0);
        while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(LOOK) {
            let status = self.log.status();
            self.metrics.log(&status);
            if let Some(problem) = &status.stopped {
                if !std::mem::replace(&mut told_stopped, true) {
                    tracing::error!(
                        problem,
                        "the log cannot be written: no decision is given; see to the disk, then \
                         restart"
                    );
                }
                continue;
            }
            if status.trouble != told_trouble {
                if let Some(problem) = &status.trouble {
                    tracing::error!(problem, "full segments or checkpoints cannot be kept");
                }
                told_trouble = status.trouble;
            }
            if status.sequence.saturating_sub(last) >= self.records {
                last = status.sequence;
                if let Err(error) = recovery::snapshot(&self.log, &self.bounds) {
                    tracing::error!(%error, "no snapshot; the next start takes longer");
                }
            }
        }
    }
}
