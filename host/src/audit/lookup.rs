//! Finds decisions by what they are known by.

use super::index::Index;
use super::segments::lock;
use super::{Damage, Log, Position, ReadError, Reader, Scan};

impl Reader {
    /// Where the decision with this id is.
    ///
    /// # Errors
    /// Where the log cannot be read, or is damaged where it is looked for.
    pub fn find_decision(&self, id: u128) -> Result<Option<Position>, ReadError> {
        for segment in self.segments.all().into_keys().rev() {
            let found = self.look_up(segment, |index| index.decision(id))?;
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
            let offsets = self.look_up(segment, |index| index.request(hash))?;
            for offset in offsets.unwrap_or_default() {
                found.push(self.position(segment, offset)?);
            }
        }
        Ok(found)
    }

    /// Looks into a segment's index; `None` where the segment has been moved away.
    fn look_up<T>(&self, segment: u64, look: impl Fn(&Index) -> T) -> Result<Option<T>, ReadError> {
        if let Some(index) = self.segments.index(segment) {
            return Ok(Some(look(&lock(&index))));
        }
        let mut index = Index::default();
        let scan = match Scan::of_segment(self.segments.clone(), segment) {
            Err(ReadError::Gone { .. }) => return Ok(None),
            scan => scan?,
        };
        for record in scan {
            let record = record?;
            if record.position.segment != segment {
                break;
            }
            if let Some(keys) = (self.segments.keys_of)(record.kind, &record.payload) {
                index.add(keys, record.position.offset);
            }
        }
        Ok(Some(look(&index)))
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
