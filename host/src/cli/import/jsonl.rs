//! Merchants as proto JSON, one object a line. Empty lines are passed over.

use std::io::{self, BufRead, Read as _};

use tollgate_proto::{json, v1};

use super::records::{Line, MAX_LINE_BYTES, Source, too_long};
use crate::profiles::reported;

pub(super) fn read(reader: impl BufRead + 'static) -> Source {
    let lines = Lines {
        reader,
        number: 0,
        end_byte: 0,
    };
    Source {
        header: Vec::new(),
        lines: Box::new(lines),
    }
}

struct Lines<R> {
    reader: R,
    number: u64,
    end_byte: u64,
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

impl<R: BufRead> Lines<R> {
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
        let merchant = parse(&raw);
        Ok(Some(Line {
            number: self.number,
            end_byte: self.end_byte,
            raw,
            merchant,
        }))
    }
}

fn parse(raw: &[u8]) -> Result<v1::Merchant, String> {
    let text = std::str::from_utf8(raw).map_err(|_| "is not UTF-8".to_owned())?;
    let text = text.trim_start_matches('\u{feff}').trim();
    json::from_json("Merchant", text).map_err(|error| {
        // Each line is a text of its own to the JSON reader.
        reported(
            &error
                .to_string()
                .replace(" at line 1 column ", " at column "),
        )
    })
}
