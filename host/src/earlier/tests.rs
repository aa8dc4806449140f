//! What came before, against what a reader would expect.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod snapshot;

use super::*;
use crate::facts::Earlier;
use crate::place::Place;
use crate::wit::tollgate::policy::facts::{CodeKind, Network, TransactionType};

const MINUTE: u64 = 60_000;
const KEEP_MS: u64 = 15 * MINUTE;
/// 2026-11-24, 12:00 UTC.
const NOON: u64 = 1_795_521_600_000;

const BOUNDS: Bounds = Bounds {
    keep_ms: KEEP_MS,
    entries_max: 1_000,
};

const KEPT: State = State::Kept {
    amount: 1,
    late: false,
};
const VOIDED: State = State::GivenBack {
    authorized: None,
    late: false,
};

fn released(why: Release) -> State {
    State::Released { why, late: false }
}

const NONE: Answer<'_> = Answer {
    response_code: "",
    advice_code: "",
};

fn said(response_code: &'static str) -> Answer<'static> {
    Answer {
        response_code,
        ..NONE
    }
}

/// A purchase of 100 yuan by card at terminal `t`.
fn made() -> Made<'static> {
    Made {
        kind: TransactionType::Purchase,
        amount: 10_000,
        currency: 156,
        original: "",
        merchant: "m",
        terminal: "t",
        trace_number: "000001",
        retrieval_reference: "",
        card: Some(("card", Network::Visa)),
        code: None,
        payer: "",
        place: None,
        reported: false,
        occurred_at_ms: NOON,
    }
}

fn by_code(code: &'static str) -> Made<'static> {
    Made {
        card: None,
        code: Some((CodeKind::ConsumerDynamic, code)),
        payer: "payer",
        ..made()
    }
}

fn past() -> Past {
    Past::new(BOUNDS)
}

const ID: DecisionId = DecisionId(NOON as u128);

/// What is known of `second` a minute after `first` was approved.
fn after(first: &Made<'_>, second: &Made<'_>) -> Earlier {
    let mut past = past();
    past.decided(ID, NOON, true, &first.footprint());
    past.read(&second.footprint(), NOON + MINUTE)
}

#[test]
fn the_same_payment_is_known_by_its_message_or_by_what_is_paid() {
    let table: &[(&str, bool, Made<'_>)] = &[
        ("the same", true, made()),
        (
            "another message",
            true,
            Made {
                trace_number: "2",
                ..made()
            },
        ),
        (
            "another terminal",
            true,
            Made {
                terminal: "u",
                ..made()
            },
        ),
        (
            "no terminal",
            true,
            Made {
                terminal: "",
                ..made()
            },
        ),
        (
            "another amount under the same number",
            true,
            Made {
                amount: 1,
                ..made()
            },
        ),
        (
            "a reference that was a number",
            false,
            Made {
                retrieval_reference: "000001",
                trace_number: "",
                amount: 1,
                ..made()
            },
        ),
        (
            "another amount",
            false,
            Made {
                amount: 1,
                trace_number: "2",
                ..made()
            },
        ),
        (
            "another currency",
            false,
            Made {
                currency: 840,
                trace_number: "2",
                ..made()
            },
        ),
        (
            "another merchant",
            false,
            Made {
                merchant: "n",
                trace_number: "2",
                ..made()
            },
        ),
        (
            "another card",
            false,
            Made {
                card: Some(("drac", Network::Visa)),
                trace_number: "2",
                ..made()
            },
        ),
        (
            "a refund",
            false,
            Made {
                kind: TransactionType::Refund,
                ..made()
            },
        ),
        (
            "no number",
            true,
            Made {
                trace_number: "",
                ..made()
            },
        ),
        (
            "neither number nor payer",
            false,
            Made {
                trace_number: "",
                card: None,
                ..made()
            },
        ),
    ];
    for (name, expected, second) in table {
        let age = after(&made(), second).duplicate_age_ms;
        assert_eq!(age, expected.then_some(MINUTE), "{name}");
    }
    let by_reference = || Made {
        trace_number: "",
        retrieval_reference: "123456789012",
        card: None,
        ..made()
    };
    assert_eq!(
        after(&by_reference(), &by_reference()).duplicate_age_ms,
        Some(MINUTE)
    );
    let other_code = Made {
        trace_number: "2",
        ..by_code("d")
    };
    let age = after(&by_code("c"), &other_code).duplicate_age_ms;
    assert_eq!(age, Some(MINUTE), "the payer's next code");
    let unknown = |code| Made {
        payer: "",
        trace_number: "",
        ..by_code(code)
    };
    assert_eq!(after(&unknown("c"), &unknown("d")).duplicate_age_ms, None);
    assert!(
        after(&unknown("c"), &unknown("c"))
            .duplicate_age_ms
            .is_some()
    );
}

#[test]
fn what_was_reported_says_what_an_earlier_payment_is_to_the_next() {
    let ages = |duplicate: bool, unanswered: bool, referred: bool| {
        let age = |there: bool| there.then_some(MINUTE);
        (age(duplicate), age(unanswered), age(referred))
    };
    let declined = released(Release::DeclinedByIssuer);
    let table = [
        ("authorized", KEPT, NONE, ages(true, false, false)),
        (
            "no answer",
            released(Release::TimedOut),
            NONE,
            ages(false, true, false),
        ),
        ("call", declined, said("01"), ages(false, false, true)),
        (
            "call, special",
            declined,
            said("02"),
            ages(false, false, true),
        ),
        ("declined", declined, said("51"), ages(false, false, false)),
        (
            "abandoned",
            released(Release::Abandoned),
            NONE,
            ages(false, false, false),
        ),
        ("voided", VOIDED, NONE, ages(false, false, false)),
        ("expired", State::Expired, NONE, ages(true, false, false)),
    ];
    for (name, state, answer, expected) in table {
        let mut past = past();
        past.decided(ID, NOON, true, &made().footprint());
        past.reported(ID, NOON + 1, state, answer);
        let read = past.read(&made().footprint(), NOON + MINUTE);
        let got = (
            read.duplicate_age_ms,
            read.unanswered_age_ms,
            read.referred_age_ms,
        );
        assert_eq!(got, expected, "{name}");
    }
    let mut past = past();
    past.decided(ID, NOON, false, &made().footprint());
    let read = past.read(&made().footprint(), NOON + MINUTE);
    assert_eq!(read, Earlier::default(), "not approved");
}

#[test]
fn the_newest_of_each_kind_counts_and_an_ended_one_hides_none_before_it() {
    let mut past = past();
    let footprint = made().footprint();
    for minute in 0..4 {
        past.decided(
            DecisionId(minute.into()),
            NOON + minute * MINUTE,
            true,
            &footprint,
        );
    }
    let now_ms = NOON + 5 * MINUTE;
    let ages = |past: &Past| {
        let read = past.read(&footprint, now_ms);
        let minutes = |age: Option<u64>| age.map(|ms| ms / MINUTE);
        (
            minutes(read.duplicate_age_ms),
            minutes(read.unanswered_age_ms),
        )
    };
    assert_eq!(ages(&past), (Some(2), None));
    past.reported(DecisionId(3), now_ms, VOIDED, NONE);
    assert_eq!(ages(&past), (Some(3), None));
    past.reported(DecisionId(2), now_ms, released(Release::TimedOut), NONE);
    assert_eq!(ages(&past), (Some(4), Some(3)));
    past.reported(DecisionId(2), now_ms, VOIDED, NONE);
    past.reported(DecisionId(1), now_ms, VOIDED, NONE);
    past.reported(DecisionId(0), now_ms, VOIDED, NONE);
    assert_eq!(ages(&past), (None, None));
}

#[test]
fn a_payment_is_earlier_for_so_long_and_no_longer() {
    let mut past = past();
    let footprint = made().footprint();
    past.decided(ID, NOON, true, &footprint);
    let age = |past: &Past, after_ms| past.read(&footprint, NOON + after_ms).duplicate_age_ms;
    assert_eq!(age(&past, KEEP_MS - 1), Some(KEEP_MS - 1));
    assert_eq!(age(&past, KEEP_MS), None);
    assert_eq!(
        past.read(&footprint, NOON - 5).duplicate_age_ms,
        Some(0),
        "a clock that steps back"
    );
}

#[test]
fn a_code_pays_once() {
    let used = |past: &Past, made: &Made<'_>, after_ms| {
        past.read(&made.footprint(), NOON + after_ms).code_used
    };
    let mut past = past();
    past.decided(ID, NOON, true, &by_code("c").footprint());
    let elsewhere = Made {
        merchant: "n",
        ..by_code("c")
    };
    assert!(used(&past, &elsewhere, codes::KEPT_MS - 1));
    assert!(!used(&past, &elsewhere, codes::KEPT_MS));
    assert!(!used(&past, &by_code("d"), 1));
    past.reported(ID, NOON, KEPT, NONE);
    assert!(used(&past, &elsewhere, 1));
    past.reported(ID, NOON, VOIDED, NONE);
    assert!(!used(&past, &elsewhere, 1));
    let fixed = || Made {
        code: Some((CodeKind::MerchantStatic, "s")),
        ..by_code("s")
    };
    assert!(!after(&fixed(), &fixed()).code_used);
}

#[test]
fn never_again_is_what_the_network_says_it_is() {
    use Network::{Amex, Mastercard, Unionpay, Visa};
    let table = [
        (Visa, "41", "", true),
        (Visa, "r1", "", true),
        (Visa, "05", "", false),
        (Visa, "51", "03", false),
        (Mastercard, "05", "03", true),
        (Mastercard, "05", "21", true),
        (Mastercard, "41", "02", false),
        (Unionpay, "43", "", true),
        (Unionpay, "57", "", false),
        (Unionpay, "51", "", false),
        (Amex, "41", "", false),
    ];
    for (network, response_code, advice_code, expected) in table {
        let of = |merchant, amount| Made {
            merchant,
            amount,
            card: Some(("card", network)),
            ..made()
        };
        let answer = Answer {
            response_code,
            advice_code,
        };
        let mut past = past();
        past.decided(ID, NOON, true, &of("m", 5).footprint());
        past.reported(ID, NOON, released(Release::DeclinedByIssuer), answer);
        let read = |merchant, after_ms| {
            let footprint = of(merchant, 9).footprint();
            past.read(&footprint, NOON + after_ms).refused_for_good_ms
        };
        let name = format!("{network:?} {response_code} {advice_code}");
        assert_eq!(read("m", MINUTE), expected.then_some(MINUTE), "{name}");
        assert_eq!(read("n", MINUTE), None, "{name}");
        assert_eq!(read("m", refusals::KEPT_MS), None, "{name}");
    }
    let mut past = past();
    past.decided(ID, NOON, true, &made().footprint());
    past.reported(ID, NOON, released(Release::Abandoned), said("41"));
    let read = past.read(&made().footprint(), NOON);
    assert_eq!(read.refused_for_good_ms, None, "not the issuer's");
}

const BEIJING: (f64, f64) = (39.9042, 116.4074);
const SHANGHAI: (f64, f64) = (31.2304, 121.4737);

#[test]
fn a_terminal_moves_as_fast_as_its_places_say() {
    let at = |place: Option<(f64, f64)>, minutes: u64| Made {
        place: place.map(Place::of_degrees),
        occurred_at_ms: NOON + minutes * MINUTE,
        ..made()
    };
    let table = [
        (
            "an hour to Shanghai",
            Some(BEIJING),
            Some(SHANGHAI),
            60,
            Some(296),
        ),
        (
            "and back in time",
            Some(SHANGHAI),
            Some(BEIJING),
            0,
            Some(17_788),
        ),
        ("nowhere", Some(BEIJING), Some(BEIJING), 1, Some(0)),
        (
            "a kilometre off at once",
            Some(BEIJING),
            Some((39.9132, 116.4074)),
            0,
            Some(16),
        ),
        ("no place now", Some(BEIJING), None, 9, None),
        ("no place before", None, Some(BEIJING), 9, None),
    ];
    for (name, from, to, minutes, expected) in table {
        let speed = after(&at(from, 0), &at(to, minutes)).travel_speed;
        assert_eq!(speed, expected, "{name}");
    }
    let mut past = past();
    past.decided(ID, NOON, false, &at(Some(BEIJING), 0).footprint());
    past.decided(ID, NOON, false, &at(None, 5).footprint());
    let read = past.read(&at(Some(SHANGHAI), 60).footprint(), NOON);
    assert_eq!(
        read.travel_speed,
        Some(296),
        "a request without a place between"
    );
}

#[test]
fn a_terminal_is_as_old_as_its_last_report() {
    let reported = |reported| Made { reported, ..made() };
    let mut past = past();
    past.decided(ID, NOON, false, &reported(true).footprint());
    past.decided(ID, NOON + MINUTE, true, &reported(false).footprint());
    let age = |past: &Past, after_ms| {
        let footprint = reported(false).footprint();
        past.read(&footprint, NOON + after_ms).last_report_age_ms
    };
    assert_eq!(age(&past, 3 * MINUTE), Some(3 * MINUTE));
    assert_eq!(age(&past, terminals::KEPT_MS), None);
    let other = Made {
        terminal: "u",
        ..made()
    };
    assert_eq!(past.read(&other.footprint(), NOON).last_report_age_ms, None);
}
