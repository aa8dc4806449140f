//! No facts, however odd, make the policy panic; what is absent finds nothing.

use std::sync::LazyLock;

use tollgate_policy::facts::{Facts, Fields};
use tollgate_policy::testing::{self, Subject};

use super::{TerminalHealth, figure, report, shipped, terminal};

static STRICT: LazyLock<Subject<TerminalHealth>> = LazyLock::new(|| Subject::with(&strict()));

/// Every version is old.
fn strict() -> String {
    let minimum = figure(r#"{"version":"99999999999999999999","deadline":"2999-12-31"}"#);
    format!(r#"{{"firmware":{{"minimum":{{"*":{minimum}}}}}}}"#)
}

#[test]
fn the_worst_cases_are_borne() {
    let found = testing::check_worst_cases::<TerminalHealth>(&strict());
    assert!(found > 1_000, "{found}");
}

#[test]
fn odd_numbers_and_texts_do_not_panic() {
    for number in [0, 1, u32::MAX / 2, u32::MAX] {
        for version in [
            "",
            ".",
            "v",
            "9.9.9",
            "๑.๒",
            "1.2.3.4.5.6.7.8",
            "0x10",
            "1..",
            "-1",
        ] {
            STRICT.codes(|facts| {
                facts.now = u64::from(number) * u64::from(number);
                facts.local.year = 0;
                facts.local.month = 255;
                let terminal = terminal(facts);
                (terminal.distance_m, terminal.radius_m) = (Some(number), number / 2);
                terminal.travel_speed = Some(number);
                let report = report(facts);
                report.firmware_version = version.into();
                report.model = version.into();
                report.signed_in_age_ms = Some(u64::MAX - u64::from(number));
                report.last_report_age_ms = Some(u64::MAX - u64::from(number));
                report.serviced_at = Some(u64::MAX - u64::from(number));
                report.pts_expires_at = Some(u64::MAX - u64::from(number));
                for celsius in [i16::MIN, i16::MAX] {
                    report.temperature_celsius = Some(celsius);
                    report.signal_dbm = Some(celsius);
                }
                (report.battery_percent, report.humidity_percent) = (Some(255), Some(255));
                report.packet_loss_ppm = Some(number);
            });
        }
    }
}

fn silent(facts: &mut Facts) {
    let report = report(facts);
    *report = tollgate_policy::facts::TerminalHealth {
        model: String::new(),
        firmware_version: String::new(),
        signed_in_age_ms: None,
        batch_matches: None,
        last_report_age_ms: None,
        battery_percent: None,
        temperature_celsius: None,
        humidity_percent: None,
        signal_dbm: None,
        round_trip_ms: None,
        packet_loss_ppm: None,
        restarts_day: None,
        brownouts_day: None,
        pending_offline: None,
        read_error_ppm: None,
        fallback_ppm: None,
        ..testing::terminal_health()
    };
}

#[test]
fn what_is_absent_finds_nothing() {
    let cases: [(&str, super::Change); 4] = [
        ("no terminal", |facts| facts.terminal = None),
        ("no report", |facts| facts.terminal_health = None),
        ("a silent report", silent),
        ("no number", |facts| {
            facts.terminal = None;
            facts.transaction.missing = Fields::all();
            facts.counters.clear();
        }),
    ];
    for (name, change) in cases {
        for subject in [&shipped(), &*STRICT] {
            let found = subject.codes(change);
            assert!(found.is_empty(), "{name}: {found:?}");
        }
    }
}
