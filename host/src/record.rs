//! A decision as it was given, with all that is needed to tell it again in any language.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::activity::Trade;
use crate::decision::{Audience, Found, Held, Outcome};
use crate::money::Amount;
use crate::policy::Terms;
use crate::reasons::{Catalogue, Context, Locale, ResponseProfile};
use crate::sandbox::Fault;

/// The id of a decision: time-ordered, unique, 26 letters and digits of Crockford's base 32.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DecisionId(pub u128);

/// Crockford's base 32 in lower case: no i, l, o, u.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ID_LETTERS: usize = 26;

impl DecisionId {
    /// The id of a decision made at `now_ms`, told apart from others of that millisecond by 80
    /// random bits.
    #[must_use]
    pub fn new(now_ms: u64, random: [u8; 10]) -> Self {
        let random = random
            .iter()
            .fold(0, |value, byte| value << 8 | u128::from(*byte));
        Self(u128::from(now_ms & 0xffff_ffff_ffff) << 80 | random)
    }

    /// When the decision was made, Unix milliseconds: up to the year 10889.
    #[must_use]
    pub fn at_ms(self) -> u64 {
        // The 48 bits above the random ones.
        u64::try_from(self.0 >> 80).unwrap_or(u64::MAX)
    }
}

impl fmt::Display for DecisionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; ID_LETTERS];
        for (place, letter) in text.iter_mut().rev().enumerate() {
            let value = usize::try_from(self.0 >> (place * 5) & 31).unwrap_or(0);
            *letter = LETTERS.get(value).copied().unwrap_or(b'0');
        }
        formatter.write_str(str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for DecisionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for DecisionId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "must be a decision_id as it was answered: 26 letters and digits";
        if text.len() != ID_LETTERS {
            return Err(EXPECTED);
        }
        text.bytes()
            .try_fold(0_u128, |value, letter| {
                let digit = LETTERS.iter().position(|known| *known == letter)?;
                value.checked_mul(32)?.checked_add(digit as u128)
            })
            .map(Self)
            .ok_or(EXPECTED)
    }
}

/// How one policy ran for a decision.
#[derive(Clone, Debug)]
pub struct Run {
    /// The policy.
    pub policy: Arc<Terms>,
    /// Why it gave no answer, where it gave none.
    pub fault: Option<Fault>,
    /// Fuel used.
    pub fuel: u64,
    /// Wall time.
    pub nanoseconds: u32,
    /// What it alone would have decided.
    pub outcome: Outcome,
    /// Its score of the request, where it gave one.
    pub score: Option<i32>,
}

/// What texts need to know of the payment that a decision is about.
#[derive(Clone, Debug)]
pub struct Told {
    /// The merchant's time zone.
    pub zone: TimeZone,
    /// Which DE39 table its terminals understand.
    pub profile: ResponseProfile,
    /// The amount.
    pub amount: Amount,
    /// Stable name.
    pub channel: &'static str,
    /// Stable name.
    pub network: &'static str,
    /// Name, or id where there is no profile.
    pub merchant: Arc<str>,
    /// Id; empty where there is none.
    pub terminal: Box<str>,
    /// Id of the issuer in the directory.
    pub issuer: Option<Arc<str>>,
    /// Name of the issuer.
    pub bank: Option<Arc<str>>,
    /// Its customer service.
    pub phone: Option<Arc<str>>,
}

impl Told {
    /// What a text in the language `locale` for `audience` is made from.
    #[must_use]
    pub fn context(&self, locale: Locale, audience: Audience) -> Context<'_> {
        Context {
            locale,
            zone: self.zone.clone(),
            audience,
            profile: self.profile,
            amount: Some(self.amount),
            channel: Some(self.channel),
            merchant: Some(&self.merchant),
            terminal: Some(&self.terminal),
            bank: self.bank.as_deref(),
            phone: self.phone.as_deref(),
            network: Some(self.network),
        }
    }
}

/// A decision.
#[derive(Debug)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// The request that it answers.
    pub request_id: Arc<str>,
    /// When it was made, Unix milliseconds.
    pub decided_at_ms: u64,
    /// What the gateway shall do.
    pub outcome: Outcome,
    /// Every finding of every enforced policy, the one that decided first.
    pub found: Vec<Found>,
    /// What it holds of each limit.
    pub holds: Vec<Held>,
    /// The policy set that decided.
    pub revision: Arc<str>,
    /// How each policy ran.
    pub runs: Vec<Run>,
    /// For its texts.
    pub told: Told,
    /// As the merchant's figures count it.
    pub trade: Option<Trade>,
    /// The reasons that were in force, for its texts.
    pub catalogue: Arc<Catalogue>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_was_written() {
        for id in [0, 1, u128::MAX, 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef].map(DecisionId) {
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        for text in [
            "",
            "0",
            "i0000000000000000000000000",
            "zzzzzzzzzzzzzzzzzzzzzzzzzz",
        ] {
            assert!(text.parse::<DecisionId>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_id_has_its_instant_in_it() {
        // The last is the end of the year 9999, which no clock of this host goes beyond.
        for at_ms in [0, 1, 1_795_494_600_000, 253_402_300_799_999] {
            assert_eq!(DecisionId::new(at_ms, [255; 10]).at_ms(), at_ms);
        }
    }

    #[test]
    fn later_ids_sort_later() {
        let id = |now| DecisionId::new(now, [255; 10]).to_string();
        assert!(id(1_795_494_600_000) < id(1_795_494_600_001));
    }
}
