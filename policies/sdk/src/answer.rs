//! What a policy answers of one request.

use crate::facts::{CounterState, Facts};
use crate::verdicts::{Assessment, Claim, Finding, Value};
use crate::{CounterId, ReasonId};

/// A whole number.
pub fn integer(value: impl Into<i64>) -> Value {
    Value::Integer(value.into())
}

/// An amount in minor units of the request's currency; what exceeds `i64` is shown as its end.
pub fn money(minor_units: impl TryInto<i64>) -> Value {
    Value::Money(minor_units.try_into().unwrap_or(i64::MAX))
}

/// A share or rate in parts per million.
pub fn ppm(value: u32) -> Value {
    Value::Ppm(value)
}

/// Milliseconds since the Unix epoch.
pub fn instant(ms: u64) -> Value {
    Value::Instant(ms)
}

/// A name or a code, the same in every language.
pub fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

/// Collects what a policy finds and claims.
#[derive(Default)]
pub struct Answer {
    findings: Vec<Finding>,
    claims: Vec<Claim>,
    score: Option<i32>,
}

impl Answer {
    /// Adds a finding with the values of its reason's parameters, in their order.
    pub fn find(&mut self, reason: ReasonId, parameters: impl Into<Vec<Value>>) {
        self.findings.push(Finding {
            reason: reason.0,
            parameters: parameters.into(),
            not_before: None,
        });
    }

    /// Adds a finding that makes sense to retry from the instant `not_before` (Unix ms).
    pub fn find_until(
        &mut self,
        reason: ReasonId,
        not_before: u64,
        parameters: impl Into<Vec<Value>>,
    ) {
        self.findings.push(Finding {
            reason: reason.0,
            parameters: parameters.into(),
            not_before: Some(not_before),
        });
    }

    /// Asks the host to approve only while `counter`, with this request, stays within `cap`,
    /// or within the merchant's own cap where its profile has one. Returns the counter with
    /// the cap that holds, or `None` where the counter does not apply to this request.
    pub fn claim(
        &mut self,
        facts: &Facts,
        counter: CounterId,
        cap: u64,
        reason: ReasonId,
    ) -> Option<Claimed> {
        self.push_claim(facts, counter, reason, |own| own.unwrap_or(cap))
    }

    /// Like [`claim`](Self::claim) for a cap that is not the acquirer's to raise: the merchant's
    /// own cap holds only where it is the smaller one.
    pub fn claim_regulated(
        &mut self,
        facts: &Facts,
        counter: CounterId,
        cap: u64,
        reason: ReasonId,
    ) -> Option<Claimed> {
        self.push_claim(facts, counter, reason, |own| {
            own.map_or(cap, |own| own.min(cap))
        })
    }

    fn push_claim(
        &mut self,
        facts: &Facts,
        counter: CounterId,
        reason: ReasonId,
        cap: impl FnOnce(Option<u64>) -> u64,
    ) -> Option<Claimed> {
        let state = counter_state(facts, counter)?;
        let cap = cap(state.cap_override);
        self.claims.push(Claim {
            counter: counter.0,
            cap,
            reason: reason.0,
        });
        Some(Claimed {
            value: state.value,
            cap,
        })
    }

    /// Sets the policy's score of this request.
    pub fn score(&mut self, score: i32) {
        self.score = Some(score);
    }

    /// The answer in the form of the contract.
    pub fn into_assessment(self) -> Assessment {
        Assessment {
            findings: self.findings,
            claims: self.claims,
            score: self.score,
        }
    }
}

/// A counter that a claim was made on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// What it held before this request.
    pub value: u64,
    /// The cap that holds for this merchant.
    pub cap: u64,
}

/// A counter as it stands before this request, where it applies to the request.
pub fn counter_state(facts: &Facts, counter: CounterId) -> Option<CounterState> {
    (facts.counters.get(usize::from(counter.0)))
        .filter(|state| state.applies)
        .copied()
}
