//! A request whose day, month or year ended while it was judged counts in the one that began.
//!
//! Otherwise it would be checked against the new day, which is empty, and be counted in the old
//! one, which is over: approved at midnight for nothing.

use crate::limits::{Calendar, Counter, Entry};

use super::gather::Scene;

/// Gives a request that is held at `scene.now_ms` the calendar of that instant, where its own
/// day has ended. Says whether it had.
pub(super) fn renew(scene: &mut Scene) -> bool {
    if scene.now_ms < scene.calendar.day_ends_at_ms {
        return false;
    }
    scene.calendar = Calendar::at(scene.now_ms, &scene.zone);
    enter(&mut scene.entries, scene.set.counters(), &scene.calendar);
    true
}

/// Gives entries the spans of another calendar. They are by position of `counters`.
fn enter(entries: &mut [Option<Entry>], counters: &[Counter], calendar: &Calendar) {
    for (entry, counter) in entries.iter_mut().zip(counters) {
        if let Some(entry) = entry {
            entry.span = counter.spec().window.span(calendar);
        }
    }
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
        assert!(renew(
            &mut late,
            &counters,
            &TimeZone::UTC,
            ledger.latest_ms()
        ));
        let late = late[0].unwrap();
        assert!(ledger.check(&[late.demand(50, 100)], before).len() == 1);
        approve(&mut ledger, 2, before, 40, late);
        assert_eq!(ledger.read(late.key, late.span, after), 100);
    }

    #[test]
    fn what_has_not_ended_stays() {
        let counters = [counter(Window::CalendarDay), counter(Window::Lifetime)];
        let mut entries = [None, None];
        assert!(!renew(&mut entries, &counters, &TimeZone::UTC, DAY_MS));
        let calendar = Calendar::at(0, &TimeZone::UTC);
        let mut entries = [0, 1].map(|at: usize| counters[at].entry(&request(), &calendar));
        assert!(!renew(&mut entries, &counters, &TimeZone::UTC, DAY_MS - 1));
    }
}
