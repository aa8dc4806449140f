//! Terminals: what is on file of them, and what they report of themselves while all is well.

use jiff::Timestamp;
use tollgate_proto::v1;

use super::place::Place;
use super::random::Random;
use super::shop::{days_after, days_before, hours_before};
use super::trade::Trade;

/// How far from its place a terminal may be used, metres.
const RADIUS_M: u32 = 500;
/// A kilometre to the north, degrees.
const KILOMETRE: f64 = 1.0 / 111.2;
/// The software that terminals run.
const FIRMWARE: &str = "3.2.1";
/// Terminals that nobody looked after for too long.
const NEGLECTED: f64 = 0.005;
/// Terminals that ask for a PIN however little is paid.
const ALWAYS_PIN: f64 = 0.01;

/// The record of a shop's terminal with this number.
pub(super) fn record(
    merchant_id: &str,
    number: u32,
    (place, trade): (&Place, &Trade),
    now: Timestamp,
    random: &mut Random,
) -> v1::Terminal {
    let shop = merchant_id.trim_start_matches('M');
    let neglected = random.chance(NEGLECTED);
    let serviced_days = if neglected { (200, 260) } else { (5, 120) };
    let moves = trade.moves();
    v1::Terminal {
        terminal_id: format!("T{shop}-{number}"),
        merchant_id: merchant_id.into(),
        serial_number: format!("SN-{shop}-{number:02}"),
        model: if moves { "Pocket 2" } else { "Counter 5" }.into(),
        latitude: Some(metre(place.middle.0 + kilometres(6.0, random))),
        longitude: Some(metre(place.middle.1 + kilometres(6.0, random))),
        // A taxi's is at home on the whole road.
        radius_m: (!moves).then_some(RADIUS_M),
        batch_number: format!("{:06}", random.between(1, 400)),
        pts_expires_at: Some(days_after(now, random.between(100, 1_500))),
        serviced_at: Some(days_before(
            now,
            random.between(serviced_days.0, serviced_days.1),
        )),
        currency: place.currency.into(),
        no_pin_enabled: !random.chance(ALWAYS_PIN),
        ..v1::Terminal::default()
    }
}

/// What a terminal in good order says with a payment.
pub(super) fn report(
    terminal: &v1::Terminal,
    at: Timestamp,
    random: &mut Random,
) -> v1::TerminalReport {
    let mut between = |first, last| Some(random.between(first, last));
    let signed = |figure: Option<u32>| figure.and_then(|figure| i32::try_from(figure).ok());
    let hours = between(1, 11).unwrap_or(1);
    v1::TerminalReport {
        serial_number: terminal.serial_number.clone(),
        firmware_version: FIRMWARE.into(),
        battery_percent: signed(between(25, 100)),
        temperature_celsius: signed(between(17, 34)),
        humidity_percent: signed(between(30, 65)),
        signal_dbm: signed(between(55, 90)).map(|dbm| -dbm),
        round_trip_ms: between(40, 320),
        packet_loss_ppm: between(0, 4_000),
        restarts_24h: between(0, 1),
        brownouts_24h: Some(0),
        pending_offline: between(0, 2),
        read_error_ppm: between(500, 12_000),
        fallback_ppm: between(0, 9_000),
        batch_number: terminal.batch_number.clone(),
        signed_in_at: Some(hours_before(at, hours)),
        chip_capable: true,
        contactless_capable: true,
        qr_capable: true,
        qr_code_valid_s: Some(60),
        pre_authorization_valid_days: Some(30),
        session_valid_minutes: Some(720),
        password_valid_days: Some(60),
        latitude: terminal
            .latitude
            .map(|at| metre(at + kilometres(0.05, random))),
        longitude: terminal
            .longitude
            .map(|at| metre(at + kilometres(0.05, random))),
        ..v1::TerminalReport::default()
    }
}

/// Moves what is reported so far to the north.
pub(super) fn carry(report: &mut v1::TerminalReport, kilometres: f64) {
    if let Some(latitude) = &mut report.latitude {
        *latitude = metre(*latitude + kilometres * KILOMETRE);
    }
}

/// Degrees to about a metre, as a terminal tells them.
fn metre(degrees: f64) -> f64 {
    (degrees * 100_000.0).round() / 100_000.0
}

/// Up to so many kilometres to one side or the other, in degrees of latitude.
fn kilometres(most: f64, random: &mut Random) -> f64 {
    (2.0 * random.unit() - 1.0) * most * KILOMETRE
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::super::place::PLACES;
    use super::super::trade::TRADES;
    use super::*;

    #[test]
    fn a_report_is_of_the_terminal_on_file_and_near_its_place() {
        let mut random = Random::new(4);
        let now: Timestamp = "2026-09-17T10:00:00Z".parse().unwrap();
        for place in &PLACES {
            let terminal = record("M000007", 1, (place, &TRADES[0]), now, &mut random);
            let report = report(&terminal, now, &mut random);
            assert_eq!(report.serial_number, terminal.serial_number);
            assert_eq!(report.batch_number, terminal.batch_number);
            let metres = |told: Option<f64>, filed: Option<f64>| {
                (told.unwrap() - filed.unwrap()).abs() / KILOMETRE * 1_000.0
            };
            let north = metres(report.latitude, terminal.latitude);
            let east = metres(report.longitude, terminal.longitude);
            assert!(north.hypot(east) < f64::from(terminal.radius_m.unwrap()));
        }
    }
}
