//! The module as long as it behaves.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use tollgate_policy::testing::{Subject, check_manifest, refuses, sample};
use tollgate_policy::{configure, evaluate};

use super::*;

#[test]
fn the_manifest_holds_together() {
    check_manifest::<Hostile>();
}

#[test]
fn a_payment_that_is_not_the_trigger_is_left_alone() {
    let hostile = Subject::<Hostile>::with(r#"{ "behaviour": "loop" }"#);
    assert!(hostile.codes(|_| {}).is_empty());
    assert_ne!(sample().transaction.amount.minor_units, TRIGGER);
}

#[test]
fn settings_may_be_empty() {
    let hostile = configure::<Hostile>("{}")
        .ok()
        .filter(|hostile| evaluate(hostile, &sample()).findings.is_empty());
    assert_eq!(
        hostile.map(|hostile| hostile.behaviour),
        Some(Behaviour::None)
    );
}

#[test]
fn an_unknown_behaviour_is_refused_with_those_that_are_known() {
    refuses::<Hostile>(
        r#"{ "behaviour": "sleep" }"#,
        "behaviour",
        "expected one of `none`, `loop`",
    );
    refuses::<Hostile>(r#"{ "behaviour": 1 }"#, "behaviour", "");
    refuses::<Hostile>(r#"{ "behavior": "loop" }"#, "behavior", "unknown field");
}

#[test]
fn settings_are_refused_on_request() {
    refuses::<Hostile>(
        r#"{ "behaviour": "refuse-settings" }"#,
        "behaviour",
        "as asked",
    );
}

/// The table, the schema and the type name the same behaviours.
#[test]
fn every_behaviour_is_in_the_table_and_in_the_schema() {
    let problems = configure::<Hostile>(r#"{ "behaviour": "?" }"#).unwrap_err();
    let known = problems
        .iter()
        .flat_map(|problem| problem.message.split('`').skip(3).step_by(2));
    let known: Vec<_> = known.collect();
    let table = include_str!("lib.rs")
        .lines()
        .filter(|line| line.starts_with("//! | `"));
    assert_eq!(table.count(), known.len());
    let quoted = Hostile::SETTINGS_SCHEMA
        .split("\"enum\"")
        .nth(1)
        .unwrap_or_default();
    assert_eq!(quoted.matches('"').count(), known.len() * 2);
    for name in known {
        assert!(
            include_str!("lib.rs").contains(&format!("//! | `{name}` |")),
            "{name}"
        );
        assert!(quoted.contains(&format!("\"{name}\"")), "{name}");
    }
}
