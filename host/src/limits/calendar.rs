//! Days, months and years of a merchant's time zone.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

/// The ends of the local day, month and year that an instant is in: each the first instant
/// of the next one, milliseconds since the Unix epoch.
///
/// It stays right until the day ends, so it can be kept with the merchant's profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Where the next local day begins.
    pub day_ends_at_ms: u64,
    /// Where the next local month begins.
    pub month_ends_at_ms: u64,
    /// Where the next local year begins.
    pub year_ends_at_ms: u64,
}

impl Calendar {
    /// The calendar of a time zone at an instant in milliseconds since the Unix epoch.
    ///
    /// Days are as long as the zone makes them: 23 or 25 hours, beginning at 01:00 where
    /// midnight was skipped. Where clocks go back over midnight, the day ends for good at the
    /// second midnight. What lies beyond the year 9999 ends never (`u64::MAX`).
    #[must_use]
    pub fn at(now_ms: u64, zone: &TimeZone) -> Self {
        let never = u64::MAX;
        let Some(today) = local_date(now_ms, zone) else {
            return Self {
                day_ends_at_ms: never,
                month_ends_at_ms: never,
                year_ends_at_ms: never,
            };
        };
        let starts = |date: Option<Date>| date.and_then(|date| start(date, zone)).unwrap_or(never);
        let last_of_year = today.last_of_year();
        Self {
            day_ends_at_ms: starts(today.tomorrow().ok()),
            month_ends_at_ms: starts(today.last_of_month().tomorrow().ok()),
            year_ends_at_ms: starts(last_of_year.tomorrow().ok()),
        }
    }
}

fn local_date(now_ms: u64, zone: &TimeZone) -> Option<Date> {
    let now = Timestamp::from_millisecond(i64::try_from(now_ms).ok()?).ok()?;
    Some(zone.to_datetime(now).date())
}

/// The first instant from which it is never again before `date`.
fn start(date: Date, zone: &TimeZone) -> Option<u64> {
    let midnight = date.to_datetime(Time::midnight());
    let instant = zone.to_ambiguous_timestamp(midnight);
    let start = match instant.offset() {
        AmbiguousOffset::Unambiguous { .. } => instant.compatible().ok()?,
        // The day begins where the gap ends, at whatever the clocks show then.
        AmbiguousOffset::Gap { .. } => zone
            .to_zoned(midnight)
            .ok()?
            .start_of_day()
            .ok()?
            .timestamp(),
        AmbiguousOffset::Fold { .. } => {
            let second = instant.later().ok()?;
            let just_before = Timestamp::from_millisecond(second.as_millisecond() - 1).ok()?;
            let yesterday_came_back = zone.to_datetime(just_before).date() < date;
            if yesterday_came_back {
                second
            } else {
                instant.earlier().ok()?
            }
        }
    };
    u64::try_from(start.as_millisecond()).ok()
}
