//! From one segment to the next, and the end of the log.

use super::super::tail::{self, Tail};
use super::super::{ReadError, Scan, Wrong};
use super::{At, Ended};

impl Scan {
    /// Goes on to the next segment where this one ends; `false` where the log does. What looks
    /// like damage is read again first where another process may be writing: the record, and what
    /// follows it, may have come since it was read.
    pub(super) fn leave(&mut self, wrong: Wrong, is_end: bool) -> Result<bool, ReadError> {
        let here = self.at.as_ref().map(At::place);
        let left = self.try_leave(wrong, is_end);
        let is_here = self.at.as_ref().map(At::place) == here;
        let is_new = self.limit.is_none() && is_here && self.read_again != here;
        if matches!(left, Err(ReadError::Damage(_))) && is_new {
            self.read_again = here;
            self.window.clear();
            return Ok(true);
        }
        left
    }

    fn try_leave(&mut self, wrong: Wrong, is_end: bool) -> Result<bool, ReadError> {
        let Some(at) = &mut self.at else {
            return Ok(false);
        };
        let next = self.segments.after(at.segment);
        let tail = if self.limit.is_some_and(|end| end.segment == at.segment) {
            Tail::Damaged
        } else {
            let tail = tail::judge(&at.file, u64::from(at.offset), at.expected.sequence);
            tail.map_err(|error| at.unpack(error))?
        };
        match (tail, next) {
            (Tail::Damaged, _) | (Tail::Torn(_), Some(_)) => Err(at.damage(wrong)),
            (Tail::Clean, Some(_)) if !is_end => Err(at.damage(wrong)),
            (Tail::Clean, Some(next)) if next != at.expected.sequence => {
                let segment = at.segment;
                if self.limit.is_some() && self.segments.form(segment).is_none() {
                    return Err(ReadError::Gone { segment });
                }
                Err(at.damage(Wrong::Sequence(next)))
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

    pub(super) fn end(&mut self, torn_bytes: u64, unborn: Option<(u64, u64)>) {
        self.ended = self.at.take().map(|at| Ended {
            segment: at.segment,
            offset: at.offset,
            expected: at.expected,
            torn_bytes,
            unborn,
        });
    }
}
