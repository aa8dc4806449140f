//! A compressed segment: LZ4 blocks of equal raw size, so that any offset is found at once.
//!
//! A header, a table with the length and the checksum of each block, the blocks.

use std::io;
use std::sync::{Arc, Mutex};

use super::frame::take;
use super::segments::lock;
use super::storage::{self, File};

const MAGIC: [u8; 8] = *b"tollpack";
const VERSION: u32 = 1;
const HEADER_BYTES: usize = 64;
/// What a table has for each block.
const ROW_BYTES: usize = 8;
/// Uncompressed bytes of a block: as far as LZ4 looks back.
const BLOCK_BYTES: usize = 64 << 10;
/// Blocks tried before a whole segment is compressed.
const TRIED_BLOCKS: usize = 16;

/// The table of a compressed segment, and the block that was read last.
pub(super) struct Packed {
    file: Arc<dyn File>,
    raw_bytes: u64,
    block_bytes: usize,
    blocks: Vec<Block>,
    last: Mutex<Option<(usize, Arc<Vec<u8>>)>>,
}

struct Block {
    at: u64,
    bytes: u32,
    crc: u32,
}

fn damaged() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the compressed segment is damaged",
    )
}

impl Packed {
    /// Reads the table of the segment that begins with record `first`.
    pub(super) fn open(file: Arc<dyn File>, first: u64) -> io::Result<Self> {
        let mut header = [0; HEADER_BYTES];
        let read = storage::read_full(&*file, &mut header, 0)?;
        let whole = header.get(..read).and_then(read_header);
        let header = whole.filter(|header| header.first == first);
        let header = header.ok_or_else(damaged)?;
        // The table cannot be longer than the file says it is.
        let table_bytes = u64::from(header.blocks) * ROW_BYTES as u64;
        if HEADER_BYTES as u64 + table_bytes > file.len()? || header.block_bytes == 0 {
            return Err(damaged());
        }
        let mut table = vec![0; usize::try_from(table_bytes).map_err(io::Error::other)?];
        let read = storage::read_full(&*file, &mut table, HEADER_BYTES as u64)?;
        if read < table.len() || crc32fast::hash(&table) != header.table_crc {
            return Err(damaged());
        }
        let mut at = HEADER_BYTES as u64 + table_bytes;
        let mut blocks = Vec::with_capacity(header.blocks as usize);
        for mut row in table.chunks_exact(ROW_BYTES) {
            let [bytes, crc] = [(); 2].map(|()| take(&mut row).map_or(0, u32::from_le_bytes));
            blocks.push(Block { at, bytes, crc });
            at += u64::from(bytes);
        }
        if file.len()? != at {
            return Err(damaged());
        }
        Ok(Self {
            file,
            raw_bytes: header.raw_bytes,
            block_bytes: header.block_bytes as usize,
            blocks,
            last: Mutex::default(),
        })
    }

    /// Uncompressed bytes.
    pub(super) fn len(&self) -> u64 {
        self.raw_bytes
    }

    /// Fills `into` with uncompressed bytes from `offset` on; how many there were.
    pub(super) fn read(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let at = offset + filled as u64;
            if at >= self.raw_bytes {
                break;
            }
            let number = usize::try_from(at / self.block_bytes as u64).map_err(io::Error::other)?;
            let within = usize::try_from(at % self.block_bytes as u64).map_err(io::Error::other)?;
            let block = self.block(number)?;
            let found = block.get(within..).unwrap_or_default();
            let len = found.len().min(rest.len());
            match (rest.get_mut(..len), found.get(..len)) {
                (Some(rest), Some(found)) if len > 0 => rest.copy_from_slice(found),
                _ => return Err(damaged()),
            }
            filled += len;
        }
        Ok(filled)
    }

    fn block(&self, number: usize) -> io::Result<Arc<Vec<u8>>> {
        if let Some((last, block)) = &*lock(&self.last)
            && *last == number
        {
            return Ok(block.clone());
        }
        let block = self.blocks.get(number).ok_or_else(damaged)?;
        if u64::from(block.bytes) > self.file.len()? {
            return Err(damaged());
        }
        let mut packed = vec![0; block.bytes as usize];
        let read = storage::read_full(&*self.file, &mut packed, block.at)?;
        if read < packed.len() || crc32fast::hash(&packed) != block.crc {
            return Err(damaged());
        }
        let raw = lz4_flex::block::decompress(&packed, self.block_bytes);
        let raw = Arc::new(raw.map_err(|_| damaged())?);
        *lock(&self.last) = Some((number, raw.clone()));
        Ok(raw)
    }
}

struct Header {
    block_bytes: u32,
    raw_bytes: u64,
    first: u64,
    blocks: u32,
    table_crc: u32,
}

fn read_header(bytes: &[u8]) -> Option<Header> {
    let (mut body, mut crc) = bytes.get(..HEADER_BYTES)?.split_at(HEADER_BYTES - 4);
    let crc = u32::from_le_bytes(take(&mut crc)?);
    let is_ours = crc == crc32fast::hash(body)
        && take(&mut body)? == MAGIC
        && u32::from_le_bytes(take(&mut body)?) == VERSION;
    is_ours.then_some(())?;
    Some(Header {
        block_bytes: u32::from_le_bytes(take(&mut body)?),
        raw_bytes: u64::from_le_bytes(take(&mut body)?),
        first: u64::from_le_bytes(take(&mut body)?),
        blocks: u32::from_le_bytes(take(&mut body)?),
        table_crc: u32::from_le_bytes(take(&mut body)?),
    })
}

fn put_header(header: &Header) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER_BYTES);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&header.block_bytes.to_le_bytes());
    bytes.extend_from_slice(&header.raw_bytes.to_le_bytes());
    bytes.extend_from_slice(&header.first.to_le_bytes());
    bytes.extend_from_slice(&header.blocks.to_le_bytes());
    bytes.extend_from_slice(&header.table_crc.to_le_bytes());
    bytes.resize(HEADER_BYTES - 4, 0);
    let crc = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes
}

/// Whether compressing the raw segment makes it smaller, judged by its beginning.
pub(super) fn pays(raw: &dyn File) -> io::Result<bool> {
    let mut bytes = vec![0; BLOCK_BYTES];
    let (mut before, mut after) = (0, 0);
    for number in 0..TRIED_BLOCKS {
        let read = storage::read_full(raw, &mut bytes, (number * BLOCK_BYTES) as u64)?;
        let block = bytes.get(..read).unwrap_or_default();
        before += read;
        after += lz4_flex::block::compress(block).len();
    }
    // A few percent are not worth the slower reading.
    Ok(after * 20 < before * 19)
}

/// Compresses the raw segment that begins with record `first` into `out`. Nothing is synced.
pub(super) fn pack(raw: &dyn File, first: u64, out: &dyn File) -> io::Result<()> {
    let raw_bytes = raw.len()?;
    let blocks = raw_bytes.div_ceil(BLOCK_BYTES as u64);
    let mut table = Vec::new();
    let mut at = HEADER_BYTES as u64 + blocks * ROW_BYTES as u64;
    let mut bytes = vec![0; BLOCK_BYTES];
    for number in 0..blocks {
        let read = storage::read_full(raw, &mut bytes, number * BLOCK_BYTES as u64)?;
        let packed = lz4_flex::block::compress(bytes.get(..read).unwrap_or_default());
        storage::write_all(out, &packed, at)?;
        let len = u32::try_from(packed.len()).map_err(io::Error::other)?;
        table.extend_from_slice(&len.to_le_bytes());
        table.extend_from_slice(&crc32fast::hash(&packed).to_le_bytes());
        at += packed.len() as u64;
    }
    let header = Header {
        block_bytes: u32::try_from(BLOCK_BYTES).map_err(io::Error::other)?,
        raw_bytes,
        first,
        blocks: u32::try_from(blocks).map_err(io::Error::other)?,
        table_crc: crc32fast::hash(&table),
    };
    storage::write_all(out, &put_header(&header), 0)?;
    storage::write_all(out, &table, HEADER_BYTES as u64)
}
