//! The terminal: what it is and did, and how it feels.

use tollgate_proto::log::v1 as log;

use crate::payment::TerminalReport;
use crate::place::Place;
use crate::wit::tollgate::policy::facts::{Terminal, TerminalHealth};

use super::cases::{pack, unpack};
use super::{Damaged, narrow, narrow_some};

pub(super) fn encode(seen: &Terminal, report: Option<&TerminalReport>) -> log::Terminal {
    let place = report
        .and_then(|report| report.location)
        .map(Place::of_degrees);
    log::Terminal {
        flags: pack([
            seen.registered,
            seen.disabled,
            seen.bound_to_merchant,
            seen.chip_capable,
            seen.contactless_capable,
            seen.qr_capable,
            seen.no_pin_enabled,
            seen.location_present,
            seen.chip_read_failed,
            seen.magstripe_read_failed,
            seen.contactless_read_failed,
        ]),
        serial_matches: seen.serial_matches,
        currency: seen.currency.into(),
        distance_m: seen.distance_m,
        radius_m: seen.radius_m,
        travel_speed: seen.travel_speed,
        latitude_e6: place.map(|place| place.latitude_e6),
        longitude_e6: place.map(|place| place.longitude_e6),
        reported: report.is_some(),
    }
}

pub(super) fn decode(message: &log::Terminal) -> Result<Terminal, Damaged> {
    let [
        registered,
        disabled,
        bound_to_merchant,
        chip_capable,
        contactless_capable,
        qr_capable,
        no_pin_enabled,
        location_present,
        chip_read_failed,
        magstripe_read_failed,
        contactless_read_failed,
    ] = unpack("terminal.flags", message.flags)?;
    Ok(Terminal {
        registered,
        disabled,
        bound_to_merchant,
        serial_matches: message.serial_matches,
        chip_capable,
        contactless_capable,
        qr_capable,
        no_pin_enabled,
        currency: narrow("terminal.currency", message.currency)?,
        location_present,
        distance_m: message.distance_m,
        radius_m: message.radius_m,
        travel_speed: message.travel_speed,
        chip_read_failed,
        magstripe_read_failed,
        contactless_read_failed,
    })
}

pub(super) fn encode_health(seen: &TerminalHealth) -> log::TerminalHealth {
    log::TerminalHealth {
        flags: pack([
            seen.tampered,
            seen.magnetic_interference,
            seen.display_fault,
            seen.printer_fault,
        ]),
        model: seen.model.clone(),
        firmware_version: seen.firmware_version.clone(),
        signed_in_age_ms: seen.signed_in_age_ms,
        batch_matches: seen.batch_matches,
        battery_percent: seen.battery_percent.map(u32::from),
        temperature_celsius: seen.temperature_celsius.map(i32::from),
        humidity_percent: seen.humidity_percent.map(u32::from),
        signal_dbm: seen.signal_dbm.map(i32::from),
        round_trip_ms: seen.round_trip_ms,
        packet_loss_ppm: seen.packet_loss_ppm,
        restarts_day: seen.restarts_day,
        pending_offline: seen.pending_offline,
        read_error_ppm: seen.read_error_ppm,
        fallback_ppm: seen.fallback_ppm,
        brownouts_day: seen.brownouts_day,
        pts_expires_at_ms: seen.pts_expires_at,
        serviced_at_ms: seen.serviced_at,
        last_report_age_ms: seen.last_report_age_ms,
        qr_code_valid_s: seen.qr_code_valid_s,
        pre_authorization_valid_days: seen.pre_authorization_valid_days,
        session_valid_minutes: seen.session_valid_minutes,
        password_valid_days: seen.password_valid_days,
    }
}

pub(super) fn decode_health(message: log::TerminalHealth) -> Result<TerminalHealth, Damaged> {
    let [
        tampered,
        magnetic_interference,
        display_fault,
        printer_fault,
    ] = unpack("terminal_health.flags", message.flags)?;
    let signed = |field, number: Option<i32>| {
        number
            .map(i16::try_from)
            .transpose()
            .map_err(|_| Damaged::new(field, "is out of range"))
    };
    Ok(TerminalHealth {
        model: message.model,
        firmware_version: message.firmware_version,
        tampered,
        signed_in_age_ms: message.signed_in_age_ms,
        batch_matches: message.batch_matches,
        pts_expires_at: message.pts_expires_at_ms,
        serviced_at: message.serviced_at_ms,
        last_report_age_ms: message.last_report_age_ms,
        battery_percent: narrow_some("terminal_health.battery_percent", message.battery_percent)?,
        temperature_celsius: signed(
            "terminal_health.temperature_celsius",
            message.temperature_celsius,
        )?,
        humidity_percent: narrow_some(
            "terminal_health.humidity_percent",
            message.humidity_percent,
        )?,
        magnetic_interference,
        signal_dbm: signed("terminal_health.signal_dbm", message.signal_dbm)?,
        round_trip_ms: message.round_trip_ms,
        packet_loss_ppm: message.packet_loss_ppm,
        display_fault,
        printer_fault,
        restarts_day: message.restarts_day,
        brownouts_day: message.brownouts_day,
        pending_offline: message.pending_offline,
        read_error_ppm: message.read_error_ppm,
        fallback_ppm: message.fallback_ppm,
        qr_code_valid_s: message.qr_code_valid_s,
        pre_authorization_valid_days: message.pre_authorization_valid_days,
        session_valid_minutes: message.session_valid_minutes,
        password_valid_days: message.password_valid_days,
    })
}
