//! Windows: when what was counted stops counting.

use super::*;

fn total(ledger: &Book, span: Span, at_ms: u64) -> u64 {
    ledger.read(key(1), span, at_ms)
}

#[test]
fn a_day_starts_at_nothing_at_its_very_end() {
    let mut ledger = Book::new();
    let midnight = NOON + DAY / 2;
    approve(&mut ledger, 1, NOON, 500, &[amounts(1, TODAY)]);
    assert_eq!(total(&ledger, TODAY, midnight - 1), 500);
    assert_eq!(total(&ledger, TOMORROW, midnight), 0);
    approve(&mut ledger, 2, midnight, 70, &[amounts(1, TOMORROW)]);
    assert_eq!(total(&ledger, TOMORROW, midnight), 70);
}

#[test]
fn a_day_that_has_begun_keeps_its_end_when_the_merchant_moves() {
    let mut ledger = Book::new();
    approve(&mut ledger, 1, NOON, 500, &[amounts(1, TODAY)]);
    for (hours, used) in [(6, 500), (18, 600)] {
        let moved = Span::Until {
            ends_at_ms: NOON + hours * HOUR,
        };
        let demand = amounts(1, moved).demand(600, 1000);
        let miss = ledger.check(&[demand], NOON + 1)[0];
        assert_eq!((miss.used, miss.resets_at_ms), (used, Some(NOON + DAY / 2)));
        approve(
            &mut ledger,
            u128::from(hours),
            NOON + 1,
            100,
            &[amounts(1, moved)],
        );
    }
    assert_eq!(total(&ledger, TODAY, NOON + DAY / 2 - 1), 700);
    assert_eq!(total(&ledger, TODAY, NOON + DAY / 2), 0);
    // What was counted in the old day is given back to it.
    report(&mut ledger, 6, NOON + 7 * HOUR, TIMED_OUT).unwrap();
    assert_eq!(total(&ledger, TODAY, NOON + 7 * HOUR), 600);
}

#[test]
fn giving_back_leaves_a_new_day_alone() {
    let mut ledger = Book::new();
    let midnight = NOON + DAY / 2;
    for decision in 1..=4 {
        approve(
            &mut ledger,
            decision,
            midnight - 1,
            500,
            &[amounts(1, TODAY)],
        );
    }
    report(&mut ledger, 1, midnight - 1, AUTHORIZED).unwrap();
    expire(&mut ledger, 4, midnight - 1).unwrap();
    approve(&mut ledger, 5, midnight, 800, &[amounts(1, TOMORROW)]);
    report(&mut ledger, 1, midnight + 1, Report::Voided).unwrap();
    report(&mut ledger, 2, midnight + 1, TIMED_OUT).unwrap();
    report(&mut ledger, 3, midnight + 1, authorized(1)).unwrap();
    report(&mut ledger, 4, midnight + 1, AUTHORIZED).unwrap();
    assert_eq!(total(&ledger, TOMORROW, midnight + 1), 800);
}

#[test]
fn giving_back_in_a_rolling_window_goes_to_where_it_was_counted() {
    let mut ledger = Book::new();
    approve(&mut ledger, 1, NOON, 500, &[amounts(1, LAST_HOUR)]);
    approve(
        &mut ledger,
        2,
        NOON + 30 * MINUTE,
        70,
        &[amounts(1, LAST_HOUR)],
    );
    approve(
        &mut ledger,
        3,
        NOON + 59 * MINUTE,
        8,
        &[amounts(1, LAST_HOUR)],
    );
    report(&mut ledger, 2, NOON + 59 * MINUTE, TIMED_OUT).unwrap();
    assert_eq!(total(&ledger, LAST_HOUR, NOON + 59 * MINUTE), 508);
    assert_eq!(total(&ledger, LAST_HOUR, NOON + 65 * MINUTE), 8);
    // The first has left the window, so nothing is taken.
    report(&mut ledger, 1, NOON + 65 * MINUTE, TIMED_OUT).unwrap();
    assert_eq!(total(&ledger, LAST_HOUR, NOON + 65 * MINUTE), 8);
}

#[test]
fn a_rolling_window_counts_its_full_length_and_at_most_one_bucket_more() {
    for seconds in [1, 2, 59, 60, 61, 3600, 86_400, Window::MAX_ROLLING_SECONDS] {
        let span = Span::Rolling { seconds };
        let window_ms = u64::from(seconds) * 1000;
        let mut ledger = Book::new();
        approve(&mut ledger, 1, NOON, 5, &[amounts(1, span)]);
        assert_eq!(total(&ledger, span, NOON + window_ms - 1), 5, "{seconds} s");
        let bucket_ms = rolling::Rolling::bucket_ms(seconds);
        assert_eq!(
            total(&ledger, span, NOON + window_ms + bucket_ms),
            0,
            "{seconds} s"
        );
        assert!(bucket_ms * 58 < window_ms, "{seconds} s");
    }
}

#[test]
fn a_rolling_window_has_at_most_sixty_buckets() {
    for seconds in [1, 7, 60, 3600, Window::MAX_ROLLING_SECONDS] {
        let mut rolling = rolling::Rolling::new(seconds, NOON);
        let step_ms = (u64::from(seconds) * 1000 / 600).max(1);
        let mut most = 0;
        for step in 0..3000 {
            let now_ms = NOON + step * step_ms;
            rolling.add(now_ms, 1, now_ms);
            most = most.max(rolling.buckets().len());
        }
        assert!(most <= 60, "{seconds} s: {most}");
        assert!(most >= 58, "{seconds} s: {most}");
    }
}

#[test]
fn a_clock_that_steps_back_revives_nothing() {
    for span in [TODAY, LAST_HOUR, Span::Lifetime] {
        let mut ledger = Book::new();
        approve(&mut ledger, 1, NOON + HOUR, 500, &[amounts(1, span)]);
        approve(&mut ledger, 2, NOON, 70, &[amounts(1, span)]);
        assert_eq!(ledger.latest_ms(), NOON + HOUR);
        assert_eq!(total(&ledger, span, NOON), 570, "{span:?}");
        assert_eq!(
            total(&ledger, span, NOON + HOUR + 30 * MINUTE),
            570,
            "{span:?}"
        );
    }
    // After midnight, it is the new day even for a clock that is before midnight again.
    let mut ledger = Book::new();
    approve(&mut ledger, 1, NOON + DAY / 2, 500, &[amounts(1, TOMORROW)]);
    approve(&mut ledger, 2, NOON, 70, &[amounts(1, TODAY)]);
    assert_eq!(total(&ledger, TODAY, NOON), 570);
}

#[test]
fn attempts_and_declines_count_at_once() {
    let counting = |number, counts| Entry {
        counts,
        ..requests(number, TODAY)
    };
    let entries = [
        counting(1, Counts::Approved),
        counting(2, Counts::Attempted),
        counting(3, Counts::Declined),
        counting(4, Counts::Refused),
    ];
    let totals = |ledger: &Book| [1, 2, 3, 4].map(|n| ledger.read(key(n), TODAY, NOON));
    let mut ledger = Book::new();
    approve(&mut ledger, 1, NOON, 10, &entries);
    assert_eq!(totals(&ledger), [1, 1, 0, 0]);
    decide(&mut ledger, 2, NOON, false, 10, &entries);
    assert_eq!(totals(&ledger), [1, 2, 1, 0]);
    let deferred = Event::Decided {
        decision: 20,
        at_ms: NOON,
        verdict: Verdict::Deferred,
        amount: 10,
        entries: vec![counting(3, Counts::Declined), counting(1, Counts::Approved)],
        hold_until_ms: NOON,
    };
    ledger.apply(&deferred).unwrap();
    assert_eq!(
        totals(&ledger),
        [1, 2, 1, 0],
        "asking for a PIN is no decline"
    );
    report(&mut ledger, 1, NOON, DECLINED).unwrap();
    assert_eq!(totals(&ledger), [0, 2, 1, 1]);
    report(&mut ledger, 1, NOON, DECLINED).unwrap();
    assert_eq!(totals(&ledger), [0, 2, 1, 1], "one refusal, told twice");
    approve(&mut ledger, 3, NOON, 10, &entries);
    report(&mut ledger, 3, NOON, TIMED_OUT).unwrap();
    assert_eq!(totals(&ledger), [0, 3, 1, 1], "no answer is no refusal");
    approve(&mut ledger, 4, NOON, 10, &entries);
    expire(&mut ledger, 4, NOON).unwrap();
    report(&mut ledger, 4, NOON, DECLINED).unwrap();
    assert_eq!(totals(&ledger), [0, 4, 1, 2], "a late refusal is one");
}

#[test]
fn instants_at_the_end_of_time_do_no_harm() {
    for span in [
        Span::Until {
            ends_at_ms: u64::MAX,
        },
        LAST_HOUR,
        Span::Rolling { seconds: 0 },
    ] {
        let mut ledger = Book::new();
        for (decision, at_ms) in [(1, 0), (2, u64::MAX - 1), (3, u64::MAX)] {
            let event = Event::Decided {
                decision,
                at_ms,
                verdict: Verdict::Approved,
                amount: 10,
                entries: vec![amounts(1, span)],
                hold_until_ms: u64::MAX,
            };
            ledger.apply(&event).unwrap();
            let _ = ledger.check(&[amounts(1, span).demand(5, 5)], u64::MAX);
            ledger.sweep();
        }
        for decision in 1..=3 {
            report(&mut ledger, decision, u64::MAX, TIMED_OUT).unwrap();
        }
        assert_eq!(total(&ledger, span, u64::MAX), 0, "{span:?}");
    }
}

#[test]
fn a_rolling_total_comes_down_from_the_top_as_buckets_leave() {
    let mut ledger = Book::new();
    approve(&mut ledger, 1, NOON, u64::MAX - 5, &[amounts(1, LAST_HOUR)]);
    approve(
        &mut ledger,
        2,
        NOON + 30 * MINUTE,
        70,
        &[amounts(1, LAST_HOUR)],
    );
    assert_eq!(total(&ledger, LAST_HOUR, NOON + 30 * MINUTE), u64::MAX);
    approve(
        &mut ledger,
        3,
        NOON + 65 * MINUTE,
        8,
        &[amounts(1, LAST_HOUR)],
    );
    assert_eq!(total(&ledger, LAST_HOUR, NOON + 65 * MINUTE), 78);
}
