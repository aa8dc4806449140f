//! How decisions and reports come to a merchant's figures.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use super::*;
use crate::wit::tollgate::policy::facts::Money;

mod kept;
mod model;
mod payments;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// 2026-11-24, 12:00 UTC.
const NOON: u64 = 1_795_521_600_000;
const CNY: u16 = 156;
const USD: u16 = 840;

/// A sale of 12.34 by day, of a card that is no credit card, where its terminal should be.
fn sale() -> Trade {
    Trade {
        merchant: 1,
        kind: Kind::Sale,
        amount: 1_234,
        currency: CNY,
        card: Some(1),
        night: false,
        round: false,
        credit: Some(false),
        away: Some(false),
    }
}

fn refund() -> Trade {
    Trade {
        kind: Kind::Refund,
        ..sale()
    }
}

fn activity() -> Activity {
    Activity::new(Bounds::default())
}

fn released(why: Release) -> Change {
    Change::To(State::Released { why, late: false })
}

fn given_back(authorized: Option<u64>) -> Change {
    Change::To(State::GivenBack {
        authorized,
        late: false,
    })
}

fn approve(activity: &mut Activity, at_ms: u64, trade: &Trade) {
    activity.decided(at_ms, Verdict::Approved, trade);
}

/// The figures of merchant 1 for whoever has one sale.
fn read(activity: &Activity, at_ms: u64) -> RiskIndicators {
    activity.read(1, at_ms, 1).unwrap()
}

#[test]
fn each_share_is_of_the_sales_that_it_can_be_known_of() {
    let mut activity = activity();
    let plain = sale();
    for trade in [
        plain,
        Trade {
            night: true,
            ..plain
        },
        Trade {
            night: true,
            round: true,
            ..plain
        },
        Trade {
            credit: Some(true),
            card: Some(2),
            ..plain
        },
        Trade {
            credit: None,
            card: None,
            away: None,
            ..plain
        },
        Trade {
            credit: None,
            card: None,
            away: None,
            ..plain
        },
        Trade {
            away: Some(true),
            ..plain
        },
        Trade {
            away: Some(true),
            credit: None,
            ..plain
        },
    ] {
        approve(&mut activity, NOON, &trade);
    }
    activity.decided(
        NOON,
        Verdict::Declined,
        &Trade {
            night: true,
            ..plain
        },
    );
    activity.decided(
        NOON,
        Verdict::Deferred,
        &Trade {
            round: true,
            ..plain
        },
    );
    approve(&mut activity, NOON, &refund());
    activity.decided(NOON, Verdict::Declined, &refund());
    let known = read(&activity, NOON);
    assert_eq!(known.refund_ppm, Some(125_000), "1 of 8 sales");
    assert_eq!(known.decline_ppm, Some(100_000), "1 of 10 attempts");
    assert_eq!(known.night_ppm, Some(250_000), "2 of 8");
    assert_eq!(known.round_amount_ppm, Some(125_000), "1 of 8");
    assert_eq!(known.credit_share_ppm, Some(200_000), "1 of 5");
    assert_eq!(known.out_of_area_ppm, Some(333_333), "2 of 6");
    assert_eq!(known.top_cards_ppm, Some(1_000_000), "two cards");
    assert_eq!(known.volume_ratio_percent, None, "seen for a day");
    assert_eq!(
        (
            known.chargeback_ppm,
            known.fraud_ppm,
            known.days_to_delivery
        ),
        (None, None, None),
        "not known here"
    );
}

#[test]
fn a_report_takes_back_what_did_not_come_about() {
    let kept = |amount| {
        Change::To(State::Kept {
            amount,
            late: false,
        })
    };
    let reservation = Trade {
        kind: Kind::Reservation,
        ..sale()
    };
    // Sales, declined and attempts of which merchant 1 had 10 of each before, and its volume.
    let table = [
        (sale(), Change::Repeated, (11, 0, 11, 11 * 1_234)),
        (sale(), kept(1_234), (11, 0, 11, 11 * 1_234)),
        (sale(), kept(1_000), (11, 0, 11, 11 * 1_234 - 234)),
        (
            sale(),
            released(Release::DeclinedByIssuer),
            (10, 1, 11, 12_340),
        ),
        (sale(), released(Release::TimedOut), (10, 0, 11, 12_340)),
        (sale(), released(Release::Abandoned), (10, 0, 11, 12_340)),
        (sale(), given_back(Some(1_234)), (10, 0, 11, 12_340)),
        (sale(), given_back(None), (10, 0, 11, 12_340)),
        (reservation, kept(1_234), (10, 0, 11, 12_340)),
        (
            reservation,
            released(Release::DeclinedByIssuer),
            (10, 1, 11, 12_340),
        ),
        (
            refund(),
            released(Release::DeclinedByIssuer),
            (10, 0, 10, 12_340),
        ),
    ];
    for (trade, change, expected) in table {
        let mut activity = activity();
        for _ in 0..10 {
            approve(&mut activity, NOON, &sale());
        }
        approve(&mut activity, NOON, &trade);
        activity.reported(NOON + HOUR, NOON, &trade, change);
        let sums = activity.merchants[&1].figures.sums;
        let got = (
            sums.sales >> 24,
            sums.declined >> 24,
            sums.attempts >> 24,
            sums.volume >> 8,
        );
        assert_eq!(got, expected, "{:?} {change:?}", trade.kind);
        assert_eq!(sums.refunds, 0, "{change:?}");
        assert_eq!(sums.carded, sums.sales, "{change:?}");
    }
}

#[test]
fn what_is_voided_later_leaves_nothing_whenever_that_is() {
    for days in [0, 1, 2, 40] {
        let mut activity = activity();
        approve(&mut activity, NOON, &sale());
        let at_ms = NOON + days * DAY;
        activity.reported(at_ms, NOON, &sale(), given_back(Some(1_000)));
        activity.reported(
            at_ms,
            NOON,
            &sale(),
            Change::To(State::Kept {
                amount: 1_000,
                late: false,
            }),
        );
        let figures = activity.merchants[&1].figures;
        let sums = figures.sums;
        let left = [
            sums.sales,
            sums.volume,
            sums.week_volume,
            sums.month_volume,
            sums.week_counted,
        ];
        assert!(left.iter().all(|left| *left <= 2), "{days}: {left:?}");
        assert_eq!(figures.cards.busiest(), 0, "{days}");
    }
}

#[test]
fn a_report_of_a_merchant_that_was_dropped_or_began_anew_takes_nothing() {
    let mut activity = activity();
    activity.reported(NOON, NOON, &sale(), released(Release::TimedOut));
    assert!(activity.is_empty());
    approve(&mut activity, NOON, &sale());
    activity.reported(NOON, NOON - 2 * DAY, &sale(), released(Release::TimedOut));
    assert_eq!(activity.merchants[&1].figures.sums.sales >> 24, 1);
}

#[test]
fn a_figure_holds_from_so_many_sales_on() {
    let mut activity = activity();
    for _ in 0..99 {
        approve(&mut activity, NOON, &sale());
    }
    assert_eq!(activity.read(1, NOON, 100), None);
    approve(
        &mut activity,
        NOON,
        &Trade {
            card: None,
            credit: None,
            ..sale()
        },
    );
    let known = activity.read(1, NOON, 100).unwrap();
    assert_eq!(known.refund_ppm, Some(0));
    assert_eq!(known.credit_share_ppm, None, "of 99");
    assert_eq!(known.top_cards_ppm, None, "of 99");
    assert_eq!(
        activity.read(1, NOON + DAY, 100),
        None,
        "they weigh less tomorrow"
    );
    assert_eq!(activity.read(2, NOON, 1), None);
    for _ in 0..100 {
        activity.decided(
            NOON,
            Verdict::Declined,
            &Trade {
                merchant: 2,
                ..sale()
            },
        );
    }
    let known = activity.read(2, NOON, 100).unwrap();
    assert_eq!(
        (known.decline_ppm, known.refund_ppm),
        (Some(1_000_000), None)
    );
}

#[test]
fn volumes_are_compared_after_30_days() {
    let mut activity = activity();
    let monthly = |known: RiskIndicators| known.monthly_volume.map(|volume| volume.minor_units);
    for day in 0..30 {
        for hour in 0..24 {
            approve(&mut activity, NOON + day * DAY + hour * HOUR, &sale());
        }
        if day == 28 {
            let known = activity.read(1, NOON + 30 * DAY - 13 * HOUR, 50).unwrap();
            assert_eq!((known.volume_ratio_percent, monthly(known)), (None, None));
        }
    }
    let known = activity.read(1, NOON + 30 * DAY, 50).unwrap();
    let (volume, ticket) = (
        known.volume_ratio_percent.unwrap(),
        known.ticket_ratio_percent,
    );
    assert!((99..=103).contains(&volume), "{volume}");
    assert_eq!(ticket, Some(100));
    let month = monthly(known).unwrap();
    let exact = 30 * 24 * 1_234;
    assert!(
        (month - exact).abs() * 100 < 3 * exact,
        "{month} for {exact}"
    );
    assert_eq!(
        known.monthly_volume.map(|volume| volume.currency),
        Some(CNY)
    );
    let known = activity.read(1, NOON + 30 * DAY, 97).unwrap();
    assert_eq!(
        known.ticket_ratio_percent, None,
        "96 sales a week, by weight"
    );
}

#[test]
fn a_merchant_that_grows_shows_it_while_the_days_pass() {
    let mut activity = activity();
    let day_of = |activity: &mut Activity, day: u64, trade: &Trade| {
        for sale in 0..50 {
            approve(activity, day * DAY + sale * 28 * MINUTE, trade);
        }
    };
    for day in 0..200 {
        day_of(&mut activity, day, &sale());
    }
    let at = |activity: &Activity, day: u64| {
        let known = read(activity, day * DAY);
        (
            known.volume_ratio_percent.unwrap(),
            known.ticket_ratio_percent.unwrap(),
        )
    };
    assert_eq!(at(&activity, 200), (100, 100));
    let larger = Trade {
        amount: 3 * 1_234,
        ..sale()
    };
    for day in 200..207 {
        day_of(&mut activity, day, &larger);
    }
    // Plain windows: 300 against (83 + 7 * 3) / 90 is 259.
    assert_eq!(at(&activity, 207), (212, 212));
    let known = read(&activity, 260 * DAY);
    assert_eq!(
        known.volume_ratio_percent,
        Some(0),
        "nothing was sold any more"
    );
    assert_eq!(known.ticket_ratio_percent, None);
    for day in 207..400 {
        day_of(&mut activity, day, &larger);
    }
    assert_eq!(at(&activity, 400), (101, 101));
}

#[test]
fn amounts_are_summed_in_the_currency_of_most_sales() {
    let mut activity = activity();
    let dollars = Trade {
        currency: USD,
        amount: 5,
        ..sale()
    };
    let volume = |activity: &Activity| {
        let figures = &activity.merchants[&1].figures;
        (
            figures.currency,
            figures.sums.volume >> 8,
            figures.sums.sales >> 24,
        )
    };
    approve(&mut activity, NOON, &sale());
    approve(&mut activity, NOON, &sale());
    approve(&mut activity, NOON, &dollars);
    assert_eq!(volume(&activity), (CNY, 2_468, 3));
    approve(&mut activity, NOON, &dollars);
    assert_eq!(volume(&activity), (CNY, 2_468, 4), "no vote is left");
    approve(&mut activity, NOON + DAY, &dollars);
    assert_eq!(volume(&activity).0, USD);
    assert_eq!(volume(&activity).1, 5, "begun anew");
    activity.reported(NOON + DAY, NOON, &sale(), given_back(None));
    assert_eq!(volume(&activity).1, 5, "it was none of these");
    for _ in 0..5_000 {
        approve(&mut activity, NOON + DAY, &dollars);
    }
    for _ in 0..1_001 {
        approve(&mut activity, NOON + DAY, &sale());
    }
    assert_eq!(volume(&activity).0, CNY, "after 1,000 votes against");
}

#[test]
fn the_busiest_cards_are_never_told_too_busy() {
    let share = |cards: &mut dyn Iterator<Item = u32>| {
        let mut activity = activity();
        for card in cards {
            approve(
                &mut activity,
                NOON,
                &Trade {
                    card: Some(card),
                    ..sale()
                },
            );
        }
        read(&activity, NOON).top_cards_ppm.unwrap()
    };
    assert_eq!(
        share(&mut (0..16).cycle().take(1_600)),
        312_500,
        "five of 16 alike"
    );
    assert_eq!(share(&mut (0..5).cycle().take(1_000)), 1_000_000);
    assert!(share(&mut (0..10_000)) < 1_000, "each once: 0.05 %");
    // Six of ten sales by five cards, the others by one each.
    let busy = (0..10_000_u32).map(|sale| if sale % 10 < 6 { sale % 5 } else { sale });
    let busy = share(&mut busy.into_iter());
    assert!((590_000..=600_000).contains(&busy), "{busy}");
}

#[test]
fn no_number_is_too_large() {
    let huge = Trade {
        amount: u64::MAX,
        ..sale()
    };
    let mut activity = activity();
    for at_ms in [0, NOON, NOON + 60 * DAY, u64::MAX, u64::MAX, 0] {
        for _ in 0..3 {
            approve(&mut activity, at_ms, &huge);
            approve(&mut activity, at_ms, &sale());
        }
        let known = read(&activity, at_ms);
        assert_eq!(known.refund_ppm, Some(0));
        if let Some(Money { minor_units, .. }) = known.monthly_volume {
            assert!(minor_units > 0);
        }
        activity.reported(at_ms, 0, &huge, released(Release::TimedOut));
        activity.reported(at_ms, u64::MAX, &huge, given_back(Some(u64::MAX)));
    }
    assert!(activity.read(1, u64::MAX, u32::MAX).is_none());
}
