//! What of a segment is in memory while it is read from end to end.

use std::io;

use super::super::segment::Opened;

/// Bytes read at a time.
const WINDOW_BYTES: usize = 1 << 20;

/// A piece of a segment.
#[derive(Default)]
pub(super) struct Window {
    bytes: Vec<u8>,
    from: u64,
}

impl Window {
    /// Forgets what was read: another segment comes, or the file may have changed.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
    }

    /// At most `len` bytes from `offset` on; fewer at the end of the segment.
    pub(super) fn view(&mut self, file: &Opened, offset: u64, len: usize) -> io::Result<&[u8]> {
        let start = offset.checked_sub(self.from).map(usize::try_from);
        let start = start.and_then(Result::ok).unwrap_or(usize::MAX);
        let start = if self.bytes.len().saturating_sub(start) >= len {
            start
        } else {
            self.fill(file, offset, len)?;
            0
        };
        let end = self.bytes.len().min(start.saturating_add(len));
        Ok(self.bytes.get(start..end).unwrap_or_default())
    }

    fn fill(&mut self, file: &Opened, offset: u64, len: usize) -> io::Result<()> {
        let rest = usize::try_from(file.len()?.saturating_sub(offset)).unwrap_or(usize::MAX);
        let wanted = rest.min(WINDOW_BYTES.max(len));
        if self.bytes.capacity() < wanted {
            self.bytes = vec![0; wanted];
        }
        self.bytes.resize(wanted, 0);
        let read = file.read(&mut self.bytes, offset)?;
        self.bytes.truncate(read);
        self.from = offset;
        Ok(())
    }
}
