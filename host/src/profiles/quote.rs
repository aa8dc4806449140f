//! Input in messages: shortened, without control characters, without card numbers.

/// Digits in a row from which a number may be a card number.
const CARD_NUMBER_DIGITS: usize = 13;
/// Longest piece of input that a message repeats, in characters.
const MAX_CHARS: usize = 64;

/// The value in backticks, fit to be shown.
#[must_use]
pub fn quote(value: &str) -> String {
    format!("`{}`", shorten(&mask(value)))
}

/// The text with each run of 13 or more digits masked but for its last four, and control
/// characters replaced. Digits with single spaces, hyphens, full stops or low lines
/// between them are one run.
#[must_use]
pub fn mask(text: &str) -> String {
    let mut chars: Vec<char> = text
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    let mut run: Vec<usize> = Vec::new();
    let mut masked: Vec<usize> = Vec::new();
    let mut separated = false;
    for (position, c) in chars.iter().enumerate() {
        if c.is_ascii_digit() {
            run.push(position);
            separated = false;
        } else if matches!(c, ' ' | '-' | '.' | '_') && !separated {
            separated = true;
        } else {
            to_mask(&mut run, &mut masked);
        }
    }
    to_mask(&mut run, &mut masked);
    for position in masked {
        if let Some(digit) = chars.get_mut(position) {
            *digit = '*';
        }
    }
    chars.into_iter().collect()
}

fn to_mask(run: &mut Vec<usize>, masked: &mut Vec<usize>) {
    if run.len() >= CARD_NUMBER_DIGITS {
        masked.extend(run.iter().take(run.len() - 4));
    }
    run.clear();
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= MAX_CHARS {
        return text.to_owned();
    }
    text.chars().take(MAX_CHARS - 1).chain(['…']).collect()
}

/// A message of someone else's making that may repeat input between quotes: each quoted piece
/// is shortened, and the whole is masked.
#[must_use]
pub(crate) fn reported(message: &str) -> String {
    let masked = mask(message);
    masked
        .split_inclusive(['"', '\'', '`'])
        .map(shorten)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers_are_masked_however_they_are_spaced() {
        for (input, shown) in [
            ("4111111111111111", "`************1111`"),
            ("4111 1111 1111 1111", "`**** **** **** 1111`"),
            ("pan=4111-1111-1111-1111;", "`pan=****-****-****-1111;`"),
            ("4111.1111_1111.1111", "`****.****_****.1111`"),
            ("1234567890123", "`*********0123`"),
            ("123456789012", "`123456789012`"),
            ("1234567  890123", "`1234567  890123`"),
            ("Asia/Peking", "`Asia/Peking`"),
            ("a\u{1b}[31mb", "`a\u{fffd}[31mb`"),
        ] {
            assert_eq!(quote(input), shown);
        }
    }

    #[test]
    fn no_long_value_is_repeated() {
        assert_eq!(quote(&"x".repeat(64)).chars().count(), 66);
        assert!(quote(&"x".repeat(65)).ends_with("x…`"));
        let message = reported(&format!(
            "unknown value '{}', expected 'a'",
            "y".repeat(500)
        ));
        assert!(message.chars().count() < 120, "{message}");
        assert!(message.ends_with("expected 'a'"), "{message}");
    }
}
