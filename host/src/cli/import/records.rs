//! What files are read as, whatever their format and kind of record.

use std::io;

/// A file of records, read line by line.
pub(super) struct Source<M> {
    /// What a file of refused lines begins with.
    pub(super) header: Vec<u8>,
    /// Until the end, or an error in reading.
    pub(super) lines: Box<dyn Iterator<Item = io::Result<Line<M>>>>,
}

/// A line of the file that holds a record, or should.
#[derive(Debug)]
pub(super) struct Line<M> {
    /// From 1.
    pub(super) number: u64,
    /// Where the next line begins, in bytes.
    pub(super) end_byte: u64,
    /// The line as it can stand in a file of its own, with its end.
    pub(super) raw: Vec<u8>,
    /// The record, or why it is none.
    pub(super) record: Result<M, String>,
}
