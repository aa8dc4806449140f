//! Reads one payment from proto JSON, and says what is wrong with it in words that repeat none
//! of its values: any of them might be a card number.

use tollgate_proto::{json, v1};

use super::lines;
use crate::profiles::quote;

/// The message that is read.
const NAME: &str = "PreAuthorization";

/// Reads a `tollgate.v1.PreAuthorization`.
///
/// # Errors
/// Where it breaks: the field, where it is known, and what it must be.
pub(super) fn read(raw: &[u8]) -> Result<v1::PreAuthorization, String> {
    let text = lines::text(raw)?;
    json::from_json(NAME, text).map_err(|error| {
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
            return broken(&error);
        }
        let error = error.to_string();
        let path = path_at(text, position(&error));
        let problem = problem(&error);
        if path.is_empty() {
            format!("is no {NAME}: {problem}")
        } else {
            format!("{path}: {problem}")
        }
    })
}

fn broken(error: &serde_json::Error) -> String {
    match (error.line(), error.column()) {
        (0 | 1, column) => format!("is not JSON: it breaks at column {column}"),
        (line, column) => format!("is not JSON: it breaks at line {line}, column {column}"),
    }
}

/// What a field must be, from the reader's message without the value in it.
fn problem(error: &str) -> String {
    let what = error.split(" at line ").next().unwrap_or_default();
    let has = |words: &str| what.starts_with(words);
    if has("unrecognized field name") {
        format!("no such field in a {NAME}")
    } else if has("unrecognized enum value") {
        "must be one of the names that the contract has".into()
    } else if has("multiple fields provided for oneof") {
        "only one of several ways to say the same can be there".into()
    } else if has("duplicate") {
        "is there twice".into()
    } else if what.contains("out of range") {
        "is out of range".into()
    } else if what.contains("rfc3339") {
        "must be a time such as \"2026-01-31T08:00:00Z\"".into()
    } else if what.contains("invalid digit") {
        "must be a whole number".into()
    } else if let Some((_, expected)) = what.rsplit_once("expected ") {
        format!("must be {}", expected.trim_end_matches(" value"))
    } else {
        "does not fit".into()
    }
}

/// Line and column, from 1, where the reader stopped; the end where it does not say.
fn position(error: &str) -> (usize, usize) {
    let at = error.rsplit_once(" at line ").and_then(|(_, at)| {
        let (line, column) = at.split_once(" column ")?;
        Some((line.parse().ok()?, column.parse().ok()?))
    });
    at.unwrap_or((usize::MAX, usize::MAX))
}

/// The field whose name or value stands at the position, for example `card.expiryYymm`. `text` is
/// known to be JSON.
fn path_at(text: &str, (line, column): (usize, usize)) -> String {
    let before: usize = text
        .split_inclusive('\n')
        .take(line - 1)
        .map(str::len)
        .sum();
    let end = before.saturating_add(column).min(text.len());
    let mut path: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at).filter(|_| at < end) {
        match byte {
            b'{' | b'[' => path.push(String::new()),
            // The reader stops behind what does not fit, which may be a list or an object.
            b'}' | b']' if at + 1 < end => drop(path.pop()),
            b'"' => {
                let length = string_bytes(text.get(at..).unwrap_or_default());
                let after = text.get(at + length..).unwrap_or_default().trim_start();
                if let Some(name) = path.last_mut().filter(|_| after.starts_with(':')) {
                    *name = text
                        .get(at + 1..at + length - 1)
                        .unwrap_or_default()
                        .to_owned();
                }
                at += length - 1;
            }
            _ => {}
        }
        at += 1;
    }
    let named = path.iter().filter(|name| !name.is_empty());
    let named: Vec<_> = named.map(|name| quote(name).replace('`', "")).collect();
    named.join(".")
}

/// Bytes of the JSON string that `text` begins with, quotes included.
fn string_bytes(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len().max(2), |end| end + 2)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[track_caller]
    fn refused(text: &str, problem: &str) {
        assert_eq!(read(text.as_bytes()).unwrap_err(), problem, "{text}");
    }

    #[test]
    fn a_payment_is_read() {
        let text = "\u{feff}{\"requestId\": \"r-1\", \"merchant_id\": \"m-1\"}\r\n";
        let message = read(text.as_bytes()).unwrap();
        assert_eq!(
            (message.request_id.as_str(), message.merchant_id.as_str()),
            ("r-1", "m-1")
        );
    }

    #[test]
    fn what_is_wrong_is_told_by_field() {
        refused(
            r#"{"colour": "4111111111111111"}"#,
            "colour: no such field in a PreAuthorization",
        );
        refused(
            r#"{"requestId": "r", "card": {"pan": 4111111111111111}}"#,
            "card.pan: must be a string",
        );
        refused(
            r#"{"card": {"network": "4111111111111111"}}"#,
            "card.network: must be one of the names that the contract has",
        );
        refused(
            r#"{"card": {"pan": "1", "token": {"value": "x"}}}"#,
            "card.token: only one of several ways to say the same can be there",
        );
        refused(
            r#"{"occurredAt": "4111111111111111"}"#,
            "occurredAt: must be a time such as \"2026-01-31T08:00:00Z\"",
        );
        refused(r#"{"mcc": "many"}"#, "mcc: must be a whole number");
        refused(
            r#"{"mcc": true}"#,
            "mcc: must be a 32-bit unsigned integer or decimal string",
        );
        refused(
            r#"{"order": {"tip": []}, "mcc": 1}"#,
            "order.tip: must be a map",
        );
        refused(
            r#"{"4111111111111111": 1}"#,
            "************1111: no such field in a PreAuthorization",
        );
        refused(
            r#"["4111111111111111"]"#,
            "is no PreAuthorization: must be a map",
        );
        refused(
            "\"4111111111111111\"",
            "is no PreAuthorization: must be a map",
        );
    }

    #[test]
    fn what_is_no_json_is_told_by_column() {
        refused(
            r#"{"card": {"pan": 4111 1111"#,
            "is not JSON: it breaks at column 23",
        );
        refused("{} {}", "is not JSON: it breaks at column 4");
        refused(
            "{\n\"mcc\": x}",
            "is not JSON: it breaks at line 2, column 8",
        );
        refused("", "is not JSON: it breaks at column 0");
        assert_eq!(read(b"\xff").unwrap_err(), "is not UTF-8");
    }
}
