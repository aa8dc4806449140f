//! Phases 3 and 4: each policy in a fresh instance, then what they found.

use crate::clock::Deadline;
use crate::decide::{self, Collected, Heard};
use crate::facts::Parties;
use crate::limits::Entry;
use crate::metrics::Phase;
use crate::money::Currency;
use crate::payment::Payment;
use crate::policy::{Judged, Mode, Policy};
use crate::sandbox::Instances;
use crate::wit::tollgate::policy::facts::CounterState;

use super::gather::Scene;
use super::{Evaluator, Refusal};

impl Evaluator {
    /// Phase 3: runs each policy in an instance of its own, which ends with `instances`. Every
    /// enforced policy runs, so that the answer names everything that is wrong.
    pub(super) fn run_policies(
        &self,
        scene: &mut Scene,
        instances: &mut Instances,
        payment: &Payment,
        deadline: Deadline,
    ) -> Result<Vec<Heard>, Refusal> {
        let _phase = self.metrics.phase(Phase::Evaluate);
        let Scene {
            set,
            parties,
            gathered,
            entries,
            totals,
            now_ms,
            ..
        } = scene;
        let currency: Currency = payment.amount.currency;
        let mut heard = Vec::with_capacity(set.policies().size_hint().0);
        for (policy, positions) in set.policies() {
            let counters = counter_states(policy, positions, entries, totals, parties);
            let left_ms = match policy.mode {
                Mode::Enforce => deadline.left_ms(),
                Mode::Shadow | Mode::Off => shadow_ms(deadline.left_ms()),
            };
            let judged = match (left_ms, policy.mode) {
                (0, Mode::Enforce) => return Err(Refusal::DeadlineExceeded),
                (0, _) => Judged::too_late(),
                _ => gathered.show(policy.needs, counters, |facts| {
                    policy.judge(instances, facts, currency, left_ms)
                }),
            };
            self.metrics.policy_ran(policy, &judged);
            if let Err(fault) = &judged.result
                && policy.tells_fault(*now_ms)
            {
                tracing::warn!(policy = &*policy.name, request_id = &*payment.request_id, %fault, "policy fault");
            }
            heard.push(Heard {
                policy: policy.terms().clone(),
                counters: positions.into(),
                judged,
            });
        }
        // What a late answer would hold, nobody would give back.
        if deadline.left_ms() == 0 {
            Err(Refusal::DeadlineExceeded)
        } else {
            Ok(heard)
        }
    }

    /// Phase 4: findings, claims and faults to what was found. Pure.
    pub(super) fn decide(&self, scene: &Scene, heard: &[Heard], payment: &Payment) -> Collected {
        let _phase = self.metrics.phase(Phase::Decide);
        decide::collect(heard, &scene.entries, payment.amount, scene.set.catalogue())
    }
}

/// How long a policy without a say may run where the request has `left_ms`: it may slow the
/// answer, never prevent it. The epoch may end a call two ticks late.
fn shadow_ms(left_ms: u64) -> u64 {
    (left_ms / 2).saturating_sub(2)
}

/// The policy's counters as they stand before this request, in the order of its manifest.
fn counter_states(
    policy: &Policy,
    positions: &[usize],
    entries: &[Option<Entry>],
    totals: &[u64],
    parties: &Parties,
) -> Vec<CounterState> {
    let named = policy.counters.iter().zip(positions);
    named
        .map(|(named, position)| CounterState {
            applies: entries.get(*position).is_some_and(Option::is_some),
            value: totals.get(*position).copied().unwrap_or(0),
            cap_override: parties
                .merchant
                .as_ref()
                .and_then(|merchant| merchant.cap(&named.name)),
        })
        .collect()
}
