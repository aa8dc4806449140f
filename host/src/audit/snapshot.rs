//! Snapshots of whatever is folded from the log: so many bytes, and the record they reach to.
//!
//! A file has a header with the position and the hash of that record, then pieces, each with the
//! checksum of all bytes up to its end, and an empty piece at the end.

use std::io::{self, Read, Write};
use std::sync::Arc;

use super::frame::take;
use super::storage::{self, File, Storage};
use super::{Hash, Position, segment};

const MAGIC: [u8; 8] = *b"tollsnap";
const VERSION: u32 = 1;
const HEADER_BYTES: usize = 68;
const PIECE_BYTES: usize = 64 << 10;
/// Bytes before those of a piece: their number, and the checksum.
const PIECE_HEADER_BYTES: usize = 8;
/// Snapshots that are kept.
const KEPT: usize = 2;

/// A snapshot whose header is intact.
#[derive(Clone)]
pub struct Snapshot {
    /// The record that it reaches to.
    pub position: Position,
    /// The hash of that record.
    pub hash: Hash,
    file: Arc<dyn File>,
}

impl Snapshot {
    /// Reads its bytes from the first one on.
    #[must_use]
    pub fn reader(&self) -> SnapshotReader {
        SnapshotReader {
            file: self.file.clone(),
            at: HEADER_BYTES as u64,
            crc: crc32fast::Hasher::new(),
            piece: Vec::new(),
            used: 0,
            is_at_end: false,
        }
    }

    /// Whether all of its bytes are intact.
    pub(super) fn is_intact(&self) -> io::Result<bool> {
        match io::copy(&mut self.reader(), &mut io::sink()) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("Snapshot");
        shown.field("position", &self.position);
        shown.finish_non_exhaustive()
    }
}

/// Reads a snapshot's bytes. Fails with [`io::ErrorKind::InvalidData`] where a piece is damaged
/// or the end is missing: only who has read to the end has an intact one.
pub struct SnapshotReader {
    file: Arc<dyn File>,
    at: u64,
    crc: crc32fast::Hasher,
    piece: Vec<u8>,
    used: usize,
    is_at_end: bool,
}

impl SnapshotReader {
    fn next_piece(&mut self) -> io::Result<()> {
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the snapshot is damaged");
        let mut header = [0; PIECE_HEADER_BYTES];
        if storage::read_full(&*self.file, &mut header, self.at)? < header.len() {
            return Err(damaged());
        }
        let mut rest = header.as_slice();
        let [len, crc] = [(); 2].map(|()| take(&mut rest).map_or(u32::MAX, u32::from_le_bytes));
        let len = len as usize;
        if len > PIECE_BYTES {
            return Err(damaged());
        }
        self.at += PIECE_HEADER_BYTES as u64;
        self.piece.resize(len, 0);
        self.used = 0;
        let read = storage::read_full(&*self.file, &mut self.piece, self.at)?;
        self.crc.update(&self.piece);
        if read < len || self.crc.clone().finalize() != crc {
            self.piece.clear();
            return Err(damaged());
        }
        self.at += len as u64;
        self.is_at_end = len == 0;
        Ok(())
    }
}

impl Read for SnapshotReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.used == self.piece.len() && !self.is_at_end {
            self.next_piece()?;
        }
        let rest = self.piece.get(self.used..).unwrap_or_default();
        let len = rest.len().min(into.len());
        if let (Some(into), Some(from)) = (into.get_mut(..len), rest.get(..len)) {
            into.copy_from_slice(from);
        }
        self.used += len;
        Ok(len)
    }
}

fn name(sequence: u64) -> String {
    format!("{sequence:020}.snapshot")
}

fn parse_name(name: &str) -> Option<u64> {
    segment::parse_sequence(name.strip_suffix(".snapshot")?)
}

fn sequences(storage: &dyn Storage) -> io::Result<Vec<u64>> {
    let names = storage.list()?;
    let mut found: Vec<u64> = names.iter().filter_map(|name| parse_name(name)).collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    Ok(found)
}

/// Those with an intact header, newest first.
pub(super) fn list(storage: &dyn Storage) -> io::Result<Vec<Snapshot>> {
    let mut found = Vec::new();
    for sequence in sequences(storage)? {
        let file = storage.open(&name(sequence))?;
        let mut bytes = [0; HEADER_BYTES];
        let read = storage::read_full(&*file, &mut bytes, 0)?;
        let header = bytes.get(..read).and_then(read_header);
        if let Some((position, hash)) = header.filter(|found| found.0.sequence == sequence) {
            found.push(Snapshot {
                position,
                hash,
                file,
            });
        }
    }
    Ok(found)
}

/// Writes one, makes it durable, and removes those that are too many.
pub(super) fn write(
    storage: &dyn Storage,
    position: Position,
    hash: &Hash,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let name = name(position.sequence);
    storage::finish(storage, &format!("{name}.tmp"), &name, |file| {
        storage::write_all(file, &header(position, hash), 0)?;
        let mut out = Out {
            file,
            at: HEADER_BYTES as u64,
            crc: crc32fast::Hasher::new(),
            piece: Vec::with_capacity(PIECE_BYTES),
        };
        fill(&mut out)?;
        out.flush()?;
        out.put()
    })?;
    storage.sync_dir()?;
    for old in sequences(storage)?.into_iter().skip(KEPT) {
        storage.remove(&self::name(old))?;
    }
    Ok(())
}

/// The position of the oldest snapshot that is kept, where there are as many as are kept.
pub(super) fn oldest_kept(storage: &dyn Storage) -> io::Result<Option<Position>> {
    Ok(list(storage)?
        .get(KEPT - 1)
        .map(|snapshot| snapshot.position))
}

fn header(position: Position, hash: &Hash) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER_BYTES);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&position.sequence.to_le_bytes());
    bytes.extend_from_slice(&position.segment.to_le_bytes());
    bytes.extend_from_slice(&position.offset.to_le_bytes());
    bytes.extend_from_slice(hash);
    let crc = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes
}

fn read_header(bytes: &[u8]) -> Option<(Position, Hash)> {
    let (mut body, mut crc) = bytes.get(..HEADER_BYTES)?.split_at(HEADER_BYTES - 4);
    let crc = u32::from_le_bytes(take(&mut crc)?);
    if crc != crc32fast::hash(body) || take(&mut body)? != MAGIC {
        return None;
    }
    if u32::from_le_bytes(take(&mut body)?) != VERSION {
        return None;
    }
    let position = Position {
        sequence: u64::from_le_bytes(take(&mut body)?),
        segment: u64::from_le_bytes(take(&mut body)?),
        offset: u32::from_le_bytes(take(&mut body)?),
    };
    Some((position, take(&mut body)?))
}

struct Out<'a> {
    file: &'a dyn File,
    at: u64,
    crc: crc32fast::Hasher,
    piece: Vec<u8>,
}

impl Out<'_> {
    fn put(&mut self) -> io::Result<()> {
        self.crc.update(&self.piece);
        let len = u32::try_from(self.piece.len()).map_err(io::Error::other)?;
        let crc = self.crc.clone().finalize();
        let mut header = [len.to_le_bytes(), crc.to_le_bytes()].concat();
        header.append(&mut self.piece);
        storage::write_all(self.file, &header, self.at)?;
        self.at += header.len() as u64;
        Ok(())
    }
}

impl Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = PIECE_BYTES.saturating_sub(self.piece.len());
        let taken = bytes.get(..bytes.len().min(room)).unwrap_or_default();
        self.piece.extend_from_slice(taken);
        if self.piece.len() == PIECE_BYTES {
            self.put()?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            Ok(())
        } else {
            self.put()
        }
    }
}
