//! Terminals: whose they are, where they are, and what state they are in.

use tollgate_proto::v1;

use super::{Cause, Scene, cause};
use crate::payment::at;

/// Settings without which some of these are never found.
pub const SETTINGS: &str = "
[settings.firmware.blocked]
\"*\" = { value = [\"3.1.4\"], source = \"a maker's notice\", effective_from = \"2026-01-01\" }

[settings.firmware.minimum.A920]
value = { version = \"3.2.0\", deadline = \"2099-12-31\" }
source = \"a maker's notice\"
effective_from = \"2026-01-01\"
";

const DAY_S: i64 = 86_400;

/// What `terminal-health` finds.
pub const CAUSES: &[Cause] = &[
    cause(
        "terminal.tampered",
        ("the terminal was opened", |scene| opened(scene, true)),
        ("the terminal was not opened", |scene| opened(scene, false)),
    ),
    cause(
        "terminal.disabled",
        ("the terminal was taken out of service", |scene| {
            disabled(scene, true)
        }),
        ("the terminal is in service", |scene| disabled(scene, false)),
    ),
    cause(
        "terminal.unknown",
        ("nobody registered the terminal of a counter", |scene| {
            unregistered(scene, v1::Channel::Pos)
        }),
        ("nobody registered the number of a printed code", |scene| {
            unregistered(scene, v1::Channel::Qr)
        }),
    ),
    cause(
        "terminal.binding.merchant_mismatch",
        ("the terminal is another shop's", |scene| {
            scene.terminal().merchant_id += "-other"
        }),
        ("the terminal is the shop's own", |_| {}),
    ),
    cause(
        "terminal.binding.serial_mismatch",
        ("another device uses the terminal's number", |scene| {
            scene.report().serial_number = "sn-other".into()
        }),
        ("a device that does not tell its serial number", |scene| {
            scene.report().serial_number.clear()
        }),
    ),
    cause(
        "terminal.firmware.blocked",
        ("a version that the operator blocked", |scene| {
            version(scene, "3.1.4")
        }),
        ("the version after it", |scene| version(scene, "3.1.5")),
    ),
    cause(
        "terminal.firmware.outdated",
        ("the last version before the operator's minimum", |scene| {
            version(scene, "3.1.99")
        }),
        ("the operator's minimum", |scene| version(scene, "3.2.0")),
    ),
    cause(
        "terminal.location.out_of_area",
        ("501 metres from the shop, and 500 are allowed", |scene| {
            moved(scene, 0.004_502)
        }),
        ("500 metres from the shop, and 500 are allowed", |scene| {
            moved(scene, 0.004_497)
        }),
    ),
    cause(
        "terminal.location.missing",
        (
            "no location, where the terminal has to stay at its address",
            |scene| nowhere(scene, Some(500)),
        ),
        ("no location, where the terminal may be anywhere", |scene| {
            nowhere(scene, None)
        }),
    ),
    cause(
        "terminal.location.impossible_travel",
        (
            "10,100 metres in 100 seconds: 101 metres a second",
            |scene| travelled(scene, 0.090_84),
        ),
        (
            "10,000 metres in 100 seconds: 100 metres a second",
            |scene| travelled(scene, 0.089_94),
        ),
    ),
    cause(
        "terminal.keys_stale",
        ("signed in 24 hours and a second ago", |scene| {
            signed_in(scene, DAY_S + 1)
        }),
        ("signed in 24 hours ago", |scene| signed_in(scene, DAY_S)),
    ),
    cause(
        "terminal.batch_mismatch",
        ("a payment for batch 2 while batch 1 is open", |scene| {
            scene.report().batch_number = "000002".into()
        }),
        ("a payment that names no batch", |scene| {
            scene.report().batch_number.clear()
        }),
    ),
    cause(
        "terminal.display_fault",
        ("the screen is broken", |scene| {
            scene.report().display_fault = true
        }),
        ("the printer is broken", |scene| {
            scene.report().printer_fault = true
        }),
    ),
    cause(
        "terminal.printer_fault",
        ("the printer is broken", |scene| {
            scene.report().printer_fault = true
        }),
        ("the screen is broken", |scene| {
            scene.report().display_fault = true
        }),
    ),
    cause(
        "terminal.offline_backlog",
        ("21 payments wait to be sent", |scene| {
            scene.report().pending_offline = Some(21)
        }),
        ("20 payments wait to be sent", |scene| {
            scene.report().pending_offline = Some(20)
        }),
    ),
    cause(
        "terminal.network_unusable",
        ("messages take 8,001 ms to and fro", |scene| {
            scene.report().round_trip_ms = Some(8_001)
        }),
        ("messages take 8,000 ms to and fro", |scene| {
            scene.report().round_trip_ms = Some(8_000)
        }),
    ),
    cause(
        "terminal.network_poor",
        ("5.0001 % of packets are lost", |scene| {
            scene.report().packet_loss_ppm = Some(50_001)
        }),
        ("5 % of packets are lost", |scene| {
            scene.report().packet_loss_ppm = Some(50_000)
        }),
    ),
    cause(
        "terminal.temperature",
        ("51 °C", |scene| {
            scene.report().temperature_celsius = Some(51)
        }),
        ("50 °C", |scene| {
            scene.report().temperature_celsius = Some(50)
        }),
    ),
    cause(
        "terminal.humidity",
        ("91 % humidity", |scene| {
            scene.report().humidity_percent = Some(91)
        }),
        ("90 % humidity", |scene| {
            scene.report().humidity_percent = Some(90)
        }),
    ),
    cause(
        "terminal.power_unstable",
        ("14 % battery", |scene| {
            scene.report().battery_percent = Some(14)
        }),
        ("15 % battery", |scene| {
            scene.report().battery_percent = Some(15)
        }),
    ),
    cause(
        "terminal.magnetic_interference",
        ("a strong magnet is near", |scene| magnet(scene, true)),
        ("no magnet is near", |scene| magnet(scene, false)),
    ),
    cause(
        "terminal.reader_dirty",
        ("5.0001 % of reads fail", |scene| {
            scene.report().read_error_ppm = Some(50_001)
        }),
        ("5 % of reads fail", |scene| {
            scene.report().read_error_ppm = Some(50_000)
        }),
    ),
    cause(
        "terminal.app_unresponsive",
        ("the fourth restart in a day", |scene| {
            scene.report().restarts_24h = Some(4)
        }),
        ("the third restart in a day", |scene| {
            scene.report().restarts_24h = Some(3)
        }),
    ),
    cause(
        "terminal.heartbeat_stale",
        (
            "the terminal last told how it is 24 hours and a second ago",
            |scene| heard(scene, DAY_S + 1),
        ),
        ("the terminal last told how it is 24 hours ago", |scene| {
            heard(scene, DAY_S)
        }),
    ),
    cause(
        "terminal.pts_expired",
        ("the PTS approval ends this second", |scene| {
            approval(scene, 0)
        }),
        ("the PTS approval ends in a second", |scene| {
            approval(scene, 1)
        }),
    ),
    cause(
        "terminal.maintenance_due",
        ("serviced 180 days and a second ago", |scene| {
            serviced(scene, 180 * DAY_S + 1)
        }),
        ("serviced 180 days ago", |scene| {
            serviced(scene, 180 * DAY_S)
        }),
    ),
    cause(
        "terminal.config.validity_window",
        ("codes are set to be good for 181 seconds", |scene| {
            scene.report().qr_code_valid_s = Some(181)
        }),
        ("codes are set to be good for 180 seconds", |scene| {
            scene.report().qr_code_valid_s = Some(180)
        }),
    ),
    cause(
        "entry.fallback_excessive",
        ("10.0001 % of chip cards are swiped", |scene| {
            scene.report().fallback_ppm = Some(100_001)
        }),
        ("10 % of chip cards are swiped", |scene| {
            scene.report().fallback_ppm = Some(100_000)
        }),
    ),
];

fn opened(scene: &mut Scene, tampered: bool) {
    scene.report().tampered = tampered;
}

fn disabled(scene: &mut Scene, disabled: bool) {
    scene.terminal().disabled = disabled;
}

fn unregistered(scene: &mut Scene, channel: v1::Channel) {
    scene.terminal = None;
    scene.payment.channel = channel.into();
}

fn version(scene: &mut Scene, version: &str) {
    scene.report().firmware_version = version.into();
}

/// So many degrees to the north.
fn moved(scene: &mut Scene, degrees: f64) {
    let latitude = scene.terminal().latitude.expect("a latitude");
    scene.report().latitude = Some(latitude + degrees);
}

fn nowhere(scene: &mut Scene, radius_m: Option<u32>) {
    scene.terminal().radius_m = radius_m;
    scene.report().latitude = None;
    scene.report().longitude = None;
}

/// A terminal that may be anywhere was so many degrees away 100 seconds before.
fn travelled(scene: &mut Scene, degrees: f64) {
    scene.terminal().radius_m = None;
    scene.earlier(100, None, |_| {});
    moved(scene, degrees);
}

fn signed_in(scene: &mut Scene, seconds: i64) {
    let signed_in_at = Some(at(scene.now - seconds));
    scene.report().signed_in_at = signed_in_at;
}

fn magnet(scene: &mut Scene, near: bool) {
    scene.report().magnetic_interference = near;
}

fn heard(scene: &mut Scene, seconds: i64) {
    scene.earlier(seconds, None, |_| {});
    scene.payment.terminal = None;
    // Or it would have to say where it is.
    scene.terminal().radius_m = None;
}

fn approval(scene: &mut Scene, seconds: i64) {
    let expires_at = Some(at(scene.now + seconds));
    scene.terminal().pts_expires_at = expires_at;
}

fn serviced(scene: &mut Scene, seconds: i64) {
    let serviced_at = Some(at(scene.now - seconds));
    scene.terminal().serviced_at = serviced_at;
}
