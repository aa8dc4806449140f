//! The client's deadline.
//!
//! tonic enforces `grpc-timeout` too, but calls its end CANCELLED. The host's own deadline is a
//! little earlier, so that the answer is DEADLINE_EXCEEDED, and so that no late work is done.

use std::time::Duration;

use tonic::metadata::MetadataMap;

use crate::clock::Deadline;

/// What is taken off a client's timeout.
const MARGIN: Duration = Duration::from_millis(2);

/// The deadline that the client set, where it set one.
pub(super) fn deadline(metadata: &MetadataMap) -> Option<Deadline> {
    let value = metadata.get("grpc-timeout")?.to_str().ok()?;
    parse(value).map(|timeout| Deadline::within(timeout - MARGIN.min(timeout / 2)))
}

/// At most eight digits and a unit, as the gRPC protocol has it.
fn parse(value: &str) -> Option<Duration> {
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    if !(1..=8).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(number * 3_600),
        "M" => Duration::from_secs(number * 60),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_read_as_the_protocol_writes_them() {
        for (value, expected) in [
            ("1H", Some(Duration::from_secs(3_600))),
            ("99999999n", Some(Duration::from_nanos(99_999_999))),
            ("20m", Some(Duration::from_millis(20))),
            ("0S", Some(Duration::ZERO)),
            ("", None),
            ("m", None),
            ("123456789m", None),
            ("-1m", None),
            ("1s", None),
        ] {
            assert_eq!(parse(value), expected, "{value}");
        }
    }
}
