//! Reports of decisions whose entries were dropped: what is brought, and what must not be.

use super::outcomes::Step::{self, Expire, Report as Tell};
use super::outcomes::VOIDED;
use super::*;

/// Which changes need the entries of the decision again.
#[test]
fn entries_are_brought_where_a_report_changes_totals_and_only_there() {
    let table: [(Entry, &[Step], Report, bool); 10] = [
        (amounts(1, TODAY), &[], AUTHORIZED, false),
        (amounts(1, TODAY), &[], VOIDED, false),
        (amounts(1, TODAY), &[Tell(AUTHORIZED)], AUTHORIZED, false),
        (amounts(1, TODAY), &[Tell(AUTHORIZED)], VOIDED, true),
        (amounts(1, TODAY), &[Expire], AUTHORIZED, true),
        (amounts(1, TODAY), &[Expire], TIMED_OUT, false),
        (amounts(1, TODAY), &[Expire], VOIDED, false),
        (amounts(1, TODAY), &[Expire, Tell(AUTHORIZED)], VOIDED, true),
        (refusals(1, TODAY), &[Expire], DECLINED, true),
        (attempts(1, TODAY), &[Tell(AUTHORIZED)], VOIDED, false),
    ];
    for (entry, before, told, needs_entries) in table {
        let mut ledger = Book::new();
        approve(&mut ledger, 1, NOON, 1000, &[entry]);
        for step in before {
            match step {
                Tell(told) => report(&mut ledger, 1, NOON, *told).unwrap(),
                Expire => expire(&mut ledger, 1, NOON).unwrap(),
            };
        }
        let prepared = ledger.prepare_report(1, told, NOON).unwrap();
        assert_eq!(prepared.needs_entries, needs_entries, "{before:?} {told:?}");
        let (was, total) = (ledger.state(1), ledger.read(key(1), TODAY, NOON));
        let without = ledger.apply(&Event::Reported {
            decision: 1,
            at_ms: NOON,
            report: told,
            entries: Vec::new(),
        });
        if needs_entries {
            assert_eq!(without, Err(ReportError::EntriesMissing));
            assert_eq!(ledger.state(1), was);
            assert_eq!(ledger.read(key(1), TODAY, NOON), total);
        } else {
            assert_eq!(without, Ok(prepared.change));
        }
    }
}

/// The merchant moved: the total of the day began under another calendar.
#[test]
fn what_counts_in_another_span_than_declared_is_given_back_there() {
    for expires in [false, true] {
        let mut ledger = Book::new();
        approve(&mut ledger, 1, NOON, 1, &[amounts(1, TODAY)]);
        approve(&mut ledger, 2, NOON, 1000, &[amounts(1, TOMORROW)]);
        if expires {
            expire(&mut ledger, 2, NOON + HOLD).unwrap();
            assert_eq!(ledger.read(key(1), TODAY, NOON + HOLD), 1);
        }
        report(&mut ledger, 2, NOON + HOLD, AUTHORIZED).unwrap();
        assert_eq!(ledger.read(key(1), TODAY, NOON + HOLD), 1001);
        let prepared = ledger.prepare_report(2, VOIDED, NOON + HOLD).unwrap();
        assert!(!prepared.needs_entries, "no record could tell it");
        report(&mut ledger, 2, NOON + HOLD, VOIDED).unwrap();
        assert_eq!(ledger.read(key(1), TODAY, NOON + HOLD), 1);
    }
}

#[test]
fn a_new_day_with_the_end_that_was_declared_for_the_old_one_gives_nothing_back() {
    let mut ledger = Book::new();
    approve(&mut ledger, 1, NOON, 1, &[amounts(1, TODAY)]);
    approve(&mut ledger, 2, NOON, 1000, &[amounts(1, TOMORROW)]);
    report(&mut ledger, 2, NOON, AUTHORIZED).unwrap();
    approve(&mut ledger, 3, NOON + DAY, 70, &[amounts(1, TOMORROW)]);
    report(&mut ledger, 2, NOON + DAY, VOIDED).unwrap();
    assert_eq!(ledger.read(key(1), TOMORROW, NOON + DAY), 70);
}
