//! Which answers of an issuer mean that this card must never be tried again at this merchant.

use crate::wit::tollgate::policy::facts::Network;

/// Whose rules say what an answer means for a further attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    /// Of a network of which no such rule is known.
    None,
    /// DE39 in Visa's list.
    Visa,
    /// Mastercard's merchant advice code.
    Mastercard,
    /// DE39 in UnionPay's list.
    UnionPay,
}

/// Category 1, "issuer will never approve": no reattempt. Source: Visa Core Rules of 18 April
/// 2026, table 7-2, by secondary sources; of 14 some say that it may be corrected (category 3),
/// but the same token is the same number.
const VISA: [&str; 12] = [
    "04", "07", "12", "14", "15", "41", "43", "46", "57", "R0", "R1", "R3",
];

/// "Do not try again" and "stop recurring payments": a further attempt within 30 days is charged.
/// Source: Mastercard merchant advice codes, by published lists of processors.
const MASTERCARD_ADVICE: [&str; 2] = ["03", "21"];

/// Pick up, no such account or closed, fraud and pick up, lost, stolen. UnionPay has no advice
/// code; these are the answers of Q/CUP 006.6-2014 appendix A.2 that no other try can change.
const UNIONPAY: [&str; 5] = ["04", "14", "34", "41", "43"];

impl Rules {
    pub(super) fn of(network: Network) -> Self {
        match network {
            Network::Visa => Self::Visa,
            Network::Mastercard => Self::Mastercard,
            Network::Unionpay => Self::UnionPay,
            Network::Unknown
            | Network::Amex
            | Network::Jcb
            | Network::Diners
            | Network::Discover
            | Network::WechatPay
            | Network::Alipay => Self::None,
        }
    }

    /// Whether an issuer that declined with these codes will never approve.
    pub(super) fn is_never(self, response_code: &str, advice_code: &str) -> bool {
        let is_in =
            |list: &[&str], code: &str| list.iter().any(|listed| listed.eq_ignore_ascii_case(code));
        match self {
            Self::None => false,
            Self::Visa => is_in(&VISA, response_code),
            Self::Mastercard => is_in(&MASTERCARD_ADVICE, advice_code),
            Self::UnionPay => is_in(&UNIONPAY, response_code),
        }
    }

    /// The number of the case in snapshots.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Visa => 1,
            Self::Mastercard => 2,
            Self::UnionPay => 3,
        }
    }

    pub(super) fn of_number(number: u8) -> Option<Self> {
        let all = [Self::None, Self::Visa, Self::Mastercard, Self::UnionPay];
        all.into_iter().find(|rules| rules.number() == number)
    }
}
