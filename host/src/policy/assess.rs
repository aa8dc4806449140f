//! One policy's answer to one request, held to what its manifest promised.

use crate::clock::Stopwatch;
use crate::decision::Value;
use crate::money::Currency;
use crate::sandbox::{Fault, Instances};
use crate::wit::tollgate::policy::facts::Facts;
use crate::wit::tollgate::policy::verdicts as wit;

use super::Policy;

/// Bytes of one text value.
const TEXT_BYTES_MAX: usize = 256;

/// How a policy ran for one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// What it answered, or why it gave no answer.
    pub result: Result<Assessed, Fault>,
    /// Fuel used.
    pub fuel: u64,
    /// Wall time.
    pub nanoseconds: u32,
}

impl Judged {
    /// A run for which no time was left.
    #[must_use]
    pub fn too_late() -> Self {
        Self {
            result: Err(Fault::Deadline),
            fuel: 0,
            nanoseconds: 0,
        }
    }
}

/// A checked answer: every position in it exists, every value is of its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assessed {
    /// What it found.
    pub findings: Vec<Finding>,
    /// What must hold for the payment to be approved.
    pub claims: Vec<Claimed>,
    /// Its score of the request, where it has one.
    pub score: Option<i32>,
}

/// Something found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Position among the policy's reasons.
    pub reason: usize,
    /// Values of the reason's parameters.
    pub values: Vec<Value>,
    /// Earliest instant of a retry, Unix milliseconds.
    pub not_before_ms: Option<u64>,
}

/// "Approve only while this counter, with this request, stays within the cap; else `reason`."
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Position among the policy's counters.
    pub counter: usize,
    /// The most that the counter may hold.
    pub cap: u64,
    /// Position among the policy's reasons.
    pub reason: usize,
}

impl Policy {
    /// Judges one request in a fresh instance among `instances`, for at most `deadline_ms`.
    /// `currency` is that of money in the answer.
    #[must_use]
    pub fn judge(
        &self,
        instances: &mut Instances,
        facts: &Facts,
        currency: Currency,
        deadline_ms: u64,
    ) -> Judged {
        let watch = Stopwatch::start();
        let ran = (self.module).evaluate(instances, facts, self.fuel, deadline_ms);
        let result = ran
            .result
            .and_then(|answer| self.check(answer, currency).map_err(Fault::InvalidOutput));
        Judged {
            result,
            fuel: ran.fuel,
            nanoseconds: watch.elapsed_ns(),
        }
    }

    fn check(&self, answer: wit::Assessment, currency: Currency) -> Result<Assessed, String> {
        let max = self.module.findings_max();
        if answer.findings.len() > max || answer.claims.len() > max {
            return Err(format!("more than {max} findings or claims"));
        }
        let findings = answer
            .findings
            .into_iter()
            .map(|finding| self.finding(finding, currency));
        let claims = answer.claims.iter().map(|claim| self.claim(claim));
        Ok(Assessed {
            findings: findings.collect::<Result<_, _>>()?,
            claims: claims.collect::<Result<_, _>>()?,
            score: answer.score,
        })
    }

    fn finding(&self, finding: wit::Finding, currency: Currency) -> Result<Finding, String> {
        let position = usize::from(finding.reason);
        let reason = self
            .reasons
            .get(position)
            .ok_or_else(|| format!("a finding with the unknown reason number {position}"))?;
        let code = reason.code();
        if reason.of_claim() {
            return Err(format!(
                "a finding of `{code}`, which is declared for claims"
            ));
        }
        let declared = reason.parameters();
        let given: Vec<Value> = finding
            .parameters
            .into_iter()
            .map(|given| value(given, currency))
            .collect();
        let fits = given.len() == declared.len()
            && given
                .iter()
                .zip(declared)
                .all(|(given, declared)| given.kind() == declared.kind);
        if !fits {
            return Err(format!(
                "a finding of `{code}` without the parameters that it declares"
            ));
        }
        let bad = |given: &Value| {
            matches!(given, Value::Text(text)
                if text.len() > TEXT_BYTES_MAX || text.chars().any(char::is_control))
        };
        if given.iter().any(bad) {
            return Err(format!(
                "a finding of `{code}` with a text of more than {TEXT_BYTES_MAX} bytes or with \
                 control characters"
            ));
        }
        Ok(Finding {
            reason: position,
            values: given,
            not_before_ms: finding.not_before,
        })
    }

    fn claim(&self, claim: &wit::Claim) -> Result<Claimed, String> {
        let (counter, reason) = (usize::from(claim.counter), usize::from(claim.reason));
        if counter >= self.counters.len() {
            return Err(format!("a claim on the unknown counter number {counter}"));
        }
        match self.reasons.get(reason) {
            None => Err(format!("a claim with the unknown reason number {reason}")),
            Some(found) if !found.of_claim() => Err(format!(
                "a claim with `{}`, which is declared for findings",
                found.code()
            )),
            Some(_) => Ok(Claimed {
                counter,
                cap: claim.cap,
                reason,
            }),
        }
    }
}

fn value(value: wit::Value, currency: Currency) -> Value {
    use crate::money::Amount;
    match value {
        wit::Value::Integer(value) => Value::Integer(value),
        wit::Value::Money(minor_units) => Value::Money(Amount {
            minor_units,
            currency,
        }),
        wit::Value::Ppm(value) => Value::Ppm(value),
        wit::Value::Instant(value) => Value::InstantMs(value),
        wit::Value::Text(value) => Value::Text(value),
    }
}
