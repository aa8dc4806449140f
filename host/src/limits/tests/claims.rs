//! Claims: what fits, what misses, and when it would fit.

use super::*;

/// With `used` approved at noon in `span`, a claim of `add` within `cap` one minute later.
fn claim(span: Span, used: u64, add: u64, cap: u64) -> Vec<Miss> {
    let mut ledger = Book::new();
    approve(&mut ledger, 1, NOON, used, &[amounts(1, span)]);
    ledger.check(&[amounts(1, span).demand(add, cap)], NOON + MINUTE)
}

#[test]
fn up_to_the_cap_it_fits_and_a_cent_above_it_misses() {
    for span in [TODAY, LAST_HOUR, Span::Lifetime] {
        assert_eq!(claim(span, 700, 300, 1000), [], "{span:?}");
        let misses = claim(span, 700, 301, 1000);
        assert_eq!(misses.len(), 1, "{span:?}");
        assert_eq!((misses[0].index, misses[0].used), (0, 700), "{span:?}");
    }
}

#[test]
fn a_sum_beyond_all_numbers_is_a_miss() {
    for span in [TODAY, LAST_HOUR, Span::Lifetime] {
        assert_eq!(claim(span, 2, u64::MAX - 1, u64::MAX).len(), 1, "{span:?}");
        assert_eq!(claim(span, 1, u64::MAX - 1, u64::MAX), [], "{span:?}");
    }
}

#[test]
fn a_total_that_reached_the_top_stays_there() {
    for span in [TODAY, LAST_HOUR, Span::Lifetime] {
        let mut ledger = Book::new();
        approve(&mut ledger, 1, NOON, u64::MAX - 5, &[amounts(1, span)]);
        approve(&mut ledger, 2, NOON, u64::MAX - 5, &[amounts(1, span)]);
        report(&mut ledger, 2, NOON, TIMED_OUT).unwrap();
        assert!(ledger.read(key(1), span, NOON) >= u64::MAX - 5, "{span:?}");
    }
}

#[test]
fn the_answer_says_when_it_fits() {
    let day_end = Some(NOON + DAY / 2);
    // What never fits has no such moment, though the day still ends.
    let table = [
        (TODAY, 500, day_end, day_end),
        (TODAY, 1001, day_end, None),
        (LAST_HOUR, 1001, None, None),
        (Span::Lifetime, 500, None, None),
    ];
    for (span, add, resets_at_ms, fits_at_ms) in table {
        let miss = Miss {
            index: 0,
            used: 700,
            resets_at_ms,
            fits_at_ms,
        };
        assert_eq!(claim(span, 700, add, 1000), [miss], "{span:?} {add}");
    }
}

#[test]
fn a_rolling_claim_fits_from_the_very_millisecond_that_it_was_told() {
    let mut ledger = Book::new();
    for minute in 0..50 {
        let at_ms = NOON + minute * MINUTE;
        approve(
            &mut ledger,
            u128::from(minute),
            at_ms,
            10,
            &[amounts(1, LAST_HOUR)],
        );
    }
    let now_ms = NOON + 50 * MINUTE;
    for add in [501, 510, 700, 995, 1000] {
        let demand = [amounts(1, LAST_HOUR).demand(add, 1000)];
        let fits_at_ms = ledger.check(&demand, now_ms)[0].fits_at_ms.unwrap();
        assert_eq!(ledger.check(&demand, fits_at_ms - 1).len(), 1, "{add}");
        assert_eq!(ledger.check(&demand, fits_at_ms), [], "{add}");
    }
}

#[test]
fn two_policies_may_cap_one_counter_and_it_counts_once() {
    let mut ledger = Book::new();
    let entry = amounts(1, TODAY);
    approve(&mut ledger, 1, NOON, 400, &[entry, entry]);
    assert_eq!(ledger.read(key(1), TODAY, NOON), 400);
    let demands = [
        entry.demand(200, 1000),
        entry.demand(200, 500),
        entry.demand(200, 600),
    ];
    let missed: Vec<_> = ledger
        .check(&demands, NOON)
        .iter()
        .map(|miss| miss.index)
        .collect();
    assert_eq!(missed, [1]);
    report(&mut ledger, 1, NOON, TIMED_OUT).unwrap();
    assert_eq!(
        ledger.read(key(1), TODAY, NOON),
        0,
        "and is given back once"
    );
}

#[test]
fn every_claim_that_misses_is_named() {
    let mut ledger = Book::new();
    let entries = [
        amounts(1, TODAY),
        requests(2, LAST_HOUR),
        amounts(3, Span::Lifetime),
    ];
    approve(&mut ledger, 1, NOON, 400, &entries);
    let demands = [
        entries[0].demand(100, 499),
        entries[1].demand(100, 2),
        entries[2].demand(100, 499),
    ];
    let missed: Vec<_> = ledger
        .check(&demands, NOON)
        .iter()
        .map(|miss| miss.index)
        .collect();
    assert_eq!(missed, [0, 2]);
}

#[test]
fn when_all_fits_nothing_is_allocated() {
    let ledger = Book::new();
    let demands: Vec<_> = (0..20).map(|n| amounts(n, TODAY).demand(1, 1)).collect();
    assert_eq!(ledger.check(&demands, NOON).capacity(), 0);
}

#[test]
fn a_raised_cap_holds_at_once_and_so_does_a_lowered_one() {
    assert_eq!(claim(TODAY, 900, 200, 1000).len(), 1);
    assert_eq!(claim(TODAY, 900, 200, 1100), []);
    assert_eq!(claim(TODAY, 900, 0, 800).len(), 1);
}
