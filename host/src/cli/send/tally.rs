//! What is counted while answers come in.

use std::collections::{BTreeMap, BTreeSet};

use tollgate_proto::v1::{self, policy_run::Fault};

use super::flight::{Answer, Asked};

/// The figures of one run.
#[derive(Default)]
pub(super) struct Tally {
    /// By the contract's numbers.
    pub(super) outcomes: BTreeMap<i32, u64>,
    /// By code.
    pub(super) reasons: BTreeMap<String, Reasons>,
    /// By policy and kind of fault.
    pub(super) faults: BTreeMap<(String, Fault), u64>,
    /// By code.
    pub(super) failures: BTreeMap<&'static str, Failures>,
    /// Answers that the host had given before.
    pub(super) repeated: u64,
    /// How long each answer took.
    pub(super) nanoseconds: Vec<u64>,
}

/// The answers that gave one reason.
pub(super) struct Reasons {
    pub(super) count: u64,
    pub(super) effect: v1::Effect,
    /// The first message.
    pub(super) example: String,
}

/// The lines that failed in one way.
pub(super) struct Failures {
    pub(super) count: u64,
    /// The first of them.
    pub(super) line: u64,
    pub(super) message: String,
}

impl Tally {
    /// Counts what became of a line.
    pub(super) fn add(&mut self, asked: Asked) {
        if let Some(failure) = asked.failure() {
            let failures = self.failures.entry(failure.code).or_insert(Failures {
                count: 0,
                line: asked.line,
                message: failure.message,
            });
            failures.count += 1;
        }
        if let Answer::Decided {
            decision,
            nanoseconds,
        } = asked.answer
        {
            self.nanoseconds.push(nanoseconds);
            self.decided(*decision);
        }
    }

    fn decided(&mut self, decision: v1::EvaluateResponse) {
        *self.outcomes.entry(decision.outcome).or_default() += 1;
        self.repeated += u64::from(decision.repeated_answer);
        for run in decision.policy_runs {
            let fault = run.fault();
            if fault != Fault::Unspecified {
                *self.faults.entry((run.policy, fault)).or_default() += 1;
            }
        }
        // An answer can have one reason more than once, for several limits.
        let mut seen = BTreeSet::new();
        for reason in decision.reasons {
            if seen.insert(reason.code.clone()) {
                let effect = reason.effect();
                let reasons = self.reasons.entry(reason.code).or_insert(Reasons {
                    count: 0,
                    effect,
                    example: reason.message,
                });
                reasons.count += 1;
            }
        }
    }

    /// Lines with a decision.
    pub(super) fn answered(&self) -> u64 {
        self.outcomes.values().sum()
    }

    /// Lines without one.
    pub(super) fn failed(&self) -> u64 {
        self.failures.values().map(|failures| failures.count).sum()
    }
}

/// The smallest of the sorted figures that `per_mille` of all are not above (nearest rank).
pub(super) fn percentile(sorted: &[u64], per_mille: usize) -> u64 {
    let rank = (sorted.len() * per_mille).div_ceil(1_000).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}
