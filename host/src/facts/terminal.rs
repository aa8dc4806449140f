//! What policies see of a terminal.

use crate::payment::{Payment, TerminalReport};
use crate::place;
use crate::profiles::TerminalProfile;
use crate::wit::tollgate::policy::facts::{Terminal, TerminalHealth};

use super::Parties;

pub(super) fn facts(payment: &Payment, parties: &Parties) -> Terminal {
    let profile = parties.terminal.as_deref();
    let none = TerminalReport::default();
    let report = payment.terminal.as_ref().unwrap_or(&none);
    Terminal {
        registered: profile.is_some(),
        disabled: profile.is_some_and(|profile| profile.disabled),
        bound_to_merchant: profile
            .is_some_and(|profile| *profile.merchant_id == *payment.merchant_id),
        serial_matches: same(
            profile.and_then(|profile| profile.serial_number.as_deref()),
            &report.serial_number,
        ),
        chip_capable: report.chip_capable,
        contactless_capable: report.contactless_capable,
        qr_capable: report.qr_capable,
        no_pin_enabled: profile.is_some_and(|profile| profile.no_pin_enabled),
        currency: profile
            .and_then(|profile| profile.currency)
            .map_or(0, |currency| currency.number()),
        location_present: report.location.is_some(),
        distance_m: profile.and_then(|profile| distance_m(profile, report)),
        radius_m: profile.and_then(|profile| profile.radius_m).unwrap_or(0),
        travel_speed: None,
        chip_read_failed: report.chip_read_failed,
        magstripe_read_failed: report.magstripe_read_failed,
        contactless_read_failed: report.contactless_read_failed,
    }
}

/// What is known of how the terminal is: `None` where it told nothing and is not on file.
pub(super) fn health(
    payment: &Payment,
    parties: &Parties,
    last_report_age_ms: Option<u64>,
    now_ms: u64,
) -> Option<TerminalHealth> {
    let profile = parties.terminal.as_deref();
    let none = TerminalReport::default();
    let report = match (&payment.terminal, profile) {
        (Some(report), _) => report,
        (None, Some(_)) => &none,
        (None, None) => return None,
    };
    Some(TerminalHealth {
        model: profile
            .map(|profile| profile.model.to_string())
            .unwrap_or_default(),
        firmware_version: report.firmware_version.to_string(),
        tampered: report.tampered,
        signed_in_age_ms: report.signed_in_at_ms.map(|at| now_ms.saturating_sub(at)),
        batch_matches: same(
            profile.and_then(|profile| profile.batch_number.as_deref()),
            &report.batch_number,
        ),
        pts_expires_at: profile.and_then(|profile| profile.pts_expires_at_ms),
        serviced_at: profile.and_then(|profile| profile.serviced_at_ms),
        last_report_age_ms: match &payment.terminal {
            Some(_) => Some(0),
            None => last_report_age_ms,
        },
        battery_percent: report.battery_percent,
        temperature_celsius: report.temperature_celsius,
        humidity_percent: report.humidity_percent,
        magnetic_interference: report.magnetic_interference,
        signal_dbm: report.signal_dbm,
        round_trip_ms: report.round_trip_ms,
        packet_loss_ppm: report.packet_loss_ppm,
        display_fault: report.display_fault,
        printer_fault: report.printer_fault,
        restarts_day: report.restarts_day,
        brownouts_day: report.brownouts_day,
        pending_offline: report.pending_offline,
        read_error_ppm: report.read_error_ppm,
        fallback_ppm: report.fallback_ppm,
        qr_code_valid_s: report.qr_code_valid_s,
        pre_authorization_valid_days: report.pre_authorization_valid_days,
        session_valid_minutes: report.session_valid_minutes,
        password_valid_days: report.password_valid_days,
    })
}

/// Whether what is on file and what was reported agree; `None` where one is missing.
fn same(on_file: Option<&str>, reported: &str) -> Option<bool> {
    on_file
        .filter(|_| !reported.is_empty())
        .map(|on_file| on_file == reported)
}

/// Great-circle distance from the registered address.
fn distance_m(profile: &TerminalProfile, report: &TerminalReport) -> Option<u32> {
    let registered = profile.location?;
    let told = report.location?;
    let registered = (registered.latitude, registered.longitude);
    Some(place::metres(registered, told))
}
