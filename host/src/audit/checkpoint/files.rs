//! Files of checkpoints: a line of JSON for each, in the log's directory and elsewhere.

use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::super::Storage;
use super::super::storage::{self, File};
use super::Checkpoint;

/// Bytes in which the newest checkpoint is looked for.
const TAIL_BYTES: u64 = 64 << 10;

/// The file in the log's directory.
const FILE: &str = "checkpoints.jsonl";

/// Appends checkpoints to the file in the log's directory, and makes them durable. A line that a
/// crash cut short is written over.
pub(in crate::audit) fn append(
    storage: &dyn Storage,
    checkpoints: &[Checkpoint],
) -> io::Result<()> {
    let (file, is_new) = match storage.open_write(FILE) {
        Ok(file) => (file, false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (storage.create(FILE)?, true),
        Err(error) => return Err(error),
    };
    let end = end_of_lines(&*file)?;
    file.set_len(end)?;
    let lines: String = checkpoints.iter().map(Checkpoint::line).collect();
    let done = storage::write_all(&*file, lines.as_bytes(), end);
    done.and_then(|()| file.sync_data()).inspect_err(|_| {
        // They will be written again: what is there of them must not stay for ever.
        let _ = file.set_len(end);
    })?;
    if is_new {
        storage.sync_dir()?;
    }
    Ok(())
}

/// Behind the last line feed.
fn end_of_lines(file: &dyn File) -> io::Result<u64> {
    let mut piece = [0; 1_024];
    let mut end = file.len()?;
    while end > 0 {
        let from = end.saturating_sub(piece.len() as u64);
        let read = storage::read_full(file, &mut piece, from)?;
        let read = read.min(usize::try_from(end - from).unwrap_or(read));
        let found = piece
            .get(..read)
            .and_then(|piece| piece.iter().rposition(|byte| *byte == b'\n'));
        if let Some(at) = found {
            return Ok(from + at as u64 + 1);
        }
        end = from;
    }
    Ok(0)
}

/// The checkpoints in the file in the log's directory, in order. Lines that are none are left
/// out.
///
/// # Errors
/// Where there is a file that cannot be read.
pub fn read(storage: &dyn Storage) -> io::Result<Vec<Checkpoint>> {
    let file = match storage.open(FILE) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let bytes = storage::read_small(&*file)?;
    Ok(parse_lines(&String::from_utf8_lossy(&bytes)))
}

/// The checkpoints in a text of lines, in order. Lines that are none are left out.
#[must_use]
pub fn parse_lines(text: &str) -> Vec<Checkpoint> {
    text.lines().filter_map(Checkpoint::parse).collect()
}

/// The newest checkpoint in the file in the log's directory that is signed.
pub(in crate::audit) fn newest(storage: &dyn Storage) -> io::Result<Option<Checkpoint>> {
    let file = match storage.open(FILE) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let from = file.len()?.saturating_sub(TAIL_BYTES);
    let mut tail = vec![0; usize::try_from(TAIL_BYTES).map_err(io::Error::other)?];
    let read = storage::read_full(&*file, &mut tail, from)?;
    tail.truncate(read);
    Ok(newest_in(&tail))
}

/// The newest checkpoint in a file elsewhere that is signed.
pub(in crate::audit) fn newest_elsewhere(path: &Path) -> io::Result<Option<Checkpoint>> {
    let mut file = fs::File::open(path)?;
    let from = file.metadata()?.len().saturating_sub(TAIL_BYTES);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut tail)?;
    Ok(newest_in(&tail))
}

fn newest_in(tail: &[u8]) -> Option<Checkpoint> {
    let lines = parse_lines(&String::from_utf8_lossy(tail));
    lines.into_iter().rev().find(Checkpoint::is_signed)
}

/// Appends checkpoints to a file elsewhere, and makes them durable.
pub(in crate::audit) fn append_elsewhere(
    path: &Path,
    checkpoints: &[Checkpoint],
) -> io::Result<()> {
    let lines: String = checkpoints.iter().map(Checkpoint::line).collect();
    let mut file = fs::File::options().append(true).create(true).open(path)?;
    let before = file.metadata()?.len();
    let done = file.write_all(lines.as_bytes());
    done.and_then(|()| file.sync_all()).inspect_err(|_| {
        // As above.
        let _ = file.set_len(before);
    })
}
