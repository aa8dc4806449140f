//! From the policies' answers to a decision. Pure: no I/O, no clock, no state.
//!
//! [`collect`] turns answers and faults into findings and into demands on limits; the limits are
//! checked in between, by the caller; [`conclude`] joins what they said and names the outcome.

use std::sync::Arc;

use crate::decision::{Effect, Found, LimitUsage, Outcome, Retry, Source, Value};
use crate::limits::{Demand, Entry, Miss};
use crate::money::Amount;
use crate::policy::{Finding, Judged, Mode, Terms};
use crate::reasons::{Catalogue, EngineFault, Ranked, Reason, order};
use crate::sandbox::Fault;

mod held;

pub use held::holds;

/// One policy's part in a decision.
pub struct Heard {
    /// The policy.
    pub policy: Arc<Terms>,
    /// Positions of its counters among the set's.
    pub counters: Box<[usize]>,
    /// What it answered.
    pub judged: Judged,
}

/// A claim as a demand, with what is needed to explain that it was missed.
pub struct Asked {
    /// The demand on the counter's total.
    pub demand: Demand,
    reason: Arc<Reason>,
    usage: LimitUsage,
    rank: u32,
    position: u16,
    /// Position of the policy among those heard.
    pub(crate) policy: usize,
    enforced: bool,
}

impl Asked {
    /// What it tells when the limit leaves no room.
    pub(crate) fn missed(&self, miss: &Miss) -> Found {
        let usage = LimitUsage {
            used: miss.used,
            resets_at_ms: miss.resets_at_ms,
            ..self.usage.clone()
        };
        Found {
            reason: self.reason.clone(),
            values: Vec::new(),
            limit: Some(usage),
            // Waiting helps only those reasons that say so.
            not_before_ms: miss
                .fits_at_ms
                .filter(|_| self.reason.retry() == Retry::Wait),
        }
    }
}

/// What policies found, before limits are looked at.
pub struct Collected {
    ranked: Vec<Ranked>,
    /// What the policies demand of limits. Only those of enforced policies count.
    pub asked: Vec<Asked>,
    /// What each policy alone would have decided, limits aside; in the order heard.
    alone: Vec<Outcome>,
}

impl Collected {
    /// Takes over the spans of `entries`, which changed because a day, month or year ended.
    pub fn renew(&mut self, entries: &[Option<Entry>]) {
        for Asked { demand, .. } in &mut self.asked {
            let now = entries.iter().flatten().find(|now| now.key == demand.key);
            demand.span = now.map_or(demand.span, |now| now.span);
        }
    }
}

/// What was decided.
#[derive(Clone, Debug)]
pub struct Concluded {
    /// The outcome.
    pub outcome: Outcome,
    /// Every finding of every enforced policy, the one that decided first.
    pub found: Vec<Found>,
    /// Where each of those came from.
    pub sources: Vec<Source>,
    /// What each policy alone would have decided; in the order heard.
    pub alone: Vec<Outcome>,
}

/// Collects what policies found. `entries` are the request's entries in the set's counters,
/// `None` where a counter does not apply.
#[must_use]
pub fn collect(
    heard: &[Heard],
    entries: &[Option<Entry>],
    amount: Amount,
    catalogue: &Catalogue,
) -> Collected {
    let mut collected = Collected {
        ranked: Vec::new(),
        asked: Vec::new(),
        alone: Vec::with_capacity(heard.len()),
    };
    for (index, heard) in heard.iter().enumerate() {
        let enforced = heard.policy.mode == Mode::Enforce;
        let mut alone = Outcome::Approve;
        for ranked in found(index, heard, amount, catalogue) {
            alone = alone.max(ranked.found.reason.effect().outcome());
            if enforced {
                collected.ranked.push(ranked);
            }
        }
        collected.alone.push(alone);
        collected.asked.extend(asked(index, heard, entries, amount));
    }
    let in_force = |heard: &Heard| heard.policy.mode == Mode::Enforce;
    if !heard.iter().any(in_force) {
        collected.ranked.push(Ranked {
            found: nobody(catalogue),
            source: Source::NoPolicy,
            rank: 0,
            position: 0,
        });
    }
    collected
}

/// What the host tells of a set in which no policy is in force: what nobody judges is not let
/// through.
pub(crate) fn nobody(catalogue: &Catalogue) -> Found {
    Found {
        reason: catalogue.policy_missing().clone(),
        values: Vec::new(),
        limit: None,
        not_before_ms: None,
    }
}

/// What one policy found, or that it failed.
fn found(policy: usize, heard: &Heard, amount: Amount, catalogue: &Catalogue) -> Vec<Ranked> {
    let rank = heard.policy.rank;
    let assessed = match &heard.judged.result {
        Ok(assessed) => assessed,
        Err(fault) => {
            let effect = heard.policy.on_fault.effect(amount.minor_units);
            return vec![Ranked {
                found: failed(&heard.policy, fault, effect, catalogue),
                source: Source::Fault { policy, effect },
                rank,
                position: u16::MAX,
            }];
        }
    };
    let findings = assessed.findings.iter();
    findings
        .enumerate()
        .filter_map(|(index, finding)| {
            Some(Ranked {
                found: said(&heard.policy, finding)?,
                source: Source::Finding { policy, index },
                rank,
                position: place(finding.reason),
            })
        })
        .collect()
}

/// What a finding of a policy tells; `None` where the policy has no such reason.
pub(crate) fn said(policy: &Terms, finding: &Finding) -> Option<Found> {
    Some(Found {
        reason: policy.reasons.get(finding.reason)?.clone(),
        values: finding.values.clone(),
        limit: None,
        not_before_ms: finding.not_before_ms,
    })
}

/// What the host tells of a policy that failed.
pub(crate) fn failed(
    policy: &Terms,
    fault: &Fault,
    effect: Effect,
    catalogue: &Catalogue,
) -> Found {
    let fault = match fault {
        Fault::OutOfFuel | Fault::Deadline => EngineFault::Timeout,
        Fault::Trap(_) => EngineFault::Trap,
        Fault::OutOfMemory => EngineFault::Memory,
        Fault::InvalidOutput(_) => EngineFault::OutputInvalid,
    };
    Found {
        reason: catalogue.fault(fault, effect).clone(),
        values: vec![Value::Text(policy.name.to_string())],
        limit: None,
        not_before_ms: None,
    }
}

/// The claims of one policy on counters that apply to the request.
pub(crate) fn asked<'a>(
    index: usize,
    heard: &'a Heard,
    entries: &'a [Option<Entry>],
    amount: Amount,
) -> impl Iterator<Item = Asked> + 'a {
    let enforced = heard.policy.mode == Mode::Enforce;
    let claims = heard
        .judged
        .result
        .as_ref()
        .map_or(&[][..], |assessed| &assessed.claims);
    claims.iter().filter_map(move |claim| {
        let named = heard.policy.counters.get(claim.counter)?;
        let entry = entries.get(*heard.counters.get(claim.counter)?)?.as_ref()?;
        let demand = entry.demand(amount.to_add(), claim.cap);
        let currency = (entry.measure == crate::limits::Measure::Amount).then_some(amount.currency);
        let usage = LimitUsage {
            counter: named.name.clone(),
            currency,
            used: 0,
            cap: claim.cap,
            resets_at_ms: None,
        };
        let reason = heard.policy.reasons.get(claim.reason)?.clone();
        let (rank, position) = (heard.policy.rank, place(claim.reason));
        Some(Asked {
            demand,
            reason,
            usage,
            rank,
            position,
            policy: index,
            enforced,
        })
    })
}

/// Positions in a manifest come as `u16`.
fn place(position: usize) -> u16 {
    u16::try_from(position).unwrap_or(u16::MAX)
}

/// Joins what the limits said, `misses` by position in [`Collected::asked`], and names the
/// outcome: the strictest that some finding asks for.
#[must_use]
pub fn conclude(collected: Collected, misses: &[Miss]) -> Concluded {
    let Collected {
        mut ranked,
        asked,
        mut alone,
    } = collected;
    for (index, miss) in misses.iter().enumerate() {
        let Some(asked) = asked.get(miss.index) else {
            continue;
        };
        if let Some(alone) = alone.get_mut(asked.policy) {
            *alone = (*alone).max(asked.reason.effect().outcome());
        }
        // A reason that several claims of a policy can give is told once.
        let told = |ranked: &Ranked| {
            let of_claim = matches!(ranked.source, Source::Miss { .. });
            of_claim && Arc::ptr_eq(&ranked.found.reason, &asked.reason)
        };
        if asked.enforced && !ranked.iter().any(told) {
            ranked.push(Ranked {
                found: asked.missed(miss),
                source: Source::Miss {
                    policy: asked.policy,
                    index,
                },
                rank: asked.rank,
                position: asked.position,
            });
        }
    }
    let outcomes = ranked
        .iter()
        .map(|ranked| ranked.found.reason.effect().outcome());
    let outcome = outcomes.max().unwrap_or(Outcome::Approve);
    let (found, sources) = (order(ranked).into_iter())
        .map(|ranked| (ranked.found, ranked.source))
        .unzip();
    Concluded {
        outcome,
        found,
        sources,
        alone,
    }
}
