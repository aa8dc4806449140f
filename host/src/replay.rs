//! Evaluates recorded decisions again, from the log and the module archive alone.
//!
//! Of each decision that is meant, every policy runs again on the recorded facts, and the
//! counters as it saw them; its answer, fuel included, must be what was recorded. What was
//! decided is concluded again from the answers, and what limits said is counted again, in the
//! order of the log. What differs is a value, a [`Divergence`]. Reads only.
//!
//! One thread reads and numbers batches, workers decode and evaluate, and the caller's thread
//! counts limits in order: a record is decoded once, a policy set is made once.

use std::num::NonZero;

use crate::audit::Reader;
use crate::fold::Bounds;
use crate::policy::{Archive, Loader};
use crate::trail::{Filter, TrailError};

mod again;
mod compare;
mod ledger;
mod pipeline;
mod sets;
mod shown;
mod tally;
mod worker;

pub use compare::Difference;
pub use tally::{Divergence, RefusedSet, Tally};

/// What a replay needs.
pub struct Replayer<'a> {
    /// Reads the log.
    pub reader: Reader,
    /// Makes policies: one of [`Loader::for_replay`].
    pub loader: &'a Loader,
    /// Has their modules.
    pub archive: &'a Archive,
    /// What bounds the host's folds.
    pub bounds: Bounds,
    /// Threads that evaluate.
    pub workers: NonZero<usize>,
}

/// What a replay tells as it goes.
pub enum Step<'a> {
    /// How far it is, after each batch.
    Progress(&'a Tally),
    /// Something came out otherwise.
    Divergence(Divergence),
}

impl Replayer<'_> {
    /// Replays the decisions that `filter` means. Blocks until the end of the log as it is when
    /// this begins, or until `tell` answers `false`.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn run(
        &self,
        filter: &Filter,
        tell: &mut dyn FnMut(Step<'_>) -> bool,
    ) -> Result<Tally, TrailError> {
        pipeline::run(self, filter, tell)
    }
}
