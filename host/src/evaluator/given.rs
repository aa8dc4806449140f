//! A decision as it is remembered and told, made of what was gathered, heard and concluded.

use crate::decide::{Concluded, Heard};
use crate::decision::{Held, Outcome};
use crate::facts::{self, Parties};
use crate::payment::Payment;
use crate::policy::Mode;
use crate::reasons::ResponseProfile;
use crate::record::{Decision, DecisionId, Run, Told};

use super::Ask;
use super::gather::Scene;

/// The decision on what was asked, as it is remembered and told.
pub(super) fn decision(
    id: DecisionId,
    scene: &Scene,
    heard: &[Heard],
    concluded: Concluded,
    ask: &Ask,
    hold_until_ms: u64,
) -> Decision {
    let Concluded {
        outcome,
        found,
        alone,
        ..
    } = concluded;
    let held = outcome == Outcome::Approve && !ask.dry_run;
    Decision {
        id,
        request_id: ask.payment.request_id.clone(),
        content: ask.payment.content,
        decided_at_ms: scene.now_ms,
        outcome,
        found,
        holds: if held {
            holds(scene, heard, &ask.payment, hold_until_ms)
        } else {
            Vec::new()
        },
        revision: scene.set.revision().clone(),
        runs: heard
            .iter()
            .zip(alone)
            .map(|(heard, outcome)| run(heard, outcome))
            .collect(),
        told: told(scene, &ask.payment),
        catalogue: scene.set.catalogue().clone(),
    }
}

/// What the decision holds of the limits that enforced policies claim, each total once.
fn holds(scene: &Scene, heard: &[Heard], payment: &Payment, expires_at_ms: u64) -> Vec<Held> {
    let mut seen = vec![false; scene.entries.len()];
    let mut held = Vec::new();
    for heard in heard
        .iter()
        .filter(|heard| heard.policy.mode == Mode::Enforce)
    {
        let Ok(assessed) = &heard.judged.result else {
            continue;
        };
        for claim in &assessed.claims {
            let named = heard.policy.counters.get(claim.counter);
            let position = heard.counters.get(claim.counter).copied();
            let entry = position
                .and_then(|at| scene.entries.get(at))
                .copied()
                .flatten();
            let (Some(named), Some(position), Some(entry)) = (named, position, entry) else {
                continue;
            };
            let once = seen
                .get_mut(position)
                .is_some_and(|seen| !std::mem::replace(seen, true));
            if once && entry.counts == crate::limits::Counts::Approved {
                let counts = entry.measure == crate::limits::Measure::Count;
                held.push(Held {
                    counter: named.name.clone(),
                    amount: entry.adds(payment.amount.to_add()),
                    currency: (!counts).then_some(payment.amount.currency),
                    expires_at_ms: Some(expires_at_ms),
                });
            }
        }
    }
    held
}

fn run(heard: &Heard, outcome: Outcome) -> Run {
    let Heard { policy, judged, .. } = heard;
    Run {
        policy: policy.name.clone(),
        version: policy.version.clone(),
        digest: policy.digest,
        mode: policy.mode,
        fault: judged.result.as_ref().err().cloned(),
        fuel: judged.fuel,
        nanoseconds: judged.nanoseconds,
        outcome,
        score: judged
            .result
            .as_ref()
            .ok()
            .and_then(|assessed| assessed.score),
    }
}

fn told(scene: &Scene, payment: &Payment) -> Told {
    let Parties {
        merchant, issuer, ..
    } = &scene.parties;
    let merchant_name = merchant
        .as_ref()
        .map(|merchant| &*merchant.name)
        .unwrap_or_default();
    Told {
        zone: scene.zone.clone(),
        profile: merchant
            .as_ref()
            .map_or(ResponseProfile::Iso8583, |merchant| {
                merchant.response_profile
            }),
        amount: payment.amount,
        channel: facts::names::channel(payment.channel),
        network: payment.network().map_or("unknown", facts::names::network),
        merchant: if merchant_name.is_empty() {
            &payment.merchant_id
        } else {
            merchant_name
        }
        .into(),
        terminal: payment.terminal_id.clone(),
        issuer: issuer.as_ref().map(|issuer| issuer.id.as_ref().into()),
        bank: issuer.as_ref().map(|issuer| issuer.name.as_ref().into()),
        phone: issuer
            .as_ref()
            .and_then(|issuer| issuer.phone.as_deref().map(Into::into)),
    }
}
