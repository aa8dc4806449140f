//! What findings carry, and how many there are.

use tollgate_policy::facts::{Facts, TransactionType};
use tollgate_policy::testing::NOW_MS;
use tollgate_policy::verdicts::Value;
use tollgate_policy::{configure, describe, integer, money, ppm, text};

use super::{Change, TerminalHealth, report, shipped, terminal};

/// What the one finding carries after a change.
#[track_caller]
fn carries(change: Change, expected: &[Value]) {
    let answer = shipped().assess(change);
    assert_eq!(answer.findings.len(), 1);
    assert_eq!(answer.findings[0].parameters, expected);
}

#[test]
fn a_finding_says_what_was_seen_and_what_is_allowed() {
    let poor = |seen: &str, allowed: &str| [text(seen), text(allowed)];
    carries(
        |facts| report(facts).packet_loss_ppm = Some(75_999),
        &poor("7.5%", "≤ 5%"),
    );
    carries(
        |facts| report(facts).round_trip_ms = Some(1_600),
        &poor("1600 ms", "≤ 1500 ms"),
    );
    carries(
        |facts| report(facts).signal_dbm = Some(-110),
        &poor("-110 dBm", "≥ -105 dBm"),
    );
    // One finding, of what loses most.
    carries(
        |facts| {
            report(facts).signal_dbm = Some(-110);
            report(facts).round_trip_ms = Some(1_600);
            report(facts).packet_loss_ppm = Some(60_000);
        },
        &poor("6%", "≤ 5%"),
    );
    carries(
        |facts| report(facts).battery_percent = Some(3),
        &poor("3%", "≥ 15%"),
    );
    carries(
        |facts| report(facts).brownouts_day = Some(5),
        &poor("5", "≤ 2"),
    );
    carries(
        |facts| report(facts).packet_loss_ppm = Some(900_000),
        &[text("90%"), text("≤ 30%"), money(0)],
    );
    carries(
        |facts| {
            report(facts).round_trip_ms = Some(2_000);
            facts.transaction.amount.minor_units = 2_000_000;
        },
        &[text("2000 ms"), text("≤ 1500 ms"), money(1_000_000)],
    );
    carries(
        |facts| report(facts).signed_in_age_ms = Some(24 * 3_600_000 + 1),
        &[integer(25), integer(24)],
    );
    carries(
        |facts| report(facts).fallback_ppm = Some(400_000),
        &[ppm(400_000), ppm(100_000)],
    );
    carries(
        |facts| terminal(facts).distance_m = Some(9_000),
        &[integer(9_000), integer(500)],
    );
    carries(
        |facts| report(facts).session_valid_minutes = Some(9_999),
        &[
            text("session_valid_minutes"),
            integer(9_999),
            integer(5),
            integer(1_440),
        ],
    );
}

#[test]
fn a_terminal_that_is_too_hot_has_time_to_cool() {
    let answer = shipped().assess(|facts| report(facts).temperature_celsius = Some(61));
    assert_eq!(answer.findings[0].not_before, Some(NOW_MS + 900_000));
    assert_eq!(answer.findings[0].parameters, [61, 0, 50].map(integer));
}

fn everything_wrong(facts: &mut Facts) {
    let terminal = terminal(facts);
    (terminal.disabled, terminal.bound_to_merchant) = (true, false);
    (terminal.serial_matches, terminal.location_present) = (Some(false), false);
    (terminal.distance_m, terminal.travel_speed) = (Some(9_000), Some(400));
    let report = report(facts);
    (report.tampered, report.display_fault, report.printer_fault) = (true, true, true);
    (report.magnetic_interference, report.batch_matches) = (true, Some(false));
    (report.signed_in_age_ms, report.last_report_age_ms) = (Some(u64::MAX), Some(u64::MAX));
    (report.pts_expires_at, report.serviced_at) = (Some(0), Some(0));
    (report.battery_percent, report.brownouts_day) = (Some(0), Some(9));
    (report.temperature_celsius, report.humidity_percent) = (Some(-30), Some(100));
    (report.signal_dbm, report.round_trip_ms) = (Some(-150), Some(60_000));
    (report.packet_loss_ppm, report.pending_offline) = (Some(1_000_000), Some(900));
    (report.restarts_day, report.read_error_ppm) = (Some(90), Some(900_000));
    (report.fallback_ppm, report.qr_code_valid_s) = (Some(900_000), Some(0));
}

/// Each fault is one finding, and those that stop the payment come before those that do not.
#[test]
fn many_faults_do_not_drown_the_one_that_counts() {
    let mut positions: Vec<u16> = (shipped().assess(everything_wrong).findings.iter())
        .map(|finding| finding.reason)
        .collect();
    positions.sort_unstable();
    let count = positions.len();
    positions.dedup();
    assert_eq!((count, positions.len()), (24, 24));
    let manifest = describe(&configure::<TerminalHealth>("{}").unwrap());
    assert_eq!(
        manifest.reasons[usize::from(positions[0])].code,
        "terminal.tampered"
    );
    let effects: Vec<u8> = (manifest.reasons.iter())
        .map(|reason| reason.effect as u8)
        .collect();
    assert!(effects.is_sorted(), "the strictest first: {effects:?}");
}

/// A copied terminal pays itself by refunds.
#[test]
fn refunds_and_voids_are_judged_too() {
    for kind in [
        TransactionType::Refund,
        TransactionType::Void,
        TransactionType::Completion,
    ] {
        let found = shipped().codes(|facts| {
            facts.transaction.kind = kind;
            terminal(facts).serial_matches = Some(false);
        });
        assert_eq!(found, ["terminal.binding.serial_mismatch"], "{kind:?}");
    }
}
