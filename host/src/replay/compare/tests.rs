//! Each kind of difference is found and named; what is the same is passed over.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use super::*;
use crate::decision::{Audience, Effect, Retry, Value, ValueKind};
use crate::limits::{Counter, CounterSpec, Counts, Filter, Measure, Subject, Window};
use crate::money::{Amount, Currency};
use crate::policy::{Digest, Mode, NamedCounter, OnFault};
use crate::reasons::{Reason, ReasonDraft, TextDraft};
use crate::sandbox::Fault;
use crate::wit::tollgate::policy::verdicts::FactGroups;

fn reason(code: &str, of_claim: bool, parameters: &[(&str, ValueKind)]) -> Arc<Reason> {
    let text = |locale: &str| TextDraft {
        locale: locale.into(),
        message: "Stopped.".into(),
        remedies: vec![(Audience::Merchant, "Ask.".into())],
    };
    let draft = ReasonDraft {
        code: code.into(),
        effect: Effect::Reject,
        retry: Retry::None,
        operator_only: false,
        of_claim,
        parameters: (parameters.iter())
            .map(|(name, kind)| ((*name).to_owned(), *kind))
            .collect(),
        response_codes: vec![
            ("iso8583".into(), "54".into()),
            ("unionpay".into(), "57".into()),
        ],
        texts: vec![text("en"), text("zh")],
    };
    Arc::new(Reason::parse(draft, "p").unwrap())
}

fn terms() -> Terms {
    let counter = Counter::new(CounterSpec {
        per: vec![Subject::Merchant],
        measure: Measure::Amount,
        window: Window::CalendarDay,
        counts: Counts::Approved,
        filter: Filter::default(),
    });
    let counter = counter.unwrap();
    let named = |name: &str| NamedCounter {
        name: name.into(),
        counter: counter.clone(),
    };
    Terms {
        name: "p".into(),
        version: "1.0.0".into(),
        summary: "".into(),
        digest: Digest::of(b"module"),
        identity: Digest::of(b"all"),
        mode: Mode::Enforce,
        on_fault: OnFault::Decline,
        rank: 1,
        fuel: 1_000,
        needs: FactGroups::empty(),
        reasons: vec![
            reason(
                "a.b",
                false,
                &[("seen", ValueKind::Money), ("at", ValueKind::Instant)],
            ),
            reason("a.c", false, &[]),
            reason("a.limit", true, &[]),
            reason("a.other", true, &[]),
        ],
        counters: vec![named("day"), named("month")],
        settings: "{}".into(),
        loaded_at_ms: 0,
    }
}

/// An answer with one finding, one claim and a score.
fn judged() -> Judged {
    let currency = Currency::from_code("CNY").unwrap();
    let money = Value::Money(Amount {
        minor_units: 700,
        currency,
    });
    Judged {
        result: Ok(Assessed {
            findings: vec![Finding {
                reason: 0,
                values: vec![money, Value::InstantMs(1_000)],
                not_before_ms: Some(2_000),
            }],
            claims: vec![Claimed {
                counter: 0,
                cap: 50,
                reason: 2,
            }],
            score: Some(7),
        }),
        fuel: 99,
        nanoseconds: 5,
    }
}

/// Changes the answer and says which fields, and only those, must be named.
#[track_caller]
fn check(change: impl FnOnce(&mut Judged), expected: &[(&str, &str, &str)]) {
    let terms = terms();
    let recorded = judged();
    let mut replayed = judged();
    change(&mut replayed);
    let mut found = Differences::new();
    found.answer(&terms, &recorded, &replayed);
    let found = found.into_found();
    assert!(found.iter().all(|one| one.policy.as_deref() == Some("p")));
    told(&found, expected);
}

#[track_caller]
fn told(found: &[Difference], expected: &[(&str, &str, &str)]) {
    let found: Vec<_> = found
        .iter()
        .map(|one| (&*one.field, &*one.recorded, &*one.replayed))
        .collect();
    assert_eq!(found, expected);
}

fn assessed(judged: &mut Judged) -> &mut Assessed {
    judged.result.as_mut().unwrap()
}

#[test]
fn what_is_the_same_but_for_time_is_passed_over() {
    check(|_| {}, &[]);
    check(|answer| answer.nanoseconds = 77, &[]);
}

#[test]
fn each_part_of_an_answer_is_named() {
    check(|answer| answer.fuel = 98, &[("fuel", "99", "98")]);
    check(
        |answer| assessed(answer).score = None,
        &[("score", "7", "none")],
    );
    check(
        |answer| assessed(answer).findings.clear(),
        &[("findings.count", "1", "0")],
    );
    check(
        |answer| assessed(answer).findings[0].values[0] = Value::Ppm(3),
        &[("findings[0].values.seen", "700 CNY", "3 ppm")],
    );
    check(
        |answer| assessed(answer).findings[0].values[1] = Value::Text("x".into()),
        &[("findings[0].values.at", "1970-01-01T00:00:01Z", "\"x\"")],
    );
    check(
        |answer| assessed(answer).findings[0].values.truncate(1),
        &[("findings[0].values.count", "2", "1")],
    );
    check(
        |answer| assessed(answer).findings[0].not_before_ms = None,
        &[("findings[0].not_before", "1970-01-01T00:00:02Z", "none")],
    );
    check(
        |answer| assessed(answer).findings[0].reason = 1,
        &[("findings[0].reason", "a.b", "a.c")],
    );
    check(
        |answer| assessed(answer).claims[0].counter = 1,
        &[("claims[0].counter", "day", "month")],
    );
    check(
        |answer| assessed(answer).claims[0].cap = 51,
        &[("claims[0].cap", "50", "51")],
    );
    check(
        |answer| assessed(answer).claims[0].reason = 3,
        &[("claims[0].reason", "a.limit", "a.other")],
    );
    check(
        |answer| assessed(answer).claims.clear(),
        &[("claims.count", "1", "0")],
    );
}

#[test]
fn a_fault_is_named_by_its_kind() {
    check(
        |answer| answer.result = Err(Fault::OutOfFuel),
        &[("fault", "none", "out_of_fuel")],
    );
    check(
        |answer| {
            answer.result = Err(Fault::Trap("wasm trap: unreachable".into()));
            answer.fuel = 3;
        },
        &[("fault", "none", "trap"), ("fuel", "99", "3")],
    );
    let mut found = Differences::new();
    let failed = |fault| Judged {
        result: Err(fault),
        ..judged()
    };
    let terms = terms();
    found.answer(
        &terms,
        &failed(Fault::OutOfFuel),
        &failed(Fault::OutOfMemory),
    );
    told(
        &found.into_found(),
        &[("fault", "out_of_fuel", "out_of_memory")],
    );
}

#[test]
fn what_was_decided_is_compared() {
    let policies = [Arc::new(terms())];
    let finding = Source::Finding {
        policy: 0,
        index: 0,
    };
    let miss = Source::Miss {
        policy: 0,
        index: 1,
    };
    let fault = Source::Fault {
        policy: 0,
        effect: Effect::Review,
    };
    let recorded = Decided {
        outcome: Outcome::Decline,
        found: &[finding, miss],
        alone: &[Outcome::Decline],
    };
    let replayed = Decided {
        outcome: Outcome::Review,
        found: &[fault, miss],
        alone: &[Outcome::Approve],
    };
    let mut found = Differences::new();
    found.decided(&policies, recorded, recorded);
    assert!(found.is_empty());
    found.decided(&policies, recorded, replayed);
    let found = found.into_found();
    told(
        &found,
        &[
            ("outcome", "decline", "review"),
            ("found[0]", "finding 0 of p", "fault of p: review"),
            ("alone", "decline", "approve"),
        ],
    );
    let policies: Vec<_> = found.iter().map(|one| one.policy.as_deref()).collect();
    assert_eq!(policies, [None, None, Some("p")]);
}

#[test]
fn what_limits_said_is_compared() {
    let miss = Miss {
        index: 3,
        used: 40,
        resets_at_ms: Some(1_000),
        fits_at_ms: None,
    };
    let other = Miss {
        index: 4,
        used: 41,
        resets_at_ms: None,
        fits_at_ms: Some(5_000),
    };
    let mut found = Differences::new();
    found.misses(&[miss], &[miss]);
    assert!(found.is_empty());
    found.misses(&[miss], &[other, other]);
    told(
        &found.into_found(),
        &[
            ("misses.count", "1", "2"),
            ("misses[0].claim", "3", "4"),
            ("misses[0].used", "40", "41"),
            ("misses[0].resets_at", "1970-01-01T00:00:01Z", "none"),
            ("misses[0].fits_at", "none", "1970-01-01T00:00:05Z"),
        ],
    );
}
