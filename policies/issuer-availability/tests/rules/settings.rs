//! Mistakes in settings are told with their place and their fix.

use tollgate_policy::testing::{self, NOW_MS, Subject};
use tollgate_policy::verdicts::Window;
use tollgate_policy::{configure, describe};

use super::{IssuerAvailability, issuer};

fn figure(value: &str) -> String {
    format!(r#"{{"value":{value},"source":"ours","effective_from":"2026-01-01"}}"#)
}

#[test]
fn figures_are_checked() {
    for (name, value, message) in [
        ("maintenance_soon_minutes", "0", "1 to 1440 minutes"),
        ("maintenance_soon_minutes", "1441", "1 to 1440 minutes"),
        ("outage_retry_s", "0", "1 to 604800 seconds"),
        ("status_stale_s", "604801", "1 to 604800 seconds"),
        ("unanswered_s", "0", "1 to 604800 seconds"),
        ("referred_s", "604801", "1 to 604800 seconds"),
        ("slow_p95_ms", "0", "1 to 120000 milliseconds"),
        ("slow_p95_ms", "120001", "1 to 120000 milliseconds"),
    ] {
        let settings = format!(r#"{{"{name}":{}}}"#, figure(value));
        testing::refuses::<IssuerAvailability>(&settings, &format!("{name}.value"), message);
    }
}

#[test]
fn the_breaker_is_checked() {
    for (name, value, path, message) in [
        ("cut_ppm", "0", "cut_ppm.value", "under 1000000"),
        ("cut_ppm", "800000", "degraded_ppm.value", "above the cut"),
        (
            "degraded_ppm",
            "1000000",
            "degraded_ppm.value",
            "under 1000000",
        ),
        (
            "minimum_samples",
            "0",
            "minimum_samples.value",
            "larger than 0",
        ),
        // One probe in ten seconds: sixty in ten minutes.
        ("minimum_samples", "61", "probes.value", "bring 61 samples"),
        ("probes", "0", "probes.value", "bring 30 samples"),
    ] {
        let settings = format!(r#"{{"breaker":{{"{name}":{}}}}}"#, figure(value));
        testing::refuses::<IssuerAvailability>(&settings, &format!("breaker.{path}"), message);
    }
    for seconds in [0, 601] {
        let settings = format!(r#"{{"breaker":{{"probe_interval_s":{seconds}}}}}"#);
        let path = "breaker.probe_interval_s";
        testing::refuses::<IssuerAvailability>(&settings, path, "1 to 600 seconds");
    }
    let settings = format!(r#"{{"breaker":{{"minimum_samples":{}}}}}"#, figure("60"));
    assert!(configure::<IssuerAvailability>(&settings).is_ok());
}

#[test]
fn what_nobody_knows_is_refused() {
    for (settings, path) in [
        (r#"{"brake":{}}"#, "brake"),
        (r#"{"breaker":{"cut":1}}"#, "breaker.cut"),
        (
            r#"{"cleared_completions":["alipay"]}"#,
            "cleared_completions[0]",
        ),
        (r#"{"outage_retry_s":null}"#, ""),
    ] {
        testing::refuses::<IssuerAvailability>(settings, path, "");
    }
}

#[test]
fn the_counter_follows_the_settings() {
    let settings = r#"{"breaker":{"probe_interval_s":20}}"#;
    let counters = describe(&configure::<IssuerAvailability>(settings).unwrap()).counters;
    assert_eq!(counters.len(), 1);
    assert!(counters[0].window == Window::Rolling(20));
}

/// A rule before its day, and one that is removed, don't apply.
#[test]
fn a_figure_holds_from_its_day() {
    let soon = |from: &str| {
        format!(
            r#"{{"maintenance_soon_minutes":{{"value":30,"source":"ours","effective_from":"{from}"}}}}"#
        )
    };
    for (settings, told) in [
        (soon("2026-11-24"), true),
        (soon("2026-11-25"), false),
        (r#"{"maintenance_soon_minutes":null}"#.into(), false),
    ] {
        let codes = Subject::<IssuerAvailability>::with(&settings).codes(|facts| {
            issuer(facts).next_maintenance_at = Some(NOW_MS + 1);
        });
        assert_eq!(!codes.is_empty(), told, "{settings}");
    }
}
