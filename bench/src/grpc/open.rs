//! Open loop: calls are made when they are due, whatever becomes of those before, as customers
//! pay. How long one took counts from the moment it was due, so that a call that could not be
//! made because others were slow is slow as well.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, UnboundedSender};
use tollgate_workload::Random;
use tonic::Status;

use super::feed::Messages;
use super::wire::Line;

/// A call that is made so much later than it was due is late.
const LATE: Duration = Duration::from_millis(1);

/// A call, and when.
pub(crate) struct Call {
    /// Of its message.
    pub(crate) number: usize,
    pub(crate) due: Instant,
    pub(crate) made: Instant,
    pub(crate) answered: Instant,
    /// As it came.
    pub(crate) answer: Vec<u8>,
}

impl Call {
    /// How long whoever was to be served waited.
    pub(crate) fn took(&self) -> Duration {
        self.answered - self.due
    }

    /// Whether the client was not in time.
    pub(crate) fn is_late(&self) -> bool {
        self.made - self.due > LATE
    }
}

/// When calls are due, after the beginning: independent of each other, so many a second in the
/// mean (a Poisson process).
pub(crate) fn schedule(rate: f64, length: Duration, seed: u64) -> Vec<Duration> {
    let mut random = Random::new(seed);
    let mut at = 0.0;
    let next = || {
        at += random.exponential(1.0 / rate);
        Some(Duration::from_secs_f64(at))
    };
    std::iter::from_fn(next)
        .take_while(|due| *due < length)
        .collect()
}

/// Makes every call when it is due, over these connections in turns.
pub(crate) async fn run(
    lines: &[Line],
    messages: &Arc<Messages>,
    schedule: Vec<Duration>,
) -> anyhow::Result<Vec<Call>> {
    let count = schedule.len();
    let (tell, mut told) = mpsc::unbounded_channel();
    let pacer = Pacer {
        lines: lines.to_vec(),
        messages: messages.clone(),
        runtime: Handle::current(),
        tell,
    };
    // Timers of the runtime are a millisecond coarse.
    std::thread::Builder::new()
        .name("pacer".into())
        .spawn(move || pacer.run(&schedule))?;
    let mut calls = Vec::with_capacity(count);
    while let Some(call) = told.recv().await {
        calls.push(call?);
    }
    anyhow::ensure!(calls.len() == count, "not every call was made");
    Ok(calls)
}

/// Waits for each call's time and lets it go.
struct Pacer {
    lines: Vec<Line>,
    messages: Arc<Messages>,
    runtime: Handle,
    tell: UnboundedSender<Result<Call, Status>>,
}

impl Pacer {
    fn run(self, schedule: &[Duration]) {
        let begun = Instant::now();
        let lines = self.lines.iter().cycle();
        for ((number, after), line) in schedule.iter().enumerate().zip(lines) {
            let due = begun + *after;
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            // Closed where a call failed.
            let Some(message) = self.messages.get(number).filter(|_| !self.tell.is_closed()) else {
                return;
            };
            let (mut line, tell) = (line.clone(), self.tell.clone());
            self.runtime.spawn(async move {
                let made = Instant::now();
                let answer = line.call(message).await;
                let answered = Instant::now();
                // Whoever listens is gone where another call failed.
                let _ = tell.send(answer.map(|answer| Call {
                    number,
                    due,
                    made,
                    answered,
                    answer,
                }));
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_the_same_for_a_seed_in_order_and_as_dense_as_asked() {
        let length = Duration::from_secs(10);
        let due = schedule(1_000.0, length, 1);
        assert_eq!(due, schedule(1_000.0, length, 1));
        assert!(due.is_sorted() && due.last() < Some(&length));
        assert!((9_700..10_300).contains(&due.len()), "{}", due.len());
    }
}
