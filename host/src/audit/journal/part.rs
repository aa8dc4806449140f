//! Entries and their parts, as bytes.

use std::sync::Arc;

use super::super::frame::{self, Frame};
use super::super::{Entry, Kind, Part};

/// A part as it is written.
pub(super) struct Encoded {
    pub(super) identity: u64,
    pub(super) kind: Kind,
    pub(super) payload: Vec<u8>,
}

impl Encoded {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "used as a function of an option"
    )]
    pub(super) fn new(part: Arc<dyn Part>) -> Self {
        Self {
            identity: part.identity(),
            kind: part.kind(),
            payload: part.encode(),
        }
    }
}

/// References that the entry has: up to the last that is something.
pub(super) fn refs_of(entry: &Entry) -> usize {
    let last = entry.parts.iter().rposition(Option::is_some);
    last.map_or(0, |last| last + 1)
}

pub(super) fn bytes_of(entry: &Entry, parts: &[Option<Encoded>; frame::REFS_MAX]) -> usize {
    let parts = parts.iter().flatten();
    let parts = parts.map(|part| Frame::bytes_of(0, part.payload.len()));
    parts.sum::<usize>() + Frame::bytes_of(refs_of(entry), entry.payload.len())
}
