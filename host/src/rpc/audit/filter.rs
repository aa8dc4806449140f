//! Which decisions a caller means.

use prost_types::Timestamp;
use tollgate_proto::v1;

use crate::audit::{Checkpoint, unhex};
use crate::decision::{Audience, Outcome};
use crate::profiles::FieldProblem;
use crate::record::DecisionId;
use crate::trail::Filter;

/// Decisions listed where the caller does not say how many.
const LIMIT: u32 = 20;
/// Decisions listed at most.
const LIMIT_MAX: u32 = 1_000;
/// Characters of an id or a code at most.
const TEXT_MAX: usize = 128;

/// Which decisions to list.
pub(super) enum Key {
    /// The one with this id.
    Decision(DecisionId),
    /// Those on this request.
    Request(String),
    /// The newest that fit.
    Newest(Filter, usize),
}

fn problem(field: &'static str, problem: &str) -> FieldProblem {
    FieldProblem {
        field: field.into(),
        problem: problem.into(),
    }
}

/// Reads what to list.
///
/// # Errors
/// The fields that are wrong.
pub(super) fn key(request: &v1::ListDecisionsRequest) -> Result<Key, Vec<FieldProblem>> {
    use v1::list_decisions_request::Key as Wire;
    match &request.key {
        Some(Wire::DecisionId(id)) => id
            .parse()
            .map(Key::Decision)
            .map_err(|told| vec![problem("decision_id", told)]),
        Some(Wire::RequestId(id)) => Ok(Key::Request(id.clone())),
        None => {
            let limit = match request.limit {
                0 => LIMIT,
                limit if limit <= LIMIT_MAX => limit,
                _ => return Err(vec![problem("limit", "must be at most 1000")]),
            };
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            Ok(Key::Newest(filter(request.filter.as_ref())?, limit))
        }
    }
}

/// For whom the answers are.
///
/// # Errors
/// A number that is no audience.
pub(super) fn audience(number: i32) -> Result<Audience, Vec<FieldProblem>> {
    match v1::Audience::try_from(number) {
        Ok(v1::Audience::Unspecified | v1::Audience::Operator) => Ok(Audience::Operator),
        Ok(v1::Audience::Merchant) => Ok(Audience::Merchant),
        Ok(v1::Audience::Cardholder) => Ok(Audience::Cardholder),
        Err(_) => Err(vec![problem(
            "audience",
            "has a number that this host does not know",
        )]),
    }
}

/// Reads a filter; none is everything.
///
/// # Errors
/// The fields that are wrong.
pub(super) fn filter(message: Option<&v1::DecisionFilter>) -> Result<Filter, Vec<FieldProblem>> {
    let Some(message) = message else {
        return Ok(Filter::default());
    };
    let mut problems = Vec::new();
    let mut text = |field, text: &str| -> Option<Box<str>> {
        if text.chars().count() > TEXT_MAX {
            problems.push(problem(field, "is too long"));
        }
        (!text.is_empty()).then(|| text.into())
    };
    let merchant = text("filter.merchant_id", &message.merchant_id);
    let terminal = text("filter.terminal_id", &message.terminal_id);
    let reason = text("filter.reason", &message.reason);
    let outcome = match v1::Outcome::try_from(message.outcome) {
        Ok(v1::Outcome::Unspecified) => None,
        Ok(v1::Outcome::Approve) => Some(Outcome::Approve),
        Ok(v1::Outcome::Decline) => Some(Outcome::Decline),
        Ok(v1::Outcome::StepUp) => Some(Outcome::StepUp),
        Ok(v1::Outcome::Review) => Some(Outcome::Review),
        Err(_) => {
            let told = "has a number that this host does not know";
            problems.push(problem("filter.outcome", told));
            None
        }
    };
    let mut instant = |field, at: Option<&Timestamp>| {
        let at = at?;
        let ms = milliseconds(at);
        if ms.is_none() {
            problems.push(problem(field, "must be a time from 1970 on"));
        }
        ms
    };
    let since_ms = instant("filter.since", message.since.as_ref());
    let until_ms = instant("filter.until", message.until.as_ref());
    let sequence = |sequence: u64| (sequence > 0).then_some(sequence);
    if problems.is_empty() {
        Ok(Filter {
            merchant,
            terminal,
            reason,
            outcome,
            since_ms,
            until_ms,
            from_sequence: sequence(message.from_sequence),
            to_sequence: sequence(message.to_sequence),
        })
    } else {
        Err(problems)
    }
}

/// Reads checkpoints that were kept elsewhere.
///
/// # Errors
/// The line that is none.
pub(super) fn checkpoints(lines: &[String]) -> Result<Vec<Checkpoint>, Vec<FieldProblem>> {
    let read = |(at, line): (usize, &String)| {
        Checkpoint::parse(line).ok_or_else(|| {
            vec![FieldProblem {
                field: format!("checkpoints[{at}]"),
                problem: "must be a line of a checkpoint file".into(),
            }]
        })
    };
    lines.iter().enumerate().map(read).collect()
}

/// Reads a public key; `None` where there is none.
///
/// # Errors
/// Where it is not one.
pub(super) fn public_key(text: &str) -> Result<Option<[u8; 32]>, Vec<FieldProblem>> {
    if text.is_empty() {
        return Ok(None);
    }
    let told = "must be 64 hexadecimal digits, as in checkpoint.pub";
    unhex(text)
        .map(Some)
        .ok_or_else(|| vec![problem("public_key", told)])
}

fn milliseconds(at: &Timestamp) -> Option<u64> {
    let seconds = u64::try_from(at.seconds).ok()?;
    let nanos = u64::try_from(at.nanos).ok()?;
    seconds.checked_mul(1_000)?.checked_add(nanos / 1_000_000)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[track_caller]
    fn check(change: impl FnOnce(&mut v1::DecisionFilter), expected: &Filter) {
        let mut message = v1::DecisionFilter::default();
        change(&mut message);
        assert_eq!(filter(Some(&message)).unwrap(), *expected);
    }

    #[track_caller]
    fn refused(change: impl FnOnce(&mut v1::DecisionFilter), field: &str) {
        let mut message = v1::DecisionFilter::default();
        change(&mut message);
        let problems = filter(Some(&message)).unwrap_err();
        assert!(problems.iter().any(|problem| problem.field == field));
    }

    #[test]
    fn each_condition_is_read() {
        let every = Filter::default;
        check(|_| {}, &every());
        check(
            |message| message.merchant_id = "m".into(),
            &Filter {
                merchant: Some("m".into()),
                ..every()
            },
        );
        check(
            |message| message.outcome = v1::Outcome::StepUp.into(),
            &Filter {
                outcome: Some(Outcome::StepUp),
                ..every()
            },
        );
        let at = Timestamp {
            seconds: 3,
            nanos: 7_000_000,
        };
        check(
            |message| (message.since, message.until) = (Some(at), Some(at)),
            &Filter {
                since_ms: Some(3_007),
                until_ms: Some(3_007),
                ..every()
            },
        );
        check(
            |message| (message.from_sequence, message.to_sequence) = (4, 0),
            &Filter {
                from_sequence: Some(4),
                ..every()
            },
        );
    }

    #[test]
    fn what_cannot_be_meant_is_refused_by_field() {
        refused(|message| message.outcome = 77, "filter.outcome");
        refused(|message| message.reason = "x".repeat(200), "filter.reason");
        let before = Timestamp {
            seconds: -1,
            nanos: 0,
        };
        refused(|message| message.since = Some(before), "filter.since");
    }
}
