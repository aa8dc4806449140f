//! The code that a merchant has printed: EMV QR Code Specification, merchant-presented mode.

use super::shop::Shop;

/// The text of a shop's printed code.
pub(super) fn printed(shop: &Shop) -> String {
    let record = &shop.record;
    let account = format!(
        "{}{}",
        object("00", "EXAMPLE.ACQUIRER"),
        object("01", &record.merchant_id)
    );
    let body: String = [
        ("00", "01"),
        ("01", "11"),
        ("26", &account),
        ("52", &format!("{:04}", record.mcc)),
        ("53", shop.place.currency_number()),
        ("58", shop.place.country),
        ("59", &record.name),
        ("60", shop.place.city),
    ]
    .iter()
    .map(|(tag, value)| object(tag, value))
    .collect();
    let body = format!("{body}6304");
    let checksum = checksum(&body);
    format!("{body}{checksum:04X}")
}

/// The same with one character of its checksum changed, as a worn print is read.
pub(super) fn worn(shop: &Shop) -> String {
    let mut text = printed(shop);
    let last = if text.ends_with('0') { '1' } else { '0' };
    text.pop();
    text.push(last);
    text
}

fn object(tag: &str, value: &str) -> String {
    format!("{tag}{:02}{value}", value.chars().count())
}

/// CRC-16 with the polynomial 0x1021 from 0xFFFF on (EMV; ISO/IEC 13239).
fn checksum(text: &str) -> u16 {
    text.bytes().fold(0xffff, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(byte) << 8), |crc, _| match crc & 0x8000 {
            0 => crc << 1,
            _ => (crc << 1) ^ 0x1021,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value that catalogues of checksums give for CRC-16/IBM-3740.
    #[test]
    fn the_checksum_is_the_published_one() {
        assert_eq!(checksum("123456789"), 0x29b1);
    }
}
