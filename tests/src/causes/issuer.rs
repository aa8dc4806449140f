//! Issuers and networks: maintenance, outages, and how payments went of late.

use tollgate_proto::v1::report_outcome_request::Result as Reported;
use tollgate_proto::v1::{self, TransactionType, issuer::Status};

use super::{Cause, Scene, authorized, cause, reported};
use crate::payment::at;

const HOUR_S: i64 = 3_600;

/// What `issuer-availability` finds.
pub const CAUSES: &[Cause] = &[
    cause(
        "issuer.timeout",
        (
            "the same payment was sent 29 seconds before and got no answer",
            |scene| again(scene, 29, unanswered()),
        ),
        (
            "the same payment was sent 30 seconds before and got no answer",
            |scene| again(scene, 30, unanswered()),
        ),
    ),
    cause(
        "issuer.refer",
        (
            "119 seconds ago the bank asked to be called about the same payment",
            |scene| again(scene, 119, referred()),
        ),
        (
            "120 seconds ago the bank asked to be called about the same payment",
            |scene| again(scene, 120, referred()),
        ),
    ),
    cause(
        "network.maintenance",
        ("UnionPay is maintained for one more second", |scene| {
            network_stops(scene, 1)
        }),
        ("UnionPay was maintained until this second", |scene| {
            network_stops(scene, 0)
        }),
    ),
    cause(
        "network.unroutable",
        ("a UnionPay card while UnionPay is down", |scene| {
            network(scene, v1::Network::Unionpay, Status::Down)
        }),
        ("a UnionPay card while UnionPay is slow", |scene| {
            network(scene, v1::Network::Unionpay, Status::Degraded)
        }),
    ),
    cause(
        "network.channel_down",
        ("an Alipay code while Alipay is down", |scene| {
            scene.wallet();
            network(scene, v1::Network::Alipay, Status::Down);
        }),
        ("an Alipay code while WeChat Pay is down", |scene| {
            scene.wallet();
            network(scene, v1::Network::WechatPay, Status::Down);
        }),
    ),
    cause(
        "issuer.unsupported_function",
        ("a purchase with a card of a bank for cash alone", |scene| {
            unsupported(scene, TransactionType::Purchase)
        }),
        ("a purchase with a card that gives no cash", |scene| {
            unsupported(scene, TransactionType::CashAdvance)
        }),
    ),
    cause(
        "issuer.maintenance",
        ("the bank is maintained for one more second", |scene| {
            stops(scene, -HOUR_S, 1, false)
        }),
        ("the bank was maintained until this second", |scene| {
            stops(scene, -HOUR_S, 0, false)
        }),
    ),
    cause(
        "issuer.outage",
        ("the bank is marked as down", |scene| {
            scene.issuer().status = Status::Down.into()
        }),
        ("the bank is marked as slow", |scene| {
            scene.issuer().status = Status::Degraded.into()
        }),
    ),
    cause(
        "issuer.cutover",
        ("the bank closes its day for one more second", |scene| {
            stops(scene, -HOUR_S, 1, true)
        }),
        ("the bank closed its day until this second", |scene| {
            stops(scene, -HOUR_S, 0, true)
        }),
    ),
    cause(
        "issuer.circuit_open",
        (
            "all 30 payments of the last ten minutes got no answer, the last 9 seconds ago",
            |scene| failing(scene, 30),
        ),
        (
            "all 29 payments of the last ten minutes got no answer, the last 9 seconds ago",
            |scene| failing(scene, 29),
        ),
    ),
    cause(
        "issuer.degraded",
        (
            "the bank's last 30 answers took 5.001 seconds each",
            |scene| slow(scene, 5_001),
        ),
        (
            "the bank's last 30 answers took 5.000 seconds each",
            |scene| slow(scene, 5_000),
        ),
    ),
    cause(
        "issuer.maintenance_soon",
        ("maintenance of the bank begins in 30 minutes", |scene| {
            stops(scene, 1_800, 2 * HOUR_S, false)
        }),
        (
            "maintenance of the bank begins in 30 minutes and a second",
            |scene| stops(scene, 1_801, 2 * HOUR_S, false),
        ),
    ),
    cause(
        "issuer.status_stale",
        (
            "somebody last looked at the bank's status 24 hours and a second ago",
            |scene| looked(scene, 86_401),
        ),
        (
            "somebody last looked at the bank's status 24 hours ago",
            |scene| looked(scene, 86_400),
        ),
    ),
];

fn unanswered() -> v1::ReportOutcomeRequest {
    reported(Reported::TimedOut, "")
}

/// Refer to card issuer.
fn referred() -> v1::ReportOutcomeRequest {
    reported(Reported::DeclinedByIssuer, "01")
}

fn again(scene: &mut Scene, seconds: i64, report: v1::ReportOutcomeRequest) {
    scene.earlier(seconds, Some(report), |_| {});
}

/// From and until so many seconds after the payment.
fn window(scene: &Scene, from: i64, until: i64) -> v1::MaintenanceWindow {
    v1::MaintenanceWindow {
        start: Some(at(scene.now + from)),
        end: Some(at(scene.now + until)),
        ..Default::default()
    }
}

fn stops(scene: &mut Scene, from: i64, until: i64, cutover: bool) {
    let window = v1::MaintenanceWindow {
        cutover,
        ..window(scene, from, until)
    };
    scene.issuer().maintenance = vec![window];
}

fn network_stops(scene: &mut Scene, seconds: i64) {
    let maintenance = vec![window(scene, -HOUR_S, seconds)];
    network(scene, v1::Network::Unionpay, Status::Up);
    scene.networks[0].maintenance = maintenance;
}

fn network(scene: &mut Scene, network: v1::Network, status: Status) {
    scene.networks.push(v1::NetworkProfile {
        network: network.into(),
        status: status.into(),
        ..Default::default()
    });
}

fn unsupported(scene: &mut Scene, kind: TransactionType) {
    scene.issuer().unsupported_types = vec![kind.into()];
}

fn looked(scene: &mut Scene, seconds: i64) {
    let checked_at = Some(at(scene.now - seconds));
    scene.issuer().status_checked_at = checked_at;
}

/// Others pay with cards of the same bank, one after the other, so many seconds apart.
fn others(scene: &mut Scene, payments: usize, seconds: i64, report: &v1::ReportOutcomeRequest) {
    for _ in 0..payments {
        let number = scene.another_pan(scene.before.len());
        scene.earlier(seconds, Some(report.clone()), |payment| {
            if let Some(card) = &mut payment.card {
                card.number = Some(v1::card::Number::Pan(number));
            }
        });
    }
}

/// Sixty went well more than ten minutes ago.
fn failing(scene: &mut Scene, payments: usize) {
    others(scene, 60, 15, &authorized());
    scene.occurs(HOUR_S);
    others(scene, payments, 15, &unanswered());
    // The last one was 15 seconds before.
    scene.occurs(-6);
}

fn slow(scene: &mut Scene, milliseconds: u32) {
    let report = v1::ReportOutcomeRequest {
        issuer_latency_ms: Some(milliseconds),
        ..authorized()
    };
    others(scene, 30, 15, &report);
}
