//! One recorded decision, evaluated again.

use std::sync::Arc;

use crate::decide::{self, Collected, Heard};
use crate::facts::Gathered;
use crate::limits::{Demand, Entry, Event, Miss, Verdict};
use crate::money::Amount;
use crate::policy::{Judged, PolicySet, Terms};
use crate::recorded::RecordedDecision;
use crate::sandbox::{Fault, Instances};
use crate::trail::Seen;

use super::compare::{Decided, Difference, Differences};

/// A decision that was evaluated again.
pub(super) struct Again {
    /// What came out otherwise.
    pub(super) differences: Vec<Difference>,
    /// Policies that time had stopped: not run again, as time is not recorded.
    pub(super) stopped_by_time: u64,
    /// What the ledger was asked for, as it was recorded.
    pub(super) demands: Vec<Demand>,
    /// What it said, as it was recorded.
    pub(super) misses: Vec<Miss>,
}

/// Evaluates `recorded` by `set`, which was made again of the set that it refers to. `entries`
/// are its own.
pub(super) fn again(
    recorded: RecordedDecision,
    seen: &Seen,
    set: &PolicySet,
    entries: &[Option<Entry>],
) -> Again {
    let merchant = seen.merchant();
    let counters: Vec<_> = (0..recorded.answers.len())
        .map(|at| recorded.counters(&seen.set.recorded, at, merchant))
        .collect();
    let RecordedDecision {
        facts,
        answers,
        amount,
        concluded: before,
        misses,
        ..
    } = recorded;
    let mut stopped_by_time = 0;
    let mut facts = Gathered::of(facts);
    let mut instances = Instances::default();
    let runs = set.policies().zip(&answers).zip(counters);
    let heard: Vec<Heard> = runs
        .map(|(((policy, positions), answer), counters)| {
            let judged = if answer.result == Err(Fault::Deadline) {
                stopped_by_time += 1;
                answer.clone()
            } else {
                facts.show(policy.needs, counters, |facts| {
                    policy.judge(&mut instances, facts, amount.currency, u64::MAX)
                })
            };
            Heard {
                policy: policy.terms().clone(),
                counters: positions.into(),
                judged,
            }
        })
        .collect();
    let policies: Vec<Arc<Terms>> = heard.iter().map(|heard| heard.policy.clone()).collect();
    let mut differences = Differences::new();
    for ((terms, before), after) in policies.iter().zip(&answers).zip(&heard) {
        differences.answer(terms, before, &after.judged);
    }
    let same_answers = differences.is_empty();
    let collected = decide::collect(&heard, entries, amount, set.catalogue());
    let demands = if same_answers {
        demands(&collected)
    } else {
        asked(&answers, amount, seen, entries)
    };
    let concluded = decide::conclude(collected, &misses);
    differences.decided(
        &policies,
        Decided {
            outcome: before.outcome,
            found: &before.sources,
            alone: &before.alone,
        },
        Decided {
            outcome: concluded.outcome,
            found: &concluded.sources,
            alone: &concluded.alone,
        },
    );
    Again {
        differences: differences.into_found(),
        stopped_by_time,
        demands,
        misses,
    }
}

/// What recorded answers demand of limits.
pub(super) fn asked(
    answers: &[Judged],
    amount: Amount,
    seen: &Seen,
    entries: &[Option<Entry>],
) -> Vec<Demand> {
    let set = &seen.set.recorded;
    let heard: Vec<Heard> = (set.policies().zip(answers))
        .map(|((terms, positions), judged)| Heard {
            policy: terms.clone(),
            counters: positions.into(),
            judged: judged.clone(),
        })
        .collect();
    demands(&decide::collect(&heard, entries, amount, &set.catalogue))
}

fn demands(collected: &Collected) -> Vec<Demand> {
    collected.asked.iter().map(|asked| asked.demand).collect()
}

/// What the ledger is told of a decision.
pub(super) fn event(recorded: &RecordedDecision, entries: &[Option<Entry>]) -> Event {
    Event::Decided {
        decision: recorded.id.0,
        at_ms: recorded.decided_at_ms,
        verdict: Verdict::of(recorded.concluded.outcome),
        amount: recorded.amount.to_add(),
        entries: entries.iter().flatten().copied().collect(),
        hold_until_ms: recorded.hold_until_ms,
    }
}

/// What the ledger says other than was recorded.
pub(super) fn misses(recorded: &[Miss], folded: &[Miss]) -> Vec<Difference> {
    let mut differences = Differences::new();
    differences.misses(recorded, folded);
    differences.into_found()
}
