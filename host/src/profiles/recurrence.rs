//! The same hours of every day, or of some days of the week, by a clock on the wall.
//!
//! The clock is that of a time zone, daylight saving included. Where it shows a time twice, an
//! occurrence begins at the first and ends at the last of them; where it leaves a time out, it
//! begins or ends when the clock jumps. So a bank that works by its own clock is never taken for
//! being up while it may be down.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Span, Timestamp};
use tollgate_proto::v1;

use super::check::{Check, minute_of_day};

const DAY_MINUTES: u16 = 24 * 60;
/// Days ahead that hold the next start: a week, and another where the clock leaves the first
/// one out.
const DAYS_AHEAD: i32 = 15;

/// Hours that come again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// Minute of the day on which it begins, less than a day.
    from: u16,
    /// Minute after the last, at most a day; where it is not after `from`, of the next day.
    until: u16,
    zone: TimeZone,
    /// Days on which it begins: bit n is the day numbered n, 1 for Monday. 0 is every day.
    weekdays: u8,
    /// What lies before is no part of it, Unix milliseconds.
    first_ms: u64,
    /// What lies at or after it is no part of it, Unix milliseconds.
    last_ms: u64,
}

/// One time that it comes: the first millisecond, and the one after the last.
type Occurrence = (u64, u64);

/// Which of two equal readings of a clock.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    First,
    Last,
}

impl Recurrence {
    /// The end of the occurrence that covers `now_ms`; of two, the later.
    pub(super) fn ends_after(&self, now_ms: u64) -> Option<u64> {
        if !(self.first_ms..self.last_ms).contains(&now_ms) {
            return None;
        }
        // An occurrence ends on the day after it began, at the latest. The day after today has
        // begun where the clock went back over midnight.
        let covering = |days| self.occurrence(self.date(now_ms)?, days);
        (-1..=1)
            .filter_map(covering)
            .filter(|(start, end)| (*start..*end).contains(&now_ms))
            .map(|(_, end)| end)
            .max()
    }

    /// The start of the first occurrence after `now_ms`.
    pub(super) fn starts_after(&self, now_ms: u64) -> Option<u64> {
        if now_ms >= self.last_ms {
            return None;
        }
        // Before its bound there is none.
        let date = self.date(now_ms.max(self.first_ms))?;
        // Later days start later.
        (-1..=DAYS_AHEAD)
            .filter_map(|days| self.occurrence(date, days))
            .map(|(start, _)| start)
            .find(|start| *start > now_ms)
    }

    fn date(&self, at_ms: u64) -> Option<Date> {
        let at = Timestamp::from_millisecond(i64::try_from(at_ms).ok()?).ok()?;
        Some(self.zone.to_datetime(at).date())
    }

    /// The part within the bounds of what begins so many days after `date`.
    fn occurrence(&self, date: Date, days: i32) -> Option<Occurrence> {
        let date = date.checked_add(Span::new().days(days)).ok()?;
        if self.weekdays != 0 && self.weekdays & (1 << date.weekday().to_monday_one_offset()) == 0 {
            return None;
        }
        let overnight = if self.until <= self.from {
            DAY_MINUTES
        } else {
            0
        };
        let start = self.shown(date, self.from, Reading::First)?;
        let end = self.shown(date, self.until + overnight, Reading::Last)?;
        let (start, end) = (start.max(self.first_ms), end.min(self.last_ms));
        (start < end).then_some((start, end))
    }

    /// When the clock shows a minute of `date`, or of the day after.
    fn shown(&self, date: Date, minute: u16, reading: Reading) -> Option<u64> {
        let day = date
            .checked_add(Span::new().days(minute / DAY_MINUTES))
            .ok()?;
        let minute = i8::try_from(minute % 60)
            .ok()
            .zip(i8::try_from(minute % DAY_MINUTES / 60).ok());
        let (minute, hour) = minute?;
        let at = DateTime::from_parts(day, Time::new(hour, minute, 0, 0).ok()?);
        let instant = match self.zone.to_ambiguous_timestamp(at).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(at).ok()?,
            AmbiguousOffset::Fold { before, .. } if reading == Reading::First => {
                before.to_timestamp(at).ok()?
            }
            AmbiguousOffset::Fold { after, .. } => after.to_timestamp(at).ok()?,
            AmbiguousOffset::Gap { after, .. } => {
                // By the offset from after the jump the time comes before it.
                let before = after.to_timestamp(at).ok()?;
                self.zone.following(before).next()?.timestamp()
            }
        };
        u64::try_from(instant.as_millisecond()).ok()
    }
}

/// Reads a recurrence, which lies within `bounds`: from when and until when it comes, where that
/// is said.
pub(super) fn read(
    check: &mut Check,
    path: &str,
    record: &v1::Recurrence,
    bounds: (Option<u64>, Option<u64>),
) -> Option<Recurrence> {
    let from = minute_of_day(&record.from).filter(|minute| *minute < DAY_MINUTES);
    if from.is_none() {
        check.refuse(
            format!("{path}.from"),
            "must be a time of day from 00:00 to 23:59, for example `23:50`",
        );
    }
    let until = minute_of_day(&record.until);
    if until.is_none() {
        check.refuse(
            format!("{path}.until"),
            "must be a time of day from 00:00 to 24:00, for example `00:10`",
        );
    }
    let zone = check.time_zone(&format!("{path}.time_zone"), &record.time_zone);
    let mut weekdays = 0;
    check.count(&format!("{path}.weekdays"), record.weekdays.len(), 7);
    for (position, day) in record.weekdays.iter().take(7).enumerate() {
        if (1..=7).contains(day) {
            weekdays |= 1 << day;
        } else {
            check.refuse(
                format!("{path}.weekdays[{position}]"),
                format!("must be a day from 1 (Monday) to 7 (Sunday), but is {day}"),
            );
        }
    }
    Some(Recurrence {
        from: from?,
        until: until?,
        zone,
        weekdays,
        first_ms: bounds.0.unwrap_or(0),
        last_ms: bounds.1.unwrap_or(u64::MAX),
    })
}

#[cfg(test)]
mod tests;
