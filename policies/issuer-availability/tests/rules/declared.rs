//! Windows, day cut, status and function, of an issuer and of a network.

use tollgate_policy::facts::{Facts, Maintenance, Network, SystemStatus, TransactionType};
use tollgate_policy::testing::NOW_MS;

use super::{issuer, route, shipped};

const MINUTE_MS: u64 = 60_000;

fn window(ends_at: u64, degraded_only: bool) -> Option<Maintenance> {
    Some(Maintenance {
        ends_at,
        degraded_only,
    })
}

fn status(status: SystemStatus) -> impl Fn(&mut Facts) {
    move |facts| issuer(facts).status = status
}

fn route_is(status: SystemStatus, card: bool) -> impl Fn(&mut Facts) {
    move |facts| {
        let mut route = route();
        route.status = status;
        facts.route = Some(route);
        if !card {
            facts.card = None;
            facts.issuer = None;
        }
    }
}

#[test]
fn maintenance_holds_until_its_end_and_a_slow_window_only_advises() {
    let covered = |degraded_only| {
        move |facts: &mut Facts| issuer(facts).maintenance = window(NOW_MS + 1, degraded_only)
    };
    shipped().check("issuer.maintenance", covered(false), covered(true));
    shipped().check("issuer.maintenance", covered(false), |facts| {
        issuer(facts).maintenance = window(NOW_MS, false);
    });
    shipped().check("issuer.degraded", covered(true), covered(false));
    let findings = shipped().assess(covered(false)).findings;
    assert_eq!(findings[0].not_before, Some(NOW_MS + 1));
}

/// What was published as a window explains what was marked by hand.
#[test]
fn maintenance_is_told_alone() {
    let codes = shipped().codes(|facts| {
        issuer(facts).maintenance = window(NOW_MS + 1, false);
        issuer(facts).status = SystemStatus::Down;
    });
    assert_eq!(codes, ["issuer.maintenance"]);
    let codes = shipped().codes(|facts| {
        route_is(SystemStatus::Down, true)(facts);
        facts.route.as_mut().unwrap().maintenance = window(NOW_MS + 1, false);
    });
    assert_eq!(codes, ["network.maintenance"]);
}

#[test]
fn maintenance_that_comes_is_told_half_an_hour_before() {
    let next = |at: u64| move |facts: &mut Facts| issuer(facts).next_maintenance_at = Some(at);
    let code = "issuer.maintenance_soon";
    let edge = NOW_MS + 30 * MINUTE_MS;
    shipped().check(code, next(edge), next(edge + 1));
    shipped().check(code, next(NOW_MS + 1), |facts| {
        next(NOW_MS + 1)(facts);
        issuer(facts).maintenance = window(NOW_MS + 1, true);
    });
}

#[test]
fn an_issuer_that_is_down_is_not_asked() {
    let code = "issuer.outage";
    for other in [
        SystemStatus::Unknown,
        SystemStatus::Up,
        SystemStatus::Degraded,
    ] {
        shipped().check(code, status(SystemStatus::Down), status(other));
    }
    // What was marked by hand holds until it is taken back.
    let old = |facts: &mut Facts| {
        issuer(facts).status = SystemStatus::Down;
        issuer(facts).status_age_ms = Some(u64::MAX);
    };
    assert_eq!(shipped().codes(old), [code, "issuer.status_stale"]);
    let findings = shipped().assess(status(SystemStatus::Down)).findings;
    assert_eq!(findings[0].not_before, Some(NOW_MS + 300_000));
}

#[test]
fn an_issuer_said_to_be_slow_is_advised_of() {
    shipped().check(
        "issuer.degraded",
        status(SystemStatus::Degraded),
        status(SystemStatus::Unknown),
    );
}

#[test]
fn the_day_cut_holds_until_its_end() {
    let cut = |at| move |facts: &mut Facts| issuer(facts).cutover_ends_at = Some(at);
    shipped().check("issuer.cutover", cut(NOW_MS + 1), cut(NOW_MS));
    let findings = shipped().assess(cut(NOW_MS + 60_000)).findings;
    assert_eq!(findings[0].not_before, Some(NOW_MS + 60_000));
}

#[test]
fn what_the_issuer_does_not_do() {
    shipped().check(
        "issuer.unsupported_function",
        |facts| issuer(facts).supports_type = false,
        |facts| facts.issuer = None,
    );
}

#[test]
fn a_status_that_nobody_looked_at_for_a_day_is_old() {
    let looked = |status, age_ms| {
        move |facts: &mut Facts| {
            issuer(facts).status = status;
            issuer(facts).status_age_ms = age_ms;
        }
    };
    let day_ms = 86_400_000;
    let code = "issuer.status_stale";
    let old = || looked(SystemStatus::Up, Some(day_ms + 1));
    shipped().check(code, old(), looked(SystemStatus::Up, Some(day_ms)));
    shipped().check(code, old(), looked(SystemStatus::Unknown, Some(day_ms + 1)));
    shipped().check(code, old(), looked(SystemStatus::Up, None));
}

#[test]
fn a_network_or_wallet_as_a_whole() {
    let covered = |degraded_only| {
        move |facts: &mut Facts| {
            route_is(SystemStatus::Up, true)(facts);
            facts.route.as_mut().unwrap().maintenance = window(NOW_MS + 1, degraded_only);
        }
    };
    shipped().check("network.maintenance", covered(false), covered(true));
    shipped().check("network.maintenance", covered(false), |facts| {
        covered(false)(facts);
        facts.route.as_mut().unwrap().maintenance = window(NOW_MS, false);
    });
    assert_eq!(
        shipped().assess(covered(false)).findings[0].not_before,
        Some(NOW_MS + 1)
    );
    let down = |card| route_is(SystemStatus::Down, card);
    shipped().check("network.unroutable", down(true), down(false));
    shipped().check("network.channel_down", down(false), down(true));
    for other in [
        SystemStatus::Unknown,
        SystemStatus::Up,
        SystemStatus::Degraded,
    ] {
        shipped().check("network.unroutable", down(true), route_is(other, true));
        shipped().check("network.channel_down", down(false), route_is(other, false));
    }
}

/// A refund or a void needs its issuer as well; a completion that is cleared from a file
/// needs nobody.
#[test]
fn what_ends_an_earlier_payment_needs_its_issuer_too() {
    use TransactionType::{Completion, Purchase, Refund, Void};
    let ended = |kind, network| {
        move |facts: &mut Facts| {
            facts.transaction.kind = kind;
            facts.card.as_mut().unwrap().network = network;
            issuer(facts).status = SystemStatus::Down;
        }
    };
    for kind in [Purchase, Refund, Void] {
        shipped().check(
            "issuer.outage",
            ended(kind, Network::Visa),
            ended(Completion, Network::Visa),
        );
    }
    shipped().check(
        "issuer.outage",
        ended(Completion, Network::Unionpay),
        ended(Completion, Network::Mastercard),
    );
}
