//! One record as bytes: header, refs, payload, little endian.
//!
//! | bytes | |
//! |---|---|
//! | 4 | length of refs and payload; 0 where the segment ends |
//! | 4 | CRC-32 of the length and of all that follows the checksum |
//! | 8 | sequence |
//! | 32 | SHA-256 of the record before, whole |
//! | 1 | kind |
//! | 1 | flags |
//! | 4 each | refs |
//! | | payload |

use sha2::{Digest as _, Sha256};

use super::{Durability, Hash, Kind, Position, Record, Wrong};

/// Bytes of a record before its refs.
pub const HEADER_BYTES: usize = 50;
/// Where the bytes begin that the checksum covers besides the length.
const CHECKED_FROM: usize = 8;
/// References that a record can have.
pub(super) const REFS_MAX: usize = 3;

/// First record of a group: of what was written and synced at once.
pub(super) const BEGINS_GROUP: u8 = 1;
/// Recorded with durability "os".
const OS: u8 = 1 << 1;
/// Everything before this record was on disk before it was written.
pub(super) const SYNCED_BEFORE: u8 = 1 << 2;
const REFS_SHIFT: u8 = 4;
const REFS_MASK: u8 = 3 << REFS_SHIFT;
const KNOWN: u8 = BEGINS_GROUP | OS | SYNCED_BEFORE | REFS_MASK;

/// Takes `N` bytes from the front.
pub(super) fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*first)
}

/// The header of a record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) length: u32,
    crc: u32,
    pub(super) sequence: u64,
    previous: Hash,
    kind: u8,
    pub(super) flags: u8,
}

impl Header {
    /// Reads a header; `None` where there are too few bytes for one.
    pub(super) fn read(mut bytes: &[u8]) -> Option<Self> {
        let bytes = &mut bytes;
        Some(Self {
            length: u32::from_le_bytes(take(bytes)?),
            crc: u32::from_le_bytes(take(bytes)?),
            sequence: u64::from_le_bytes(take(bytes)?),
            previous: take(bytes)?,
            kind: u8::from_le_bytes(take(bytes)?),
            flags: u8::from_le_bytes(take(bytes)?),
        })
    }

    /// Bytes of the whole record.
    pub(super) fn total(&self) -> usize {
        HEADER_BYTES.saturating_add(self.length as usize)
    }

    /// Whether this may be a header at all, without a look at the checksum.
    pub(super) fn is_plausible(&self) -> bool {
        self.length > 0
            && Kind::from_number(self.kind).is_some()
            && self.flags & !KNOWN == 0
            && refs_of(self.flags) * 4 <= self.length as usize
    }
}

fn refs_of(flags: u8) -> usize {
    usize::from((flags & REFS_MASK) >> REFS_SHIFT)
}

/// Whether `bytes`, a whole record, have their checksum.
pub(super) fn is_intact(bytes: &[u8]) -> bool {
    Header::read(bytes).is_some_and(|header| header.crc == checksum(bytes))
}

fn checksum(record: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(record.get(..4).unwrap_or_default());
    crc.update(record.get(CHECKED_FROM..).unwrap_or_default());
    crc.finalize()
}

/// What a record is appended with.
pub(super) struct Frame<'a> {
    pub(super) sequence: u64,
    pub(super) previous: &'a Hash,
    pub(super) kind: Kind,
    pub(super) flags: u8,
    pub(super) durability: Durability,
    pub(super) refs: &'a [u32],
    pub(super) payload: &'a [u8],
}

impl Frame<'_> {
    /// Bytes that a record with so many refs and such a payload takes.
    pub(super) fn bytes_of(refs: usize, payload: usize) -> usize {
        // A length of 0 would end the segment: what is empty gets one reference to nothing.
        let body = (refs * 4).saturating_add(payload);
        HEADER_BYTES.saturating_add(if body == 0 { 4 } else { body })
    }

    /// Appends the record to `out`; its hash.
    pub(super) fn put(&self, out: &mut Vec<u8>) -> Hash {
        let refs = if self.refs.is_empty() && self.payload.is_empty() {
            &[0]
        } else {
            self.refs.get(..REFS_MAX).unwrap_or(self.refs)
        };
        let length = u32::try_from(refs.len() * 4 + self.payload.len()).unwrap_or(u32::MAX);
        let count = u8::try_from(refs.len()).unwrap_or(0) << REFS_SHIFT;
        let os = if self.durability == Durability::Os {
            OS
        } else {
            0
        };
        let start = out.len();
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&self.sequence.to_le_bytes());
        out.extend_from_slice(self.previous);
        out.extend_from_slice(&[self.kind as u8, self.flags | os | count]);
        for offset in refs {
            out.extend_from_slice(&offset.to_le_bytes());
        }
        out.extend_from_slice(self.payload);
        let record = out.get_mut(start..).unwrap_or_default();
        let crc = checksum(record).to_le_bytes();
        if let Some(place) = record.get_mut(4..CHECKED_FROM) {
            place.copy_from_slice(&crc);
        }
        Sha256::digest(&*record).into()
    }
}

/// What a record must continue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected {
    /// The sequence it must have.
    pub(super) sequence: u64,
    /// The hash of the one before, where that is known.
    pub(super) previous: Option<Hash>,
}

/// Reads a whole record and checks all that can be checked of it alone.
pub(super) fn read(
    bytes: &[u8],
    segment: u64,
    offset: u32,
    expected: Option<Expected>,
) -> Result<Record, Wrong> {
    let header = Header::read(bytes).ok_or(Wrong::Short)?;
    if header.crc != checksum(bytes) {
        return Err(Wrong::Checksum);
    }
    let kind = Kind::from_number(header.kind).ok_or(Wrong::Kind(header.kind))?;
    if !header.is_plausible() {
        return Err(Wrong::Flags(header.flags));
    }
    if let Some(expected) = expected {
        if header.sequence != expected.sequence {
            return Err(Wrong::Sequence(header.sequence));
        }
        if expected
            .previous
            .is_some_and(|hash| hash != header.previous)
        {
            return Err(Wrong::Chain);
        }
    }
    let mut body = bytes.get(HEADER_BYTES..).unwrap_or_default();
    let mut refs = [0; REFS_MAX];
    for place in refs.iter_mut().take(refs_of(header.flags)) {
        *place = u32::from_le_bytes(take(&mut body).ok_or(Wrong::Short)?);
    }
    Ok(Record {
        position: Position {
            sequence: header.sequence,
            segment,
            offset,
        },
        kind,
        durability: if header.flags & OS == 0 {
            Durability::Sync
        } else {
            Durability::Os
        },
        refs,
        payload: body.to_vec(),
        hash: Sha256::digest(bytes).into(),
    })
}
