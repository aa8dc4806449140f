//! Reads records one after the other and verifies each: checksum, sequence, chain.

use std::io;
use std::sync::Arc;

use super::frame::{self, Expected, Header};
use super::reader::ReadError;
use super::segment::Form;
use super::segment::{FIRST_OFFSET, Opened};
use super::segments::{End, Segments};
use super::tail::{self, Tail};
use super::{Damage, GENESIS, Position, Record, Wrong};

/// Bytes read at a time.
const WINDOW_BYTES: usize = 1 << 20;

/// An iterator over verified records. It ends at the first error, at the end of what was
/// committed when it began, or, where no writer of this process says how far that is, where a
/// tail begins that was not written to its end.
pub struct Scan {
    segments: Arc<Segments>,
    limit: Option<End>,
    at: Option<At>,
    window: Vec<u8>,
    window_from: u64,
    ended: Option<Ended>,
    flags: u8,
    is_within: bool,
    offset: u32,
    /// What is wrong here was read once more.
    is_second_look: bool,
}

struct At {
    file: Arc<Opened>,
    segment: u64,
    offset: u32,
    expected: Expected,
}

/// Where a scan ended without damage.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    /// The last segment that has a header.
    pub(super) segment: u64,
    /// Where its next record would begin.
    pub(super) offset: u32,
    /// What the next record must continue.
    pub(super) expected: Expected,
    /// Bytes behind the end that were not written to theirs.
    pub(super) torn_bytes: u64,
    /// A later segment whose header never got to disk, and the bytes of it that did.
    pub(super) unborn: Option<(u64, u64)>,
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

    /// Where in its segment it is, or ended.
    pub(super) fn offset(&self) -> u32 {
        self.offset
    }

    /// Of nothing.
    pub(super) fn new(segments: Arc<Segments>) -> Self {
        Self {
            limit: segments.end(),
            segments,
            at: None,
            window: Vec::new(),
            window_from: 0,
            ended: None,
            flags: 0,
            is_within: false,
            offset: 0,
            is_second_look: false,
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
            .map_err(|error| unpack(at, error))?
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
            Tail::Damaged => Err(damage(at, wrong)),
            Tail::Clean => Ok(Some(0)),
            Tail::Torn(bytes) => Ok(Some(bytes)),
        }
    }

    fn step(&mut self) -> Result<Option<Record>, ReadError> {
        loop {
            let Some(at) = &self.at else {
                return Ok(None);
            };
            let here = (at.segment, at.offset);
            if self
                .limit
                .is_some_and(|end| (end.segment, end.offset) <= here)
            {
                self.at = None;
                return Ok(None);
            }
            let header = Header::read(self.view(frame::HEADER_BYTES)?);
            let wrong = match header.filter(|header| header.length > 0) {
                Some(header) => match self.take(header.total())? {
                    Ok(record) => {
                        self.flags = header.flags;
                        self.is_second_look = false;
                        return Ok(Some(record));
                    }
                    Err(wrong) => wrong,
                },
                None => Wrong::AfterEnd,
            };
            let is_end = wrong == Wrong::AfterEnd;
            match self.leave(wrong, is_end) {
                // Another process may write, and this was read before it did. What proves now
                // that the record was on disk was written after it.
                Err(ReadError::Damage(_)) if self.may_look_again(here) => self.window.clear(),
                left => {
                    if !left? {
                        return Ok(None);
                    }
                }
            }
        }
    }

    /// Whether what is wrong at `here` was not read twice yet.
    fn may_look_again(&mut self, here: (u64, u32)) -> bool {
        let is_here = |at: &At| (at.segment, at.offset) == here;
        self.limit.is_none()
            && self.at.as_ref().is_some_and(is_here)
            && !std::mem::replace(&mut self.is_second_look, true)
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
            self.offset = at.offset;
            at.expected = Expected {
                sequence: expected.sequence.saturating_add(1),
                previous: Some(record.hash),
            };
        }
        Ok(Ok(record))
    }

    /// Goes on to the next segment where this one ends; `false` where the log does.
    fn leave(&mut self, wrong: Wrong, is_end: bool) -> Result<bool, ReadError> {
        let Some(at) = &mut self.at else {
            return Ok(false);
        };
        let next = self.segments.after(at.segment);
        let tail = if self.limit.is_some() && self.limit.map(|end| end.segment) == Some(at.segment)
        {
            Tail::Damaged
        } else {
            let tail = tail::judge(&at.file, u64::from(at.offset), at.expected.sequence);
            tail.map_err(|error| unpack(at, error))?
        };
        match (tail, next) {
            (Tail::Damaged, _) | (Tail::Torn(_), Some(_)) => Err(damage(at, wrong)),
            (Tail::Clean, Some(_)) if !is_end => Err(damage(at, wrong)),
            (Tail::Clean, Some(next)) if next != at.expected.sequence => {
                let segment = at.segment;
                if self.limit.is_some() && self.segments.form(segment).is_none() {
                    return Err(ReadError::Gone { segment });
                }
                Err(damage(at, Wrong::Sequence(next)))
            }
            (Tail::Clean, Some(_)) if self.is_within => {
                self.at = None;
                Ok(false)
            }
            (Tail::Clean, Some(next)) => self.follow(next),
            (tail, None) => {
                let torn = if let Tail::Torn(bytes) = tail {
                    bytes
                } else {
                    0
                };
                self.end(torn, None);
                Ok(false)
            }
        }
    }

    fn follow(&mut self, next: u64) -> Result<bool, ReadError> {
        let file = self.segments.open(next)?;
        let file = file.ok_or(ReadError::Gone { segment: next })?;
        let Some(at) = &mut self.at else {
            return Ok(false);
        };
        let left = At {
            file,
            segment: next,
            offset: 0,
            expected: at.expected,
        };
        let left = std::mem::replace(at, left);
        let Some(torn_bytes) = self.enter()? else {
            return Ok(true);
        };
        self.at = Some(left);
        self.end(0, Some((next, torn_bytes)));
        Ok(false)
    }

    fn end(&mut self, torn_bytes: u64, unborn: Option<(u64, u64)>) {
        self.ended = self.at.take().map(|at| Ended {
            segment: at.segment,
            offset: at.offset,
            expected: at.expected,
            torn_bytes,
            unborn,
        });
    }

    /// At most `len` bytes from where it is; fewer at the end of the segment.
    fn view(&mut self, len: usize) -> Result<&[u8], ReadError> {
        let Some(at) = &self.at else {
            return Ok(&[]);
        };
        let offset = u64::from(at.offset);
        let start = offset.checked_sub(self.window_from).map(usize::try_from);
        let start = start.and_then(Result::ok).unwrap_or(usize::MAX);
        let has = self.window.len().saturating_sub(start) >= len;
        let start = if has {
            start
        } else {
            let rest = usize::try_from(at.file.len()?.saturating_sub(offset));
            let wanted = rest.unwrap_or(usize::MAX).min(WINDOW_BYTES.max(len));
            if self.window.capacity() < wanted {
                self.window = vec![0; wanted];
            }
            self.window.resize(wanted, 0);
            let read = at.file.read(&mut self.window, offset);
            let read = read.map_err(|error| unpack(at, error))?;
            self.window.truncate(read);
            self.window_from = offset;
            0
        };
        let end = self.window.len().min(start.saturating_add(len));
        Ok(self.window.get(start..end).unwrap_or_default())
    }
}

fn damage(at: &At, what: Wrong) -> ReadError {
    ReadError::Damage(Damage {
        segment: at.segment,
        offset: at.offset,
        sequence: at.expected.sequence,
        what,
    })
}

fn unpack(at: &At, error: io::Error) -> ReadError {
    if error.kind() == io::ErrorKind::InvalidData {
        damage(at, Wrong::Packed)
    } else {
        ReadError::Io(error)
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
