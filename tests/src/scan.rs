//! Looks for card numbers in anything that a host wrote or said.
//!
//! Two looks, and nothing is excused:
//! 1. for the very numbers that were sent, as text with any separators between the digits, as
//!    64-bit integers of either byte order, and as packed digits. Such a find is no accident.
//! 2. for any run of 13 to 19 digits with a right check digit, as a search for leaked card
//!    numbers would do it: a run stands between bytes that are no letters or digits, and may have
//!    single spaces or dashes in it. Digests in hexadecimal have digits between letters, which
//!    by chance look like card numbers once in some hundred digests; the first look covers what
//!    this rule lets pass there.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::pan::luhn_valid;

/// What was sent, to be looked for.
pub struct Scan {
    /// Each number in each form, by its first four bytes: most of what is read begins no form.
    forms: HashMap<[u8; 4], Vec<Vec<u8>>>,
}

impl Scan {
    /// Looks for these numbers, and for all that look like one.
    #[must_use]
    pub fn new(pans: &[String]) -> Self {
        let mut by_start: HashMap<[u8; 4], Vec<Vec<u8>>> = HashMap::new();
        for form in pans.iter().flat_map(|pan| forms(pan)) {
            let start = *form.first_chunk().expect("four bytes at least");
            by_start.entry(start).or_default().push(form);
        }
        Self { forms: by_start }
    }

    /// What looks like a card number in `bytes`.
    #[must_use]
    pub fn find(&self, bytes: &[u8]) -> Vec<String> {
        let joined: Vec<u8> = bytes
            .iter()
            .copied()
            .filter(|byte| !b" -".contains(byte))
            .collect();
        let mut found: Vec<String> = [bytes, &joined]
            .iter()
            .flat_map(|bytes| self.known(bytes))
            .collect();
        found.extend(
            runs(bytes)
                .into_iter()
                .filter(|run| luhn_valid(run.as_bytes())),
        );
        found
    }

    fn known(&self, bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for at in 0..bytes.len() {
            let rest = &bytes[at..];
            let forms = rest.first_chunk().and_then(|start| self.forms.get(start));
            let known = forms
                .into_iter()
                .flatten()
                .find(|form| rest.starts_with(form));
            found.extend(
                known.map(|form| format!("a number that was sent ({})", form.escape_ascii())),
            );
        }
        found
    }

    /// Asserts that `bytes`, which come from `place`, hold none.
    ///
    /// # Panics
    /// Where they hold one.
    #[track_caller]
    pub fn assert_none(&self, place: &str, bytes: &[u8]) {
        let found = self.find(bytes);
        assert!(found.is_empty(), "{place} holds {found:?}");
    }

    /// Asserts that no file below `directory` holds any, and returns how many were read.
    ///
    /// # Panics
    /// Where one does.
    pub fn assert_none_below(&self, directory: &Path) -> usize {
        let mut read = 0;
        for entry in fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.ends_with("data/compiled") {
                // Native code, made of modules alone: any eight bytes are in it by chance.
            } else if path.is_dir() {
                read += self.assert_none_below(&path);
            } else {
                let place = path.display().to_string();
                self.assert_none(&place, place.as_bytes());
                self.assert_none(&place, &fs::read(&path).expect("a file"));
                read += 1;
            }
        }
        read
    }
}

fn forms(pan: &str) -> Vec<Vec<u8>> {
    let mut forms = vec![pan.as_bytes().to_vec()];
    if let Ok(number) = pan.parse::<u64>() {
        forms.push(number.to_le_bytes().to_vec());
        forms.push(number.to_be_bytes().to_vec());
    }
    let even = if pan.len().is_multiple_of(2) {
        pan.to_owned()
    } else {
        format!("0{pan}")
    };
    let packed = even
        .as_bytes()
        .chunks(2)
        .map(|pair| (pair[0] - b'0') << 4 | (pair[1] - b'0'));
    forms.push(packed.collect());
    forms
}

/// Runs of 13 to 19 digits between bytes that are no letters or digits.
fn runs(bytes: &[u8]) -> Vec<String> {
    let mut runs = Vec::new();
    let mut run = String::new();
    let (mut worded, mut separated) = (false, false);
    for byte in bytes.iter().copied().chain([0]) {
        match byte {
            b'0'..=b'9' => {
                run.push(char::from(byte));
                separated = false;
            }
            b' ' | b'-' if !run.is_empty() && !separated => separated = true,
            _ => {
                let letter = byte.is_ascii_alphabetic() && !separated;
                if (13..=19).contains(&run.len()) && !worded && !letter {
                    runs.push(std::mem::take(&mut run));
                }
                run.clear();
                separated = false;
                worded = byte.is_ascii_alphabetic();
            }
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], finds: bool) {
        let scan = Scan::new(&["4111111111111111".into()]);
        let found = scan.find(bytes);
        assert_eq!(!found.is_empty(), finds, "{found:?}");
    }

    #[test]
    fn numbers_that_were_sent_are_found_in_any_form() {
        check(b"a4111111111111111b", true);
        check(b"4111-1111 1111--1111", true);
        check(&4_111_111_111_111_111_u64.to_le_bytes(), true);
        check(b"..\x41\x11\x11\x11\x11\x11\x11\x11..", true);
        check(b"4111111111111112", false);
    }

    #[test]
    fn other_numbers_are_found_as_words() {
        check(b"\"5555555555554444\"", true);
        check(b"id 5555-5555-5555-4444.", true);
        check(b"\"5555555555554445\"", false);
        check(b"ab5555555555554444", false);
        check(b"5555555555554444cd", false);
        check(b"55555555555544440000", false);
    }
}
