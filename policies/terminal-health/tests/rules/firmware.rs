//! Versions: advised before their deadline, refused from it on, blocked at once.

use tollgate_policy::facts::Facts;
use tollgate_policy::testing::Subject;
use tollgate_policy::verdicts::Value;

use super::{TerminalHealth, figure, report};

const OUTDATED: &str = "terminal.firmware.outdated";
const BLOCKED: &str = "terminal.firmware.blocked";

fn subject() -> Subject<TerminalHealth> {
    let any = figure(r#"["0.0.1"]"#);
    let own = figure(r#"["3.1.4","V3.1.5-rc1","3.11"]"#);
    let any_minimum = figure(r#"{"version":"2.0","deadline":"2026-11-25"}"#);
    let minimum = figure(r#"{"version":"3.10","deadline":"2026-11-26"}"#);
    let later = r#"{"value":{"version":"9","deadline":"2000-01-01"},"source":"ours",
        "effective_from":"2027-01-01"}"#;
    Subject::with(&format!(
        r#"{{"firmware":{{"blocked":{{"*":{any},"A920":{own}}},
            "minimum":{{"*":{any_minimum},"A920":{minimum},"A77":{later}}}}}}}"#
    ))
}

fn runs(model: &str, version: &str, day: u8) -> impl Fn(&mut Facts) {
    move |facts| {
        (report(facts).model, report(facts).firmware_version) = (model.into(), version.into());
        facts.local.day = day;
    }
}

/// Model, version, day of November 2026, what is found.
#[test]
fn versions_are_judged_by_model_and_day() {
    let subject = subject();
    for (model, version, day, expected) in [
        ("A920", "3.9.9", 25, Some(OUTDATED)),
        ("a920", "3.9.9", 25, Some(OUTDATED)),
        ("A920", "3.9.9", 26, Some(BLOCKED)),
        ("A920", "3.10", 26, None),
        ("A920", "3.10.1", 26, None),
        ("A920", "v3.2", 24, Some(OUTDATED)),
        // The model's own minimum counts, not that of all.
        ("A920", "2.5", 25, Some(OUTDATED)),
        ("P2000", "1.9", 24, Some(OUTDATED)),
        ("P2000", "1.9", 25, Some(BLOCKED)),
        ("P2000", "2.5", 25, None),
        ("", "1.9", 24, Some(OUTDATED)),
        // One that holds only from next year leaves that of all.
        ("A77", "2.5", 25, None),
        ("A77", "1.5", 24, Some(OUTDATED)),
        // Blocked by name, for its model and for all.
        ("A920", "3.1.4", 24, Some(BLOCKED)),
        ("A920", "3.1.5-RC1", 24, Some(BLOCKED)),
        ("A920", "3.1.5", 24, Some(OUTDATED)),
        ("P2000", "3.1.4", 24, None),
        ("P2000", "0.0.1", 24, Some(BLOCKED)),
        ("A920", "0.0.1", 24, Some(BLOCKED)),
        // What has no number is not old, and nothing is nothing.
        ("A920", "unknown", 26, None),
        ("A920", "", 26, None),
        ("A920", " v", 26, None),
    ] {
        let found = subject.codes(runs(model, version, day));
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_eq!(found, expected, "{model} {version} on {day}");
    }
}

#[test]
fn texts_name_the_version_and_what_is_needed() {
    let subject = subject();
    for (model, version, day, expected) in [
        (
            "A920",
            "v3.9.9",
            25,
            ["3.9.9", "3.10", "2026-11-26"].as_slice(),
        ),
        ("A920", "3.9.9", 26, &["3.9.9", "≥ 3.10"]),
        ("A77", "0.0.1", 24, &["0.0.1", "≥ 2.0"]),
        // Newer than what is asked for, and blocked by name.
        ("A920", "3.11", 24, &["3.11", "≠ 3.11"]),
    ] {
        let answer = subject.assess(runs(model, version, day));
        let values: Vec<Value> = expected
            .iter()
            .map(|text| Value::Text((*text).into()))
            .collect();
        assert_eq!(answer.findings[0].parameters, values);
    }
}

/// As shipped no version is known to be bad.
#[test]
fn without_settings_any_version_passes() {
    let found = super::shipped().codes(runs("A920", "0.0.0", 24));
    assert!(found.is_empty(), "{found:?}");
}
