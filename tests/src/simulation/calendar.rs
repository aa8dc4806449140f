//! Days and months of a zone without daylight saving, by plain arithmetic.

const DAY_MS: i64 = 86_400_000;

/// Days since 1970-01-01 in a zone that is so many minutes ahead of UTC.
#[must_use]
pub fn day(at_ms: u64, utc_offset_minutes: i64) -> i64 {
    (i64::try_from(at_ms).unwrap_or(i64::MAX) + utc_offset_minutes * 60_000).div_euclid(DAY_MS)
}

/// The first instant of a day in a zone, milliseconds since the Unix epoch.
#[must_use]
pub fn day_starts_ms(day: i64, utc_offset_minutes: i64) -> u64 {
    u64::try_from(day * DAY_MS - utc_offset_minutes * 60_000).unwrap_or(0)
}

/// A number that all days of one month share, and no other day has: 12 times the year, and the
/// month from 0. The Gregorian calendar repeats itself every 146,097 days.
#[must_use]
pub fn month(day: i64) -> i64 {
    let mut year = 1970 + day.div_euclid(146_097) * 400;
    let mut left = day.rem_euclid(146_097);
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    while left >= 365 + i64::from(is_leap(year)) {
        left -= 365 + i64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + i64::from(is_leap(year));
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    for length in lengths {
        if left < length {
            break;
        }
        left -= length;
        month += 1;
    }
    year * 12 + month
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seconds: i64, utc_offset_minutes: i64, year: i64, of_year: i64) {
        let at_ms = u64::try_from(seconds * 1_000).expect("after 1970");
        let found = month(day(at_ms, utc_offset_minutes));
        assert_eq!(found, year * 12 + of_year - 1);
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        check(0, 0, 1970, 1);
        check(1_709_164_800 - 1, 0, 2024, 2); // 2024-02-28 23:59:59
        check(1_709_164_800, 0, 2024, 2); // the 29th
        check(1_709_251_200, 0, 2024, 3);
        check(1_795_494_600, 480, 2026, 11);
        check(1_796_054_400 - 1, 480, 2026, 11); // 2026-11-30 23:59:59 in Shanghai
        check(1_796_054_400, 480, 2026, 12);
        check(1_798_732_800, 480, 2027, 1);
    }

    #[test]
    fn a_day_begins_where_the_one_before_ends() {
        for offset in [0, 330, 480, -300] {
            let first = day(1_795_494_600_000, offset);
            let starts = day_starts_ms(first, offset);
            assert_eq!(day(starts, offset), first);
            assert_eq!(day(starts - 1, offset), first - 1);
        }
    }
}
