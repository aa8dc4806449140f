//! A terminal's report of itself.

use tollgate_proto::v1;

use crate::payment::TerminalReport;

use super::check::Check;

pub(super) fn decode(report: &v1::TerminalReport, check: &mut Check) -> TerminalReport {
    const PPM: std::ops::RangeInclusive<u32> = 0..=1_000_000;
    TerminalReport {
        serial_number: check.text("terminal.serial_number", &report.serial_number, 64),
        firmware_version: check.text("terminal.firmware_version", &report.firmware_version, 64),
        location: location(report, check),
        tampered: report.tampered,
        battery_percent: check.within("terminal.battery_percent", report.battery_percent, 0..=100),
        temperature_celsius: check.within(
            "terminal.temperature_celsius",
            report.temperature_celsius,
            -100..=200,
        ),
        humidity_percent: check.within(
            "terminal.humidity_percent",
            report.humidity_percent,
            0..=100,
        ),
        magnetic_interference: report.magnetic_interference,
        signal_dbm: check.within("terminal.signal_dbm", report.signal_dbm, -200..=50),
        round_trip_ms: report.round_trip_ms,
        packet_loss_ppm: check.within("terminal.packet_loss_ppm", report.packet_loss_ppm, PPM),
        display_fault: report.display_fault,
        printer_fault: report.printer_fault,
        restarts_day: report.restarts_24h,
        brownouts_day: report.brownouts_24h,
        pending_offline: report.pending_offline,
        chip_read_failed: report.chip_read_failed,
        magstripe_read_failed: report.magstripe_read_failed,
        contactless_read_failed: report.contactless_read_failed,
        read_error_ppm: check.within("terminal.read_error_ppm", report.read_error_ppm, PPM),
        fallback_ppm: check.within("terminal.fallback_ppm", report.fallback_ppm, PPM),
        qr_code_valid_s: report.qr_code_valid_s,
        pre_authorization_valid_days: report.pre_authorization_valid_days,
        session_valid_minutes: report.session_valid_minutes,
        password_valid_days: report.password_valid_days,
        batch_number: check.text("terminal.batch_number", &report.batch_number, 32),
        signed_in_at_ms: check.instant("terminal.signed_in_at", report.signed_in_at.as_ref()),
        local_time_ms: check.instant("terminal.local_time", report.local_time.as_ref()),
        chip_capable: report.chip_capable,
        contactless_capable: report.contactless_capable,
        qr_capable: report.qr_capable,
    }
}

fn location(report: &v1::TerminalReport, check: &mut Check) -> Option<(f64, f64)> {
    let (latitude, longitude) = match (report.latitude, report.longitude) {
        (Some(latitude), Some(longitude)) => (latitude, longitude),
        (None, None) => return None,
        _ => {
            check.refuse("terminal.latitude", "must come together with longitude");
            return None;
        }
    };
    // Not a number is in no range.
    if !(-90.0..=90.0).contains(&latitude) {
        check.refuse("terminal.latitude", "must be between -90 and 90");
    }
    if !(-180.0..=180.0).contains(&longitude) {
        check.refuse("terminal.longitude", "must be between -180 and 180");
    }
    Some((latitude, longitude))
}
