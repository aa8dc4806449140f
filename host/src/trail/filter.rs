//! Which decisions are meant. Pure.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::decision::Outcome;
use crate::recorded::RecordedDecision;

/// Which decisions are meant: those that fit everything that is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Id of the merchant.
    pub merchant: Option<Box<str>>,
    /// Id of the terminal.
    pub terminal: Option<Box<str>>,
    /// Code of one of the reasons, or the beginning of codes where it ends in a dot.
    pub reason: Option<Box<str>>,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// Decided then or later, Unix milliseconds.
    pub since_ms: Option<u64>,
    /// Decided before then, Unix milliseconds.
    pub until_ms: Option<u64>,
    /// The first record.
    pub from_sequence: Option<u64>,
    /// The last record.
    pub to_sequence: Option<u64>,
}

/// A decision as far as a filter looks at it.
#[derive(Clone, Debug, Default)]
pub struct Outline<'a> {
    /// Id of the merchant.
    pub merchant: &'a str,
    /// Id of the terminal.
    pub terminal: &'a str,
    /// Codes of all reasons.
    pub reasons: Vec<&'a str>,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// When, Unix milliseconds.
    pub decided_at_ms: u64,
}

impl<'a> Outline<'a> {
    /// That of a decision.
    #[must_use]
    pub fn of(recorded: &'a RecordedDecision) -> Self {
        let identifiers = recorded.facts.identifiers.as_ref();
        let found = recorded.concluded.found.iter();
        Self {
            merchant: identifiers.map_or("", |known| &known.merchant),
            terminal: identifiers.map_or("", |known| &known.terminal),
            reasons: found.map(|found| &**found.reason.code()).collect(),
            outcome: Some(recorded.concluded.outcome),
            decided_at_ms: recorded.decided_at_ms,
        }
    }
}

impl Filter {
    /// Whether a record with this sequence can be meant.
    #[must_use]
    pub fn reaches(&self, sequence: u64) -> bool {
        self.from_sequence.is_none_or(|from| from <= sequence)
            && self.to_sequence.is_none_or(|to| sequence <= to)
    }

    /// Whether it asks for a time.
    #[must_use]
    pub fn is_of_time(&self) -> bool {
        self.since_ms.is_some() || self.until_ms.is_some()
    }

    /// Whether it means decisions of that time, Unix milliseconds.
    #[must_use]
    pub fn is_in_time(&self, decided_at_ms: u64) -> bool {
        self.since_ms.is_none_or(|since| since <= decided_at_ms)
            && self.until_ms.is_none_or(|until| decided_at_ms < until)
    }

    /// Whether it means every record.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it means this decision, sequence aside.
    #[must_use]
    pub fn fits(&self, outline: &Outline<'_>) -> bool {
        let is = |wanted: &Option<Box<str>>, found: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == found)
        };
        let reason = |wanted: &str| {
            let mut reasons = outline.reasons.iter();
            reasons.any(|code| *code == wanted || wanted.ends_with('.') && code.starts_with(wanted))
        };
        is(&self.merchant, outline.merchant)
            && is(&self.terminal, outline.terminal)
            && self
                .outcome
                .is_none_or(|wanted| outline.outcome == Some(wanted))
            && self.is_in_time(outline.decided_at_ms)
            && self.reason.as_deref().is_none_or(reason)
    }
}

/// Reads an instant, RFC 3339 or a date, which is its beginning in UTC. Unix milliseconds.
///
/// # Errors
/// What it must be.
pub fn instant(text: &str) -> Result<u64, String> {
    read(text, 0, &TimeZone::UTC)
}

/// Reads an instant before which something is: a date is its end in UTC. Unix milliseconds.
///
/// # Errors
/// What it must be.
pub fn instant_after(text: &str) -> Result<u64, String> {
    read(text, 1, &TimeZone::UTC)
}

/// As [`instant`], a date being a day of `zone`.
///
/// # Errors
/// What it must be.
pub fn instant_in(text: &str, zone: &TimeZone) -> Result<u64, String> {
    read(text, 0, zone)
}

/// As [`instant_after`], a date being a day of `zone`.
///
/// # Errors
/// What it must be.
pub fn instant_after_in(text: &str, zone: &TimeZone) -> Result<u64, String> {
    read(text, 1, zone)
}

fn read(text: &str, days: i64, zone: &TimeZone) -> Result<u64, String> {
    let expected = || {
        "must be a time with its offset such as 2026-11-23T09:30:00+08:00, or a date such as \
         2026-11-23"
            .to_owned()
    };
    let at = match text.parse::<Date>() {
        Ok(date) if text.len() == "2026-11-23".len() => {
            let date = date.checked_add(days.days()).map_err(|_| expected())?;
            let zoned = date.to_zoned(zone.clone()).map_err(|_| expected())?;
            zoned.timestamp()
        }
        _ => text.parse::<Timestamp>().map_err(|_| expected())?,
    };
    u64::try_from(at.as_millisecond()).map_err(|_| "must not be before 1970".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision() -> Outline<'static> {
        Outline {
            merchant: "m-1",
            terminal: "t-1",
            reasons: vec!["limit.channel.daily_amount", "fee.rate_mismatch"],
            outcome: Some(Outcome::Decline),
            decided_at_ms: 1_000,
        }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Filter), expected: bool) {
        let mut filter = Filter::default();
        assert!(filter.fits(&decision()) && filter.is_everything());
        change(&mut filter);
        assert_eq!(filter.fits(&decision()), expected, "{filter:?}");
        assert!(!filter.is_everything());
    }

    #[test]
    fn each_condition_lets_through_and_keeps_out() {
        check(|filter| filter.merchant = Some("m-1".into()), true);
        check(|filter| filter.merchant = Some("m-10".into()), false);
        check(|filter| filter.terminal = Some("t-1".into()), true);
        check(|filter| filter.terminal = Some("t".into()), false);
        check(|filter| filter.outcome = Some(Outcome::Decline), true);
        check(|filter| filter.outcome = Some(Outcome::Review), false);
        check(
            |filter| filter.reason = Some("fee.rate_mismatch".into()),
            true,
        );
        check(|filter| filter.reason = Some("fee.".into()), true);
        check(|filter| filter.reason = Some("fee".into()), false);
        check(|filter| filter.reason = Some("card.".into()), false);
        check(|filter| filter.since_ms = Some(1_000), true);
        check(|filter| filter.since_ms = Some(1_001), false);
        check(|filter| filter.until_ms = Some(1_001), true);
        check(|filter| filter.until_ms = Some(1_000), false);
    }

    #[test]
    fn all_conditions_must_hold() {
        check(
            |filter| {
                filter.merchant = Some("m-1".into());
                filter.outcome = Some(Outcome::Approve);
            },
            false,
        );
    }

    #[test]
    fn a_range_of_records_has_both_its_ends() {
        let filter = Filter {
            from_sequence: Some(5),
            to_sequence: Some(7),
            ..Filter::default()
        };
        let reached: Vec<_> = (1..10).filter(|at| filter.reaches(*at)).collect();
        assert_eq!(reached, [5, 6, 7]);
    }

    #[test]
    fn times_are_read() {
        let day = 1_795_392_000_000;
        for (text, first, after) in [
            ("2026-11-23", day, day + 86_400_000),
            ("2026-11-23T00:00:00Z", day, day),
            (
                "2026-11-23T09:30:00.5+08:00",
                day + 5_400_500,
                day + 5_400_500,
            ),
        ] {
            assert_eq!(instant(text), Ok(first), "{text}");
            assert_eq!(instant_after(text), Ok(after), "{text}");
        }
        for text in [
            "",
            "yesterday",
            "2026-13-01",
            "2026-11-23T09:30:00",
            "1795392000",
        ] {
            assert!(instant(text).is_err(), "{text}");
        }
        assert!(instant("1969-12-31").is_err_and(|told| told.contains("1970")));
    }
}
