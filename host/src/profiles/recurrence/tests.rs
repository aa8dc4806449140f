//! Recurring hours against a model that looks at the clock on the wall, minute by minute.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::civil::DateTime;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const MINUTE_MS: u64 = 60_000;

/// `daily("23:50", "00:10", zone, &[])`, without bounds.
fn recurring(from: &str, until: &str, zone: &str, weekdays: &[u32]) -> Recurrence {
    let record = v1::Recurrence {
        from: from.into(),
        until: until.into(),
        time_zone: zone.into(),
        weekdays: weekdays.to_vec(),
    };
    let mut check = Check::default();
    let recurrence = read(&mut check, "recurrence", &record, (None, None));
    check.finish(recurrence).unwrap().unwrap()
}

fn ms(instant: &str) -> u64 {
    let instant: Timestamp = instant.parse().unwrap();
    u64::try_from(instant.as_millisecond()).unwrap()
}

fn shown(at_ms: Option<u64>) -> String {
    let at = at_ms.map(|ms| Timestamp::from_millisecond(i64::try_from(ms).unwrap()).unwrap());
    at.map_or_else(|| "never".to_owned(), |at| at.to_string())
}

/// Whether it covers an instant, until when, and when it begins next.
#[track_caller]
fn check(of: &Recurrence, now: &str, ends: &str, next: &str) {
    let now_ms = ms(now);
    let told = (shown(of.ends_after(now_ms)), shown(of.starts_after(now_ms)));
    assert_eq!(told, (ends.to_owned(), next.to_owned()), "{now}");
}

#[test]
fn it_is_half_open_and_goes_over_midnight() {
    let cut = recurring("23:50", "00:10", "Asia/Shanghai", &[]);
    let (today, tomorrow) = ("2026-11-23T15:50:00Z", "2026-11-24T15:50:00Z");
    check(&cut, "2026-11-23T15:49:59.999Z", "never", today);
    check(&cut, today, "2026-11-23T16:10:00Z", tomorrow);
    check(
        &cut,
        "2026-11-23T16:09:59.999Z",
        "2026-11-23T16:10:00Z",
        tomorrow,
    );
    check(&cut, "2026-11-23T16:10:00Z", "never", tomorrow);
}

#[test]
fn it_begins_on_the_days_that_it_names() {
    // Sunday night: 2026-11-22 is a Sunday.
    let sunday = recurring("22:00", "06:00", "Asia/Shanghai", &[7]);
    check(
        &sunday,
        "2026-11-22T14:00:00Z",
        "2026-11-22T22:00:00Z",
        "2026-11-29T14:00:00Z",
    );
    check(
        &sunday,
        "2026-11-22T21:59:00Z",
        "2026-11-22T22:00:00Z",
        "2026-11-29T14:00:00Z",
    );
    check(
        &sunday,
        "2026-11-23T14:00:00Z",
        "never",
        "2026-11-29T14:00:00Z",
    );
}

#[test]
fn equal_times_are_a_whole_day() {
    let day = recurring("08:00", "08:00", "Asia/Shanghai", &[1]);
    check(
        &day,
        "2026-11-23T00:00:00Z",
        "2026-11-24T00:00:00Z",
        "2026-11-30T00:00:00Z",
    );
    let midnight = recurring("00:00", "24:00", "UTC", &[]);
    check(
        &midnight,
        "2026-11-23T23:59:59Z",
        "2026-11-24T00:00:00Z",
        "2026-11-24T00:00:00Z",
    );
}

#[test]
fn the_clock_may_leave_a_time_out_or_show_it_twice() {
    // 2026-03-08 in New York: 02:00 becomes 03:00.
    let out = recurring("02:15", "02:45", "America/New_York", &[]);
    check(
        &out,
        "2026-03-08T07:00:00Z",
        "never",
        "2026-03-09T06:15:00Z",
    );
    let over = recurring("01:30", "02:30", "America/New_York", &[]);
    check(
        &over,
        "2026-03-08T06:30:00Z",
        "2026-03-08T07:00:00Z",
        "2026-03-09T05:30:00Z",
    );
    // 2026-11-01 in New York: 02:00 becomes 01:00.
    let twice = recurring("01:30", "01:45", "America/New_York", &[]);
    check(
        &twice,
        "2026-11-01T05:30:00Z",
        "2026-11-01T06:45:00Z",
        "2026-11-02T06:30:00Z",
    );
    // 2026-10-25 in London: 02:00 becomes 01:00.
    let london = recurring("00:30", "01:30", "Europe/London", &[]);
    check(
        &london,
        "2026-10-24T23:30:00Z",
        "2026-10-25T01:30:00Z",
        "2026-10-26T00:30:00Z",
    );
}

#[test]
fn bounds_cut_it() {
    let within = |first: &str, last: &str| Recurrence {
        first_ms: ms(first),
        last_ms: ms(last),
        ..recurring("23:00", "01:00", "UTC", &[])
    };
    let cut = within("2026-11-23T23:30:00Z", "2026-11-25T00:30:00Z");
    check(
        &cut,
        "2026-11-23T23:15:00Z",
        "never",
        "2026-11-23T23:30:00Z",
    );
    check(
        &cut,
        "2026-11-24T23:00:00Z",
        "2026-11-25T00:30:00Z",
        "never",
    );
    check(&cut, "2026-11-25T00:30:00Z", "never", "never");
    let far = within("2027-11-23T12:00:00Z", "9999-01-01T00:00:00Z");
    check(
        &far,
        "2026-11-23T23:15:00Z",
        "never",
        "2027-11-23T23:00:00Z",
    );
}

/// What the clock of `zone` shows, at each minute from a day before `now_ms` to ten after.
fn wall(zone: &TimeZone, now_ms: u64) -> Vec<(u64, DateTime)> {
    let first = now_ms / MINUTE_MS - 2 * 1_440;
    (first..first + 14 * 1_440)
        .map(|minute| {
            let ms = i64::try_from(minute * MINUTE_MS).unwrap();
            let at = Timestamp::from_millisecond(ms).unwrap();
            (minute * MINUTE_MS, zone.to_offset(at).to_datetime(at))
        })
        .collect()
}

/// The occurrences that begin within the wall's days, the naive way: from the first minute that
/// shows the time or, where none does, a later one, to the last minute that shows the other.
fn naive(of: &Recurrence, wall: &[(u64, DateTime)]) -> Vec<Occurrence> {
    let midnight = Time::midnight();
    let mut dates: Vec<Date> = wall.iter().map(|(_, shown)| shown.date()).collect();
    dates.sort_unstable();
    dates.dedup();
    let first = |at: DateTime| wall.iter().find(|(_, shown)| *shown >= at);
    let last = |at: DateTime| wall.iter().rfind(|(_, shown)| *shown == at).or(first(at));
    let mut found = Vec::new();
    // The first and the last may be cut off.
    for date in dates.iter().skip(1).take(dates.len() - 3) {
        let day = date.weekday().to_monday_one_offset();
        let named = of.weekdays == 0 || of.weekdays & (1 << day) != 0;
        let minutes = |minutes: u16| {
            date.to_datetime(midnight)
                .checked_add(Span::new().minutes(minutes))
                .unwrap()
        };
        let until = of.until + if of.until <= of.from { DAY_MINUTES } else { 0 };
        let (start, _) = first(minutes(of.from)).unwrap();
        let (end, _) = last(minutes(until)).unwrap();
        if named && start < end {
            found.push((*start, *end));
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn it_is_what_the_clock_on_the_wall_says(
        (zone, around) in select(vec![
            ("Asia/Shanghai", "2026-06-01T00:00:00Z"),
            ("America/New_York", "2026-03-08T07:00:00Z"),
            ("America/New_York", "2026-11-01T06:00:00Z"),
            ("Europe/London", "2026-03-29T01:00:00Z"),
            ("Europe/London", "2026-10-25T01:00:00Z"),
            // The clock goes back over midnight, to 23:01 of the day before.
            ("America/St_Johns", "2010-11-07T02:31:00Z"),
            ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
        ]),
        minutes in prop::collection::vec(0_u64..4 * 1_440, 24),
        near in any::<bool>(),
        (from, until) in (0_u16..1_440, 0_u16..=1_440),
        weekdays in prop::collection::vec(1_u32..=7, 0..3),
    ) {
        // Half of them in the hours in which the clocks change.
        let (from, until) = if near { (from % 240, until % 240) } else { (from, until) };
        let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        let of = recurring(&time(from), &time(until), zone, &weekdays);
        let around_ms = ms(around) - 2 * 1_440 * MINUTE_MS;
        let occurrences = naive(&of, &wall(&of.zone, around_ms));
        for minute in minutes {
            let now_ms = around_ms + minute * MINUTE_MS;
            let covering = occurrences.iter().filter(|(start, end)| (*start..*end).contains(&now_ms));
            prop_assert_eq!(shown(of.ends_after(now_ms)), shown(covering.map(|(_, end)| *end).max()));
            let next = occurrences.iter().map(|(start, _)| *start).find(|start| *start > now_ms);
            // The model looks some days ahead, which may have none of the days that are named.
            if next.is_some() {
                prop_assert_eq!(shown(of.starts_after(now_ms)), shown(next));
            }
        }
    }

    #[test]
    fn no_instant_is_too_far_away(now_ms: u64, first_ms: u64, last_ms: u64, from in 0_u16..1_440) {
        let of = Recurrence { first_ms, last_ms, from, ..recurring("00:00", "00:01", "America/New_York", &[3]) };
        if let Some(end) = of.ends_after(now_ms) {
            prop_assert!(now_ms < end && end <= last_ms && first_ms <= now_ms);
        }
        if let Some(start) = of.starts_after(now_ms) {
            prop_assert!(now_ms < start && start >= first_ms && start < last_ms);
        }
    }
}
