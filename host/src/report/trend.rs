//! Payments by hour of the day and by day, on the clocks of merchants or on a given one.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::gathering::Row;
use super::sums::count;
use super::{Counts, Day, Hour};

/// Days that are told. Ours: ten years, so that a wrong clock makes no endless report.
const DAYS_MAX: usize = 3_660;

/// Payments over time.
pub(super) struct Trend {
    hours: [Counts; 24],
    days: BTreeMap<Date, Counts>,
}

impl Trend {
    pub(super) fn new() -> Self {
        Self {
            hours: [Counts::default(); 24],
            days: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, row: &Row, zone: &TimeZone) {
        let at = i64::try_from(row.at_ms).map(Timestamp::from_millisecond);
        let Ok(Ok(at)) = at else {
            return;
        };
        let local = zone.to_datetime(at);
        let hour = usize::try_from(local.hour()).unwrap_or(0);
        if let Some(counts) = self.hours.get_mut(hour) {
            count(counts, row);
        }
        count(self.days.entry(local.date()).or_default(), row);
    }

    pub(super) fn hours(&self) -> Vec<Hour> {
        let hours = (0..).zip(&self.hours);
        hours
            .map(|(hour, counts)| Hour {
                hour,
                counts: *counts,
            })
            .collect()
    }

    /// The newest days, those between two payments too.
    pub(super) fn days(&self) -> Vec<Day> {
        let (Some(first), Some(last)) = (self.days.keys().next(), self.days.keys().next_back())
        else {
            return Vec::new();
        };
        let mut days = Vec::new();
        let mut date = *last;
        while date >= *first && days.len() < DAYS_MAX {
            let counts = self.days.get(&date).copied().unwrap_or_default();
            days.push(Day { date, counts });
            match date.checked_sub(1.day()) {
                Ok(before) => date = before,
                Err(_) => break,
            }
        }
        days.reverse();
        days
    }
}
