//! Card numbers that nobody has: made of the networks' prefixes and a check digit.

/// Prefix and length of numbers of every network that the contract names. From 13 to 19 digits.
#[rustfmt::skip]
const KINDS: [(&str, &[usize]); 20] = [
    ("4000056", &[13, 16, 18, 19]), ("4917610", &[16]), ("4532", &[13, 16]),
    ("510510", &[16]), ("555555", &[16]), ("222300", &[16]), ("272099", &[16]),
    ("34343", &[15]), ("371449", &[15]),
    ("352800", &[16, 17]), ("3589", &[16, 18, 19]),
    ("300000", &[14, 16]), ("36227", &[14, 17]), ("38520", &[14, 19]),
    ("601100", &[16, 18]), ("644", &[16, 19]), ("6500", &[16, 17]),
    ("621226", &[14, 15, 16, 17, 18, 19]), ("625094", &[16]), ("810000", &[16, 19]),
];

/// Numbers that payment processors publish for tests.
const PUBLISHED: [&str; 10] = [
    "4111111111111111",
    "4242424242424242",
    "4222222222222",
    "5555555555554444",
    "5105105105105100",
    "378282246310005",
    "6011111111111117",
    "30569309025904",
    "3530111333300000",
    "6200000000000005",
];

/// `digits` with the check digit that makes them a card number (ISO/IEC 7812-1, annex B).
#[must_use]
pub fn with_check_digit(digits: &str) -> String {
    let is_valid = |check: &u8| luhn_valid(format!("{digits}{check}").as_bytes());
    let check = (0..10).find(is_valid).unwrap_or(0);
    format!("{digits}{check}")
}

/// Whether ASCII digits end in their check digit.
#[must_use]
pub fn luhn_valid(digits: &[u8]) -> bool {
    let value = |(place, digit): (usize, &u8)| {
        let digit = u32::from(digit - b'0');
        match digit * 2 {
            _ if place % 2 == 0 => digit,
            doubled => doubled / 10 + doubled % 10,
        }
    };
    digits.iter().rev().enumerate().map(value).sum::<u32>() % 10 == 0
}

/// Test numbers of every network and length, no two the same.
#[must_use]
pub fn all() -> Vec<String> {
    let made = KINDS
        .iter()
        .enumerate()
        .flat_map(|(row, (prefix, lengths))| {
            lengths.iter().map(move |length| {
                // Digits that no other row has, and that are not those of a clock.
                let account = format!(
                    "{:02}{:017}",
                    91 - row,
                    73_915_826_403_u64 * (row as u64 + 7)
                );
                let digits: String = prefix
                    .chars()
                    .chain(account.chars())
                    .take(length - 1)
                    .collect();
                with_check_digit(&digits)
            })
        });
    let mut all: Vec<String> = made.chain(PUBLISHED.map(str::to_owned)).collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers_are_valid_and_their_neighbours_are_not() {
        for pan in all() {
            assert!(luhn_valid(pan.as_bytes()), "{pan}");
            assert!((13..=19).contains(&pan.len()), "{pan}");
            let mut wrong = pan.into_bytes();
            wrong[3] = b'0' + (wrong[3] - b'0' + 1) % 10;
            assert!(!luhn_valid(&wrong));
        }
        assert_eq!(with_check_digit("411111111111111"), "4111111111111111");
    }

    #[test]
    fn every_length_is_there() {
        for length in 13..=19 {
            assert!(all().iter().any(|pan| pan.len() == length), "{length}");
        }
    }
}
