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
    let (changed, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading the directory must not look like a change of it.
        if !event.is_ok_and(|event| event.kind.is_access()) {
            // The receiver is gone only when watching ends.
            let _ = changed.send(());
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
        while let Ok(()) = changes.recv_timeout(quiet) {}
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
