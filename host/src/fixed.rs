//! Snapshots as bytes: numbers of fixed width, little endian, in blocks that say before how many
//! rows follow.
//!
//! What is read was written here and is checksummed elsewhere. Still, whatever the bytes are,
//! reading them ends in a value or an error, and takes no more room than there are bytes.

use std::error::Error;
use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// Why a snapshot can't be read.
#[derive(Debug)]
pub enum SnapshotError {
    /// It can't be read, or ends too early.
    Io(io::Error),
    /// Another version of the program wrote it.
    Version {
        /// The version that it has.
        found: u8,
    },
    /// It says what no snapshot says.
    Damaged(&'static str),
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(formatter, "{error}"),
            Self::Version { found } => write!(formatter, "its version is `{found}`"),
            Self::Damaged(what) => write!(formatter, "{what}"),
        }
    }
}

impl Error for SnapshotError {}

impl From<io::Error> for SnapshotError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Bytes that wait until there are enough of them to be written.
const CHUNK_BYTES: usize = 1 << 20;

/// Rows in one block at most. Far more than there is memory for.
const ROWS_MAX: u64 = u32::MAX as u64;

/// Writes numbers.
pub(crate) struct Output<'a> {
    output: &'a mut dyn Write,
    waiting: Vec<u8>,
}

impl<'a> Output<'a> {
    pub(crate) fn new(output: &'a mut dyn Write) -> Self {
        Self {
            output,
            waiting: Vec::with_capacity(CHUNK_BYTES + 64),
        }
    }

    pub(crate) fn u8(&mut self, number: u8) -> &mut Self {
        self.bytes(&[number])
    }

    pub(crate) fn u32(&mut self, number: u32) -> &mut Self {
        self.bytes(&number.to_le_bytes())
    }

    pub(crate) fn u64(&mut self, number: u64) -> &mut Self {
        self.bytes(&number.to_le_bytes())
    }

    pub(crate) fn u128(&mut self, number: u128) -> &mut Self {
        self.bytes(&number.to_le_bytes())
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.waiting.extend_from_slice(bytes);
        self
    }

    /// Ends a row: writes what waits where it is enough.
    pub(crate) fn end_row(&mut self) -> io::Result<()> {
        if self.waiting.len() >= CHUNK_BYTES {
            self.output.write_all(&self.waiting)?;
            self.waiting.clear();
        }
        Ok(())
    }

    /// Says how many rows follow.
    pub(crate) fn count(&mut self, rows: usize) -> io::Result<()> {
        self.u64(rows as u64).end_row()
    }

    /// Writes all that waits.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.output.write_all(&self.waiting)?;
        self.waiting.clear();
        Ok(())
    }
}

/// Reads numbers, and never a byte beyond what it is asked for.
pub(crate) struct Input<'a> {
    input: &'a mut dyn Read,
    block: Vec<u8>,
}

impl<'a> Input<'a> {
    pub(crate) fn new(input: &'a mut dyn Read) -> Self {
        Self {
            input,
            block: Vec::new(),
        }
    }

    /// Reads the version, which must be this one.
    pub(crate) fn version(&mut self, known: u8) -> Result<(), SnapshotError> {
        match self.array()? {
            [found] if found == known => Ok(()),
            [found] => Err(SnapshotError::Version { found }),
        }
    }

    pub(crate) fn u64(&mut self) -> Result<u64, SnapshotError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// How many rows follow.
    pub(crate) fn count(&mut self) -> Result<usize, SnapshotError> {
        let rows = self.u64()?;
        usize::try_from(rows)
            .ok()
            .filter(|_| rows <= ROWS_MAX)
            .ok_or(SnapshotError::Damaged("more rows than there can be"))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotError> {
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads so many rows of `width` bytes each.
    pub(crate) fn rows(
        &mut self,
        rows: usize,
        width: usize,
    ) -> Result<impl Iterator<Item = Row<'_>>, SnapshotError> {
        let bytes = rows
            .checked_mul(width)
            .ok_or(SnapshotError::Damaged("more bytes than there can be"))?;
        let mut read = 0;
        while read < bytes {
            let upto = bytes.min(read + CHUNK_BYTES);
            if self.block.len() < upto {
                self.block.resize(upto, 0);
            }
            if let Some(unread) = self.block.get_mut(read..upto) {
                self.input.read_exact(unread)?;
            }
            read = upto;
        }
        let read = self.block.get(..bytes).unwrap_or_default();
        Ok(read.chunks_exact(width.max(1)).map(Row))
    }
}

impl Input<'_> {
    /// Reads one row of `width` bytes.
    pub(crate) fn row(&mut self, width: usize) -> Result<Row<'_>, SnapshotError> {
        let mut rows = self.rows(1, width)?;
        Ok(rows.next().unwrap_or(Row(&[])))
    }

    /// Reads so many bytes of text.
    pub(crate) fn text(&mut self, bytes: usize) -> Result<Arc<str>, SnapshotError> {
        std::str::from_utf8(self.row(bytes)?.0)
            .map(Arc::from)
            .map_err(|_| SnapshotError::Damaged("text that is none"))
    }
}

/// One row: numbers in the order in which they were written.
pub(crate) struct Row<'a>(&'a [u8]);

impl Row<'_> {
    pub(crate) fn u8(&mut self) -> u8 {
        u8::from_le_bytes(self.array())
    }

    pub(crate) fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    pub(crate) fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.array())
    }

    pub(crate) fn u128(&mut self) -> u128 {
        u128::from_le_bytes(self.array())
    }

    /// INVARIANT: a row is as wide as what is taken from it. Beyond its end are zeros.
    pub(crate) fn array<const N: usize>(&mut self) -> [u8; N] {
        match self.0.split_first_chunk() {
            Some((bytes, rest)) => {
                self.0 = rest;
                *bytes
            }
            None => [0; N],
        }
    }
}
