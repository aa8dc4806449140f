//! Mistakes in settings are told with their place and their fix.

use tollgate_policy::testing::{self, Subject};

use super::{TerminalHealth, figure};

#[track_caller]
fn refuses(settings: &str, path: &str, message: &str) {
    testing::refuses::<TerminalHealth>(settings, path, message);
}

/// Group, member, value of its figure, path and message of the refusal.
#[test]
fn figures_are_checked() {
    for (group, member, value, message) in [
        ("place", "speed_m_s", "0", "larger than 0"),
        ("session", "sign_in_hours", "0", "under `remove`"),
        ("connection", "pending_offline", "0", "larger than 0"),
        ("device", "battery_percent", "0", "1 to 100"),
        ("device", "battery_percent", "101", "1 to 100"),
        ("device", "read_error_ppm", "0", "1 to 1000000"),
        ("device", "fallback_ppm", "1000001", "1 to 1000000"),
        ("climate", "recovery_minutes", "0", "larger than 0"),
        ("upkeep", "report_minutes", "0", "larger than 0"),
        ("upkeep", "service_days", "0", "larger than 0"),
        (
            "validity",
            "qr_code_valid_s",
            r#"{"minimum":2,"maximum":1}"#,
            "not above",
        ),
        (
            "validity",
            "password_valid_days",
            r#"{"minimum":2,"maximum":1}"#,
            "not above",
        ),
    ] {
        let settings = format!(r#"{{"{group}":{{"{member}":{}}}}}"#, figure(value));
        refuses(&settings, &format!("{group}.{member}.value"), message);
    }
}

#[test]
fn figures_by_something_are_checked() {
    for (group, member, key, value, path, message) in [
        (
            "connection",
            "poor",
            "signal_dbm",
            "1",
            "value",
            "-200 to 0 dBm",
        ),
        (
            "connection",
            "poor",
            "round_trip_ms",
            "0",
            "value",
            "larger than 0",
        ),
        (
            "connection",
            "unusable",
            "packet_loss_ppm",
            "0",
            "value",
            "parts per million",
        ),
        (
            "connection",
            "weak_ceiling",
            "CNY",
            "0",
            "value",
            "larger than 0",
        ),
        (
            "climate",
            "temperature_celsius",
            "A920",
            r#"{"minimum":50,"maximum":0}"#,
            "value",
            "go up",
        ),
        (
            "climate",
            "temperature_celsius",
            "*",
            r#"{"minimum":0,"maximum":201}"#,
            "value",
            "200 °C",
        ),
        (
            "climate",
            "humidity_percent",
            "*",
            r#"{"minimum":0,"maximum":101}"#,
            "value",
            "100 percent",
        ),
        (
            "firmware",
            "blocked",
            "A920",
            r#"["1.0","v"]"#,
            "value[1]",
            "1 to 64 bytes",
        ),
        (
            "firmware",
            "minimum",
            "A920",
            r#"{"version":"new","deadline":"2026-12-31"}"#,
            "value.version",
            "like 3.2.1",
        ),
    ] {
        let figure = figure(value);
        let settings = format!(r#"{{"{group}":{{"{member}":{{"{key}":{figure}}}}}}}"#);
        refuses(
            &settings,
            &format!("{group}.{member}.{key}.{path}"),
            message,
        );
    }
    let ceiling = format!(
        r#"{{"connection":{{"weak_ceiling":{{"cny":{}}}}}}}"#,
        figure("1")
    );
    refuses(&ceiling, "connection.weak_ceiling.cny", "ISO 4217");
}

#[test]
fn unknown_members_and_cases_are_refused() {
    refuses(r#"{"devices":{}}"#, "devices", "unknown field");
    refuses(r#"{"device":null}"#, "", "missing field");
    refuses(
        r#"{"standing":{"registered_channels":["shop"]}}"#,
        "standing.registered_channels[0]",
        "shop",
    );
    let date = figure(r#"{"version":"1.0","deadline":"soon"}"#);
    refuses(
        &format!(r#"{{"firmware":{{"minimum":{{"*":{date}}}}}}}"#),
        "firmware.minimum.*.value.deadline",
        "not a date",
    );
    refuses("[]", "", "object");
}

#[test]
fn channels_are_those_that_are_set() {
    use tollgate_policy::facts::Channel;
    for (name, channel) in [
        ("pos", Channel::Pos),
        ("qr", Channel::Qr),
        ("online", Channel::Online),
        ("in-app", Channel::InApp),
        ("mail-or-telephone", Channel::MailOrTelephone),
        ("atm", Channel::Atm),
    ] {
        let subject = Subject::<TerminalHealth>::with(&format!(
            r#"{{"standing":{{"registered_channels":["{name}"]}}}}"#
        ));
        for sent in [Channel::Unknown, Channel::Pos, Channel::Atm, channel] {
            let found = subject.codes(|facts| {
                super::terminal(facts).registered = false;
                facts.transaction.channel = sent;
            });
            assert_eq!(found.is_empty(), sent != channel, "{name}: {sent:?}");
        }
    }
}
