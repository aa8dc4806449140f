//! DE39: the two characters that a terminal understands.
//!
//! A projection of a reason, never its key: the same two characters mean different things in
//! different networks (05 is "do not honour" in ISO 8583:1987 and "cardholder authentication
//! failed" in UnionPay Q/CUP 006.6-2014).

use std::fmt;

use super::{Reason, stops};
use crate::decision::Outcome;

/// A table of DE39 codes that a merchant's terminals understand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseProfile {
    /// ISO 8583:1987 with the international networks' usage.
    Iso8583,
    /// UnionPay Q/CUP 006.6-2014.
    UnionPay,
}

impl ResponseProfile {
    /// Every profile that a reason may have a code for.
    pub const ALL: [Self; 2] = [Self::Iso8583, Self::UnionPay];

    /// The profile of that name, `None` where there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }

    /// The profile of a merchant: ISO 8583 where it names none, or one that is not known.
    #[must_use]
    pub fn of_merchant(name: &str) -> Self {
        Self::from_name(name).unwrap_or(Self::Iso8583)
    }

    /// The stable name, as in manifests and merchant profiles.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Iso8583 => "iso8583",
            Self::UnionPay => "unionpay",
        }
    }
}

/// A DE39 code: two characters of `[0-9A-Z]`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResponseCode([u8; 2]);

impl ResponseCode {
    /// The payment may go on.
    pub const APPROVED: Self = Self(*b"00");
    /// Refused without a more exact code.
    pub const DO_NOT_HONOUR: Self = Self(*b"05");

    /// The code with those two characters, `None` where they are not of `[0-9A-Z]`.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let code: [u8; 2] = text.as_bytes().try_into().ok()?;
        let valid = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
        code.into_iter().all(valid).then_some(Self(code))
    }

    /// The two characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // INVARIANT: both bytes are ASCII.
        std::str::from_utf8(&self.0).unwrap_or("05")
    }

    /// Whether a terminal takes the code for an approval, in full, in part or of a VIP.
    pub(super) fn approves(self) -> bool {
        [*b"00", *b"10", *b"11"].contains(&self.0)
    }
}

impl fmt::Debug for ResponseCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for ResponseCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// DE39 for a whole answer, from its leading reason.
///
/// A reason that does not stop the payment has no say in one that is not approved: its code
/// is usually 00, and the terminal would hand out the goods.
#[must_use]
pub fn response_code(
    profile: ResponseProfile,
    outcome: Outcome,
    primary: Option<&Reason>,
) -> ResponseCode {
    if outcome == Outcome::Approve {
        return ResponseCode::APPROVED;
    }
    primary
        .filter(|reason| stops(reason.effect()))
        .and_then(|reason| {
            let iso8583 = || reason.response_code(ResponseProfile::Iso8583);
            reason.response_code(profile).or_else(iso8583)
        })
        .unwrap_or(ResponseCode::DO_NOT_HONOUR)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{draft, parsed};
    use super::*;
    use crate::decision::Effect;

    #[test]
    fn a_code_is_two_digits_or_capitals() {
        for (text, valid) in [
            ("05", true),
            ("A0", true),
            ("5C", true),
            ("a0", false),
            ("5", false),
            ("051", false),
            ("5é", false),
        ] {
            assert_eq!(ResponseCode::from_text(text).is_some(), valid, "`{text}`");
        }
    }

    #[test]
    fn the_leading_reason_gives_the_code_in_the_merchants_profile() {
        use Outcome::{Approve, Decline, Review};
        let both: &[(&str, &str)] = &[("iso8583", "61"), ("unionpay", "65")];
        let iso: &[(&str, &str)] = &[("iso8583", "61")];
        let note: &[(&str, &str)] = &[("iso8583", "00")];
        for (profile, outcome, effect, codes, expected) in [
            ("iso8583", Decline, Effect::Reject, both, "61"),
            ("unionpay", Decline, Effect::Reject, both, "65"),
            ("unionpay", Decline, Effect::Reject, iso, "61"),
            ("unheard-of", Decline, Effect::Reject, both, "61"),
            ("", Review, Effect::Review, both, "61"),
            ("unionpay", Approve, Effect::Reject, both, "00"),
            ("iso8583", Decline, Effect::Advise, note, "05"),
            ("iso8583", Decline, Effect::Factor, &[], "05"),
        ] {
            let mut draft = draft("limit.single");
            draft.effect = effect;
            draft.response_codes = codes
                .iter()
                .map(|(name, code)| ((*name).into(), (*code).into()))
                .collect();
            let reason = parsed(draft);
            let profile = ResponseProfile::of_merchant(profile);
            let code = response_code(profile, outcome, Some(&reason));
            assert_eq!(
                code.as_str(),
                expected,
                "{profile:?} {outcome:?} {effect:?}"
            );
        }
        let without = response_code(ResponseProfile::UnionPay, Decline, None);
        assert_eq!(without, ResponseCode::DO_NOT_HONOUR);
    }
}
