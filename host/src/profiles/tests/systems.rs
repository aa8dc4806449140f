//! Issuers and networks: one wrong field, and what is said of it.

use prost_types::Timestamp;

use super::rules::check;
use super::*;

#[test]
fn issuers() {
    fn window(start: Option<i64>, end: Option<i64>) -> v1::MaintenanceWindow {
        let at = |seconds| Timestamp { seconds, nanos: 0 };
        v1::MaintenanceWindow {
            start: start.map(at),
            end: end.map(at),
            ..Default::default()
        }
    }
    fn daily(change: fn(&mut v1::Recurrence)) -> v1::MaintenanceWindow {
        let mut recurrence = v1::Recurrence {
            from: "23:50".into(),
            until: "00:10".into(),
            time_zone: "Asia/Shanghai".into(),
            weekdays: Vec::new(),
        };
        change(&mut recurrence);
        v1::MaintenanceWindow {
            recurrence: Some(recurrence),
            ..Default::default()
        }
    }
    type Spoil = fn(&mut v1::Issuer);
    let table: &[(Spoil, &str)] = &[
        (|_| (), ""),
        (
            |i| i.bins = vec!["62".into()],
            "bins[0]: must be 3 to 10 digits",
        ),
        (
            |i| i.bins = vec!["622".into(), "62284812345".into()],
            "bins[1]: must be 3 to 10 digits",
        ),
        (
            |i| i.bins = vec!["62284x".into()],
            "bins[0]: must be 3 to 10 digits",
        ),
        (
            |i| i.bins = vec!["622848".into(); 4_097],
            "bins: must have at most 4096 values",
        ),
        (
            |i| i.phone = "call us".into(),
            "phone: must be at most 40 digits",
        ),
        (|i| i.status = 9, "status: must be a case from 0 to 3"),
        (|i| i.maintenance = vec![window(Some(1), Some(2))], ""),
        (
            |i| i.maintenance = vec![window(Some(2), Some(2))],
            "maintenance[0].end: must be after",
        ),
        (
            |i| i.maintenance = vec![window(None, Some(2))],
            "maintenance[0].start: must be set",
        ),
        (
            |i| i.maintenance = vec![window(Some(2), None)],
            "maintenance[0].end: must be set where there is no `recurrence`",
        ),
        (|i| i.maintenance = vec![daily(|_| ()); 16], ""),
        (
            |i| i.maintenance = vec![daily(|_| ()); 17],
            "maintenance: must have at most 16 windows that recur",
        ),
        (
            |i| {
                i.maintenance = vec![v1::MaintenanceWindow {
                    end: Some(Timestamp::default()),
                    ..window(Some(2), None)
                }]
            },
            "maintenance[0].end: must be after `start`",
        ),
        (
            |i| {
                i.maintenance = vec![v1::MaintenanceWindow {
                    cutover: true,
                    degraded_only: true,
                    ..window(Some(1), Some(2))
                }]
            },
            "maintenance[0].degraded_only: must not be set for a cut-over",
        ),
        (
            |i| i.maintenance = vec![daily(|r| r.from = "24:00".into())],
            "maintenance[0].recurrence.from: must be a time of day from 00:00 to 23:59",
        ),
        (
            |i| i.maintenance = vec![daily(|r| r.until = "24:00".into())],
            "",
        ),
        (
            |i| i.maintenance = vec![daily(|r| r.until.clear())],
            "maintenance[0].recurrence.until: must be a time of day from 00:00 to 24:00",
        ),
        (
            |i| i.maintenance = vec![daily(|r| r.time_zone = "CST".into())],
            "maintenance[0].recurrence.time_zone: `CST` is not an IANA time zone",
        ),
        (
            |i| i.maintenance = vec![daily(|r| r.weekdays = vec![1, 7, 0])],
            "maintenance[0].recurrence.weekdays[2]: must be a day from 1 (Monday) to 7 (Sunday), but is 0",
        ),
        (
            |i| i.maintenance = vec![daily(|r| r.weekdays = vec![1; 8])],
            "maintenance[0].recurrence.weekdays: must have at most 7 values",
        ),
        (
            |i| {
                i.status_checked_at = Some(Timestamp {
                    seconds: -1,
                    nanos: 0,
                })
            },
            "status_checked_at: must be an instant",
        ),
        (
            |i| i.unsupported_types = vec![8],
            "unsupported_types[0]: must be a case from 1 to 7, but is 8",
        ),
    ];
    for (spoil, expected) in table {
        let mut record = issuer("i-1", &[]);
        spoil(&mut record);
        check(IssuerProfile::from_record(&record), expected);
    }
}

#[test]
fn networks() {
    type Spoil = fn(&mut v1::NetworkProfile);
    let at = |seconds| Some(Timestamp { seconds, nanos: 0 });
    let window = v1::MaintenanceWindow {
        start: at(1),
        end: at(2),
        ..Default::default()
    };
    let table: &[(Spoil, &str)] = &[
        (|_| (), ""),
        (|n| n.network = 0, "network: must be set"),
        (|n| n.network = 10, "network: must be a case from 0 to 9"),
        (|n| n.status = 4, "status: must be a case from 0 to 3"),
        (|n| n.maintenance[0].channels = vec![2], ""),
        (
            |n| n.maintenance[0].cutover = true,
            "maintenance[0].cutover: must not be set: only an issuer closes its day",
        ),
        (
            |n| n.maintenance[0].networks = vec![2],
            "maintenance[0].networks: must be empty",
        ),
        (
            |n| n.maintenance[0].end = None,
            "maintenance[0].end: must be set",
        ),
    ];
    for (spoil, expected) in table {
        let mut record = v1::NetworkProfile {
            network: 2,
            maintenance: vec![window.clone()],
            ..Default::default()
        };
        spoil(&mut record);
        check(NetworkProfile::from_record(&record), expected);
    }
}
