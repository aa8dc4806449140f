//! Closed loop: so many calls are always in work; the next is made when one is answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tonic::Status;

use super::feed::Messages;
use super::wire::Line;

/// What was called, and how long it took.
#[derive(Default)]
pub(crate) struct Window {
    /// Every call, also what was in work when the time was over.
    pub(crate) took: Vec<Duration>,
    /// Calls that were answered before it was.
    pub(crate) in_time: usize,
    /// Answers as they came, by the numbers of their messages.
    pub(crate) answers: Vec<(usize, Vec<u8>)>,
    /// Messages that were sent: the first so many.
    pub(crate) sent: usize,
    /// There were too few: the figures are of less than they should be.
    pub(crate) ran_out: bool,
}

/// What the workers share.
struct Shared {
    messages: Arc<Messages>,
    next: AtomicUsize,
    end: Instant,
}

/// Calls for so long, with `each` calls in work on each connection.
pub(crate) async fn run(
    lines: &[Line],
    each: usize,
    messages: &Arc<Messages>,
    length: Duration,
) -> Result<Window, Status> {
    let shared = Arc::new(Shared {
        messages: messages.clone(),
        next: AtomicUsize::new(0),
        end: Instant::now() + length,
    });
    let mut workers = JoinSet::new();
    for line in lines {
        for _ in 0..each {
            workers.spawn(work(line.clone(), shared.clone()));
        }
    }
    let mut window = Window::default();
    while let Some(worker) = workers.join_next().await {
        let part = worker.map_err(|error| Status::internal(error.to_string()))??;
        window.took.extend(part.took);
        window.answers.extend(part.answers);
        window.in_time += part.in_time;
    }
    let (asked, count) = (shared.next.load(Ordering::Relaxed), messages.count());
    window.sent = asked.min(count);
    window.ran_out = asked > count;
    Ok(window)
}

async fn work(mut line: Line, shared: Arc<Shared>) -> Result<Window, Status> {
    let mut window = Window::default();
    while Instant::now() < shared.end {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        let Some(message) = shared.messages.get(number) else {
            break;
        };
        let begun = Instant::now();
        let answer = line.call(message).await?;
        let answered = Instant::now();
        window.took.push(answered - begun);
        window.in_time += usize::from(answered <= shared.end);
        window.answers.push((number, answer));
    }
    Ok(window)
}
