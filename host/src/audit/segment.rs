//! A segment: its file's name, its header, and reading it.

use std::io;
use std::sync::Arc;

use super::frame::take;
use super::packed::Packed;
use super::storage::{self, File, Storage};
use super::{Hash, Wrong};

/// Bytes before the first record.
pub(super) const HEADER_BYTES: usize = 64;
/// Where the first record begins.
pub(super) const FIRST_OFFSET: u32 = 64;
const MAGIC: [u8; 8] = *b"tollgate";
const VERSION: u32 = 1;

/// How a segment is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As it was written.
    Raw,
    /// Compressed.
    Packed,
}

/// The name of the segment that begins with record `first`.
pub(super) fn name(first: u64, form: Form) -> String {
    match form {
        Form::Raw => format!("{first:020}.log"),
        Form::Packed => format!("{first:020}.log.lz4"),
    }
}

/// What a file's name says, where it is that of a segment.
pub(super) fn parse_name(name: &str) -> Option<(u64, Form)> {
    let (first, ending) = name.split_once('.')?;
    let form = match ending {
        "log" => Form::Raw,
        "log.lz4" => Form::Packed,
        _ => return None,
    };
    Some((parse_sequence(first)?, form))
}

/// A sequence as it is in the names of files.
pub(super) fn parse_sequence(digits: &str) -> Option<u64> {
    let plain = digits.len() == 20 && digits.bytes().all(|digit| digit.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// What a segment begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SegmentHeader {
    /// The sequence of its first record.
    pub(super) first: u64,
    /// The hash of the record before.
    pub(super) previous: Hash,
}

impl SegmentHeader {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&self.first.to_le_bytes());
        bytes.extend_from_slice(&self.previous);
        bytes.resize(HEADER_BYTES - 4, 0);
        let crc = crc32fast::hash(&bytes);
        bytes.extend_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Reads the header of the segment whose name says `first`.
    pub(super) fn read(bytes: &[u8], first: u64) -> Result<Self, Wrong> {
        let bytes = bytes.get(..HEADER_BYTES).ok_or(Wrong::SegmentHeader)?;
        let (mut body, mut crc) = bytes.split_at(HEADER_BYTES - 4);
        let stored = take(&mut crc).map(u32::from_le_bytes);
        if stored != Some(crc32fast::hash(body)) || take(&mut body) != Some(MAGIC) {
            return Err(Wrong::SegmentHeader);
        }
        let mut version = || take(&mut body).map(u32::from_le_bytes);
        match version() {
            Some(VERSION) => {}
            other => return Err(Wrong::Version(other.unwrap_or(0))),
        }
        let found = take(&mut body).map(u64::from_le_bytes);
        let previous = take(&mut body).ok_or(Wrong::SegmentHeader)?;
        if found != Some(first) {
            return Err(Wrong::SegmentHeader);
        }
        Ok(Self { first, previous })
    }
}

/// A segment that is open for reading.
pub(super) enum Opened {
    /// As it was written.
    Raw(Arc<dyn File>),
    /// Compressed.
    Packed(Packed),
}

impl Opened {
    /// Opens the segment that begins with record `first`.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] where the table of a compressed one is damaged.
    pub(super) fn open(storage: &dyn Storage, first: u64, form: Form) -> io::Result<Self> {
        let file = storage.open(&name(first, form))?;
        Ok(match form {
            Form::Raw => Self::Raw(file),
            Form::Packed => Self::Packed(Packed::open(file, first)?),
        })
    }

    /// How it is on disk.
    pub(super) fn form(&self) -> Form {
        match self {
            Self::Raw(_) => Form::Raw,
            Self::Packed(_) => Form::Packed,
        }
    }

    /// Fills `into` with uncompressed bytes from `offset` on; how many there were.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] where a compressed block is damaged.
    pub(super) fn read(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        match self {
            Self::Raw(file) => storage::read_full(&**file, into, offset),
            Self::Packed(packed) => packed.read(into, offset),
        }
    }

    /// Bytes when uncompressed.
    pub(super) fn len(&self) -> io::Result<u64> {
        match self {
            Self::Raw(file) => file.len(),
            Self::Packed(packed) => Ok(packed.len()),
        }
    }

    /// Reads its header.
    pub(super) fn header(&self, first: u64) -> io::Result<Result<SegmentHeader, Wrong>> {
        let mut bytes = [0; HEADER_BYTES];
        let read = self.read(&mut bytes, 0)?;
        let bytes = bytes.get(..read).unwrap_or_default();
        Ok(SegmentHeader::read(bytes, first))
    }
}
