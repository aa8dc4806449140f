//! Recorded values in the words of a record, for those who compare two of them.

use std::sync::Arc;

use jiff::Timestamp;

use crate::decision::{Source, Value};
use crate::policy::Terms;
use crate::sandbox::Fault;

/// What stands for a value that is not there.
const NONE: &str = "none";

/// A value, in minor units where it is money.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Money(amount) => format!("{} {}", amount.minor_units, amount.currency.code()),
        Value::Ppm(share) => format!("{share} ppm"),
        Value::InstantMs(ms) => instant(Some(*ms)),
        Value::Text(text) => format!("\"{text}\""),
    }
}

/// An instant in UTC.
pub(super) fn instant(ms: Option<u64>) -> String {
    let Some(ms) = ms else {
        return NONE.into();
    };
    let at = i64::try_from(ms).ok().map(Timestamp::from_millisecond);
    match at {
        Some(Ok(at)) => at.to_string(),
        _ => format!("{ms} ms"),
    }
}

/// A number, where there is one.
pub(super) fn optional<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map_or(NONE.into(), T::to_string)
}

/// Why a policy gave no answer, by name.
pub(super) fn fault(fault: Option<&Fault>) -> String {
    fault.map_or(NONE, Fault::name).into()
}

/// A reason of a policy, by its code.
pub(super) fn reason(terms: &Terms, position: usize) -> String {
    let reason = terms.reasons.get(position);
    reason.map_or_else(
        || format!("number {position}"),
        |reason| reason.code().to_string(),
    )
}

/// What a finding of a reason carries in this place, by its name.
pub(super) fn parameter(terms: &Terms, reason: usize, place: usize) -> String {
    let reason = terms.reasons.get(reason);
    let parameter = reason.and_then(|reason| reason.parameters().get(place));
    parameter.map_or_else(|| place.to_string(), |parameter| parameter.name.to_string())
}

/// A counter of a policy, by its name.
pub(super) fn counter(terms: &Terms, position: usize) -> String {
    let counter = terms.counters.get(position);
    counter.map_or_else(
        || format!("number {position}"),
        |counter| counter.name.to_string(),
    )
}

/// Where a reason came from.
pub(super) fn source(policies: &[Arc<Terms>], source: Source) -> String {
    let name = |policy: usize| {
        let terms = policies.get(policy);
        terms.map_or_else(
            || format!("number {policy}"),
            |terms| terms.name.to_string(),
        )
    };
    match source {
        Source::Finding { policy, index } => format!("finding {index} of {}", name(policy)),
        Source::Miss { policy, index } => format!("miss {index}, of {}", name(policy)),
        Source::Fault { policy, effect } => {
            format!("fault of {}: {:?}", name(policy), effect).to_lowercase()
        }
        Source::NoPolicy => "no policy in force".into(),
    }
}
