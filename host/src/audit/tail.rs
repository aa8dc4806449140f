//! What follows a bad record: was it a write that a crash cut short, or is the disk's content
//! damaged?
//!
//! A record with `SYNCED_BEFORE` was written when everything before it was on disk. Where one
//! follows, the bad record had been on disk and was harmed later.

use std::io;

use super::frame::{self, Header, SYNCED_BEFORE};
use super::segment::Opened;

/// Bytes looked at in one piece.
const PIECE_BYTES: usize = 64 << 10;
/// Records that an unsynced tail may hold: what follows the bad record has a sequence less than
/// this much higher.
const AHEAD_MAX: u64 = 1 << 20;

/// What follows a bad record.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tail {
    /// Only zeros: nothing was ever written here.
    Clean,
    /// Bytes of a write that was never synced: so many, up to the last that is not zero.
    Torn(u64),
    /// A record that was written when the bad one was on disk.
    Damaged,
}

/// Judges what follows offset `from`, where record `expected` should be.
pub(super) fn judge(file: &Opened, from: u64, expected: u64) -> io::Result<Tail> {
    if from >= file.len()? {
        return Ok(Tail::Clean);
    }
    let mut piece = vec![0; PIECE_BYTES + frame::HEADER_BYTES];
    let zeros = vec![0; piece.len()];
    let mut used = 0;
    let mut at = from;
    loop {
        let read = file.read(&mut piece, at)?;
        let bytes = piece.get(..read).unwrap_or_default();
        if zeros.get(..read) != Some(bytes) {
            let last = bytes.iter().rposition(|byte| *byte != 0).unwrap_or(0);
            used = (at - from) + last as u64 + 1;
            for start in 0..read.min(PIECE_BYTES) {
                let candidate = bytes.get(start..).unwrap_or_default();
                if may_prove(candidate, expected) && is_record(file, candidate, at + start as u64)?
                {
                    return Ok(Tail::Damaged);
                }
            }
        }
        if read < piece.len() {
            break;
        }
        at += PIECE_BYTES as u64;
    }
    Ok(if used == 0 {
        Tail::Clean
    } else {
        Tail::Torn(used)
    })
}

fn may_prove(candidate: &[u8], expected: u64) -> bool {
    let sequence = candidate
        .get(8..)
        .and_then(|mut rest| frame::take(&mut rest));
    let ahead = sequence.map(|bytes| u64::from_le_bytes(bytes).wrapping_sub(expected));
    ahead.is_some_and(|ahead| (1..AHEAD_MAX).contains(&ahead))
        && Header::read(candidate)
            .is_some_and(|header| header.is_plausible() && header.flags & SYNCED_BEFORE != 0)
}

fn is_record(file: &Opened, candidate: &[u8], at: u64) -> io::Result<bool> {
    let Some(header) = Header::read(candidate) else {
        return Ok(false);
    };
    let total = header.total();
    if at.saturating_add(total as u64) > file.len()? {
        return Ok(false);
    }
    let mut record = vec![0; total];
    let read = file.read(&mut record, at)?;
    Ok(read == total && frame::is_intact(&record))
}
