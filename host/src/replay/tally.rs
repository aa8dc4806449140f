//! What a replay came to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::audit::Position;
use crate::record::DecisionId;

use super::compare::Difference;

/// Something that came out otherwise than it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divergence {
    /// Where the decision is.
    pub position: Position,
    /// The decision.
    pub decision: DecisionId,
    /// What differs.
    pub difference: Difference,
}

/// A policy set that could not be made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedSet {
    /// What is wrong: the policy, the digest of its module, and the fix.
    pub problems: Vec<String>,
    /// Its decisions, which were therefore not evaluated.
    pub decisions: u64,
}

/// How far a replay is, and in the end what it came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records read.
    pub records: u64,
    /// The last of them.
    pub last: Option<Position>,
    /// Decisions that were meant.
    pub decisions: u64,
    /// Of these, those that came out the same in everything.
    pub same: u64,
    /// Of these, those in which something differs.
    pub different: u64,
    /// Runs of policies that time had stopped, and that were not run again.
    pub stopped_by_time: u64,
    /// Differences in all decisions together.
    pub divergences: u64,
    /// Sets that could not be made again, by revision.
    pub refused: BTreeMap<Arc<str>, RefusedSet>,
    /// Sets that were made again.
    pub sets: u64,
    /// The time that took: nothing was evaluated by a set before it was made.
    pub making: Duration,
    /// Why limits were not counted again; `None` where they were.
    pub limits_not_counted: Option<String>,
}

impl Tally {
    /// Decisions that were meant and not evaluated.
    #[must_use]
    pub fn not_evaluated(&self) -> u64 {
        self.refused.values().map(|set| set.decisions).sum()
    }

    /// Whether every decision that was meant came out the same.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.different == 0 && self.refused.is_empty()
    }

    pub(super) fn refuse(&mut self, revision: &Arc<str>, problems: &[String]) {
        let set = self
            .refused
            .entry(revision.clone())
            .or_insert_with(|| RefusedSet {
                problems: problems.to_vec(),
                decisions: 0,
            });
        set.decisions += 1;
    }
}
