//! Sees that the policy directory changed, waits until it is quiet, and has it loaded.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::clock;

use super::{Config, Registry};

/// Watches until it is dropped.
pub struct Watch {
    // Dropping the watcher closes the channel, which ends the thread.
    watcher: Option<RecommendedWatcher>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.watcher = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing to say here.
            let _ = thread.join();
        }
    }
}

/// Starts watching the registry's directory. `told` hears of every load that changed the set
/// or failed.
///
/// # Errors
/// Where the directory cannot be watched.
pub fn watch(
    registry: Arc<Registry>,
    config: &Config,
    told: impl Fn(&Registry) + Send + 'static,
) -> notify::Result<Watch> {
    // One change that waits is as good as many.
    let (changed, changes) = mpsc::sync_channel(1);
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading the directory must not look like a change of it.
        if !event.is_ok_and(|event| event.kind.is_access()) {
            // Full, or the receiver is gone because watching ends.
            let _ = changed.try_send(());
        }
    })?;
    watcher.watch(Path::new(registry.directory()), RecursiveMode::NonRecursive)?;
    let quiet = Duration::from_millis(config.debounce_ms);
    let poll = Duration::from_millis(config.poll_ms);
    let thread = thread::Builder::new()
        .name("policy-watch".into())
        .spawn(move || follow(&registry, &changes, quiet, poll, &told))
        .map_err(notify::Error::io)?;
    Ok(Watch {
        watcher: Some(watcher),
        thread: Some(thread),
    })
}

/// A directory that is never quiet is read after so many times the quiet that was hoped for.
const QUIETS_MAX: u32 = 20;

/// Waits until nothing has changed for `quiet`, for at most about `most`.
fn settle(changes: &Receiver<()>, quiet: Duration, most: Duration) {
    let watch = clock::Stopwatch::start();
    while changes.recv_timeout(quiet).is_ok() && watch.elapsed() < most {}
}

fn follow(
    registry: &Registry,
    changes: &Receiver<()>,
    quiet: Duration,
    poll: Duration,
    told: &impl Fn(&Registry),
) {
    let mut last_problems = None;
    loop {
        // A change can be missed (a network file system, a directory that was replaced):
        // the directory is also read now and then without one.
        match changes.recv_timeout(poll) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        settle(changes, quiet, quiet.saturating_mul(QUIETS_MAX));
        match registry.reload(clock::host_ms()) {
            Ok(changed) => {
                if changed || last_problems.take().is_some() {
                    told(registry);
                }
            }
            Err(error) => {
                // The same problem is told once, not at every poll.
                if last_problems.as_ref() != Some(&error.problems) {
                    last_problems = Some(error.problems.clone());
                    told(registry);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_that_is_never_quiet_is_read_all_the_same() {
        let (changed, changes) = mpsc::sync_channel(1);
        let busy = thread::spawn(move || while changed.send(()).is_ok() {});
        settle(&changes, Duration::from_secs(60), Duration::from_millis(5));
        drop(changes);
        assert!(busy.join().is_ok());
    }
}
