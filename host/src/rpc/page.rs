//! Pages of what is kept: how many at once, and where the next one begins.

use tonic::Status;

use super::refuse;

/// Records on a page where the client names no number, and at most.
const RECORDS: (usize, usize) = (100, 1_000);

pub(super) fn size(asked: i32) -> Result<usize, Status> {
    let (default, max) = RECORDS;
    match usize::try_from(asked) {
        Ok(0) => Ok(default),
        Ok(asked) => Ok(asked.min(max)),
        Err(_) => Err(refuse("page_size", "must not be negative")),
    }
}

/// The last id of a page in hexadecimal; what a token holds is nobody's business.
pub(super) fn encode_token(id: &str) -> String {
    id.bytes().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn decode_token(token: &str) -> Result<String, Status> {
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = token.as_bytes().chunks(2).map(byte).collect();
    bytes
        .filter(|_| token.len().is_multiple_of(2))
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| refuse("page_token", "must be a `next_page_token` of this service"))
}
