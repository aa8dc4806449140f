//! Countries: two letters in settings and texts, two packed bytes in facts.

/// Packs two capital letters as facts do.
pub fn parse(text: &str) -> Option<u16> {
    match text.as_bytes() {
        [high @ b'A'..=b'Z', low @ b'A'..=b'Z'] => Some(u16::from_be_bytes([*high, *low])),
        _ => None,
    }
}

/// The countries that can be read; `check` has refused the others.
pub fn parse_all(texts: &[String]) -> Vec<u16> {
    texts.iter().filter_map(|text| parse(text)).collect()
}

/// The two letters, or `??`.
pub fn letters(country: u16) -> String {
    let bytes = country.to_be_bytes();
    if bytes.iter().all(u8::is_ascii_uppercase) {
        bytes.iter().map(|byte| char::from(*byte)).collect()
    } else {
        "??".into()
    }
}
