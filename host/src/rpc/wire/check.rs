//! Collects everything that is wrong with a message, field by field.

use prost_types::Timestamp;
use tollgate_proto::v1;

use crate::money::{Amount, Currency};
use crate::pan::holds_card_number;
use crate::profiles::FieldProblem;

/// The problems of one message.
#[derive(Default)]
pub(super) struct Check {
    pub(super) problems: Vec<FieldProblem>,
}

impl Check {
    pub(super) fn refuse(&mut self, field: &str, problem: impl Into<String>) {
        self.problems.push(FieldProblem {
            field: field.into(),
            problem: problem.into(),
        });
    }

    /// An identifier: at most 64 characters of `[A-Za-z0-9._:-]`.
    pub(super) fn id(&mut self, field: &str, text: &str) {
        let valid = |byte: u8| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte);
        if text.is_empty() {
            self.refuse(field, "is missing");
        } else if text.len() > 64 || !text.bytes().all(valid) {
            self.refuse(field, "must be 1 to 64 characters of A-Z a-z 0-9 . _ : -");
        } else {
            self.no_card_number(field, text);
        }
    }

    /// A text that is kept: bounded, printable, without a card number in it.
    pub(super) fn text(&mut self, field: &str, text: &str, bytes_max: usize) -> Box<str> {
        if text.len() > bytes_max {
            self.refuse(field, format!("must be at most {bytes_max} bytes"));
        } else if text.chars().any(char::is_control) {
            self.refuse(field, "must not have control characters");
        } else {
            self.no_card_number(field, text);
        }
        text.into()
    }

    fn no_card_number(&mut self, field: &str, text: &str) {
        if holds_card_number(text) {
            self.refuse(
                field,
                "holds a card number, which only card.pan may; remove it",
            );
        }
    }

    /// A case of an enum.
    pub(super) fn case<T: TryFrom<i32>, U>(
        &mut self,
        field: &str,
        number: i32,
        known: impl FnOnce(T) -> U,
        otherwise: U,
    ) -> U {
        match T::try_from(number) {
            Ok(case) => known(case),
            Err(_) => {
                self.refuse(
                    field,
                    format!("has the number {number}, which this host does not know"),
                );
                otherwise
            }
        }
    }

    /// A moment from 1970 to 9999, in milliseconds.
    pub(super) fn instant(&mut self, field: &str, at: Option<&Timestamp>) -> Option<u64> {
        let at = at?;
        let seconds = u64::try_from(at.seconds)
            .ok()
            .filter(|at| *at < 253_402_300_800);
        let nanos = u64::try_from(at.nanos)
            .ok()
            .filter(|nanos| *nanos < 1_000_000_000);
        match seconds.zip(nanos) {
            Some((seconds, nanos)) => Some(seconds * 1_000 + nanos / 1_000_000),
            None => {
                self.refuse(field, "must be a moment between the years 1970 and 9999");
                None
            }
        }
    }

    /// Money in a currency of ISO 4217.
    pub(super) fn amount(&mut self, field: &str, money: &v1::Money) -> Option<Amount> {
        let amount = amount_of(money);
        if amount.is_none() {
            let problem = "must be an active ISO 4217 code in capitals, such as CNY";
            self.refuse(&format!("{field}.currency"), problem);
        }
        amount
    }

    /// Money in the currency of the payment.
    pub(super) fn part(
        &mut self,
        field: &str,
        money: Option<&v1::Money>,
        currency: Option<Currency>,
    ) -> Option<i64> {
        let amount = self.amount(field, money?)?;
        if currency.is_some_and(|currency| currency != amount.currency) {
            self.refuse(field, "must be in the currency of the amount");
        }
        Some(amount.minor_units)
    }

    /// A number within a range.
    pub(super) fn within<T, U>(
        &mut self,
        field: &str,
        number: Option<T>,
        range: std::ops::RangeInclusive<T>,
    ) -> Option<U>
    where
        T: PartialOrd + Copy + std::fmt::Display + TryInto<U>,
    {
        let number = number?;
        if range.contains(&number) {
            return number.try_into().ok();
        }
        self.refuse(
            field,
            format!("must be between {} and {}", range.start(), range.end()),
        );
        None
    }
}

/// Money, where its currency exists.
pub(in crate::rpc) fn amount_of(money: &v1::Money) -> Option<Amount> {
    let currency = Currency::from_code(&money.currency)?;
    Some(Amount {
        minor_units: money.minor_units,
        currency,
    })
}
