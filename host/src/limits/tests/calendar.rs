//! Days, months and years of time zones, daylight saving included.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;

fn ms(instant: &str) -> u64 {
    let instant: Timestamp = instant.parse().unwrap();
    u64::try_from(instant.as_millisecond()).unwrap()
}

/// The local day, month and year at `now` end at these instants.
#[track_caller]
fn check(zone: &str, now: &str, [day, month, year]: [&str; 3]) {
    let got = Calendar::at(ms(now), &TimeZone::get(zone).unwrap());
    let expected = Calendar {
        day_ends_at_ms: ms(day),
        month_ends_at_ms: ms(month),
        year_ends_at_ms: ms(year),
    };
    assert_eq!(got, expected, "{zone} at {now}");
}

#[test]
fn a_day_of_23_hours_in_new_york() {
    let ends = [
        "2026-03-09T04:00Z",
        "2026-04-01T04:00Z",
        "2027-01-01T05:00Z",
    ];
    check("America/New_York", "2026-03-08T05:00Z", ends);
    check("America/New_York", "2026-03-08T06:59:59Z", ends);
    check("America/New_York", "2026-03-09T03:59:59.999Z", ends);
}

#[test]
fn a_day_of_25_hours_in_new_york() {
    let ends = [
        "2026-11-02T05:00Z",
        "2026-12-01T05:00Z",
        "2027-01-01T05:00Z",
    ];
    check("America/New_York", "2026-11-01T04:00Z", ends);
    check("America/New_York", "2026-11-01T05:30Z", ends);
    check("America/New_York", "2026-11-01T06:30Z", ends);
}

#[test]
fn a_day_without_midnight_in_sao_paulo() {
    let ends = |day| [day, "2018-12-01T02:00Z", "2019-01-01T02:00Z"];
    check(
        "America/Sao_Paulo",
        "2018-11-04T02:59:59Z",
        ends("2018-11-04T03:00Z"),
    );
    check(
        "America/Sao_Paulo",
        "2018-11-04T03:00Z",
        ends("2018-11-05T02:00Z"),
    );
}

#[test]
fn a_day_whose_last_hour_comes_twice_in_sao_paulo() {
    let ends = [
        "2018-02-18T03:00Z",
        "2018-03-01T03:00Z",
        "2019-01-01T02:00Z",
    ];
    check("America/Sao_Paulo", "2018-02-18T01:30Z", ends);
    check("America/Sao_Paulo", "2018-02-18T02:30Z", ends);
}

#[test]
fn a_day_whose_midnight_comes_twice() {
    // St John's went back at one minute past midnight, into the day before.
    let ends = |day| [day, "2010-12-01T03:30Z", "2011-01-01T03:30Z"];
    check(
        "America/St_Johns",
        "2010-11-07T01:00Z",
        ends("2010-11-07T03:30Z"),
    );
    check(
        "America/St_Johns",
        "2010-11-07T02:45Z",
        ends("2010-11-07T03:30Z"),
    );
    check(
        "America/St_Johns",
        "2010-11-07T03:30Z",
        ends("2010-11-08T03:30Z"),
    );
    // Havana went back at one o'clock, within the day.
    let ends = [
        "2019-11-03T04:00Z",
        "2019-12-01T05:00Z",
        "2020-01-01T05:00Z",
    ];
    check("America/Havana", "2019-11-02T12:00Z", ends);
}

#[test]
fn a_day_that_was_left_out_in_samoa() {
    let ends = [
        "2011-12-30T10:00Z",
        "2011-12-31T10:00Z",
        "2011-12-31T10:00Z",
    ];
    check("Pacific/Apia", "2011-12-29T22:00Z", ends);
}

#[test]
fn shanghai_has_no_daylight_saving() {
    let ends = |day| [day, "2026-11-30T16:00Z", "2026-12-31T16:00Z"];
    check(
        "Asia/Shanghai",
        "2026-11-23T15:59:59.999Z",
        ends("2026-11-23T16:00Z"),
    );
    check(
        "Asia/Shanghai",
        "2026-11-23T16:00Z",
        ends("2026-11-24T16:00Z"),
    );
}

#[test]
fn months_and_years_end_twelve_hours_to_either_side() {
    let new_year = "2027-01-01T12:00Z";
    check(
        "Etc/GMT+12",
        "2026-12-31T11:59Z",
        ["2026-12-31T12:00Z", new_year, new_year],
    );
    check(
        "Etc/GMT+12",
        "2026-12-31T12:30Z",
        [new_year, new_year, new_year],
    );
    let new_year = "2026-12-31T12:00Z";
    check(
        "Etc/GMT-12",
        "2026-12-31T11:59Z",
        [new_year, new_year, new_year],
    );
    let ends = [
        "2027-01-01T12:00Z",
        "2027-01-31T12:00Z",
        "2027-12-31T12:00Z",
    ];
    check("Etc/GMT-12", new_year, ends);
}

#[test]
fn february_of_a_leap_year() {
    let ends = |day| [day, "2028-03-01T00:00Z", "2029-01-01T00:00Z"];
    check("UTC", "2028-02-28T23:00Z", ends("2028-02-29T00:00Z"));
    check("UTC", "2028-02-29T23:00Z", ends("2028-03-01T00:00Z"));
}

#[test]
fn what_no_calendar_reaches_never_ends() {
    let calendar = Calendar::at(u64::MAX, &TimeZone::UTC);
    assert_eq!(calendar.day_ends_at_ms, u64::MAX);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn in_every_zone_the_ends_come_later_and_part_the_dates(
        zone in any::<prop::sample::Index>(),
        now_ms in 0..ms("2037-01-01T00:00Z"),
    ) {
        let names: Vec<_> = jiff::tz::db().available().collect();
        let zone = TimeZone::get(zone.get(&names).as_str()).unwrap();
        let date = |at_ms: u64| {
            let at = Timestamp::from_millisecond(i64::try_from(at_ms).unwrap()).unwrap();
            zone.to_datetime(at).date()
        };
        let calendar = Calendar::at(now_ms, &zone);
        let ends = [calendar.day_ends_at_ms, calendar.month_ends_at_ms, calendar.year_ends_at_ms];
        prop_assert!(now_ms < ends[0] && ends[0] <= ends[1] && ends[1] <= ends[2]);
        prop_assert!(ends[0] - now_ms <= 49 * HOUR);
        let year_and_month = |at_ms| (date(at_ms).year(), date(at_ms).month());
        prop_assert!(date(ends[0] - 1) <= date(now_ms) && date(now_ms) < date(ends[0]));
        prop_assert!(year_and_month(ends[1] - 1) == year_and_month(now_ms));
        prop_assert!(year_and_month(ends[1]) > year_and_month(now_ms));
        prop_assert!(date(ends[2] - 1).year() == date(now_ms).year());
        prop_assert!(date(ends[2]).year() == date(now_ms).year() + 1);
    }
}
