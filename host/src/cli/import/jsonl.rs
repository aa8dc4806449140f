//! Merchants as proto JSON, one object a line. Empty lines are passed over.

use std::io::BufRead;

use tollgate_proto::{json, v1};

use super::records::{Line, Source};
use crate::cli::lines::{self, Lines};
use crate::profiles::reported;

pub(super) fn read(reader: impl BufRead + 'static) -> Source {
    let records = Lines::new(reader).map(|line| {
        let lines::Line {
            number,
            end_byte,
            raw,
        } = line?;
        Ok(Line {
            number,
            end_byte,
            merchant: parse(&raw),
            raw,
        })
    });
    Source {
        header: Vec::new(),
        lines: Box::new(records),
    }
}

/// Reads one merchant.
///
/// # Errors
/// What is wrong with it.
pub(in crate::cli) fn parse(raw: &[u8]) -> Result<v1::Merchant, String> {
    json::from_json("Merchant", lines::text(raw)?).map_err(|error| {
        // Each line is a text of its own to the JSON reader.
        reported(
            &error
                .to_string()
                .replace(" at line 1 column ", " at column "),
        )
    })
}
