//! The index of a full segment on disk: what its decisions are found by, sorted, in pages that
//! each have a checksum.
//!
//! It can be lost: it is made again from the segment.

use std::io;
use std::sync::Arc;

use super::frame::take;
use super::index::{Index, Sorted};
use super::segment::{self, Form};
use super::storage::{self, File, Storage};

const MAGIC: [u8; 8] = *b"tollindx";
const VERSION: u32 = 2;
const HEADER_BYTES: usize = 64;
const PAGE_BYTES: usize = 4 << 10;
/// Bytes of a page that are not its checksum.
const BODY_BYTES: usize = PAGE_BYTES - 4;
/// An id and an offset.
const DECISION_BYTES: usize = 16 + 4;
/// A hash and an offset.
const REQUEST_BYTES: usize = 8 + 4;

/// An index file that is open.
pub(super) struct IndexFile {
    file: Arc<dyn File>,
    decisions: u32,
    requests: u32,
    lowest: u128,
    highest: u128,
}

/// The name of the index of the segment that begins with record `first`.
pub(super) fn name(first: u64) -> String {
    let raw = segment::name(first, Form::Raw);
    format!("{}.idx", raw.trim_end_matches(".log"))
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the index is damaged")
}

impl IndexFile {
    /// Opens the index of the segment that begins with record `first`.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] or [`io::ErrorKind::InvalidData`] where it must be made anew.
    pub(super) fn open(storage: &dyn Storage, first: u64) -> io::Result<Self> {
        let file = storage.open(&name(first))?;
        let mut header = [0; HEADER_BYTES];
        let read = storage::read_full(&*file, &mut header, 0)?;
        let whole = header.get(..read);
        let found = whole.and_then(|header| Self::read_header(header, first, file));
        found.ok_or_else(damaged)
    }

    fn read_header(bytes: &[u8], first: u64, file: Arc<dyn File>) -> Option<Self> {
        let (mut body, mut crc) = bytes.get(..HEADER_BYTES)?.split_at(HEADER_BYTES - 4);
        let crc = u32::from_le_bytes(take(&mut crc)?);
        let is_ours = crc == crc32fast::hash(body)
            && take(&mut body)? == MAGIC
            && u32::from_le_bytes(take(&mut body)?) == VERSION
            && u64::from_le_bytes(take(&mut body)?) == first;
        is_ours.then_some(())?;
        Some(Self {
            file,
            decisions: u32::from_le_bytes(take(&mut body)?),
            requests: u32::from_le_bytes(take(&mut body)?),
            lowest: u128::from_le_bytes(take(&mut body)?),
            highest: u128::from_le_bytes(take(&mut body)?),
        })
    }

    /// The offset of a decision's record.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] where a page is damaged.
    pub(super) fn decision(&self, id: u128) -> io::Result<Option<u32>> {
        if !(self.lowest..=self.highest).contains(&id) {
            return Ok(None);
        }
        Ok(self.decisions_table().find(id)?.first().copied())
    }

    /// The offsets of the records of a request hash, newest first.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] where a page is damaged.
    pub(super) fn request(&self, hash: u64) -> io::Result<Vec<u32>> {
        let mut found = self.requests_table().find(u128::from(hash))?;
        found.reverse();
        Ok(found)
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] where a page is damaged.
    pub(super) fn verify(&self) -> io::Result<()> {
        for table in [self.decisions_table(), self.requests_table()] {
            for number in 0..table.pages() {
                table.page(number)?;
            }
        }
        Ok(())
    }

    fn decisions_table(&self) -> Table<'_> {
        Table {
            file: &*self.file,
            at: HEADER_BYTES as u64,
            rows: self.decisions as usize,
            row_bytes: DECISION_BYTES,
        }
    }

    fn requests_table(&self) -> Table<'_> {
        let decisions = self.decisions_table();
        Table {
            at: decisions.at + (decisions.pages() * PAGE_BYTES) as u64,
            rows: self.requests as usize,
            row_bytes: REQUEST_BYTES,
            ..decisions
        }
    }
}

/// Rows of a key and an offset, sorted by both, in pages.
struct Table<'a> {
    file: &'a dyn File,
    at: u64,
    rows: usize,
    row_bytes: usize,
}

impl Table<'_> {
    fn rows_in_page(&self) -> usize {
        BODY_BYTES / self.row_bytes
    }

    fn pages(&self) -> usize {
        self.rows.div_ceil(self.rows_in_page())
    }

    fn page(&self, number: usize) -> io::Result<Vec<(u128, u32)>> {
        let mut page = [0; PAGE_BYTES];
        let at = self.at + (number * PAGE_BYTES) as u64;
        let read = storage::read_full(self.file, &mut page, at)?;
        let (body, mut crc) = page.split_at(BODY_BYTES);
        let crc = take(&mut crc).map(u32::from_le_bytes);
        if read < PAGE_BYTES || crc != Some(crc32fast::hash(body)) {
            return Err(damaged());
        }
        let before = number * self.rows_in_page();
        let rows = self.rows.saturating_sub(before).min(self.rows_in_page());
        let rows = body.chunks_exact(self.row_bytes).take(rows);
        Ok(rows.filter_map(read_row).collect())
    }

    /// The offsets with this key, in their order.
    fn find(&self, key: u128) -> io::Result<Vec<u32>> {
        // The first page whose last key is not lower.
        let (mut low, mut high) = (0, self.pages());
        while low < high {
            let middle = low.midpoint(high);
            let last = self.page(middle)?.last().map_or(0, |row| row.0);
            if last < key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let mut found = Vec::new();
        for number in low..self.pages() {
            let page = self.page(number)?;
            let rows = page.iter().filter(|row| row.0 == key);
            found.extend(rows.map(|row| row.1));
            if page.last().is_none_or(|row| row.0 > key) {
                break;
            }
        }
        Ok(found)
    }
}

fn read_row(row: &[u8]) -> Option<(u128, u32)> {
    let (mut key, mut offset) = row.split_at_checked(row.len().checked_sub(4)?)?;
    let key = match key.len() {
        16 => u128::from_le_bytes(take(&mut key)?),
        _ => u128::from(u64::from_le_bytes(take(&mut key)?)),
    };
    Some((key, u32::from_le_bytes(take(&mut offset)?)))
}

fn put_pages(out: &mut Vec<u8>, row_bytes: usize, rows: impl Iterator<Item = (u128, u32)>) {
    let mut page = Vec::with_capacity(PAGE_BYTES);
    let mut put = |page: &mut Vec<u8>| {
        page.resize(BODY_BYTES, 0);
        let crc = crc32fast::hash(page);
        out.append(page);
        out.extend_from_slice(&crc.to_le_bytes());
    };
    for (key, offset) in rows {
        let key = key.to_le_bytes();
        page.extend_from_slice(key.get(..row_bytes - 4).unwrap_or(&key));
        page.extend_from_slice(&offset.to_le_bytes());
        if page.len() + row_bytes > BODY_BYTES {
            put(&mut page);
        }
    }
    if !page.is_empty() {
        put(&mut page);
    }
}

/// Writes the index of the segment that begins with record `first`, and makes it durable.
pub(super) fn write(storage: &dyn Storage, first: u64, index: &Index) -> io::Result<()> {
    let Sorted {
        decisions,
        requests,
    } = index.sorted();
    let mut bytes = Vec::new();
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&first.to_le_bytes());
    for rows in [decisions.len(), requests.len()] {
        let rows = u32::try_from(rows).map_err(io::Error::other)?;
        bytes.extend_from_slice(&rows.to_le_bytes());
    }
    // Nothing is between them where there are no decisions.
    let lowest = decisions.first().map_or(u128::MAX, |row| row.0);
    let highest = decisions.last().map_or(0, |row| row.0);
    bytes.extend_from_slice(&lowest.to_le_bytes());
    bytes.extend_from_slice(&highest.to_le_bytes());
    let crc = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&crc.to_le_bytes());
    put_pages(&mut bytes, DECISION_BYTES, decisions.into_iter());
    let requests = requests.into_iter();
    let requests = requests.map(|(hash, offset)| (u128::from(hash), offset));
    put_pages(&mut bytes, REQUEST_BYTES, requests);
    let name = name(first);
    storage::finish(storage, &format!("{name}.tmp"), &name, |file| {
        storage::write_all(file, &bytes, 0)
    })?;
    storage.sync_dir()
}
