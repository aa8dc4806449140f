//! Reads records one after the other and verifies each: checksum, sequence, chain.

use std::sync::Arc;

use super::frame::{self, Expected, Header};
use super::reader::ReadError;
use super::segment::FIRST_OFFSET;
use super::segment::Form;
use super::segments::{End, Segments};
use super::tail::{self, Tail};
use super::{GENESIS, Position, Record, Wrong};

mod at;
mod ended;
mod leave;
mod window;

use at::At;
pub(super) use ended::Ended;
use window::Window;

/// An iterator over verified records. It ends at the first error, at the end of what was
/// committed when it began, or, where no writer of this process says how far that is, where a
/// tail begins that was not written to its end.
pub struct Scan {
    segments: Arc<Segments>,
    limit: Option<End>,
    at: Option<At>,
    window: Window,
    ended: Option<Ended>,
    flags: u8,
    is_within: bool,
    place: (u64, u32),
    /// Where a bad record was read twice.
    read_again: Option<(u64, u32)>,
}

impl Scan {
    /// From the first record of `segment` on.
    pub(super) fn of_segment(segments: Arc<Segments>, segment: u64) -> Result<Self, ReadError> {
        let mut scan = Self::new(segments);
        if scan.limit.is_some_and(|end| end.segment < segment) {
            return Ok(scan);
        }
        let gone = ReadError::Gone { segment };
        let file = scan.segments.open(segment)?.ok_or(gone)?;
        let at = At {
            file,
            segment,
            offset: 0,
            expected: Expected {
                sequence: segment,
                previous: (segment == 1).then_some(GENESIS),
            },
        };
        scan.at = Some(at);
        if let Some(torn_bytes) = scan.enter()? {
            scan.end(0, Some((segment, torn_bytes)));
        }
        Ok(scan)
    }

    /// From the record at `position` on.
    pub(super) fn at(segments: Arc<Segments>, position: Position) -> Result<Self, ReadError> {
        let mut scan = Self::new(segments);
        let segment = position.segment;
        let gone = ReadError::Gone { segment };
        scan.at = Some(At {
            file: scan.segments.open(segment)?.ok_or(gone)?,
            segment,
            offset: position.offset,
            expected: Expected {
                sequence: position.sequence,
                previous: None,
            },
        });
        Ok(scan)
    }

    /// Ends it with the segment that it is in.
    pub(super) fn within(mut self) -> Self {
        self.is_within = true;
        self
    }

    /// Behind the last record: the segment, and the offset in it.
    pub(super) fn place(&self) -> (u64, u32) {
        self.place
    }

    /// Of nothing.
    pub(super) fn new(segments: Arc<Segments>) -> Self {
        Self {
            limit: segments.end(),
            segments,
            at: None,
            window: Window::default(),
            ended: None,
            flags: 0,
            is_within: false,
            place: (1, 0),
            read_again: None,
        }
    }

    /// Where it ended; `None` while it goes on, and where it failed.
    pub(super) fn ended(&self) -> Option<&Ended> {
        self.ended.as_ref()
    }

    /// The flags of the record that came last.
    pub(super) fn flags(&self) -> u8 {
        self.flags
    }

    /// Checks the header of the segment that it came to. Where that never got to disk: how many
    /// bytes of the segment did.
    fn enter(&mut self) -> Result<Option<u64>, ReadError> {
        let Some(at) = &mut self.at else {
            return Ok(None);
        };
        let wrong = match at
            .file
            .header(at.segment)
            .map_err(|error| at.unpack(error))?
        {
            Ok(header) => {
                let previous = at.expected.previous.replace(header.previous);
                if previous.is_none_or(|hash| hash == header.previous) {
                    at.offset = FIRST_OFFSET;
                    self.window.clear();
                    return Ok(None);
                }
                Wrong::Chain
            }
            Err(wrong) => wrong,
        };
        let alone = self.limit.is_none()
            && wrong == Wrong::SegmentHeader
            && at.file.form() == Form::Raw
            && self.segments.after(at.segment).is_none();
        // Its first record would prove that the header was on disk.
        let before = at.expected.sequence.saturating_sub(1);
        let tail = if alone {
            tail::judge(&at.file, 0, before)?
        } else {
            Tail::Damaged
        };
        match tail {
            Tail::Damaged => Err(at.damage(wrong)),
            Tail::Clean => Ok(Some(0)),
            Tail::Torn(bytes) => Ok(Some(bytes)),
        }
    }

    fn step(&mut self) -> Result<Option<Record>, ReadError> {
        loop {
            let Some(at) = &self.at else {
                return Ok(None);
            };
            let here = at.place();
            let end = self.limit.map(|end| (end.segment, end.offset));
            if end.is_some_and(|end| end <= here) {
                self.at = None;
                return Ok(None);
            }
            let header = Header::read(self.view(frame::HEADER_BYTES)?);
            let wrong = match header.filter(|header| header.length > 0) {
                Some(header) => match self.take(header.total())? {
                    Ok(record) => {
                        self.flags = header.flags;
                        return Ok(Some(record));
                    }
                    Err(wrong) => wrong,
                },
                None => Wrong::AfterEnd,
            };
            let is_end = wrong == Wrong::AfterEnd;
            if !self.leave(wrong, is_end)? {
                return Ok(None);
            }
        }
    }

    fn take(&mut self, total: usize) -> Result<Result<Record, Wrong>, ReadError> {
        let Some(at) = &self.at else {
            return Ok(Err(Wrong::Short));
        };
        let (segment, offset, expected) = (at.segment, at.offset, at.expected);
        let room = at.file.len()?.saturating_sub(u64::from(offset));
        if total as u64 > room {
            return Ok(Err(Wrong::Short));
        }
        let bytes = self.view(total)?;
        if bytes.len() < total {
            return Ok(Err(Wrong::Short));
        }
        let record = match frame::read(bytes, segment, offset, Some(expected)) {
            Ok(record) => record,
            Err(wrong) => return Ok(Err(wrong)),
        };
        if let Some(at) = &mut self.at {
            at.offset = u32::try_from(u64::from(offset) + total as u64).unwrap_or(u32::MAX);
            self.place = (segment, at.offset);
            at.expected = Expected {
                sequence: expected.sequence.saturating_add(1),
                previous: Some(record.hash),
            };
        }
        Ok(Ok(record))
    }

    /// At most `len` bytes from where it is; fewer at the end of the segment.
    fn view(&mut self, len: usize) -> Result<&[u8], ReadError> {
        let Some(at) = &self.at else {
            return Ok(&[]);
        };
        let view = self.window.view(&at.file, u64::from(at.offset), len);
        view.map_err(|error| at.unpack(error))
    }
}

impl Iterator for Scan {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step();
        if step.is_err() {
            self.at = None;
        }
        step.transpose()
    }
}
