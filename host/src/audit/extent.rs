//! How far a log reaches, for whoever shows how far a reading of it is.

use super::{ReadError, Reader, Scan};

impl Reader {
    /// The sequence of the last record; 0 where there is none. Reads the last segment where no
    /// writer of this process says how far it has come.
    ///
    /// # Errors
    /// Where that segment cannot be read.
    pub fn last_sequence(&self) -> Result<u64, ReadError> {
        if let Some(end) = self.segments.end() {
            return Ok(end.sequence);
        }
        let Some(segment) = self.segments.all().into_keys().last() else {
            return Ok(0);
        };
        let mut last = segment.saturating_sub(1);
        for record in Scan::of_segment(self.segments.clone(), segment)? {
            last = record?.position.sequence;
        }
        Ok(last)
    }
}
