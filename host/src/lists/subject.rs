//! Who can be on a list, and the key by which memory finds them.

use std::hash::Hasher as _;

use siphasher::sip128::{Hasher128 as _, SipHasher13};

use crate::payment::Bin;

/// Somebody or something that can be on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'a> {
    /// A card, by its token.
    Card(&'a str),
    /// All cards whose number begins with these digits.
    Bin(Bin),
    /// A merchant, by its id.
    Merchant(&'a str),
    /// A terminal, by its id.
    Terminal(&'a str),
    /// A paying account, by its token.
    Payer(&'a str),
    /// Two letters as the contract packs them, of the issuer or the merchant.
    Country(u16),
}

/// How many kinds of subjects there are.
pub(super) const KINDS: usize = 6;

/// What memory finds a subject by. Kept as two halves: a `u128` is aligned to 16 bytes, and a
/// map of millions of cards would pay for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) high: u64,
    pub(super) low: u64,
}

impl Subject<'_> {
    /// The position of its kind.
    pub(super) fn kind(self) -> usize {
        match self {
            Subject::Card(_) => 0,
            Subject::Bin(_) => 1,
            Subject::Merchant(_) => 2,
            Subject::Terminal(_) => 3,
            Subject::Payer(_) => 4,
            Subject::Country(_) => 5,
        }
    }

    /// Its key under a secret of this process, so that nobody can make up two with the same.
    pub(super) fn key(self, secret: &[u8; 16]) -> Key {
        let mut hasher = SipHasher13::new_with_key(secret);
        hasher.write_usize(self.kind());
        match self {
            Subject::Card(text)
            | Subject::Merchant(text)
            | Subject::Terminal(text)
            | Subject::Payer(text) => hasher.write(text.as_bytes()),
            Subject::Bin(bin) => {
                hasher.write_u8(bin.digits);
                hasher.write_u32(bin.value);
            }
            Subject::Country(country) => hasher.write_u16(country),
        }
        let hash = hasher.finish128();
        Key {
            high: hash.h1,
            low: hash.h2,
        }
    }
}

impl std::fmt::Display for Subject<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Subject::Card(text) => write!(formatter, "card/{text}"),
            Subject::Bin(bin) => write!(formatter, "bin/{bin}"),
            Subject::Merchant(text) => write!(formatter, "merchant/{text}"),
            Subject::Terminal(text) => write!(formatter, "terminal/{text}"),
            Subject::Payer(text) => write!(formatter, "payer/{text}"),
            Subject::Country(country) => {
                let [high, low] = country.to_be_bytes().map(char::from);
                write!(formatter, "country/{high}{low}")
            }
        }
    }
}

/// The BINs of a card with these first digits: of six digits and, where they are known, of eight.
pub(super) fn prefixes(bin: Bin) -> [Option<Bin>; 2] {
    let six = match bin.digits {
        8 => bin.value / 100,
        _ => bin.value,
    };
    let six = Bin {
        value: six,
        digits: 6,
    };
    [Some(six), (bin.digits == 8).then_some(bin)]
}
