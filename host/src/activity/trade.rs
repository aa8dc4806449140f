//! What the figures need to know of a payment, from the request or, equally, from its record.

use crate::limits::{Report, Request, Subject};
use crate::money::{Amount, Currency};
use crate::wit::tollgate::policy::facts::{Facts, Funding, TransactionType};

/// Milliseconds of an hour and of a minute.
const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

/// Night is from 23:00 to 06:00: the acquirers' own measure (`RiskIndicators.night_ppm`).
const NIGHT_BEGINS: i64 = 23;
const NIGHT_ENDS: i64 = 6;

/// A round amount is a multiple of so many major units, and at least so many (ours). Of a currency
/// without minor units it is a hundred times as many, for its prices are numbers of that size.
const ROUND: u64 = 100;

/// What a payment is to its merchant's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Money is taken: a purchase, a completion, a cash advance.
    Sale,
    /// Money is reserved: a pre-authorization. An attempt, but a sale only once completed.
    Reservation,
    /// Money is given back.
    Refund,
}

impl Kind {
    /// `None` for what is neither: a void, whose original is reported, and an inquiry.
    fn of(transaction_type: u8) -> Option<Self> {
        const SALES: [TransactionType; 3] = [
            TransactionType::Purchase,
            TransactionType::Completion,
            TransactionType::CashAdvance,
        ];
        let is = |kind: TransactionType| kind as u8 == transaction_type;
        if SALES.into_iter().any(is) {
            Some(Self::Sale)
        } else if is(TransactionType::PreAuthorization) {
            Some(Self::Reservation)
        } else if is(TransactionType::Refund) {
            Some(Self::Refund)
        } else {
            None
        }
    }
}

/// A payment as the figures count it. What a report takes back is known by it, so that a fold
/// never looks back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trade {
    /// Of a hash of the merchant's id.
    pub merchant: u64,
    /// What it is to the merchant.
    pub kind: Kind,
    /// Minor units.
    pub amount: u64,
    /// ISO 4217 number.
    pub currency: u16,
    /// Of a hash of the card's token.
    pub card: Option<u32>,
    /// Between 23:00 and 06:00 of the merchant's time.
    pub night: bool,
    /// The amount is a round one.
    pub round: bool,
    /// By a credit card; `None` where what kind of card it is isn't known.
    pub credit: Option<bool>,
    /// Outside of the terminal's area; `None` where not known.
    pub away: Option<bool>,
}

/// When and where a payment was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Circumstances {
    /// Unix milliseconds.
    pub(crate) occurred_at_ms: u64,
    /// Of the merchant's zone then.
    pub(crate) utc_offset_minutes: i32,
    /// From the terminal's registered place.
    pub(crate) distance_m: Option<u32>,
    /// How far that may be; 0 where nothing says so.
    pub(crate) radius_m: u32,
}

impl Circumstances {
    /// As the policies saw them.
    pub(crate) fn of(facts: &Facts) -> Self {
        let terminal = facts.terminal.as_ref();
        Self {
            occurred_at_ms: facts.transaction.occurred_at,
            utc_offset_minutes: facts.local.utc_offset_minutes.into(),
            distance_m: terminal.and_then(|terminal| terminal.distance_m),
            radius_m: terminal.map_or(0, |terminal| terminal.radius_m),
        }
    }

    fn at_night(&self) -> bool {
        let occurred_at_ms = i64::try_from(self.occurred_at_ms).unwrap_or(i64::MAX);
        let offset_ms = i64::from(self.utc_offset_minutes).saturating_mul(MINUTE_MS);
        let local_ms = occurred_at_ms.saturating_add(offset_ms);
        let hour = local_ms.div_euclid(HOUR_MS).rem_euclid(24);
        !(NIGHT_ENDS..NIGHT_BEGINS).contains(&hour)
    }

    fn away(&self) -> Option<bool> {
        let distance_m = self.distance_m.filter(|_| self.radius_m > 0)?;
        Some(distance_m > self.radius_m)
    }
}

impl Trade {
    /// What the figures count of a payment; `None` where they count nothing.
    #[must_use]
    pub(crate) fn of(request: &Request, amount: Amount, made: &Circumstances) -> Option<Self> {
        let credit = (request.funding != Funding::Unknown as u8)
            .then_some(request.funding == Funding::Credit as u8);
        Some(Self {
            merchant: Self::merchant(request)?,
            kind: Kind::of(request.transaction_type)?,
            amount: amount.to_add(),
            currency: amount.currency.number(),
            card: request.subjects.get(Subject::Card).map(low_half_of_low),
            night: made.at_night(),
            round: is_round(amount.to_add(), amount.currency),
            credit,
            away: made.away(),
        })
    }

    /// Whether the figures change by a report of this: it takes all or a part of it back.
    #[must_use]
    pub fn is_changed_by(&self, report: Report) -> bool {
        match report {
            Report::Authorized { amount } => amount.is_some_and(|amount| amount < self.amount),
            Report::Released(_) | Report::Voided => true,
        }
    }

    /// What the merchant of a payment is known by.
    #[must_use]
    pub fn merchant(request: &Request) -> Option<u64> {
        request.subjects.get(Subject::Merchant).map(low_half)
    }
}

fn is_round(amount: u64, currency: Currency) -> bool {
    let minor_in_major = 10_u64.saturating_pow(currency.exponent().max(2).into());
    amount > 0 && amount.is_multiple_of(minor_in_major.saturating_mul(ROUND))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "any 64 bits of a hash will do: of 100,000 merchants two are the same once in 3 billion"
)]
fn low_half(hash: u128) -> u64 {
    hash as u64
}

#[expect(clippy::cast_possible_truncation, reason = "any 32 bits will do")]
fn low_half_of_low(hash: u128) -> u32 {
    hash as u32
}
