//! Hours of the local day, which may run past midnight, and when they open next.

use serde::Deserialize;
use serde::de::{self, Deserializer};
use tollgate_policy::Facts;

const DAY_MINUTES: u16 = 24 * 60;
const MINUTE_MS: u64 = 60_000;

/// From the first minute to before the second; always, where both are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    opens: u16,
    closes: u16,
}

impl Hours {
    /// Hours of these minutes of the day.
    pub fn new(opens: u16, closes: u16) -> Self {
        Self {
            opens: opens % DAY_MINUTES,
            closes: closes.min(DAY_MINUTES),
        }
    }

    /// Whether the minute of the day is within.
    pub fn contains(self, minute: u16) -> bool {
        let Self { opens, closes } = self;
        if opens < closes {
            (opens..closes).contains(&minute)
        } else {
            opens == closes || minute >= opens || minute < closes
        }
    }

    /// `09:00-22:30`.
    pub fn text(self) -> String {
        format!("{}-{}", clock(self.opens), clock(self.closes))
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        (text.split_once('-'))
            .and_then(|(opens, closes)| Some((minute(opens)?, minute(closes)?)))
            .filter(|(opens, closes)| *opens < DAY_MINUTES && opens != closes)
            .map(|(opens, closes)| Self::new(opens, closes))
            .ok_or_else(|| {
                de::Error::custom(format_args!("`{text}` is not hours like 09:00-22:30"))
            })
    }
}

/// The minute of a time of day, `00:00` to `24:00`.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str| {
        let good = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| digits.parse::<u16>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute <= DAY_MINUTES).then_some(minute)
}

/// `09:00` of a minute of the day.
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The minute of the local day of the request.
pub fn minute_of_day(facts: &Facts) -> u16 {
    (u16::from(facts.local.hour) * 60 + u16::from(facts.local.minute)) % DAY_MINUTES
}

/// The first instant from the request on at which all of `hours` are open; where they never
/// are together, the one at which the first opens. A change of daylight saving before it
/// moves the true opening by as much.
pub fn next_opening(facts: &Facts, hours: &[Hours]) -> u64 {
    let now = minute_of_day(facts);
    let wait = |opening: &Hours| (opening.opens + DAY_MINUTES - now) % DAY_MINUTES;
    let all_open = |opening: &&Hours| hours.iter().all(|other| other.contains(opening.opens));
    let minutes = (hours.iter().filter(all_open).map(wait).min())
        .or_else(|| hours.first().map(wait))
        .unwrap_or_default();
    let occurred_at = facts.transaction.occurred_at;
    let this_minute = occurred_at - occurred_at % MINUTE_MS;
    this_minute.saturating_add(u64::from(minutes) * MINUTE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate_policy::testing::{NOW_MS, sample};

    #[test]
    fn the_first_minute_is_open_and_the_last_is_not() {
        let (day, night, always) = (
            Hours::new(540, 1350),
            Hours::new(1320, 120),
            Hours::new(0, 1440),
        );
        let cases = [
            (day, 539, false),
            (day, 540, true),
            (day, 1349, true),
            (day, 1350, false),
            (night, 1319, false),
            (night, 1320, true),
            (night, 0, true),
            (night, 119, true),
            (night, 120, false),
            (always, 0, true),
            (always, 1439, true),
            (Hours::new(300, 300), 299, true),
            (Hours::new(u16::MAX, u16::MAX), 0, false),
        ];
        for (hours, minute, open) in cases {
            assert_eq!(hours.contains(minute), open, "{hours:?} at {minute}");
        }
    }

    #[test]
    fn the_next_opening_is_an_instant() {
        const HOUR_MS: u64 = 3_600_000;
        let at = |hours: &[Hours]| next_opening(&sample(), hours);
        // It is 12:30.
        assert_eq!(at(&[Hours::new(13 * 60, 14 * 60)]), NOW_MS + HOUR_MS / 2);
        assert_eq!(
            at(&[Hours::new(9 * 60, 12 * 60)]),
            NOW_MS + 20 * HOUR_MS + HOUR_MS / 2
        );
        // The channel opens at 14:00, within the merchant's hours that opened at 08:00.
        let (merchant, channel) = (Hours::new(8 * 60, 22 * 60), Hours::new(14 * 60, 15 * 60));
        assert_eq!(at(&[merchant, channel]), NOW_MS + HOUR_MS + HOUR_MS / 2);
        // Never open together: when the merchant opens.
        let never = Hours::new(23 * 60, 24 * 60);
        assert_eq!(at(&[merchant, never]), NOW_MS + 19 * HOUR_MS + HOUR_MS / 2);
        let mut late = sample();
        late.transaction.occurred_at = u64::MAX;
        next_opening(&late, &[merchant]);
    }

    #[test]
    fn times_are_four_digits_and_a_colon() {
        let cases = [
            ("00:00", Some(0)),
            ("24:00", Some(1440)),
            ("24:01", None),
            ("09:60", None),
            ("9:00", None),
            ("+9:00", None),
            ("09", None),
        ];
        for (text, expected) in cases {
            assert_eq!(minute(text), expected, "{text}");
        }
        assert_eq!(Hours::new(540, 1350).text(), "09:00-22:30");
    }
}
