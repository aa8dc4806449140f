//! How a log is doing, for whoever asks: told by the writer and by who works behind it.

use std::sync::{Arc, Mutex};

use super::segments::lock;
use super::{Checkpoint, Cut, Durability};

/// Why something was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// A write or a sync failed: what is on disk is unknown until the log is opened anew.
    #[error("the log stopped: {0}")]
    Failed(Arc<str>),
    /// The log was closed.
    #[error("the log is closed")]
    Closed,
}

/// How a log is doing.
#[derive(Clone, Debug, Default)]
pub struct Status {
    /// When a record counts as recorded.
    pub durability: Durability,
    /// The last record; 0 where there is none.
    pub sequence: u64,
    /// The last record that is known to be on disk.
    pub synced: u64,
    /// Segments there are.
    pub segments: usize,
    /// Bytes they take on disk.
    pub bytes: u64,
    /// Records that wait to be written.
    pub queued: usize,
    /// Why nothing is written any more, where that is so.
    pub stopped: Option<String>,
    /// What was cut off the end when the log was opened.
    pub cut: Option<Cut>,
    /// The last checkpoint.
    pub checkpoint: Option<Checkpoint>,
    /// The record that the last snapshot reaches to.
    pub snapshot: Option<u64>,
    /// What last went wrong behind the writer (sealing, compressing, checkpoint files); the log
    /// itself is not harmed.
    pub trouble: Option<String>,
}

/// What of a [`Status`] is told by whoever does the work.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) synced: u64,
    pub(super) stopped: Option<Stopped>,
    pub(super) cut: Option<Cut>,
    pub(super) checkpoint: Option<Checkpoint>,
    pub(super) snapshot: Option<u64>,
    pub(super) trouble: Option<String>,
    /// Checkpoints that no file has yet.
    pub(super) unfiled: Vec<Checkpoint>,
    /// Checkpoints that the file elsewhere does not have, where there is to be one.
    pub(super) unfiled_elsewhere: Vec<Checkpoint>,
}

/// Where that is told.
#[derive(Debug, Default)]
pub(super) struct Progress(Mutex<Told>);

impl Progress {
    pub(super) fn tell<T>(&self, change: impl FnOnce(&mut Told) -> T) -> T {
        change(&mut lock(&self.0))
    }

    /// Ends all writing for good, where it has not ended already; the reason it ended for.
    pub(super) fn stop(&self, why: Stopped) -> Stopped {
        self.tell(|told| told.stopped.get_or_insert(why).clone())
    }

    pub(super) fn stopped(&self) -> Option<Stopped> {
        self.tell(|told| told.stopped.clone())
    }
}
