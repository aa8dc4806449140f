//! A figure in settings, with where it comes from and since when it holds.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer};

use crate::facts::LocalTime;

/// A calendar date, `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The local date of a moment.
    pub fn of(local: &LocalTime) -> Self {
        Self {
            year: local.year,
            month: local.month,
            day: local.day,
        }
    }
}

/// As in settings: `2026-04-01`.
impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        let number = |range| {
            text.get(range)
                .and_then(|part: &str| part.parse::<u16>().ok())
        };
        let dashes = text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        match (number(0..4), number(5..7), number(8..10)) {
            (Some(year), Some(month @ 1..=12), Some(day @ 1..=31))
                if dashes && text.len() == 10 =>
            {
                let narrow = |part: u16| u8::try_from(part).unwrap_or(u8::MAX);
                Ok(Self {
                    year,
                    month: narrow(month),
                    day: narrow(day),
                })
            }
            _ => Err(de::Error::custom(format_args!(
                "`{text}` is not a date like 2026-04-01"
            ))),
        }
    }
}

/// A number that a rule rests on, its source, and the local date from which it holds.
/// Before that date the rule does not apply.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure<T> {
    /// The number, in the unit that its place in the settings says.
    pub value: T,
    /// Where the number comes from.
    pub source: String,
    /// The first local day on which it holds.
    pub effective_from: Date,
}

impl<T: Copy> Figure<T> {
    /// The number, where it holds at the local moment.
    pub fn at(&self, local: &LocalTime) -> Option<T> {
        (Date::of(local) >= self.effective_from).then_some(self.value)
    }
}
