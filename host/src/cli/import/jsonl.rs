//! Records as proto JSON, one object a line. Empty lines are passed over.

use std::io::BufRead;

use prost::Message;
use tollgate_proto::{json, v1};

use super::records::{Line, Source};
use crate::cli::lines::{self, Lines};
use crate::profiles::reported;

/// Reads records of the contract's message `name`.
pub(super) fn read<M: Message + Default + 'static>(
    name: &'static str,
    reader: impl BufRead + 'static,
) -> Source<M> {
    let records = Lines::new(reader).map(move |line| {
        let lines::Line {
            number,
            end_byte,
            raw,
        } = line?;
        Ok(Line {
            number,
            end_byte,
            record: record(name, &raw),
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
    record("Merchant", raw)
}

fn record<M: Message + Default>(name: &str, raw: &[u8]) -> Result<M, String> {
    json::from_json(name, lines::text(raw)?).map_err(|error| {
        // Each line is a text of its own to the JSON reader.
        reported(
            &error
                .to_string()
                .replace(" at line 1 column ", " at column "),
        )
    })
}
