//! EMV codes that a merchant shows, on paper or on a screen.
//!
//! Owns the form of their text: EMV QR Code Specification for Payment Systems, merchant-presented
//! mode. Tags of two digits, lengths of two digits, values; a checksum at the end. Pure: what a
//! code says of a sale is for others to compare.

use crate::wit::tollgate::policy::facts::Network;

mod objects;
#[cfg(test)]
mod tests;

use objects::{Object, Unit, objects};

/// What such a code says. A text is as it is in the code; `None` where the code has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code<'a> {
    /// Merchant category code (tag 52).
    pub mcc: Option<u16>,
    /// ISO 4217 number of the currency (tag 53).
    pub currency: Option<u16>,
    /// Digits, with one point at most (tag 54).
    pub amount: Option<&'a str>,
    /// The payer adds a tip or a fee of the merchant's to the amount (tags 55 to 57).
    pub added_to: bool,
    /// Two letters, high byte first (tag 58).
    pub country: Option<u16>,
    /// The merchant's name (tag 59).
    pub name: Option<&'a str>,
    /// Its name in another language (tag 64).
    pub other_name: Option<&'a str>,
    /// The network or wallet whose account the code names, where it names those of one alone
    /// (tags 2 to 51).
    pub network: Option<Network>,
}

/// Why a text is no such code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It does not begin with version 01 (tag 00).
    Version,
    /// It does not end with a checksum (tag 63).
    NoChecksum,
    /// The checksum is another one.
    Checksum,
    /// A tag or length is not two digits, a value is empty or goes beyond the end.
    Length,
    /// A tag comes twice.
    Twice,
    /// A value has not the form of its tag.
    Form,
}

/// Whether a text is meant to be such a code. Others that merchants show are addresses.
#[must_use]
pub fn is_meant(text: &str) -> bool {
    text.starts_with("0002")
}

/// Reads the text of a code.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn parse(text: &str) -> Result<Code<'_>, Wrong> {
    if !text.starts_with("000201") {
        return Err(Wrong::Version);
    }
    checksum(text)?;
    // The standard counts characters; codes that count the bytes of theirs are about as well.
    match parse_by(text, Unit::Character) {
        Err(_) if !text.is_ascii() => parse_by(text, Unit::Byte),
        parsed => parsed,
    }
}

/// The text ends with the checksum of all before it, its tag and length included.
fn checksum(text: &str) -> Result<(), Wrong> {
    let digits = text.len().checked_sub(4).ok_or(Wrong::NoChecksum)?;
    let (before, told) = text.split_at_checked(digits).ok_or(Wrong::NoChecksum)?;
    if !before.ends_with("6304") || !told.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Wrong::NoChecksum);
    }
    match u16::from_str_radix(told, 16) {
        Ok(told) if told == crc(before.as_bytes()) => Ok(()),
        _ => Err(Wrong::Checksum),
    }
}

/// CRC-16 with the polynomial 0x1021 from 0xFFFF on ("CCITT-FALSE"; ISO/IEC 13239 without its
/// last step).
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| {
            let shifted = crc << 1;
            if crc & 0x8000 == 0 {
                shifted
            } else {
                shifted ^ 0x1021
            }
        })
    })
}

fn parse_by(text: &str, unit: Unit) -> Result<Code<'_>, Wrong> {
    let mut code = Code::default();
    let mut networks = Networks::default();
    let mut last = None;
    for object in objects(text, unit) {
        let Object { tag, value } = object?;
        last = Some(tag);
        match tag {
            1 if !matches!(value, "11" | "12") => return Err(Wrong::Form),
            2..=51 => networks.add(account(tag, value, unit)?),
            52 => code.mcc = Some(number(value, 4)?),
            53 => code.currency = Some(number(value, 3)?),
            54 => code.amount = Some(amount(value)?),
            55..=57 => code.added_to = true,
            58 => code.country = Some(country(value)?),
            59 => code.name = Some(value),
            64 => code.other_name = template(value, unit)?.value_of(1),
            62 | 80..=99 => {
                template(value, unit)?;
            }
            _ => {}
        }
    }
    if last != Some(63) {
        return Err(Wrong::NoChecksum);
    }
    code.network = networks.only();
    Ok(code)
}

/// A template whose objects are well formed.
fn template(value: &str, unit: Unit) -> Result<objects::Template<'_>, Wrong> {
    objects::Template::new(value, unit)
}

/// Whose account it is. Tags up to 25 belong to networks; the others are templates that begin
/// with a name unique in the world.
fn account(tag: u8, value: &str, unit: Unit) -> Result<Option<Network>, Wrong> {
    match tag {
        2 | 3 => Ok(Some(Network::Visa)),
        4 | 5 => Ok(Some(Network::Mastercard)),
        9 | 10 => Ok(Some(Network::Discover)),
        11 | 12 => Ok(Some(Network::Amex)),
        13 | 14 => Ok(Some(Network::Jcb)),
        15 | 16 => Ok(Some(Network::Unionpay)),
        26..=51 => {
            let owner = template(value, unit)?.value_of(0).ok_or(Wrong::Form)?;
            Ok(owner_of(owner))
        }
        _ => Ok(None),
    }
}

/// The owner of a template by its unique name: an application identifier, whose first ten digits
/// are registered (ISO/IEC 7816-5), or a domain the other way round.
fn owner_of(name: &str) -> Option<Network> {
    const OWNERS: [(&str, Network); 8] = [
        ("A000000333", Network::Unionpay),
        ("A000000003", Network::Visa),
        ("A000000004", Network::Mastercard),
        ("A000000025", Network::Amex),
        ("A000000065", Network::Jcb),
        ("A000000152", Network::Discover),
        ("COM.QQ.WEIXIN", Network::WechatPay),
        ("COM.ALIPAY", Network::Alipay),
    ];
    let begins = |with: &str| {
        name.get(..with.len())
            .is_some_and(|beginning| beginning.eq_ignore_ascii_case(with))
    };
    let (_, network) = OWNERS.iter().find(|(with, _)| begins(with))?;
    Some(*network)
}

/// The networks whose accounts a code names; `None` for one that this host doesn't know.
#[derive(Default)]
struct Networks {
    first: Option<Option<Network>>,
    others: bool,
}

impl Networks {
    fn add(&mut self, network: Option<Network>) {
        match self.first {
            None => self.first = Some(network),
            Some(first) => self.others |= first != network,
        }
    }

    /// Which of several the payer used is not in the code.
    fn only(&self) -> Option<Network> {
        self.first.flatten().filter(|_| !self.others)
    }
}

fn number(value: &str, digits: usize) -> Result<u16, Wrong> {
    let form = value.len() == digits && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = value.parse().ok().filter(|_| form);
    number.ok_or(Wrong::Form)
}

/// At most 13 characters: digits and, between or after them, one point.
fn amount(value: &str) -> Result<&str, Wrong> {
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let form = !whole.is_empty() && value.len() <= 13 && digits(whole) && digits(part);
    form.then_some(value).ok_or(Wrong::Form)
}

fn country(value: &str) -> Result<u16, Wrong> {
    match value.as_bytes() {
        [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => Ok(u16::from_be_bytes([*first, *second])),
        _ => Err(Wrong::Form),
    }
}
