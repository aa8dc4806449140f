//! Reads a log: a record at a position, what it refers to, or all in order.

use std::io;
use std::sync::Arc;

use super::frame::{self, Header};
use super::segment::FIRST_OFFSET;
use super::segments::Segments;
use super::{Damage, KeysOf, Position, Record, Scan, Storage, Wrong};

/// Why a record could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file system said no.
    #[error("cannot read the log: {0}")]
    Io(#[from] io::Error),
    /// Something is wrong with the log.
    #[error("the log is damaged: {0}")]
    Damage(Damage),
    /// The segment was moved away.
    #[error("segment `{segment:020}` is not there any more")]
    Gone {
        /// The sequence of its first record.
        segment: u64,
    },
}

/// Reads a log. Cheap to clone, for use from any thread.
#[derive(Clone)]
pub struct Reader {
    pub(super) segments: Arc<Segments>,
}

impl Reader {
    /// Opens a log to read only, without its lock: a copy, or one that another process writes.
    /// What that has not finished writing is not there yet.
    ///
    /// # Errors
    /// Where the directory cannot be read.
    pub fn open(storage: Arc<dyn Storage>, keys_of: KeysOf) -> io::Result<Self> {
        Ok(Self {
            segments: Arc::new(Segments::list(storage, keys_of)?),
        })
    }

    /// Reads one record.
    ///
    /// # Errors
    /// Where it is not there, or not intact.
    pub fn read(&self, position: Position) -> Result<Record, ReadError> {
        let Position {
            sequence,
            segment,
            offset,
        } = position;
        let found = self.read_at(segment, offset)?;
        found
            .and_then(|record| match record.position.sequence {
                found if found == sequence => Ok(record),
                found => Err(Wrong::Sequence(found)),
            })
            .map_err(|what| {
                ReadError::Damage(Damage {
                    segment,
                    offset,
                    sequence,
                    what,
                })
            })
    }

    /// The record that `refs[n]` of `record` points to.
    ///
    /// # Errors
    /// Where it is not there, or not intact.
    pub fn part(&self, record: &Record, n: usize) -> Result<Option<Record>, ReadError> {
        let Some(offset) = record.refs.get(n).copied().filter(|offset| *offset > 0) else {
            return Ok(None);
        };
        let Position {
            segment, sequence, ..
        } = record.position;
        let found = self.read_at(segment, offset)?;
        let found = found.and_then(|part| {
            let before = part.position.sequence < sequence;
            if before { Ok(part) } else { Err(Wrong::Refs) }
        });
        found.map(Some).map_err(|what| {
            ReadError::Damage(Damage {
                segment,
                offset,
                sequence,
                what,
            })
        })
    }

    /// All records from `from` on, that one included, or from the oldest there is.
    ///
    /// # Errors
    /// Where the first segment cannot be opened.
    pub fn scan(&self, from: Option<Position>) -> Result<Scan, ReadError> {
        let segments = self.segments.clone();
        match (from, segments.first()) {
            (Some(position), _) => Scan::at(segments, position),
            (None, Some(first)) => Scan::of_segment(segments, first),
            (None, None) => Ok(Scan::new(segments)),
        }
    }

    pub(super) fn read_at(
        &self,
        segment: u64,
        offset: u32,
    ) -> Result<Result<Record, Wrong>, ReadError> {
        if self.is_beyond(segment, offset) || offset < FIRST_OFFSET {
            return Ok(Err(Wrong::Short));
        }
        let file = self.segments.open(segment)?;
        let file = file.ok_or(ReadError::Gone { segment })?;
        let mut bytes = vec![0; FIRST_READ_BYTES];
        let packed = |error: io::Error| match error.kind() {
            io::ErrorKind::InvalidData => Ok(Err(Wrong::Packed)),
            _ => Err(ReadError::Io(error)),
        };
        let mut read = match file.read(&mut bytes, u64::from(offset)) {
            Ok(read) => read,
            Err(error) => return packed(error),
        };
        let header = Header::read(bytes.get(..read).unwrap_or_default());
        let Some(header) = header.filter(|header| header.length > 0) else {
            return Ok(Err(Wrong::Short));
        };
        let total = header.total();
        if u64::from(offset) + total as u64 > file.len()? {
            return Ok(Err(Wrong::Short));
        }
        if total > read {
            bytes.resize(total, 0);
            read = match file.read(&mut bytes, u64::from(offset)) {
                Ok(read) => read,
                Err(error) => return packed(error),
            };
        }
        match bytes.get(..total).filter(|_| read >= total) {
            Some(record) => Ok(frame::read(record, segment, offset, None)),
            None => Ok(Err(Wrong::Short)),
        }
    }

    fn is_beyond(&self, segment: u64, offset: u32) -> bool {
        let end = self.segments.end();
        end.is_some_and(|end| (segment, offset) >= (end.segment, end.offset))
    }
}

/// Bytes read before the length of a record is known: most fit.
const FIRST_READ_BYTES: usize = 2 << 10;
