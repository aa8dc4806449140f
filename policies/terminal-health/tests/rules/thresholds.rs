//! Every reason, with a change of a sound payment that fires it and nothing else, and one just
//! short of it that fires nothing.

use std::collections::BTreeSet;

use tollgate_policy::facts::{Channel, Fields, TransactionType};
use tollgate_policy::testing::{NOW_MS, Subject};
use tollgate_policy::{Policy, configure, describe};

use super::{Change, TerminalHealth, report, shipped, terminal};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 3_600_000;
const DAY_MS: u64 = 86_400_000;

/// Code, what fires it, what is just short of it.
const STANDING: &[(&str, Change, Change)] = &[
    (
        "terminal.unknown",
        |facts| terminal(facts).registered = false,
        |facts| {
            terminal(facts).registered = false;
            facts.transaction.channel = Channel::Online;
        },
    ),
    (
        "terminal.unknown",
        |facts| {
            terminal(facts).registered = false;
            facts.transaction.channel = Channel::Atm;
        },
        |facts| {
            terminal(facts).registered = false;
            facts.transaction.missing = Fields::TERMINAL_ID;
        },
    ),
    (
        "terminal.unknown",
        // What is not on file is bound to nobody, which is no second reason.
        |facts| {
            terminal(facts).registered = false;
            terminal(facts).bound_to_merchant = false;
        },
        |facts| {
            terminal(facts).registered = false;
            facts.transaction.channel = Channel::Unknown;
        },
    ),
    (
        "terminal.disabled",
        |facts| terminal(facts).disabled = true,
        |facts| {
            terminal(facts).disabled = true;
            facts.transaction.missing = Fields::TERMINAL_ID;
        },
    ),
    (
        "terminal.binding.merchant_mismatch",
        |facts| terminal(facts).bound_to_merchant = false,
        |facts| terminal(facts).bound_to_merchant = true,
    ),
    (
        "terminal.binding.serial_mismatch",
        |facts| terminal(facts).serial_matches = Some(false),
        |facts| terminal(facts).serial_matches = None,
    ),
    (
        "terminal.location.missing",
        |facts| {
            terminal(facts).location_present = false;
            terminal(facts).distance_m = None;
        },
        |facts| {
            terminal(facts).location_present = false;
            terminal(facts).distance_m = None;
            terminal(facts).radius_m = 0;
        },
    ),
    (
        "terminal.location.missing",
        |facts| terminal(facts).location_present = false,
        |facts| {
            terminal(facts).location_present = false;
            facts.transaction.channel = Channel::Atm;
        },
    ),
    (
        "terminal.location.out_of_area",
        |facts| terminal(facts).distance_m = Some(501),
        |facts| terminal(facts).distance_m = Some(500),
    ),
    (
        "terminal.location.out_of_area",
        |facts| terminal(facts).distance_m = Some(u32::MAX),
        |facts| {
            terminal(facts).distance_m = Some(u32::MAX);
            terminal(facts).radius_m = 0;
        },
    ),
    (
        "terminal.location.impossible_travel",
        |facts| terminal(facts).travel_speed = Some(101),
        |facts| terminal(facts).travel_speed = Some(100),
    ),
];

const CONNECTION: &[(&str, Change, Change)] = &[
    (
        "terminal.keys_stale",
        |facts| report(facts).signed_in_age_ms = Some(24 * HOUR_MS + 1),
        |facts| report(facts).signed_in_age_ms = Some(24 * HOUR_MS),
    ),
    (
        "terminal.batch_mismatch",
        |facts| report(facts).batch_matches = Some(false),
        |facts| report(facts).batch_matches = None,
    ),
    (
        "terminal.network_poor",
        |facts| report(facts).signal_dbm = Some(-106),
        |facts| report(facts).signal_dbm = Some(-105),
    ),
    (
        "terminal.network_poor",
        |facts| report(facts).round_trip_ms = Some(1_501),
        |facts| report(facts).round_trip_ms = Some(1_500),
    ),
    (
        "terminal.network_poor",
        |facts| report(facts).packet_loss_ppm = Some(50_001),
        |facts| report(facts).packet_loss_ppm = Some(50_000),
    ),
    (
        "terminal.network_unusable",
        |facts| report(facts).round_trip_ms = Some(8_001),
        |facts| report(facts).round_trip_ms = None,
    ),
    (
        "terminal.network_unusable",
        |facts| report(facts).packet_loss_ppm = Some(300_001),
        |facts| report(facts).packet_loss_ppm = None,
    ),
    (
        "terminal.network_unusable",
        |facts| {
            report(facts).signal_dbm = Some(-106);
            facts.transaction.amount.minor_units = 1_000_001;
        },
        |facts| {
            report(facts).signal_dbm = Some(-105);
            facts.transaction.amount.minor_units = 1_000_001;
        },
    ),
    (
        "terminal.network_poor",
        |facts| {
            report(facts).signal_dbm = Some(-106);
            facts.transaction.amount.minor_units = 1_000_000;
        },
        |facts| report(facts).signal_dbm = None,
    ),
    (
        // A void takes a payment out of doubt.
        "terminal.network_poor",
        |facts| {
            report(facts).signal_dbm = Some(-106);
            facts.transaction.amount.minor_units = 1_000_001;
            facts.transaction.kind = TransactionType::Void;
        },
        |facts| facts.transaction.amount.minor_units = i64::MAX,
    ),
    (
        "terminal.offline_backlog",
        |facts| report(facts).pending_offline = Some(21),
        |facts| report(facts).pending_offline = Some(20),
    ),
];

const DEVICE: &[(&str, Change, Change)] = &[
    (
        "terminal.tampered",
        |facts| report(facts).tampered = true,
        |facts| report(facts).tampered = false,
    ),
    (
        // Whether it names itself or not.
        "terminal.tampered",
        |facts| {
            report(facts).tampered = true;
            facts.transaction.missing = Fields::TERMINAL_ID;
        },
        |facts| {
            report(facts).display_fault = true;
            facts.transaction.missing = Fields::TERMINAL_ID;
        },
    ),
    (
        "terminal.display_fault",
        |facts| report(facts).display_fault = true,
        |facts| report(facts).display_fault = false,
    ),
    (
        "entry.fallback_excessive",
        |facts| report(facts).fallback_ppm = Some(100_001),
        |facts| report(facts).fallback_ppm = Some(100_000),
    ),
    (
        "terminal.power_unstable",
        |facts| report(facts).battery_percent = Some(14),
        |facts| report(facts).battery_percent = Some(15),
    ),
    (
        "terminal.power_unstable",
        |facts| report(facts).brownouts_day = Some(3),
        |facts| report(facts).brownouts_day = Some(2),
    ),
    (
        "terminal.power_unstable",
        |facts| {
            report(facts).battery_percent = Some(0);
            report(facts).brownouts_day = Some(u32::MAX);
        },
        |facts| report(facts).battery_percent = None,
    ),
    (
        "terminal.magnetic_interference",
        |facts| report(facts).magnetic_interference = true,
        |facts| report(facts).magnetic_interference = false,
    ),
    (
        "terminal.reader_dirty",
        |facts| report(facts).read_error_ppm = Some(50_001),
        |facts| report(facts).read_error_ppm = Some(50_000),
    ),
    (
        "terminal.printer_fault",
        |facts| report(facts).printer_fault = true,
        |facts| report(facts).printer_fault = false,
    ),
    (
        "terminal.app_unresponsive",
        |facts| report(facts).restarts_day = Some(4),
        |facts| report(facts).restarts_day = Some(3),
    ),
];

const CLIMATE_AND_UPKEEP: &[(&str, Change, Change)] = &[
    (
        "terminal.temperature",
        |facts| report(facts).temperature_celsius = Some(51),
        |facts| report(facts).temperature_celsius = Some(50),
    ),
    (
        "terminal.temperature",
        |facts| report(facts).temperature_celsius = Some(-1),
        |facts| report(facts).temperature_celsius = Some(0),
    ),
    (
        "terminal.temperature",
        |facts| {
            report(facts).model = "s90".into();
            report(facts).temperature_celsius = Some(1);
        },
        |facts| {
            report(facts).model = "S920".into();
            report(facts).temperature_celsius = Some(1);
        },
    ),
    (
        "terminal.humidity",
        |facts| report(facts).humidity_percent = Some(91),
        |facts| report(facts).humidity_percent = Some(90),
    ),
    (
        "terminal.humidity",
        |facts| report(facts).humidity_percent = Some(4),
        |facts| report(facts).humidity_percent = Some(5),
    ),
    (
        "terminal.heartbeat_stale",
        |facts| report(facts).last_report_age_ms = Some(1_440 * MINUTE_MS + 1),
        |facts| report(facts).last_report_age_ms = Some(1_440 * MINUTE_MS),
    ),
    (
        "terminal.pts_expired",
        |facts| report(facts).pts_expires_at = Some(NOW_MS),
        |facts| report(facts).pts_expires_at = Some(NOW_MS + 1),
    ),
    (
        "terminal.maintenance_due",
        |facts| report(facts).serviced_at = Some(NOW_MS - 180 * DAY_MS - 1),
        |facts| report(facts).serviced_at = Some(NOW_MS - 180 * DAY_MS),
    ),
    (
        "terminal.maintenance_due",
        |facts| report(facts).serviced_at = Some(0),
        |facts| report(facts).serviced_at = Some(u64::MAX),
    ),
    (
        "terminal.config.validity_window",
        |facts| report(facts).qr_code_valid_s = Some(181),
        |facts| report(facts).qr_code_valid_s = Some(180),
    ),
    (
        "terminal.config.validity_window",
        |facts| report(facts).pre_authorization_valid_days = Some(0),
        |facts| report(facts).pre_authorization_valid_days = Some(1),
    ),
    (
        "terminal.config.validity_window",
        |facts| report(facts).session_valid_minutes = Some(4),
        |facts| report(facts).session_valid_minutes = Some(5),
    ),
    (
        "terminal.config.validity_window",
        |facts| report(facts).password_valid_days = Some(91),
        |facts| report(facts).password_valid_days = Some(90),
    ),
];

fn all() -> impl Iterator<Item = &'static (&'static str, Change, Change)> {
    [STANDING, CONNECTION, DEVICE, CLIMATE_AND_UPKEEP]
        .into_iter()
        .flatten()
}

#[test]
fn each_reason_has_its_threshold() {
    let policy = shipped();
    for (row, (code, fires, spares)) in all().enumerate() {
        assert_eq!(policy.codes(fires), [*code], "row {row}");
        let spared: [&str; 0] = [];
        assert_eq!(
            policy.codes(spares),
            spared,
            "row {row}, near miss of {code}"
        );
    }
}

#[test]
fn no_reason_is_left_out() {
    // Versions are of the operator's settings: see `firmware`.
    let elsewhere = ["terminal.firmware.blocked", "terminal.firmware.outdated"];
    let seen: BTreeSet<&str> = all().map(|(code, ..)| *code).chain(elsewhere).collect();
    let manifest = describe(&configure::<TerminalHealth>("{}").unwrap());
    let declared: BTreeSet<&str> = (manifest.reasons.iter())
        .map(|reason| reason.code.as_str())
        .collect();
    assert_eq!(seen, declared);
    assert_eq!(declared.len(), TerminalHealth::REASONS.len());
}

/// A limit that is removed, or not yet in force, finds nothing.
#[test]
fn a_figure_that_does_not_hold_limits_nothing() {
    let later = r#"{"value":1,"source":"ours","effective_from":"2026-11-25"}"#;
    let fallback = |value: &str| {
        let settings = format!(r#"{{"device":{{"fallback_ppm":{value}}}}}"#);
        let found = Subject::<TerminalHealth>::with(&settings)
            .codes(|facts| report(facts).fallback_ppm = Some(1_000_000));
        found.len()
    };
    assert_eq!([later, "null"].map(fallback), [0, 0]);
    assert_eq!(fallback(&later.replace("25", "24")), 1);
}
