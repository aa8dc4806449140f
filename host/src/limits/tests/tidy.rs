//! What is due, what is forgotten, and how much room it all takes.

use super::*;

#[test]
fn a_hold_is_due_at_its_instant_and_no_longer_once_it_ended() {
    let mut ledger = Ledger::new();
    for decision in 1..=3 {
        let at_ms = NOON + u64::try_from(decision).unwrap() * MINUTE;
        approve(&mut ledger, decision, at_ms, 10, &[amounts(1, TODAY)]);
    }
    let due = |ledger: &Ledger, at_ms| ledger.due(at_ms).collect::<Vec<_>>();
    assert_eq!(due(&ledger, NOON + MINUTE + HOLD - 1), []);
    assert_eq!(due(&ledger, NOON + MINUTE + HOLD), [1]);
    assert_eq!(due(&ledger, NOON + DAY), [1, 2, 3]);
    report(&mut ledger, 2, NOON + 4 * MINUTE, AUTHORIZED).unwrap();
    expire(&mut ledger, 1, NOON + MINUTE + HOLD).unwrap();
    assert_eq!(due(&ledger, NOON + DAY), [3]);
}

#[test]
fn a_decision_is_forgotten_some_time_after_its_last_change() {
    let mut ledger = Ledger::new();
    approve(&mut ledger, 1, NOON, 10, &[amounts(1, TODAY)]);
    approve(&mut ledger, 2, NOON, 10, &[amounts(1, TODAY)]);
    decide(&mut ledger, 3, NOON, false, 10, &[]);
    report(&mut ledger, 1, NOON + MINUTE, AUTHORIZED).unwrap();
    report(&mut ledger, 1, NOON + 2 * MINUTE, Report::Voided).unwrap();
    let mut known_after = |at_ms| {
        ledger.forget(at_ms, HOUR);
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
fn one_step_of_forgetting_is_bounded() {
    let mut ledger = Ledger::new();
    for decision in 0..1000 {
        decide(&mut ledger, decision, NOON, false, 10, &[]);
    }
    ledger.forget(NOON + DAY, HOUR);
    assert_eq!(ledger.sizes().decisions, 1000 - 256);
}

#[test]
fn the_oldest_of_too_many_are_forgotten_first() {
    let mut ledger = Ledger::new();
    for decision in 0..10 {
        decide(&mut ledger, decision, NOON, false, 10, &[]);
    }
    assert!(ledger.forget_decisions(NOON, 0, 3));
    assert_eq!(ledger.sizes().decisions, 7);
    assert_eq!((ledger.state(2), ledger.state(3).is_some()), (None, true));
    assert!(!ledger.forget_decisions(NOON, 0, 100));
}

#[test]
fn dead_totals_are_dropped_and_live_ones_kept() {
    let mut ledger = Ledger::new();
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
    for _ in 0..256 {
        ledger.forget(NOON + DAY / 2, DAY);
    }
    assert_eq!(ledger.sizes().totals, 1050);
    for number in (1..3000).step_by(3) {
        assert_eq!(ledger.read(key(number), TOMORROW, NOON + DAY / 2), 10);
    }
}

#[test]
fn the_total_of_a_day_takes_at_most_100_bytes() {
    // A map has a control byte for each slot, and just after growing 7 of 16 slots are used.
    let slot = size_of::<(CounterKey, totals::Cell)>() + 1;
    assert!(slot * 16 / 7 <= 100, "{slot}");
}
