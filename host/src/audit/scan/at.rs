//! Where a scan is.

use std::io;
use std::sync::Arc;

use super::super::frame::Expected;
use super::super::segment::Opened;
use super::super::{Damage, ReadError, Wrong};

/// Where the next record should be.
pub(super) struct At {
    pub(super) file: Arc<Opened>,
    pub(super) segment: u64,
    pub(super) offset: u32,
    pub(super) expected: Expected,
}

impl At {
    /// The segment, and the offset in it.
    pub(super) fn place(&self) -> (u64, u32) {
        (self.segment, self.offset)
    }

    /// This is wrong here.
    pub(super) fn damage(&self, what: Wrong) -> ReadError {
        ReadError::Damage(Damage {
            segment: self.segment,
            offset: self.offset,
            sequence: self.expected.sequence,
            what,
        })
    }

    /// A failure to read: of the file system, or of a compressed block.
    pub(super) fn unpack(&self, error: io::Error) -> ReadError {
        if error.kind() == io::ErrorKind::InvalidData {
            self.damage(Wrong::Packed)
        } else {
            ReadError::Io(error)
        }
    }
}
