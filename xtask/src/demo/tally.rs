//! What was answered, counted.

use std::collections::BTreeMap;

use tollgate_proto::v1::policy_run::Fault;
use tollgate_proto::v1::{Effect, EvaluateResponse, Outcome, PreAuthorization};
use tollgate_workload::{After, Story, without_secrets};

/// Failures that are told in full.
const FAILURES_TOLD: usize = 5;

/// Everything that was sent and answered.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) sent: u64,
    pub(super) answered: u64,
    pub(super) failed: u64,
    /// The first of them.
    pub(super) failures: Vec<String>,
    pub(super) outcomes: BTreeMap<Outcome, u64>,
    pub(super) reasons: BTreeMap<(Effect, String), Found>,
    /// What was reported of approvals.
    pub(super) endings: BTreeMap<&'static str, u64>,
    pub(super) reported: u64,
    /// By policy set.
    pub(super) revisions: BTreeMap<String, Revision>,
    /// Answers for which a policy failed.
    pub(super) faults: Vec<Faulty>,
    /// By story: payments that should be given its reason, and those that were.
    pub(super) stories: BTreeMap<Story, Stories>,
    /// A first answer for each reason that led one, by code.
    pub(super) samples: BTreeMap<String, Sample>,
}

/// What became of the stories of one kind.
#[derive(Clone, Copy, Default)]
pub(super) struct Stories {
    pub(super) payments: u64,
    pub(super) approved: u64,
    /// Payments that should be given the story's reason.
    pub(super) telling: u64,
    /// Those that were.
    pub(super) found: u64,
}

/// How often a reason was found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) policy: String,
    pub(super) count: u64,
    /// How often it was the one that decided.
    pub(super) led: u64,
}

/// The answers of one policy set.
#[derive(Default)]
pub(super) struct Revision {
    pub(super) answered: u64,
    /// `night.large_amount` by effect.
    pub(super) large_amounts: BTreeMap<Effect, u64>,
    /// As the client saw them, in microseconds, without those where a policy failed.
    pub(super) latencies_us: Vec<u64>,
    /// Time spent in all policies together, of the same answers.
    policies_us: Vec<u64>,
}

/// A payment for which a policy failed.
pub(super) struct Faulty {
    pub(super) policy: String,
    pub(super) fault: Fault,
    pub(super) fuel: u64,
    pub(super) policy_us: u64,
    pub(super) latency_us: u64,
    pub(super) outcome: Outcome,
    pub(super) amount: i64,
}

/// An answer to be shown.
#[derive(Clone)]
pub(super) struct Sample {
    /// Without its card number.
    pub(super) payment: PreAuthorization,
    pub(super) decision_id: String,
    /// Something is left of the limit that was missed.
    remaining: bool,
}

/// The reason that changes with the policy that is replaced.
pub(super) const LARGE_AMOUNT: &str = "night.large_amount";

impl Tally {
    /// Counts an answer.
    pub(super) fn answer(
        &mut self,
        payment: &PreAuthorization,
        answer: &EvaluateResponse,
        latency_us: u64,
    ) {
        self.answered += 1;
        *self.outcomes.entry(answer.outcome()).or_default() += 1;
        for (position, reason) in answer.reasons.iter().enumerate() {
            let key = (reason.effect(), reason.code.clone());
            let found = self.reasons.entry(key).or_default();
            found.policy.clone_from(&reason.policy);
            found.count += 1;
            let stops = answer.outcome() != Outcome::Approve;
            found.led += u64::from(stops && position == 0);
        }
        let faults = faults(payment, answer, latency_us);
        self.revision(answer, latency_us, !faults.is_empty());
        self.faults.extend(faults);
        self.sample(payment, answer);
    }

    /// Counts whether a story's reason was found.
    pub(super) fn told(
        &mut self,
        story: Story,
        tells: Option<&'static str>,
        answer: &EvaluateResponse,
    ) {
        let stories = self.stories.entry(story).or_default();
        stories.payments += 1;
        stories.approved += u64::from(answer.outcome() == Outcome::Approve);
        if let Some(code) = tells {
            stories.telling += 1;
            let found = answer.reasons.iter().any(|reason| reason.code == code);
            stories.found += u64::from(found);
        }
    }

    fn revision(&mut self, answer: &EvaluateResponse, latency_us: u64, faulty: bool) {
        let revision = answer.policy_revision.clone();
        let revision = self.revisions.entry(revision).or_default();
        revision.answered += 1;
        let large = answer
            .reasons
            .iter()
            .find(|reason| reason.code == LARGE_AMOUNT);
        if let Some(reason) = large {
            *revision.large_amounts.entry(reason.effect()).or_default() += 1;
        }
        if !faulty {
            let runs = answer.policy_runs.iter();
            let nanoseconds: u64 = runs.map(|run| u64::from(run.nanoseconds)).sum();
            revision.latencies_us.push(latency_us);
            revision.policies_us.push(nanoseconds / 1_000);
        }
    }

    /// Keeps the first answer of each kind, or a later one where more can be told.
    fn sample(&mut self, payment: &PreAuthorization, answer: &EvaluateResponse) {
        let Some(leading) = answer.reasons.first() else {
            return;
        };
        if answer.outcome() != Outcome::Decline {
            return;
        }
        let limit = leading.limit.as_ref();
        let remaining = limit.is_some_and(|limit| limit.remaining > 0);
        let better =
            (self.samples.get(&leading.code)).is_none_or(|held| remaining && !held.remaining);
        if better {
            let sample = Sample {
                payment: without_secrets(payment),
                decision_id: answer.decision_id.clone(),
                remaining,
            };
            self.samples.insert(leading.code.clone(), sample);
        }
    }

    /// Stories that were told at least so often, and whose reason never was given.
    pub(super) fn unfound(&self, telling_min: u64) -> impl Iterator<Item = Story> {
        let stories = self.stories.iter();
        stories
            .filter(move |(_, stories)| stories.telling >= telling_min && stories.found == 0)
            .map(|(story, _)| *story)
    }

    /// Counts what was reported.
    pub(super) fn report(&mut self, after: After) {
        self.reported += 1;
        *self.endings.entry(after.name()).or_default() += 1;
    }

    /// Counts a failure.
    pub(super) fn fail(&mut self, what: &str, status: &tonic::Status) {
        self.failed += 1;
        if self.failures.len() < FAILURES_TOLD {
            let told = format!("{what}: {:?}: {}", status.code(), status.message());
            self.failures.push(told);
        }
    }

    pub(super) fn outcome(&self, outcome: Outcome) -> u64 {
        self.outcomes.get(&outcome).copied().unwrap_or(0)
    }

    /// Every latency but those of payments for which a policy failed, ascending.
    pub(super) fn latencies_us(&self) -> Vec<u64> {
        self.all(|revision| &revision.latencies_us)
    }

    /// The time spent in the policies, of the same answers, ascending.
    pub(super) fn policies_us(&self) -> Vec<u64> {
        self.all(|revision| &revision.policies_us)
    }

    fn all(&self, figures: impl Fn(&Revision) -> &Vec<u64>) -> Vec<u64> {
        let all = self.revisions.values().flat_map(figures);
        let mut all: Vec<u64> = all.copied().collect();
        all.sort_unstable();
        all
    }
}

fn faults(payment: &PreAuthorization, answer: &EvaluateResponse, latency_us: u64) -> Vec<Faulty> {
    let runs = answer.policy_runs.iter();
    runs.filter(|run| run.fault() != Fault::Unspecified)
        .map(|run| Faulty {
            policy: run.policy.clone(),
            fault: run.fault(),
            fuel: run.fuel,
            policy_us: u64::from(run.nanoseconds) / 1_000,
            latency_us,
            outcome: answer.outcome(),
            amount: payment.amount.as_ref().map_or(0, |money| money.minor_units),
        })
        .collect()
}

/// The value that so many of 1,000 are not above; `sorted` is ascending.
pub(super) fn per_mille(sorted: &[u64], mille: usize) -> u64 {
    let rank = (sorted.len() * mille).div_ceil(1_000).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let thousand: Vec<u64> = (1..=1_000).collect();
        for (mille, value) in [(500, 500), (990, 990), (999, 999), (1_000, 1_000)] {
            assert_eq!(per_mille(&thousand, mille), value);
        }
        assert_eq!(per_mille(&[7], 500), 7);
        assert_eq!(per_mille(&[1, 2, 3], 500), 2);
        assert_eq!(per_mille(&[], 500), 0);
    }
}
