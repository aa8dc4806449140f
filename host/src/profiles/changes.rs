//! Changes of profiles, as records of the log.
//!
//! The store is what profiles are read from; the log says what they were and when that changed.
//! A change is in the log before whoever made it hears that it is done.

use std::sync::Arc;
use std::sync::mpsc;

use super::ProfileError;
use crate::audit::{AppendRefused, Entry, Kind, Log};
use crate::clock;
use crate::recorded::{self, Change, ProfileChange, ProfileKind};

/// Writes changes of profiles to the log.
pub(super) struct Changes {
    log: Arc<Log>,
}

impl Changes {
    pub(super) fn new(log: Arc<Log>) -> Self {
        Self { log }
    }

    /// Records changes, each an id with its record or, where it was deleted, without one. Waits
    /// until they are durable: blocks.
    pub(super) fn record<'a>(
        &self,
        kind: ProfileKind,
        changes: impl Iterator<Item = (&'a str, Option<&'a [u8]>)>,
    ) -> Result<(), ProfileError> {
        let at_ms = clock::host_ms();
        let mut last = None;
        for (id, put) in changes {
            let change = ProfileChange {
                kind,
                id: id.into(),
                at_ms,
                change: put.map_or(Change::Deleted, |record| Change::Put(record.to_vec())),
            };
            last = Some(self.append(&change, last)?);
        }
        // Records become durable in their order.
        last.map_or(Ok(()), |last| wait(&last))
    }

    /// Appends one, once there is room for it: `before` is the one before.
    fn append(
        &self,
        change: &ProfileChange,
        before: Option<Durable>,
    ) -> Result<Durable, ProfileError> {
        let payload = recorded::encode_profile_change(change);
        let mut before = before;
        loop {
            let (told, durable) = mpsc::sync_channel(1);
            let done = move |recorded: Result<_, _>| {
                // The receiver waits, or has another to wait for.
                let _ = told.try_send(recorded.is_ok());
            };
            let entry = Entry::new(Kind::ProfileChange, payload.clone());
            match (self.log.append(entry, Box::new(done)), before.take()) {
                (Ok(()), _) => return Ok(durable),
                (Err(AppendRefused::Full), Some(before)) => wait(&before)?,
                (Err(AppendRefused::Full), None) => {
                    return Err(ProfileError::Storage(
                        "the log has no room for now; the change was kept".into(),
                    ));
                }
                (Err(_), _) => return Err(not_recorded()),
            }
        }
    }
}

type Durable = mpsc::Receiver<bool>;

fn wait(durable: &Durable) -> Result<(), ProfileError> {
    match durable.recv() {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(not_recorded()),
    }
}

fn not_recorded() -> ProfileError {
    ProfileError::Storage("the log cannot record the change; it was kept".into())
}
