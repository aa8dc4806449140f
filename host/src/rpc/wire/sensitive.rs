//! What may never be kept: card verification values, PINs, and what is on a card's stripe.
//!
//! PCI DSS 3.3.1: not after authorization, not even encrypted. So nothing of it is kept here
//! before either: it is wiped from the message before anything else looks at it, and no digest
//! is made of it, for three digits are soon guessed from one. That something was there, and
//! where, is all that stays.

use tollgate_proto::v1;
use zeroize::Zeroize as _;

/// Names under which attributes hold such data, without what is between their words. The last
/// words of an attribute's key are compared, so `card.cvv2` is one and `cvv_result` is none.
const NAMES: [&str; 32] = [
    "cvv",
    "cvv2",
    "cvc",
    "cvc2",
    "cvn",
    "cvn2",
    "cid",
    "cav",
    "cav2",
    "csc",
    "icvv",
    "dcvv",
    "securitycode",
    "cvvcode",
    "cvccode",
    "cvvvalue",
    "cvcvalue",
    "pin",
    "pinblock",
    "pindata",
    "encryptedpin",
    "track",
    "track1",
    "track2",
    "track3",
    "trackdata",
    "track1data",
    "track2data",
    "track3data",
    "magstripe",
    "stripedata",
    "dump",
];

/// Words before a verification value in a text.
const VALUE_WORDS: [&str; 6] = ["cvv", "cvv2", "cvc", "cvc2", "cav2", "cvn2"];

/// What was wiped from a message: the names of its fields, without what they held.
#[derive(Debug, Default)]
pub(super) struct Wiped(Vec<String>);

impl Wiped {
    /// Something was there.
    pub(super) fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// The fields, to tell a message with such data from the same one without.
    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// Wipes what may not be kept from every text that is: the field is empty then, the attribute
/// gone. The ids of request, merchant and terminal are left alone: their characters allow for no
/// track.
pub(super) fn wipe(message: &mut v1::PreAuthorization) -> Wiped {
    let mut wiped = Wiped::default();
    for (field, text) in texts(message) {
        if holds_sensitive(text) {
            text.zeroize();
            wiped.0.push(field.to_owned());
        }
    }
    let named: Vec<String> = (message.attributes.iter())
        .filter(|(key, value)| {
            (is_name(key) && !value.is_empty()) || holds_sensitive(value) || holds_sensitive(key)
        })
        .map(|(key, _)| key.clone())
        .collect();
    for mut key in named {
        if let Some(mut value) = message.attributes.remove(&key) {
            value.zeroize();
        }
        if holds_sensitive(&key) {
            key.zeroize();
        }
        wiped.0.push(format!("attributes[{key}]"));
    }
    // The order of a map is nobody's.
    wiped.0.sort_unstable();
    wiped
}

/// The texts of a message in which anything may be written.
fn texts(message: &mut v1::PreAuthorization) -> impl Iterator<Item = (&'static str, &mut String)> {
    let v1::PreAuthorization {
        card,
        code,
        terminal,
        order,
        original_request_id,
        condition_code,
        trace_number,
        retrieval_reference,
        merchant_name,
        ..
    } = message;
    let own = [
        ("original_request_id", original_request_id),
        ("condition_code", condition_code),
        ("trace_number", trace_number),
        ("retrieval_reference", retrieval_reference),
        ("merchant_name", merchant_name),
    ];
    let card = card.as_mut().map(|card| {
        let token = match &mut card.number {
            Some(v1::card::Number::Token(token)) => Some(("card.token.value", &mut token.value)),
            _ => None,
        };
        [
            ("card.expiry_yymm", &mut card.expiry_yymm),
            ("card.service_code", &mut card.service_code),
            ("card.issuer_id", &mut card.issuer_id),
        ]
        .into_iter()
        .chain(token)
    });
    let code = (code.as_mut()).map(|code| ("code.payer_token", &mut code.payer_token));
    let terminal = terminal.as_mut().map(|terminal| {
        [
            ("terminal.serial_number", &mut terminal.serial_number),
            ("terminal.firmware_version", &mut terminal.firmware_version),
            ("terminal.batch_number", &mut terminal.batch_number),
        ]
    });
    let order = (order.as_mut()).map(|order| ("order.order_id", &mut order.order_id));
    own.into_iter()
        .chain(card.into_iter().flatten())
        .chain(code)
        .chain(terminal.into_iter().flatten())
        .chain(order)
}

/// Bytes of the key of an attribute.
const KEY_BYTES_MAX: usize = 64;

fn is_name(key: &str) -> bool {
    // A longer one is refused, and nothing of it is kept.
    if key.len() > KEY_BYTES_MAX {
        return false;
    }
    let bytes = key.as_bytes();
    let breaks = (1..)
        .zip(bytes)
        .filter(|(_, byte)| is_break(byte))
        .map(|(next, _)| next);
    // The last words of it, as many as there are.
    (std::iter::once(0).chain(breaks))
        .filter_map(|from| bytes.get(from..))
        .any(|last| NAMES.iter().any(|name| letters(last).eq(name.bytes())))
}

fn is_break(byte: &u8) -> bool {
    b"._-".contains(byte)
}

/// Small letters and digits, without what is between words.
fn letters(words: &[u8]) -> impl Iterator<Item = u8> + '_ {
    (words.iter().filter(|byte| !is_break(byte))).map(u8::to_ascii_lowercase)
}

fn holds_sensitive(text: &str) -> bool {
    let from_each = |is: fn(&[u8]) -> bool| {
        (0..text.len()).any(|from| text.as_bytes().get(from..).is_some_and(is))
    };
    // Few texts have any of these characters.
    (text.contains('^') && from_each(is_track_1))
        || (text.contains('=') && (from_each(is_track_2) || holds_bare_track_2(text)))
        || (text.contains(['v', 'V']) && holds_value(text))
}

/// Format B of ISO/IEC 7813: `B`, a card number, `^`, a name, `^`, an expiry.
fn is_track_1(text: &[u8]) -> bool {
    let Some((b'B' | b'b', text)) = text.split_first() else {
        return false;
    };
    let (digits, text) = leading_digits(text);
    let Some((b'^', text)) = text.split_first() else {
        return false;
    };
    let name = text.iter().position(|byte| *byte == b'^');
    let expiry = name.and_then(|name| text.get(name + 1..));
    (8..=19).contains(&digits) && expiry.is_some_and(|text| leading_digits(text).0 >= 4)
}

/// `;`, a card number, `=`, an expiry; a track 3 has two digits more before the number.
fn is_track_2(text: &[u8]) -> bool {
    let Some((b';', text)) = text.split_first() else {
        return false;
    };
    let (digits, text) = leading_digits(text);
    let Some((b'=', text)) = text.split_first() else {
        return false;
    };
    (8..=21).contains(&digits) && leading_digits(text).0 >= 4
}

/// A track 2 without its first character: at least 12 digits, `=`, expiry and service code.
fn holds_bare_track_2(text: &str) -> bool {
    let fields = text.split('=');
    fields.clone().zip(fields.skip(1)).any(|(number, rest)| {
        let digits = number.bytes().rev().take_while(u8::is_ascii_digit).count();
        (12..=19).contains(&digits) && leading_digits(rest.as_bytes()).0 >= 7
    })
}

/// How many digits the text begins with, and what is after them.
fn leading_digits(text: &[u8]) -> (usize, &[u8]) {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (digits, text.get(digits..).unwrap_or_default())
}

/// The name of a verification value with three or four digits after it: `CVV: 123`.
fn holds_value(text: &str) -> bool {
    let mut words = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut before = words.next();
    words.any(|word| {
        let name = before.replace(word).unwrap_or_default();
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        digits
            && matches!(word.len(), 3 | 4)
            && VALUE_WORDS
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests;
