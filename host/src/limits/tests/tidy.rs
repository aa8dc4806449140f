//! What is due, what is forgotten, and how much room it all takes.

use super::*;

#[test]
fn a_hold_is_due_at_its_instant_and_no_longer_once_it_ended() {
    let mut ledger = Book::new();
    for decision in 1..=3 {
        let at_ms = NOON + u64::try_from(decision).unwrap() * MINUTE;
        approve(&mut ledger, decision, at_ms, 10, &[amounts(1, TODAY)]);
    }
    let due = |ledger: &Book, at_ms| ledger.due(at_ms).collect::<Vec<_>>();
    assert_eq!(due(&ledger, NOON + MINUTE + HOLD - 1), []);
    assert_eq!(due(&ledger, NOON + MINUTE + HOLD), [1]);
    assert_eq!(due(&ledger, NOON + DAY), [1, 2, 3]);
    report(&mut ledger, 2, NOON + 4 * MINUTE, AUTHORIZED).unwrap();
    expire(&mut ledger, 1, NOON + MINUTE + HOLD).unwrap();
    assert_eq!(due(&ledger, NOON + DAY), [3]);
}

const KEPT_AN_HOUR: Bounds = Bounds {
    keep_ms: HOUR,
    ..BOUNDS
};

/// Something happens that is about no decision.
fn pass(ledger: &mut Book, at_ms: u64) {
    let _ = expire(ledger, u128::MAX, at_ms);
}

#[test]
fn a_decision_is_forgotten_some_time_after_its_last_change() {
    let mut ledger = Book::within(KEPT_AN_HOUR);
    approve(&mut ledger, 1, NOON, 10, &[amounts(1, TODAY)]);
    approve(&mut ledger, 2, NOON, 10, &[amounts(1, TODAY)]);
    decide(&mut ledger, 3, NOON, false, 10, &[]);
    report(&mut ledger, 1, NOON + MINUTE, AUTHORIZED).unwrap();
    report(&mut ledger, 1, NOON + 2 * MINUTE, Report::Voided).unwrap();
    let mut known_after = |at_ms| {
        pass(&mut ledger, at_ms);
        [1, 2, 3].map(|decision| ledger.state(decision).is_some())
    };
    assert_eq!(known_after(NOON + HOUR - 1), [true, true, true]);
    assert_eq!(known_after(NOON + HOUR), [true, true, false]);
    assert_eq!(known_after(NOON + HOUR + MINUTE), [true, true, false]);
    assert_eq!(known_after(NOON + HOUR + 2 * MINUTE), [false, true, false]);
    assert_eq!(
        known_after(NOON + 9 * DAY),
        [false, true, false],
        "a pending one stays"
    );
}

#[test]
fn one_step_of_forgetting_is_bounded_and_what_it_leaves_is_unknown() {
    let mut ledger = Book::within(KEPT_AN_HOUR);
    for decision in 0..100 {
        approve(&mut ledger, decision, NOON, 10, &[amounts(1, TODAY)]);
        report(&mut ledger, decision, NOON, AUTHORIZED).unwrap();
    }
    let at_ms = NOON + HOUR;
    assert_eq!(
        ledger.prepare_report(99, AUTHORIZED, at_ms),
        Err(ReportError::Unknown),
        "though nothing happened at that time"
    );
    assert!(ledger.prepare_report(99, AUTHORIZED, at_ms - 1).is_ok());
    assert_eq!(
        report(&mut ledger, 99, at_ms, Report::Voided),
        Err(ReportError::Unknown)
    );
    assert_eq!(ledger.sizes().decisions, 96);
    assert_eq!([50, 99].map(|decision| ledger.state(decision)), [None; 2]);
    for decision in 100..150 {
        decide(&mut ledger, decision, at_ms, false, 10, &[]);
    }
    assert_eq!(ledger.sizes().decisions, 50);
    assert_eq!(ledger.read(key(1), TODAY, at_ms), 1000);
}

#[test]
fn the_oldest_of_too_many_are_forgotten_first() {
    let mut ledger = Book::within(Bounds {
        ended_max: 7,
        ..BOUNDS
    });
    for decision in 0..10 {
        approve(&mut ledger, decision, NOON, 10, &[]);
    }
    assert_eq!(ledger.sizes().decisions, 10, "pending ones are not counted");
    for decision in 0..10 {
        report(&mut ledger, decision, NOON, AUTHORIZED).unwrap();
    }
    // It changes again and is then no longer the oldest.
    report(&mut ledger, 3, NOON, Report::Voided).unwrap();
    decide(&mut ledger, 10, NOON, false, 10, &[]);
    let known: Vec<_> = (0..=10)
        .filter(|decision| ledger.state(*decision).is_some())
        .collect();
    assert_eq!(known, [3, 5, 6, 7, 8, 9, 10]);
    assert_eq!(ledger.sizes().decisions, 7);
}

#[test]
fn dead_totals_are_dropped_and_live_ones_kept() {
    let mut ledger = Book::new();
    for number in 0..3000 {
        let span = match number % 3 {
            0 => TODAY,
            1 => TOMORROW,
            _ => LAST_HOUR,
        };
        approve(&mut ledger, number, NOON, 10, &[amounts(number, span)]);
    }
    for number in 5000..5100 {
        approve(
            &mut ledger,
            number,
            NOON,
            10,
            &[amounts(number, Span::Lifetime)],
        );
    }
    for number in 5000..5050 {
        report(&mut ledger, number, NOON, TIMED_OUT).unwrap();
    }
    assert_eq!(ledger.sizes().totals, 3100);
    pass(&mut ledger, NOON + DAY / 2);
    for _ in 0..256 {
        ledger.sweep();
    }
    assert_eq!(ledger.sizes().totals, 1050);
    for number in (1..3000).step_by(3) {
        assert_eq!(ledger.read(key(number), TOMORROW, NOON + DAY / 2), 10);
    }
}

#[test]
fn a_total_takes_at_most_100_bytes() {
    for slot in [
        size_of::<(CounterKey, totals::Cell)>(),
        size_of::<(CounterKey, rolling::Rolling)>(),
    ] {
        // A map has a control byte for each slot, and just after growing 7 of 16 slots are used.
        assert!((slot + 1) * 16 / 7 <= 100, "{slot}");
    }
}

#[test]
fn a_decision_that_ended_takes_at_most_80_bytes() {
    // The index has two to four slots of 4 bytes for each.
    let bytes = size_of::<ledger::Ended>() + 4 * size_of::<u32>();
    assert!(bytes <= 80, "{bytes}");
}
