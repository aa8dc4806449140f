//! The one who writes: takes all that waits, commits it as one group, tells who waited.

use std::sync::Arc;
use std::time::Duration;

use super::log::{Done, Log};
use super::segments::lock;
use super::{Entry, Journal, Position, Stopped};
use crate::clock::Stopwatch;

/// The one who writes.
pub struct Writer {
    log: Arc<Log>,
    journal: Journal,
    entries: Vec<Entry>,
    done: Vec<Done>,
    placed: Vec<Result<Position, Stopped>>,
}

impl Writer {
    pub(super) fn new(log: Arc<Log>, journal: Journal) -> Self {
        Self {
            log,
            journal,
            entries: Vec::new(),
            done: Vec::new(),
            placed: Vec::new(),
        }
    }

    /// Writes until the log is closed or stops; on a thread of its own. Signs a checkpoint every
    /// `checkpoint_ms`.
    pub fn run(mut self) {
        let every = Duration::from_millis(self.log.config.checkpoint_ms);
        let mut since = Stopwatch::start();
        loop {
            self.wait(every.saturating_sub(since.elapsed()));
            if since.elapsed() >= every {
                since = Stopwatch::start();
                self.log.checkpoint((self.log.now_ms)());
            }
            self.step();
            if lock(&self.log.queue).has_ended {
                return;
            }
        }
    }

    fn wait(&self, at_most: Duration) {
        let queue = lock(&self.log.queue);
        let waited = self
            .log
            .work
            .wait_timeout_while(queue, at_most, |queue| !queue.has_work());
        drop(waited);
    }

    /// Commits what waits now and tells who waited. `false` where there was nothing to do.
    pub fn step(&mut self) -> bool {
        let mut queue = lock(&self.log.queue);
        if queue.has_ended || !queue.has_work() {
            return false;
        }
        std::mem::swap(&mut queue.entries, &mut self.entries);
        std::mem::swap(&mut queue.done, &mut self.done);
        let barriers = std::mem::take(&mut queue.barriers);
        let checkpoint = queue.checkpoint_at_ms.take();
        let is_closing = queue.is_closing;
        queue.is_busy = true;
        drop(queue);
        let mut outcome = self.journal.commit(&self.entries, &mut self.placed);
        self.tell(outcome.as_ref().err());
        for barrier in barriers {
            barrier(outcome.is_ok());
        }
        if let (Ok(()), Some(at_ms)) = (&outcome, checkpoint) {
            outcome = self.journal.checkpoint(at_ms);
        }
        if let (Ok(()), true) = (&outcome, is_closing) {
            outcome = self.journal.close();
        }
        if outcome.is_err() || is_closing {
            self.end(outcome.err().unwrap_or(Stopped::Closed));
        }
        lock(&self.log.queue).is_busy = false;
        self.log.idle.notify_all();
        true
    }

    /// Tells everyone whose entry was taken.
    fn tell(&mut self, stopped: Option<&Stopped>) {
        self.entries.clear();
        let mut placed = self.placed.drain(..);
        for done in self.done.drain(..) {
            let unknown = || Err(stopped.cloned().unwrap_or(Stopped::Closed));
            done(placed.next().unwrap_or_else(unknown));
        }
    }

    /// Refuses whoever still waits: nothing is written any more.
    fn end(&mut self, why: Stopped) {
        let why = self.log.progress.stop(why);
        let mut queue = lock(&self.log.queue);
        queue.has_ended = true;
        queue.entries.clear();
        let waiting = std::mem::take(&mut queue.done);
        let barriers = std::mem::take(&mut queue.barriers);
        drop(queue);
        for barrier in barriers {
            barrier(false);
        }
        for done in self.done.drain(..).chain(waiting) {
            done(Err(why.clone()));
        }
        self.log.idle.notify_all();
        self.log.ended.notify_all();
    }
}

impl Drop for Writer {
    /// Nobody waits for ever for a writer that is gone.
    fn drop(&mut self) {
        let has_ended = lock(&self.log.queue).has_ended;
        if !has_ended {
            self.end(Stopped::Failed("the writer ended".into()));
        }
    }
}
