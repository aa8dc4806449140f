//! Records as proto JSON, one object a line. Empty lines are passed over.

use std::io::BufRead;

use prost::Message;
use tollgate_proto::{json, v1};

use super::records::{Line, Source};
use super::singly::Single;
use crate::cli::lines::{self, Lines};
use crate::profiles::reported;

/// A file whose lines `parse` reads.
pub(super) fn read<M: 'static>(
    reader: impl BufRead + 'static,
    parse: fn(&[u8]) -> Result<M, String>,
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
            record: parse(&raw),
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
pub(in crate::cli) fn merchant(raw: &[u8]) -> Result<v1::Merchant, String> {
    parse("Merchant", raw)
}

/// Reads one entry of a list.
///
/// # Errors
/// What is wrong with it, without a figure of what may be a card number.
pub(super) fn listing(raw: &[u8]) -> Result<v1::Listing, String> {
    parse("Listing", raw).map_err(|problem| without_numbers(&problem))
}

/// Reads one record that is put alone.
///
/// # Errors
/// What is wrong with it.
pub(super) fn parse_as<M: Single>(raw: &[u8]) -> Result<M, String> {
    parse(M::MESSAGE, raw)
}

fn parse<M: Message + Default>(name: &str, raw: &[u8]) -> Result<M, String> {
    json::from_json(name, lines::text(raw)?).map_err(|error| {
        // Each line is a text of its own to the JSON reader.
        reported(
            &error
                .to_string()
                .replace(" at line 1 column ", " at column "),
        )
    })
}

/// The text with each number of more than four digits left out, and what masks one.
fn without_numbers(text: &str) -> String {
    let mut said = String::new();
    let is_part = |c: char| c.is_ascii_digit() || c == '*';
    for piece in text.split_inclusive(|c| !is_part(c)) {
        let number = piece.trim_end_matches(|c| !is_part(c));
        match piece.strip_prefix(number) {
            Some(rest) if number.len() > 4 => {
                said.push('…');
                said.push_str(rest);
            }
            _ => said.push_str(piece),
        }
    }
    said
}
