//! What people read of a policy (the texts of its reasons, the schema of its settings) as sections
//! of the module. A host reads them where it loads the module; they are no part of the memory that
//! is made for each request.

#![allow(
    clippy::indexing_slicing,
    reason = "what runs while a policy is compiled fails then"
)]

use crate::verdicts::Audience;
use crate::{Reason, reason};

/// Bytes that are written while the policy is compiled. With no room it only counts them.
pub struct Section<const BYTES: usize> {
    /// What was written.
    pub bytes: [u8; BYTES],
    /// How long all of it is.
    pub len: usize,
}

/// The texts of all `reasons`, in their order, as JSON: for each a list of texts, each with its
/// `locale`, `message` and `remedies`.
#[must_use]
pub const fn texts<const BYTES: usize>(reasons: &[Reason]) -> Section<BYTES> {
    let mut section = Section {
        bytes: [0; BYTES],
        len: 0,
    };
    section.put(b"[");
    let mut position = 0;
    while position < reasons.len() {
        section.separate(position);
        section.put_texts(&reasons[position]);
        position += 1;
    }
    section.put(b"]\n");
    section
}

/// The bytes of a text.
#[must_use]
pub const fn text<const BYTES: usize>(text: &str) -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    bytes.copy_from_slice(text.as_bytes());
    bytes
}

impl<const BYTES: usize> Section<BYTES> {
    const fn put_texts(&mut self, reason: &Reason) {
        self.put(b"[");
        let mut position = 0;
        while position < reason.texts.len() {
            let (locale, message, remedies) = reason.texts[position];
            self.separate(position);
            self.put(b"{\"locale\":");
            self.put_quoted(locale);
            self.put(b",\"message\":");
            self.put_quoted(message);
            self.put(b",\"remedies\":[");
            self.put_remedies(remedies);
            self.put(b"]}");
            position += 1;
        }
        self.put(b"]");
    }

    const fn put_remedies(&mut self, remedies: reason::Remedies) {
        let mut position = 0;
        while position < remedies.len() {
            let (audience, remedy) = remedies[position];
            self.separate(position);
            self.put(b"[");
            self.put_quoted(match audience {
                Audience::Cardholder => "cardholder",
                Audience::Merchant => "merchant",
                Audience::Operator => "operator",
            });
            self.put(b",");
            self.put_quoted(remedy);
            self.put(b"]");
            position += 1;
        }
    }

    const fn separate(&mut self, position: usize) {
        if position > 0 {
            self.put(b",\n");
        }
    }

    const fn put_quoted(&mut self, text: &str) {
        let text = text.as_bytes();
        self.put(b"\"");
        let mut position = 0;
        while position < text.len() {
            if matches!(text[position], b'"' | b'\\') {
                self.put(b"\\");
            }
            self.put(&[text[position]]);
            position += 1;
        }
        self.put(b"\"");
    }

    const fn put(&mut self, bytes: &[u8]) {
        let mut position = 0;
        while position < bytes.len() {
            if self.len < BYTES {
                self.bytes[self.len] = bytes[position];
            }
            self.len += 1;
            position += 1;
        }
    }
}
