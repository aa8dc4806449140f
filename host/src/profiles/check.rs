//! The rules that single fields must meet, and the list of those that do not.

use std::sync::Arc;

use jiff::tz::TimeZone;
use prost_types::Timestamp;
use tollgate_proto::v1;

use super::{FieldProblem, ProfileError, quote};
use crate::money::{Amount, Currency};
use crate::pan::holds_card_number;

/// Longest id of a merchant, terminal or issuer.
pub(crate) const MAX_ID_BYTES: usize = 64;
/// Longest list in a record that has no smaller bound of its own.
pub(crate) const MAX_LIST: usize = 256;
/// A refusal names so many fields; it travels in a header, which has a limit.
const MAX_PROBLEMS: usize = 16;
/// 9999-12-31T23:59:59Z, the last second that the contract's timestamps can hold.
const LAST_SECOND: i64 = 253_402_300_799;

/// Reads the fields of one record and keeps what is wrong with them. A field that is wrong
/// reads as some value of its type, for the record is refused anyway.
#[derive(Debug, Default)]
pub(crate) struct Check {
    problems: Vec<FieldProblem>,
    unnamed: usize,
}

impl Check {
    pub(crate) fn refuse(&mut self, field: impl Into<String>, problem: impl Into<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(FieldProblem {
                field: field.into(),
                problem: problem.into(),
            });
        } else {
            self.unnamed += 1;
        }
    }

    pub(crate) fn finish<T>(mut self, record: T) -> Result<T, ProfileError> {
        if self.problems.is_empty() {
            return Ok(record);
        }
        if self.unnamed > 0 {
            let problem = format!("{} more fields are wrong", self.unnamed);
            self.problems.push(FieldProblem {
                field: "…".to_owned(),
                problem,
            });
        }
        Err(ProfileError::Invalid(self.problems))
    }

    /// An id of this system.
    pub(crate) fn id(&mut self, field: &str, text: &str) -> Arc<str> {
        let fits = |c: u8| c.is_ascii_alphanumeric() || b"._:-".contains(&c);
        if text.is_empty() || text.len() > MAX_ID_BYTES || !text.bytes().all(fits) {
            self.refuse(
                field,
                "must be 1 to 64 letters, digits, `.`, `_`, `:` or `-`",
            );
        }
        self.no_card_number(field, text);
        text.into()
    }

    /// Someone else's id.
    pub(crate) fn reference(&mut self, field: &str, text: &str) -> Option<Arc<str>> {
        if text.len() > 128 || !text.bytes().all(|c| c.is_ascii_graphic()) {
            self.refuse(
                field,
                "must be at most 128 visible ASCII characters, without spaces",
            );
        }
        self.no_card_number(field, text);
        (!text.is_empty()).then(|| text.into())
    }

    /// Text for people.
    pub(crate) fn text(&mut self, field: &str, text: &str, max_chars: usize) -> Box<str> {
        if text.chars().count() > max_chars || text.chars().any(char::is_control) {
            self.refuse(
                field,
                format!("must be at most {max_chars} characters, without control characters"),
            );
        }
        self.no_card_number(field, text);
        text.into()
    }

    /// What is kept holds no card number.
    pub(crate) fn no_card_number(&mut self, field: &str, text: &str) {
        if holds_card_number(text) {
            self.refuse(field, "holds what looks like a card number; remove it");
        }
    }

    /// An IANA zone. Zones share one parsed copy: jiff keeps each zone that it has read.
    pub(super) fn time_zone(&mut self, field: &str, name: &str) -> TimeZone {
        match TimeZone::get(name) {
            Ok(zone) if !zone.is_unknown() => zone,
            _ => {
                let problem = format!(
                    "{} is not an IANA time zone: use a name such as `Asia/Shanghai`",
                    quote(name)
                );
                self.refuse(field, problem);
                TimeZone::UTC
            }
        }
    }

    /// Two letters as `policy.wit` packs them; 0 where empty.
    pub(crate) fn country(&mut self, field: &str, text: &str) -> u16 {
        match *text.as_bytes() {
            [] => 0,
            [high, low] if high.is_ascii_uppercase() && low.is_ascii_uppercase() => {
                u16::from_be_bytes([high, low])
            }
            _ => {
                self.refuse(
                    field,
                    "must be two capital letters of ISO 3166-1, for example `CN`, or empty",
                );
                0
            }
        }
    }

    pub(crate) fn currency(&mut self, field: &str, code: &str) -> Option<Currency> {
        let currency = Currency::from_code(code);
        if currency.is_none() {
            let problem = format!(
                "{} is not an ISO 4217 code: use three capital letters, for example `CNY`",
                quote(code)
            );
            self.refuse(field, problem);
        }
        currency
    }

    pub(crate) fn money(&mut self, field: &str, money: &v1::Money) -> Option<Amount> {
        let currency = self.currency(&format!("{field}.currency"), &money.currency)?;
        if money.minor_units < 0 {
            self.refuse(format!("{field}.minor_units"), "must not be negative");
        }
        Some(Amount {
            minor_units: money.minor_units,
            currency,
        })
    }

    /// Milliseconds since the epoch.
    pub(crate) fn instant(&mut self, field: &str, instant: Option<&Timestamp>) -> Option<u64> {
        let instant = instant?;
        let nanos = u64::try_from(instant.nanos)
            .ok()
            .filter(|nanos| *nanos < 1_000_000_000);
        let seconds = u64::try_from(instant.seconds).ok();
        match (seconds, nanos) {
            (Some(seconds), Some(nanos)) if instant.seconds <= LAST_SECOND => {
                Some(seconds * 1_000 + nanos / 1_000_000)
            }
            _ => {
                self.refuse(field, "must be an instant of the years 1970 to 9999");
                None
            }
        }
    }

    /// At most `max` values; says so where there are more.
    pub(crate) fn count(&mut self, field: &str, count: usize, max: usize) {
        if count > max {
            self.refuse(
                field,
                format!("must have at most {max} values, but has {count}"),
            );
        }
    }

    /// A number no larger than `max`.
    pub(crate) fn at_most(&mut self, field: &str, number: u32, max: u32) {
        if number > max {
            self.refuse(field, format!("must be at most {max}"));
        }
    }

    /// The case with this number; 0 is the unknown one.
    pub(crate) fn case<C: Copy>(
        &mut self,
        field: &str,
        number: i32,
        cases: &'static [C],
    ) -> Option<C> {
        let case = usize::try_from(number)
            .ok()
            .and_then(|number| cases.get(number).copied());
        if case.is_none() {
            self.unknown_case(field, number, 0, cases.len());
        }
        case
    }

    /// The mask of these cases, of which none may be the unknown one.
    pub(crate) fn mask<C>(&mut self, field: &str, numbers: &[i32], cases: &'static [C]) -> u32 {
        self.count(field, numbers.len(), MAX_LIST);
        let mut mask = 0;
        for (position, number) in numbers.iter().enumerate() {
            match usize::try_from(*number) {
                Ok(bit) if bit > 0 && bit < cases.len() => mask |= 1_u32 << bit,
                _ => self.unknown_case(&format!("{field}[{position}]"), *number, 1, cases.len()),
            }
        }
        mask
    }

    fn unknown_case(&mut self, field: &str, number: i32, first: usize, end: usize) {
        let last = end.saturating_sub(1);
        self.refuse(
            field,
            format!("must be a case from {first} to {last}, but is {number}"),
        );
    }
}

/// `HH:MM` from 00:00 to 24:00.
pub(super) fn minute_of_day(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str| {
        let two = digits.len() == 2 && digits.bytes().all(|c| c.is_ascii_digit());
        two.then(|| digits.parse::<u16>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute <= 24 * 60).then_some(minute)
}
