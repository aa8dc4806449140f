//! A file of one JSON object a line, line by line. Empty lines are passed over.

use std::io::{self, BufRead, Read as _};

/// A longer line is not a record, and the file is probably not what it was said to be.
pub(super) const MAX_LINE_BYTES: usize = 1 << 20;

/// A line.
pub(super) struct Line {
    /// From 1.
    pub(super) number: u64,
    /// Where the next line begins, in bytes.
    pub(super) end_byte: u64,
    /// The line as it can stand in a file of its own, with its end.
    pub(super) raw: Vec<u8>,
}

/// The lines of a file.
pub(super) struct Lines<R> {
    reader: R,
    number: u64,
    end_byte: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            number: 0,
            end_byte: 0,
        }
    }

    fn line(&mut self) -> io::Result<Option<Line>> {
        let mut raw = Vec::new();
        let limit = u64::try_from(MAX_LINE_BYTES).unwrap_or(u64::MAX);
        let length = (&mut self.reader).take(limit).read_until(b'\n', &mut raw)?;
        if length == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.end_byte += u64::try_from(length).unwrap_or(u64::MAX);
        if !raw.ends_with(b"\n") {
            if length == MAX_LINE_BYTES {
                return Err(too_long(self.number, "write one JSON object a line"));
            }
            raw.push(b'\n');
        }
        Ok(Some(Line {
            number: self.number,
            end_byte: self.end_byte,
            raw,
        }))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.line() {
                Ok(Some(line)) if line.raw.trim_ascii().is_empty() => {}
                line => return line.transpose(),
            }
        }
    }
}

/// Why line `number` ends the reading.
pub(super) fn too_long(number: u64, hint: &str) -> io::Error {
    let reason = format!("line {number} is longer than 1 MiB: {hint}");
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

/// The text of a line, without what some programs put before and after it.
///
/// # Errors
/// Where it is no text.
pub(super) fn text(raw: &[u8]) -> Result<&str, String> {
    let text = std::str::from_utf8(raw).map_err(|_| "is not UTF-8".to_owned())?;
    Ok(text.trim_start_matches('\u{feff}').trim())
}
