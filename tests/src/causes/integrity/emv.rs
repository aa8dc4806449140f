//! Codes that merchants show, as EMV has them: objects of a two-digit tag, a two-digit length and
//! a text, the last of them a checksum.

use std::fmt::Write as _;

/// The printed code of a merchant of UnionPay in Shanghai.
pub(super) fn code(name: &str, mcc: u32) -> String {
    let mcc = format!("{mcc:04}");
    let mut code = String::new();
    for (tag, text) in [
        ("00", "01"),
        ("01", "11"),
        ("15", "3122015600000000000000000000000"),
        ("52", &mcc),
        ("53", "156"),
        ("58", "CN"),
        ("59", name),
        ("60", "SHANGHAI"),
    ] {
        // Writing to a string cannot fail.
        let _ = write!(code, "{tag}{:02}{text}", text.len());
    }
    code += "6304";
    let checksum = checksum(code.as_bytes());
    let _ = write!(code, "{checksum:04X}");
    code
}

/// CRC-16/CCITT-FALSE.
fn checksum(bytes: &[u8]) -> u16 {
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
