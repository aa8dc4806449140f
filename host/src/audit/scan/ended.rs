//! Where a scan came to the end of a log.

use super::super::Cut;
use super::super::frame::Expected;

/// Where a scan ended without damage.
#[derive(Clone, Debug)]
pub(in crate::audit) struct Ended {
    /// The last segment that has a header.
    pub(in crate::audit) segment: u64,
    /// Where its next record would begin.
    pub(in crate::audit) offset: u32,
    /// What the next record must continue.
    pub(in crate::audit) expected: Expected,
    /// Bytes behind the end that were not written to theirs.
    pub(in crate::audit) torn_bytes: u64,
    /// A later segment whose header never got to disk, and the bytes of it that did.
    pub(in crate::audit) unborn: Option<(u64, u64)>,
}

impl Ended {
    /// What a crash left unfinished behind the end, where there is something.
    pub(in crate::audit) fn cut(&self) -> Option<Cut> {
        let (segment, offset, bytes) = match self.unborn {
            Some((segment, bytes)) => (segment, 0, bytes),
            None => (self.segment, self.offset, self.torn_bytes),
        };
        (bytes > 0).then_some(Cut {
            segment,
            offset,
            sequence: self.expected.sequence,
            bytes,
        })
    }
}
