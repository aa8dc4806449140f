//! Banks, networks and wallets as an operations desk has them: numbers, telephones, windows, and
//! how they stand. All names and telephones are invented.

use jiff::Timestamp;
use tollgate_proto::v1::issuer::Status;
use tollgate_proto::v1::{Funding, Issuer, MaintenanceWindow, Network, NetworkProfile, Recurrence};

use super::card::{CUT_OFF, DOWN, FAILING, MADE_UP, MOVING};
use super::shop::{days_after, hours_before, wire};

/// Days that the bank that moves takes for it.
const MOVE_DAYS: u32 = 4;

/// Id, name, telephone, country and prefixes of card numbers. A bank that issues in several
/// countries has none on file: the payment says it.
type Bank = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

#[rustfmt::skip]
static BANKS: [Bank; 12] = [
    ("jiangnan",  "Jiangnan Bank",         "400-555-0110", "",   &["622848", "625959"]),
    ("eastlake",  "East Lake Bank",        "400-555-0111", "",   &["621700", "622575", "620062"]),
    ("silkroad",  "Silk Road Bank",        "400-555-0112", "",   &["622588", "622155"]),
    ("amber",     "Amber Bank",            "400-555-0113", "",   &[FAILING.0]),
    ("willow",    "Willow Savings Bank",   "400-555-0114", "CN", &[MOVING.0]),
    ("granite",   "Granite Bank",          "400-555-0115", "CN", &[DOWN.0]),
    ("juniper",   "Juniper Rural Bank",    "400-555-0116", "CN", &[MADE_UP.0]),
    ("liberty",   "Liberty Trust",         "+1 555 0117",  "",   &["412345", "476173", "520082"]),
    ("pacific",   "Pacific Mutual Bank",   "+1 555 0118",  "",   &["453211", "545454", "222300"]),
    ("continent", "Continental Card",      "+1 555 0119",  "",   &["371449", "343434", CUT_OFF.0]),
    ("kyoto",     "Kyoto Card",            "+81 555 0120", "",   &["352812", "356600"]),
    ("prairie",   "Prairie Bank",          "+1 555 0121",  "",   &["601120", "650012", "644560"]),
];

/// Every bank.
pub(super) fn issuers(now: Timestamp) -> Vec<Issuer> {
    let record = |(id, name, phone, country, bins): &Bank| Issuer {
        issuer_id: (*id).into(),
        name: (*name).into(),
        phone: (*phone).into(),
        bins: bins.iter().map(|bin| (*bin).into()).collect(),
        status: if *id == "granite" {
            Status::Down
        } else {
            Status::Up
        }
        .into(),
        status_since: Some(hours_before(now, 3)),
        // Longer than all of it: nobody forgets to look.
        status_checked_at: Some(days_after(now, 30)),
        maintenance: windows(id, now),
        country: (*country).into(),
        ..Issuer::default()
    };
    BANKS.iter().map(record).collect()
}

fn windows(bank: &str, now: Timestamp) -> Vec<MaintenanceWindow> {
    match bank {
        "jiangnan" => vec![MaintenanceWindow {
            funding: vec![Funding::Debit.into()],
            ..every_night("02:30", "03:00")
        }],
        "eastlake" => vec![MaintenanceWindow {
            cutover: true,
            ..every_night("23:55", "00:05")
        }],
        "silkroad" => vec![MaintenanceWindow {
            degraded_only: true,
            ..every_night("01:00", "04:00")
        }],
        "willow" => vec![MaintenanceWindow {
            start: Some(hours_before(now, 1)),
            end: Some(days_after(now, MOVE_DAYS)),
            ..MaintenanceWindow::default()
        }],
        _ => Vec::new(),
    }
}

fn every_night(from: &str, until: &str) -> MaintenanceWindow {
    MaintenanceWindow {
        recurrence: Some(Recurrence {
            from: from.into(),
            until: until.into(),
            time_zone: "Asia/Shanghai".into(),
            weekdays: Vec::new(),
        }),
        ..MaintenanceWindow::default()
    }
}

/// When the wallet that has a window every night is in it, by Shanghai's clock.
pub(super) const WALLET_SHUT: (i8, i8) = (3, 45);

/// Networks and wallets that are on file.
pub(super) fn networks(now: Timestamp) -> Vec<NetworkProfile> {
    let on_file = |network: Network, status: Status, maintenance| NetworkProfile {
        network: network.into(),
        status: status.into(),
        status_since: Some(wire(now)),
        status_checked_at: Some(days_after(now, 30)),
        maintenance,
    };
    vec![
        on_file(Network::Unionpay, Status::Up, Vec::new()),
        on_file(CUT_OFF.2, Status::Down, Vec::new()),
        on_file(Network::WechatPay, Status::Up, Vec::new()),
        on_file(
            Network::Alipay,
            Status::Up,
            vec![every_night("03:30", "04:00")],
        ),
    ]
}
