//! What a report says, and its form as JSON.
//!
//! Shares are parts per million, sums are minor units, instants RFC 3339 in UTC. Lists are in the
//! order in which a reader wants them, what matters most first.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

use crate::money::Currency;

/// Why payments failed.
#[derive(Debug, PartialEq, Serialize)]
pub struct Report {
    /// Of this form: [`super::VERSION`].
    pub version: u32,
    /// Language of the texts, BCP 47.
    pub locale: &'static str,
    /// Who it is for: `operator`, `merchant` or `cardholder`.
    pub audience: &'static str,
    /// What was asked for.
    pub scope: Scoped,
    /// IANA name of the zone of hours and days; `None` where they are those of each merchant and
    /// not all have the same.
    pub zone: Option<Box<str>>,
    /// The first and the last payment; `None` where there is none.
    pub period: Option<Period>,
    /// How many, and what became of them.
    pub payments: Payments,
    /// By currency, that of most payments first.
    pub amounts: Vec<Amounts>,
    /// Whether what failed came again.
    pub retried: Retried,
    /// Why payments failed: the most frequent first.
    pub causes: Vec<Cause>,
    /// The same by area.
    pub areas: Vec<Area>,
    /// By hour of the day: always 24.
    pub hours: Vec<Hour>,
    /// By day, from the first to the last, those without a payment too.
    pub days: Vec<Day>,
    /// Those with most failures; empty where the report is about one. So are the next three.
    pub merchants: Vec<Party>,
    /// Terminals.
    pub terminals: Vec<Party>,
    /// Issuers.
    pub issuers: Vec<Party>,
    /// Channels, by stable name.
    pub channels: Vec<Party>,
}

/// What was asked for; absent where everything was.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Scoped {
    /// Id of the merchant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant: Option<Box<str>>,
    /// Its name, where it is on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_name: Option<Box<str>>,
    /// Id of the terminal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terminal: Option<Box<str>>,
    /// Id of the issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Box<str>>,
    /// Its name, where it is on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer_name: Option<Box<str>>,
    /// Stable name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<&'static str>,
    /// Decided then or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Instant>,
    /// Decided before then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
}

/// From when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// When the first payment was decided.
    pub first: Instant,
    /// When the last one was.
    pub last: Instant,
}

/// Unix milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub u64);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let ms = i64::try_from(self.0).unwrap_or(i64::MAX);
        // What lies beyond the year 9999 is shown as its end.
        let at = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX);
        to.collect_str(&at)
    }
}

/// How many payments, and what was decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All.
    pub payments: u64,
    /// Approved.
    pub approved: u64,
    /// Of those approved: did not come about.
    pub failed_after: u64,
    /// Held for a person.
    pub review: u64,
    /// The payer was asked for more.
    pub step_up: u64,
    /// Not sent to the issuer.
    pub declined: u64,
    /// Did not go through: all but the approved, and those approved that failed after.
    pub failed: u64,
}

/// All payments, and what became of those approved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Payments {
    /// How many.
    #[serde(flatten)]
    pub counts: Counts,
    /// Share approved.
    pub approval_ppm: u32,
    /// Share that failed.
    pub failed_ppm: u32,
    /// The issuer authorized.
    pub authorized: u64,
    /// Authorized, and then voided.
    pub voided: u64,
    /// Nothing was reported yet.
    pub awaiting_outcome: u64,
    /// The issuer declined.
    pub declined_by_issuer: u64,
    /// The issuer gave no answer.
    pub timed_out: u64,
    /// Merchant or cardholder gave up.
    pub abandoned: u64,
    /// Nothing was reported in time.
    pub expired: u64,
}

/// A sum of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// ISO 4217.
    #[serde(serialize_with = "code")]
    pub currency: Currency,
    /// Minor units; the largest number where it would be more.
    pub minor_units: u64,
}

fn code<S: Serializer>(currency: &Currency, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(currency.code())
}

/// The money of one currency. Refunds, voids and balance inquiries are not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Amounts {
    /// ISO 4217.
    #[serde(serialize_with = "code")]
    pub currency: Currency,
    /// Digits after the decimal point.
    pub exponent: u8,
    /// What was asked for, minor units.
    pub asked: u64,
    /// What failed of it.
    pub failed: u64,
}

/// Failed payments that came again within a day: the same payer, merchant and amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Retried {
    /// Failed payments whose payer is known.
    pub known: u64,
    /// Of those: came again.
    pub came_again: u64,
    /// Of those: went through in the end.
    pub went_through: u64,
}

/// Where a cause comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A reason of the catalogue: it was not approved.
    Reason,
    /// Approved; the issuer declined.
    DeclinedByIssuer,
    /// Approved; the issuer gave no answer.
    TimedOut,
    /// Approved; merchant or cardholder gave up.
    Abandoned,
    /// Approved; nothing was reported in time.
    Expired,
}

/// A cause of failed payments.
#[derive(Debug, PartialEq, Serialize)]
pub struct Cause {
    /// Where it comes from.
    pub kind: Kind,
    /// Code of the reason, or the issuer's DE39; empty for the others.
    pub code: Box<str>,
    /// The table in which DE39 is meant; `None` for the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_profile: Option<&'static str>,
    /// Stable name of its area.
    pub area: Box<str>,
    /// Masked for everybody but operators.
    pub operator_only: bool,
    /// Failed payments that it led.
    pub payments: u64,
    /// Their share of all that failed.
    pub share_ppm: u32,
    /// Failed payments that had it beside the one that led.
    pub among: u64,
    /// Failed payments that had no other cause: with it remedied they would have been approved.
    pub alone: u64,
    /// What was at stake in those that it led.
    pub amounts: Vec<Sum>,
    /// When it led first and last.
    pub period: Period,
    /// What happened.
    pub message: String,
    /// The message tells of the last such payment; others had other figures.
    pub is_example: bool,
    /// What to do, the reader of the report first.
    pub remedies: Vec<Remedy>,
}

/// What somebody can do.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// Who: `operator`, `merchant` or `cardholder`.
    pub audience: &'static str,
    /// What.
    pub text: String,
    /// It tells of the last such payment.
    pub is_example: bool,
}

/// Causes of one kind together.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Area {
    /// Stable name.
    pub area: Box<str>,
    /// What the reader calls it.
    pub name: Box<str>,
    /// Failed payments.
    pub payments: u64,
    /// Their share of all that failed.
    pub share_ppm: u32,
}

/// An hour of the day.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Hour {
    /// 0 to 23.
    pub hour: u8,
    /// Its payments, of all days.
    #[serde(flatten)]
    pub counts: Counts,
}

/// A day.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    /// Year, month and day.
    #[serde(serialize_with = "written")]
    pub date: Date,
    /// Its payments.
    #[serde(flatten)]
    pub counts: Counts,
}

fn written<S: Serializer>(date: &Date, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(date)
}

/// Who takes part.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Id, or stable name; empty where it is not known.
    pub id: Box<str>,
    /// What the reader knows it by; empty where that is the id.
    pub name: Box<str>,
    /// Its payments.
    #[serde(flatten)]
    pub counts: Counts,
    /// Position in the causes of the most frequent one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main_cause: Option<usize>,
}

impl Counts {
    /// Approved, and nothing said that it did not come about.
    #[must_use]
    pub fn went_through(&self) -> u64 {
        self.approved.saturating_sub(self.failed_after)
    }
}
