//! What says how far a log must reach: its snapshots, and checkpoints that were filed. None of
//! them is made before the disk has what it speaks of.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::super::{Damage, Hash, Record, Storage, Wrong, checkpoint};
use super::OpenError;

/// Records that the log must have.
#[derive(Default)]
pub(super) struct Witnesses {
    /// Their hash where it is known, and who says so.
    records: BTreeMap<u64, (Option<Hash>, String)>,
}

impl Witnesses {
    /// A snapshot says so.
    pub(super) fn snapshot(&mut self, sequence: u64, hash: Hash) {
        let told = format!("the snapshot of record {sequence}");
        self.records.insert(sequence, (Some(hash), told));
    }

    /// The newest checkpoint says so that was filed with the log or `elsewhere`.
    pub(super) fn checkpoints(
        &mut self,
        storage: &dyn Storage,
        elsewhere: Option<&Path>,
    ) -> io::Result<()> {
        let here = checkpoint::newest(storage)?;
        // A disk that is not there now must not keep a host from starting.
        let elsewhere = elsewhere.and_then(|path| checkpoint::newest_elsewhere(path).ok());
        let all = here.into_iter().chain(elsewhere.flatten());
        if let Some(newest) = all.max_by_key(|checkpoint| checkpoint.sequence) {
            let told = format!("the checkpoint of record {}", newest.sequence);
            // It has a record of its own, right behind the one that it speaks of.
            let own = newest.sequence.saturating_add(1);
            self.records.entry(own).or_insert((None, told.clone()));
            self.records
                .insert(newest.sequence, (Some(newest.hash), told));
        }
        Ok(())
    }

    /// Compares a record with what is known of it.
    pub(super) fn check(&self, record: &Record) -> Result<(), OpenError> {
        let sequence = record.position.sequence;
        match self.records.get(&sequence) {
            Some((Some(hash), told)) if *hash != record.hash => Err(OpenError::Damage(Damage {
                segment: record.position.segment,
                offset: record.position.offset,
                sequence,
                what: Wrong::Hash(told.clone()),
            })),
            _ => Ok(()),
        }
    }

    /// Who says that there is record `next`, or a later one.
    pub(super) fn beyond(&self, next: u64) -> Option<&str> {
        let (_, (_, told)) = self.records.range(next..).next()?;
        Some(told)
    }
}
