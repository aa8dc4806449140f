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
use crate::profiles::{IssuerProfile, MerchantProfile, NetworkProfile, TerminalProfile};
use crate::rpc::decode;
use crate::wit::tollgate::policy::facts::{Facts, Network, SystemStatus};
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
        let now_ms = u64::try_from(at).unwrap() * 1_000;
        let zone = TimeZone::get(zone).unwrap();
        let gathered = gather(
            &payment,
            &Parties::default(),
            &Known::default(),
            &zone,
            now_ms,
        );
        let local = gathered.facts().local;
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

/// The day says which rules hold: a terminal that is years off must not choose it.
#[test]
fn a_terminal_that_is_years_off_is_not_asked_for_the_day() {
    let at = |seconds: i64, clock: Option<i64>| {
        let instant = |seconds| prost_types::Timestamp { seconds, nanos: 0 };
        let payment = payment(|message| {
            message.occurred_at = Some(instant(seconds));
            message.terminal = clock.map(|seconds| v1::TerminalReport {
                local_time: Some(instant(seconds)),
                ..v1::TerminalReport::default()
            });
        });
        let facts = shown(&payment, &Parties::default(), "UTC");
        (facts.local.year, facts.transaction.clock_skew_ms)
    };
    let now_s = i64::try_from(NOW_MS / 1_000).unwrap();
    let off_ms = -i64::try_from(NOW_MS).unwrap();
    assert_eq!(at(0, None), (2026, off_ms));
    // Its clock may be right: what it says of the payment is judged as well.
    assert_eq!(at(0, Some(now_s)), (2026, off_ms));
    assert_eq!(at(now_s - 70 * 86_400, None).0, 2026);
    // A day is the terminal's own.
    assert_eq!(at(now_s - 86_400, None).1, -86_400_000);
}

#[test]
fn a_unionpay_merchant_number_tells_mcc_and_area() {
    let facts = |area: &str| {
        let parties = merchant(|record| {
            record.area_code = area.into();
            record.country = "CN".into();
        });
        shown(&payment(|_| {}), &parties, "UTC").merchant.unwrap()
    };
    let abroad = merchant(|record| record.country = "US".into());
    let abroad = shown(&payment(|_| {}), &abroad, "UTC").merchant.unwrap();
    assert_eq!(abroad.id_mcc, None);
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
fn a_cut_over_is_no_maintenance() {
    let window = |cutover| v1::MaintenanceWindow {
        recurrence: Some(v1::Recurrence {
            // It is 14:59:59 in Shanghai.
            from: "14:50".into(),
            until: "15:10".into(),
            time_zone: "Asia/Shanghai".into(),
            weekdays: Vec::new(),
        }),
        cutover,
        ..v1::MaintenanceWindow::default()
    };
    let facts = |maintenance| {
        let record = v1::Issuer {
            issuer_id: "i".into(),
            maintenance,
            ..v1::Issuer::default()
        };
        let parties = Parties {
            issuer: Some(Arc::new(IssuerProfile::from_record(&record).unwrap())),
            ..Parties::default()
        };
        shown(&payment(|_| {}), &parties, "UTC").issuer.unwrap()
    };
    let (ends_at, tomorrow) = (NOW_MS + 601_000, NOW_MS - 599_000 + 86_400_000);
    let cut = facts(vec![window(true)]);
    assert_eq!(cut.cutover_ends_at, Some(ends_at));
    assert!(cut.maintenance.is_none() && cut.next_maintenance_at.is_none());
    let down = facts(vec![window(false)]);
    assert_eq!(down.maintenance.unwrap().ends_at, ends_at);
    assert_eq!(down.next_maintenance_at, Some(tomorrow));
    assert_eq!(down.cutover_ends_at, None);
}

#[test]
fn the_network_or_wallet_is_shown_where_it_is_on_file() {
    let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let now_s = i64::try_from(NOW_MS / 1_000).unwrap();
    let record = |checked: bool| v1::NetworkProfile {
        network: v1::Network::Unionpay.into(),
        status: v1::issuer::Status::Degraded.into(),
        status_since: at(now_s - 60),
        status_checked_at: at(now_s - 5).filter(|_| checked),
        maintenance: vec![v1::MaintenanceWindow {
            start: at(now_s),
            end: at(now_s + 10),
            channels: vec![v1::Channel::Qr.into()],
            ..v1::MaintenanceWindow::default()
        }],
    };
    let route = |channel: v1::Channel, checked| {
        let network = NetworkProfile::from_record(&record(checked)).unwrap();
        let parties = Parties {
            network: Some(Arc::new(network)),
            ..Parties::default()
        };
        let payment = payment(|message| message.channel = channel.into());
        shown(&payment, &parties, "UTC").route.unwrap()
    };
    let scanned = route(v1::Channel::Qr, true);
    assert_eq!(scanned.status, SystemStatus::Degraded);
    assert_eq!(scanned.status_age_ms, Some(5_000));
    assert_eq!(scanned.maintenance.unwrap().ends_at, NOW_MS + 10_000);
    let read = route(v1::Channel::Pos, false);
    assert_eq!(read.status_age_ms, Some(60_000));
    assert!(read.maintenance.is_none());
    assert!(
        shown(&payment(|_| {}), &Parties::default(), "UTC")
            .route
            .is_none()
    );
}

#[test]
fn the_route_is_the_network_that_the_bin_tells_or_else_the_sender() {
    let route = |pan: Option<&str>, declared: v1::Network, code: &str| {
        let payment = payment(|message| {
            message.card = pan.map(|pan| v1::Card {
                number: Some(v1::card::Number::Pan(pan.into())),
                network: declared.into(),
                ..v1::Card::default()
            });
            message.code = Some(v1::PaymentCode {
                kind: v1::payment_code::Kind::ConsumerDynamic.into(),
                payload: code.into(),
                ..v1::PaymentCode::default()
            });
        });
        payment.route()
    };
    let (wechat, amex) = ("134567890123456789", v1::Network::Amex);
    assert_eq!(
        route(Some("6200000000000005"), amex, wechat),
        Some(Network::Unionpay)
    );
    assert_eq!(
        route(Some("9999999999999995"), amex, wechat),
        Some(Network::Amex)
    );
    assert_eq!(route(None, amex, wechat), Some(Network::WechatPay));
    assert_eq!(route(None, amex, "991"), None);
}

#[test]
fn the_merchants_name_is_compared_with_the_one_on_file() {
    let facts = |on_file: &str, receipt: &str| {
        let parties = merchant(|record| record.name = on_file.into());
        let payment = payment(|message| {
            message.merchant_name = receipt.into();
            message.code = Some(v1::PaymentCode {
                kind: v1::payment_code::Kind::MerchantStatic.into(),
                // The example of EMVCo's specification.
                payload: "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812\
                    345678520441115802CN5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202\
                    北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A011\
                    2233449988770708123456786304A13A"
                    .into(),
                ..v1::PaymentCode::default()
            });
        });
        let shown = shown(&payment, &parties, "UTC");
        let code = shown.payment_code.unwrap();
        assert_eq!((code.emv_valid, code.emv_mcc), (Some(true), Some(4111)));
        assert_eq!(code.emv_country, u16::from_be_bytes(*b"CN"));
        (shown.transaction.name_matches, code.emv_name_matches)
    };
    assert_eq!(
        facts("Best Transport", "BEST  transport"),
        (Some(true), Some(true))
    );
    assert_eq!(
        facts("最佳运输", "Best Transport"),
        (Some(false), Some(true))
    );
    assert_eq!(facts("Other", ""), (None, Some(false)));
    assert_eq!(facts("", "Best Transport"), (None, None));
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
