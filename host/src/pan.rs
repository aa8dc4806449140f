//! The edge where a card number becomes a token.
//!
//! A card number exists only inside [`Vault::card`]'s argument, which the caller wipes. What
//! comes out says everything that a policy may know: token, BIN, length, check digit, network.

use std::io;
use std::path::Path;

use hmac::Mac as _;
use zeroize::Zeroizing;

use crate::payment::Bin;
use crate::secret::Secret;
use crate::wit::tollgate::policy::facts::Network;

mod network;
#[cfg(test)]
mod tests;

pub use network::network_of;

/// Digits that a card number can have (ISO/IEC 7812).
pub const LENGTHS: std::ops::RangeInclusive<usize> = 8..=19;

/// Digits of the card numbers that are looked for in texts.
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;

/// Letters of a token. No digits: nothing that this host writes can look like a card number.
const LETTERS: &[u8; 16] = b"abcdefghijklmnop";

/// Makes tokens with a key of its own. A digest without a key can be undone by trying all card
/// numbers (PCI DSS 3.5.1.1).
pub struct Vault {
    key: Secret,
}

/// What may be known of a card number.
#[derive(Debug, PartialEq, Eq)]
pub struct KnownCard {
    /// Stands for the number.
    pub token: String,
    /// Its first six digits, or eight where it has sixteen or more: what PCI DSS lets be shown
    /// beside the last four.
    pub bin: Bin,
    /// How many digits it has.
    pub length: u8,
    /// Whether its check digit is right.
    pub luhn_valid: bool,
    /// The network whose range it is in.
    pub network: Network,
}

impl Vault {
    /// Reads the key from `file`, or makes one there that only this user can read.
    ///
    /// # Errors
    /// Where the file cannot be read or made, or holds something else.
    pub fn open(file: &Path) -> io::Result<Self> {
        Secret::open(file).map(|key| Self { key })
    }

    /// A vault whose key is kept nowhere: its tokens mean nothing to anybody later.
    ///
    /// # Errors
    /// Where this machine gives no random bytes.
    pub fn random() -> io::Result<Self> {
        Secret::random().map(|key| Self { key })
    }

    /// What may be known of the card number `pan`, or `None` where it is not 8 to 19 digits.
    /// The caller wipes `pan`.
    #[must_use]
    pub fn card(&self, pan: &str) -> Option<KnownCard> {
        let digits = pan.as_bytes();
        if !LENGTHS.contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let bin = bin_of(digits);
        Some(KnownCard {
            token: self.token(b"card", digits),
            bin,
            length: u8::try_from(digits.len()).ok()?,
            luhn_valid: luhn_valid(digits),
            network: network_of(bin),
        })
    }

    /// The token of a payment code's text. The caller wipes it.
    #[must_use]
    pub fn code(&self, text: &str) -> String {
        self.token(b"code", text.as_bytes())
    }

    fn token(&self, what: &[u8], secret: &[u8]) -> String {
        let mut mac = self.key.mac();
        mac.update(what);
        mac.update(&[0]);
        mac.update(secret);
        let digest = mac.finalize().into_bytes();
        let halves = digest
            .iter()
            .take(16)
            .flat_map(|byte| [byte >> 4, byte & 15]);
        halves
            .filter_map(|half| LETTERS.get(usize::from(half)))
            .map(|&letter| char::from(letter))
            .collect()
    }
}

fn bin_of(digits: &[u8]) -> Bin {
    let count: u8 = if digits.len() >= 16 { 8 } else { 6 };
    let value = digits.iter().take(usize::from(count));
    Bin {
        value: value.fold(0, |value, digit| value * 10 + u32::from(digit - b'0')),
        digits: count,
    }
}

/// Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B).
fn luhn_valid(digits: &[u8]) -> bool {
    let sum = digits
        .iter()
        .rev()
        .enumerate()
        .fold(0_u32, |sum, (position, digit)| {
            let digit = u32::from(digit - b'0');
            let doubled = if position % 2 == 1 { digit * 2 } else { digit };
            sum + doubled / 10 + doubled % 10
        });
    sum.is_multiple_of(10)
}

/// Whether a text that may be kept holds what looks like a card number: 13 to 19 digits, in one
/// group or in several with one character between them, that are in a network's range, have one
/// of its lengths and a right check digit. Other groups of digits may be beside it.
#[must_use]
pub fn holds_card_number(text: &str) -> bool {
    // Most texts have fewer digits than any card.
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits >= *CARD_DIGITS.start() && holds_one_of_a_network(text)
}

fn holds_one_of_a_network(text: &str) -> bool {
    let mut run: Zeroizing<Vec<u8>> = Zeroizing::new(Vec::new());
    // Where in the run a group begins.
    let mut groups = Vec::new();
    let mut separated = true;
    for byte in text.bytes().chain([b'\n']) {
        match byte {
            b'0'..=b'9' => {
                if separated {
                    groups.push(run.len());
                }
                run.push(byte);
                separated = false;
            }
            // Not what is between the figures of a time: `30/11/2026 12:34:56` is no card.
            b' ' | b'-' | b'.' | b'_' if !separated => separated = true,
            _ => {
                groups.push(run.len());
                if any_group_looks_like_card(&run, &groups) {
                    return true;
                }
                run.clear();
                groups.clear();
                separated = true;
            }
        }
    }
    false
}

/// Looks at all groups that follow one another.
fn any_group_looks_like_card(run: &[u8], groups: &[usize]) -> bool {
    groups.iter().enumerate().any(|(place, from)| {
        let ends = groups.iter().skip(place + 1).copied();
        ends.take_while(|end| end - from <= *LENGTHS.end())
            .any(|end| run.get(*from..end).is_some_and(looks_like_card))
    })
}

fn looks_like_card(run: &[u8]) -> bool {
    CARD_DIGITS.contains(&run.len())
        && network_of(bin_of(run)) != Network::Unknown
        && network::has_length(network_of(bin_of(run)), run.len())
        && luhn_valid(run)
}
