//! Finds decisions by what they are known by: in memory for the segment that is written, in
//! index files for those that are full. Where such a file is missing or bad, the segment
//! is read instead.

use std::io;

use super::index::Index;
use super::index_file::IndexFile;
use super::segments::lock;
use super::{Damage, Log, Position, ReadError, Reader};

impl Reader {
    /// Where the decision with this id is.
    ///
    /// # Errors
    /// Where the log cannot be read, or is damaged where it is looked for.
    pub fn find_decision(&self, id: u128) -> Result<Option<Position>, ReadError> {
        for segment in self.segments.all().into_keys().rev() {
            let in_memory = |index: &Index| index.decision(id);
            let found = self.look_up(segment, in_memory, |index| index.decision(id))?;
            if let Some(offset) = found.flatten() {
                return self.position(segment, offset).map(Some);
            }
        }
        Ok(None)
    }

    /// Where the decisions on requests with this hash of their id are, newest first. Two
    /// requests may share one: the id itself is in the record.
    ///
    /// # Errors
    /// Where the log cannot be read, or is damaged where it is looked for.
    pub fn find_request(&self, hash: u64) -> Result<Vec<Position>, ReadError> {
        let mut found = Vec::new();
        for segment in self.segments.all().into_keys().rev() {
            let in_memory = |index: &Index| index.request(hash);
            let offsets = self.look_up(segment, in_memory, |index| index.request(hash))?;
            for offset in offsets.unwrap_or_default() {
                found.push(self.position(segment, offset)?);
            }
        }
        Ok(found)
    }

    /// Looks into a segment's index; `None` where the segment has been moved away.
    fn look_up<T>(
        &self,
        segment: u64,
        in_memory: impl Fn(&Index) -> T,
        on_disk: impl Fn(&IndexFile) -> io::Result<T>,
    ) -> Result<Option<T>, ReadError> {
        if let Some(index) = self.segments.index(segment) {
            return Ok(Some(in_memory(&lock(&index))));
        }
        let looked = self.segments.index_file(segment);
        match looked.and_then(|index| on_disk(&index)) {
            Ok(found) => return Ok(Some(found)),
            Err(error) if is_lost(&error) => {}
            Err(error) => return Err(error.into()),
        }
        let index = match Index::of_segment(&self.segments, segment) {
            Err(ReadError::Gone { .. }) => return Ok(None),
            index => index?,
        };
        // The keeper makes the file again; a reader without a writer writes nothing.
        if self.segments.end().is_some_and(|end| end.segment > segment) {
            self.segments.index_is_lost(segment);
        }
        Ok(Some(in_memory(&index)))
    }

    fn position(&self, segment: u64, offset: u32) -> Result<Position, ReadError> {
        let found = self.read_at(segment, offset)?;
        let found = found.map(|record| record.position);
        found.map_err(|what| {
            ReadError::Damage(Damage {
                segment,
                offset,
                sequence: segment,
                what,
            })
        })
    }
}

/// Whether an index file must be made again.
fn is_lost(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::InvalidData
    )
}

impl Log {
    /// Where the decision with this id is.
    ///
    /// # Errors
    /// As with [`Reader::find_decision`].
    pub fn find_decision(&self, id: u128) -> Result<Option<Position>, ReadError> {
        self.reader().find_decision(id)
    }

    /// Where the decisions on requests with this hash of their id are, newest first.
    ///
    /// # Errors
    /// As with [`Reader::find_request`].
    pub fn find_request(&self, hash: u64) -> Result<Vec<Position>, ReadError> {
        self.reader().find_request(hash)
    }
}
