//! A request whose day, month or year ended while it was judged counts in the one that began.
//!
//! Otherwise it would be checked against the new day, which is empty, and be counted in the old
//! one, which is over: approved at midnight for nothing.

use jiff::tz::TimeZone;

use crate::limits::{Calendar, Counter, Entry};

/// Gives `calendar` and the entries made of it the days that are running at `now_ms`, where
/// theirs is over. Says whether it was. `entries` are by position of `counters`.
pub(super) fn renew(
    entries: &mut [Option<Entry>],
    calendar: &mut Calendar,
    counters: &[Counter],
    zone: &TimeZone,
    now_ms: u64,
) -> bool {
    // Months and years end with a day.
    if now_ms < calendar.day_ends_at_ms {
        return false;
    }
    *calendar = Calendar::at(now_ms, zone);
    for (entry, counter) in entries.iter_mut().zip(counters) {
        if let Some(entry) = entry {
            entry.span = counter.spec().window.span(calendar);
        }
    }
    true
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test fails by panicking"
    )]

    use super::*;
    use crate::limits::{
        Bounds, CounterSpec, Counts, Event, Filter, Ledger, Measure, Request, Subject, SubjectKeys,
        Verdict, Window,
    };

    const DAY_MS: u64 = 86_400_000;

    fn counter(window: Window) -> Counter {
        Counter::new(CounterSpec {
            per: vec![Subject::Merchant],
            measure: Measure::Amount,
            window,
            counts: Counts::Approved,
            filter: Filter::default(),
        })
        .unwrap()
    }

    fn request() -> Request {
        let mut subjects = SubjectKeys::default();
        subjects.set(Subject::Merchant, "m");
        Request {
            subjects,
            ..Request::default()
        }
    }

    fn approve(ledger: &mut Ledger, decision: u128, at_ms: u64, amount: u64, entry: Entry) {
        let event = Event::Decided {
            decision,
            at_ms,
            verdict: Verdict::Approved,
            amount,
            entries: vec![entry],
            hold_until_ms: at_ms + DAY_MS,
        };
        ledger.apply(&event).unwrap();
    }

    #[test]
    fn a_request_held_after_midnight_counts_in_the_new_day() {
        let (before, after) = (DAY_MS - 1, DAY_MS);
        let counters = [counter(Window::CalendarDay)];
        let request = request();
        let entry = |at_ms| counters[0].entry(&request, &Calendar::at(at_ms, &TimeZone::UTC));
        let mut ledger = Ledger::new(Bounds {
            keep_ms: DAY_MS,
            ended_max: 9,
        });
        approve(&mut ledger, 1, after, 60, entry(after).unwrap());

        let mut late = [entry(before)];
        let mut calendar = Calendar::at(before, &TimeZone::UTC);
        let now_ms = ledger.latest_ms();
        assert!(renew(
            &mut late,
            &mut calendar,
            &counters,
            &TimeZone::UTC,
            now_ms
        ));
        assert_eq!(calendar, Calendar::at(after, &TimeZone::UTC));
        let late = late[0].unwrap();
        assert!(ledger.check(&[late.demand(50, 100)], before).len() == 1);
        approve(&mut ledger, 2, before, 40, late);
        assert_eq!(ledger.read(late.key, late.span, after), 100);
    }

    #[test]
    fn what_has_not_ended_stays() {
        let counters = [counter(Window::CalendarDay), counter(Window::Lifetime)];
        let mut calendar = Calendar::at(0, &TimeZone::UTC);
        let mut entries = [0, 1].map(|at: usize| counters[at].entry(&request(), &calendar));
        let before = (entries, calendar);
        let zone = TimeZone::UTC;
        assert!(!renew(
            &mut entries,
            &mut calendar,
            &counters,
            &zone,
            DAY_MS - 1
        ));
        assert_eq!((entries, calendar), before);
    }
}
