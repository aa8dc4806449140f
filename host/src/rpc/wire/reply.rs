//! A decision as the gateway reads it: texts in the asked language, for the asked reader.

use prost_types::Timestamp;
use tollgate_proto::v1;

use crate::decision::{Audience, Effect, Held, LimitUsage, Outcome, Retry, Value};
use crate::policy::Mode;
use crate::reasons::{Explanation, Locale, RenderedReason, RetryAdvice, explain};
use crate::record::{Decision, Run};
use crate::sandbox::Fault;

/// Tells `decision` in the language `locale` to `audience`, with `holds` as they are now.
#[must_use]
pub fn encode(
    decision: &Decision,
    holds: &[Held],
    locale: &str,
    audience: Audience,
    repeated: bool,
) -> v1::EvaluateResponse {
    let context = decision.told.context(Locale::for_tag(locale), audience);
    let Explanation {
        reasons,
        retry,
        response_code,
    } = explain(
        &decision.catalogue,
        &context,
        decision.outcome,
        &decision.found,
    );
    // What a policy alone would have decided tells who found what is masked. What one in shadow
    // would have decided is nobody's business but the operator's.
    let outsider = audience != Audience::Operator;
    let secret = decision
        .found
        .iter()
        .any(|found| found.reason.operator_only());
    let masked = |run: &Run| outsider && (secret || run.policy.mode != Mode::Enforce);
    v1::EvaluateResponse {
        request_id: decision.request_id.to_string(),
        decision_id: decision.id.to_string(),
        outcome: outcome(decision.outcome).into(),
        reasons: reasons.into_iter().map(reason).collect(),
        retry: Some(advice(retry)),
        response_code: response_code.as_str().to_owned(),
        holds: holds.iter().map(hold).collect(),
        policy_revision: decision.revision.to_string(),
        policy_runs: decision
            .runs
            .iter()
            .map(|run| self::run(run, masked(run)))
            .collect(),
        decided_at: Some(timestamp(decision.decided_at_ms)),
        repeated_answer: repeated,
    }
}

fn reason(reason: RenderedReason) -> v1::Reason {
    v1::Reason {
        code: reason.code.to_string(),
        effect: effect(reason.effect).into(),
        policy: reason.policy.to_string(),
        message: reason.message,
        remedies: reason
            .remedies
            .into_iter()
            .map(|(audience, text)| v1::Remedy {
                audience: self::audience(audience).into(),
                text,
            })
            .collect(),
        evidence: reason
            .evidence
            .into_iter()
            .map(|(name, value)| v1::Evidence {
                name: name.to_string(),
                value: Some(evidence(value)),
            })
            .collect(),
        limit: reason.limit.as_ref().map(limit),
        retry: Some(advice(reason.retry)),
        operator_only: reason.operator_only,
    }
}

fn limit(limit: &LimitUsage) -> v1::LimitUsage {
    v1::LimitUsage {
        counter: limit.counter.to_string(),
        used: limit.used,
        cap: limit.cap,
        remaining: limit.remaining(),
        resets_at: limit.resets_at_ms.map(timestamp),
    }
}

fn evidence(value: Value) -> v1::evidence::Value {
    use v1::evidence::Value as Wire;
    match value {
        Value::Integer(value) => Wire::Integer(value),
        Value::Money(amount) => Wire::Money(v1::Money {
            minor_units: amount.minor_units,
            currency: amount.currency.code().to_owned(),
        }),
        Value::Ppm(value) => Wire::Ppm(value),
        Value::InstantMs(value) => Wire::Instant(timestamp(value)),
        Value::Text(value) => Wire::Text(value),
    }
}

fn run(run: &Run, masked: bool) -> v1::PolicyRun {
    use v1::policy_run::{Fault as WireFault, Mode as WireMode};
    let fault = match &run.fault {
        None => WireFault::Unspecified,
        Some(Fault::OutOfFuel) => WireFault::OutOfFuel,
        Some(Fault::Deadline) => WireFault::Deadline,
        Some(Fault::Trap(_)) => WireFault::Trap,
        Some(Fault::OutOfMemory) => WireFault::OutOfMemory,
        Some(Fault::InvalidOutput(_)) => WireFault::InvalidOutput,
    };
    let mode = match run.policy.mode {
        Mode::Enforce => WireMode::Enforce,
        Mode::Shadow => WireMode::Shadow,
        Mode::Off => WireMode::Unspecified,
    };
    let outcome = if masked {
        v1::Outcome::Unspecified
    } else {
        outcome(run.outcome)
    };
    v1::PolicyRun {
        policy: run.policy.name.to_string(),
        version: run.policy.version.to_string(),
        digest: run.policy.digest.to_string(),
        mode: mode.into(),
        fault: fault.into(),
        fuel: if masked { 0 } else { run.fuel },
        nanoseconds: if masked { 0 } else { run.nanoseconds },
        outcome: outcome.into(),
    }
}

/// A hold as the gateway reads it.
pub(in crate::rpc) fn hold(held: &Held) -> v1::Hold {
    v1::Hold {
        counter: held.counter.to_string(),
        amount: held.amount,
        expires_at: held.expires_at_ms.map(timestamp),
    }
}

fn advice(advice: RetryAdvice) -> v1::RetryAdvice {
    use v1::retry_advice::Kind;
    let kind = match advice.kind {
        Retry::None => Kind::None,
        Retry::Once => Kind::Once,
        Retry::AfterFix => Kind::AfterFix,
        Retry::Reenter => Kind::Reenter,
        Retry::OtherMeans => Kind::OtherMeans,
        Retry::Wait => Kind::Wait,
        Retry::AfterOperator => Kind::AfterOperator,
        Retry::Never => Kind::Never,
    };
    v1::RetryAdvice {
        kind: kind.into(),
        not_before: advice.not_before_ms.map(timestamp),
    }
}

fn outcome(outcome: Outcome) -> v1::Outcome {
    match outcome {
        Outcome::Approve => v1::Outcome::Approve,
        Outcome::Decline => v1::Outcome::Decline,
        Outcome::StepUp => v1::Outcome::StepUp,
        Outcome::Review => v1::Outcome::Review,
    }
}

fn effect(effect: Effect) -> v1::Effect {
    match effect {
        Effect::Reject => v1::Effect::Reject,
        Effect::StepUp => v1::Effect::StepUp,
        Effect::Review => v1::Effect::Review,
        Effect::Advise => v1::Effect::Advise,
        Effect::Factor => v1::Effect::Factor,
    }
}

fn audience(audience: Audience) -> v1::Audience {
    match audience {
        Audience::Cardholder => v1::Audience::Cardholder,
        Audience::Merchant => v1::Audience::Merchant,
        Audience::Operator => v1::Audience::Operator,
    }
}

/// A moment on the wire. What lies beyond the year 9999 is shown as its end.
pub(in crate::rpc) fn timestamp(ms: u64) -> Timestamp {
    const LAST_S: i64 = 253_402_300_799;
    let seconds = i64::try_from(ms / 1_000).unwrap_or(LAST_S).min(LAST_S);
    let nanos = i32::try_from(ms % 1_000 * 1_000_000).unwrap_or(0);
    Timestamp { seconds, nanos }
}
