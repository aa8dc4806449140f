//! What policies are shown.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::tz::TimeZone;
use tollgate_proto::v1;

use super::{Known, Parties, counted, gather};
use crate::issuers::Standing;
use crate::limits::Subject;
use crate::pan::Vault;
use crate::payment::Payment;
use crate::profiles::{IssuerProfile, MerchantProfile, TerminalProfile};
use crate::rpc::decode;
use crate::wit::tollgate::policy::facts::Facts;
use crate::wit::tollgate::policy::verdicts::FactGroups;

/// 2026-03-08 06:59:59 UTC: a second before 02:00 became 03:00 in New York.
const NOW_MS: u64 = 1_772_953_199_000;

fn payment(change: impl FnOnce(&mut v1::PreAuthorization)) -> Payment {
    let mut message = v1::PreAuthorization {
        request_id: "r".into(),
        amount: Some(v1::Money {
            minor_units: 100,
            currency: "CNY".into(),
        }),
        merchant_id: "898310054110001".into(),
        terminal_id: "t".into(),
        card: Some(v1::Card {
            number: Some(v1::card::Number::Pan("6200000000000005".into())),
            ..v1::Card::default()
        }),
        ..v1::PreAuthorization::default()
    };
    change(&mut message);
    decode(message, &Vault::random().unwrap()).unwrap()
}

fn merchant(change: impl FnOnce(&mut v1::Merchant)) -> Parties {
    let mut record = v1::Merchant {
        merchant_id: "898310054110001".into(),
        time_zone: "Asia/Shanghai".into(),
        ..v1::Merchant::default()
    };
    change(&mut record);
    let merchant = Some(Arc::new(MerchantProfile::from_record(&record).unwrap()));
    Parties {
        merchant,
        ..Parties::default()
    }
}

fn shown(payment: &Payment, parties: &Parties, zone: &str) -> Facts {
    let zone = TimeZone::get(zone).unwrap();
    let mut gathered = gather(payment, parties, &Known::default(), &zone, NOW_MS);
    gathered.show(FactGroups::all(), Vec::new(), Facts::clone)
}

#[test]
fn a_policy_sees_the_groups_that_it_needs_and_the_next_one_its_own() {
    let parties = merchant(|_| {});
    let mut gathered = gather(
        &payment(|_| {}),
        &parties,
        &Known::default(),
        &TimeZone::UTC,
        NOW_MS,
    );
    let mut groups = |needs| {
        gathered.show(needs, Vec::new(), |facts| {
            (
                facts.card.is_some(),
                facts.merchant.is_some(),
                facts.identifiers.is_some(),
            )
        })
    };
    assert_eq!(groups(FactGroups::empty()), (false, false, false));
    assert_eq!(groups(FactGroups::CARD), (true, false, false));
    assert_eq!(
        groups(FactGroups::MERCHANT | FactGroups::IDENTIFIERS),
        (false, true, true)
    );
    assert_eq!(groups(FactGroups::all()), (true, true, true));
}

#[test]
fn local_time_is_that_of_the_merchant_daylight_saving_included() {
    #[track_caller]
    fn check(zone: &str, at: &str, expected: (u8, u8, u8, i16)) {
        let at = at.parse::<jiff::Timestamp>().unwrap().as_second();
        let occurred_at = Some(prost_types::Timestamp {
            seconds: at,
            nanos: 0,
        });
        let payment = payment(|message| message.occurred_at = occurred_at);
        let local = shown(&payment, &Parties::default(), zone).local;
        assert_eq!(
            (
                local.day,
                local.hour,
                local.weekday,
                local.utc_offset_minutes
            ),
            expected
        );
    }
    check("America/New_York", "2026-03-08T06:59:59Z", (8, 1, 7, -300));
    check("America/New_York", "2026-03-08T07:00:00Z", (8, 3, 7, -240));
    check("Asia/Shanghai", "2026-12-31T16:00:00Z", (1, 0, 5, 480));
    check("Asia/Kathmandu", "2026-01-01T00:00:00Z", (1, 5, 4, 345));
}

#[test]
fn a_unionpay_merchant_number_tells_mcc_and_area() {
    let facts = |area: &str| {
        let parties = merchant(|record| record.area_code = area.into());
        shown(&payment(|_| {}), &parties, "UTC").merchant.unwrap()
    };
    // 898 3100 5411 0001
    assert_eq!(
        (facts("310000").id_mcc, facts("310000").id_area_matches),
        (Some(5411), Some(true))
    );
    assert_eq!(facts("440000").id_area_matches, Some(false));
    assert_eq!(facts("").id_area_matches, None);
}

#[test]
fn a_fee_contract_in_another_currency_is_not_shown() {
    let contract = |currency: &str| {
        let fixed = Some(v1::Money {
            minor_units: 1,
            currency: currency.into(),
        });
        let rows = vec![v1::FeeRow {
            fixed,
            ..v1::FeeRow::default()
        }];
        let parties = merchant(|record| {
            record.fee_contract = Some(v1::FeeContract {
                rows,
                ..v1::FeeContract::default()
            });
        });
        shown(&payment(|_| {}), &parties, "UTC")
            .fee_contract
            .is_some()
    };
    assert!(contract("CNY"));
    assert!(!contract("USD"));
}

#[test]
fn maintenance_is_half_open_and_the_window_that_stops_more_counts() {
    let at = |offset_ms: i64| {
        let ms = i64::try_from(NOW_MS).unwrap() + offset_ms;
        let (seconds, left) = (ms.div_euclid(1_000), ms.rem_euclid(1_000));
        Some(prost_types::Timestamp {
            seconds,
            nanos: i32::try_from(left * 1_000_000).unwrap(),
        })
    };
    let window = |start, end, degraded_only| v1::MaintenanceWindow {
        start: at(start),
        end: at(end),
        degraded_only,
        ..v1::MaintenanceWindow::default()
    };
    let facts = |maintenance| {
        let record = v1::Issuer {
            issuer_id: "i".into(),
            maintenance,
            ..v1::Issuer::default()
        };
        let issuer = Some(Arc::new(IssuerProfile::from_record(&record).unwrap()));
        let parties = Parties {
            issuer,
            ..Parties::default()
        };
        shown(&payment(|_| {}), &parties, "UTC").issuer.unwrap()
    };
    assert!(facts(vec![window(0, 1, false)]).maintenance.is_some());
    assert!(facts(vec![window(-1, 0, false)]).maintenance.is_none());
    let both = facts(vec![window(-10, 90, true), window(-10, 5, false)]);
    assert!(!both.maintenance.unwrap().degraded_only);
    let next = facts(vec![window(1_000, 2_000, false), window(500, 900, false)]);
    assert_eq!(next.next_maintenance_at, Some(NOW_MS + 500));
}

#[test]
fn how_the_issuer_answered_is_shown() {
    let record = v1::Issuer {
        issuer_id: "i".into(),
        ..v1::Issuer::default()
    };
    let parties = Parties {
        issuer: Some(Arc::new(IssuerProfile::from_record(&record).unwrap())),
        ..Parties::default()
    };
    let standing = Standing {
        success_ppm: 1,
        usual_success_ppm: 2,
        samples: 3,
        latency_p95_ms: 4,
    };
    let known = Known {
        answers: standing,
        ..Known::default()
    };
    let payment = payment(|_| {});
    let mut gathered = gather(&payment, &parties, &known, &TimeZone::UTC, NOW_MS);
    let facts = gathered.show(FactGroups::all(), Vec::new(), Facts::clone);
    let issuer = facts.issuer.unwrap();
    let shown = Standing {
        success_ppm: issuer.success_ppm,
        usual_success_ppm: issuer.usual_success_ppm,
        samples: issuer.samples,
        latency_p95_ms: issuer.latency_p95_ms,
    };
    assert_eq!(shown, standing);
}

#[test]
fn distance_is_from_the_registered_address() {
    let record = v1::Terminal {
        terminal_id: "t".into(),
        merchant_id: "898310054110001".into(),
        latitude: Some(31.2304),
        longitude: Some(121.4737),
        ..v1::Terminal::default()
    };
    let terminal = Some(Arc::new(TerminalProfile::from_record(&record).unwrap()));
    let parties = Parties {
        terminal,
        ..Parties::default()
    };
    // Shanghai to Beijing.
    let report = v1::TerminalReport {
        latitude: Some(39.9042),
        longitude: Some(116.4074),
        ..v1::TerminalReport::default()
    };
    let payment = payment(|message| message.terminal = Some(report));
    let facts = shown(&payment, &parties, "UTC").terminal.unwrap();
    assert!(facts.registered && facts.bound_to_merchant);
    assert!(
        (1_060_000..1_075_000).contains(&facts.distance_m.unwrap()),
        "{:?}",
        facts.distance_m
    );
}

#[test]
fn subjects_are_told_apart_and_a_merchant_without_an_owner_is_its_own() {
    let request = counted(&payment(|_| {}), &merchant(|record| record.mcc = 5411));
    let all = [
        Subject::Merchant,
        Subject::Terminal,
        Subject::Card,
        Subject::Channel,
        Subject::Mcc,
    ];
    let keys: BTreeSet<_> = all
        .map(|subject| request.subjects.get(subject).unwrap())
        .into();
    assert_eq!(keys.len(), all.len());
    let own = request.subjects.get(Subject::Owner);
    assert_eq!(own, request.subjects.get(Subject::Merchant));
    assert_eq!(request.subjects.get(Subject::Payer), None);
}
