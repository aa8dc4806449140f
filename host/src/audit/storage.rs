//! The seam to the file system: all files of a log go through it.
//!
//! [`Disk`] is the real one. Tests have another, which forgets, reorders and tears what was not
//! synced.

use std::any::Any;
use std::io;
use std::sync::Arc;

mod disk;

pub use disk::Disk;

/// Zeros are written in pieces of this size.
const ZEROS_BYTES: usize = 1 << 20;

/// A directory.
pub trait Storage: Send + Sync {
    /// Makes a file, empty even where there was one. Its name is durable after
    /// [`sync_dir`](Self::sync_dir).
    ///
    /// # Errors
    /// Where the file system says so; as with all that follows.
    fn create(&self, name: &str) -> io::Result<Arc<dyn File>>;
    /// Opens a file to read it.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] where there is none.
    fn open(&self, name: &str) -> io::Result<Arc<dyn File>>;
    /// Opens a file to read and write it.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] where there is none.
    fn open_write(&self, name: &str) -> io::Result<Arc<dyn File>>;
    /// The names of all files, in no order.
    ///
    /// # Errors
    /// Where the directory cannot be read.
    fn list(&self) -> io::Result<Vec<String>>;
    /// Removes a file. Whoever has it open can still read it.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] where there is none.
    fn remove(&self, name: &str) -> io::Result<()>;
    /// Gives a file another name, in place of one that had it.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] where there is none.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Makes names durable.
    ///
    /// # Errors
    /// The names' durability is unknown then.
    fn sync_dir(&self) -> io::Result<()>;
    /// Takes the directory for this process until the answer is dropped.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] where another one has it.
    fn lock(&self) -> io::Result<Box<dyn Any + Send + Sync>>;
}

/// An open file.
#[expect(
    clippy::len_without_is_empty,
    reason = "nobody asks a file whether it is empty"
)]
pub trait File: Send + Sync {
    /// Writes at `offset`; how many bytes, which may be fewer than given.
    ///
    /// # Errors
    /// What is in the file then is unknown.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize>;
    /// Reads at `offset`; how many bytes, which may be fewer than wanted, and 0 at the end.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize>;
    /// Makes what was written durable, and the length.
    ///
    /// # Errors
    /// What is durable then is unknown, also after a later sync that succeeds.
    fn sync_data(&self) -> io::Result<()>;
    /// Makes the file at least `len` bytes long, zeros where there was nothing, with room on
    /// disk for all of it.
    ///
    /// # Errors
    /// Where there is no room.
    fn allocate(&self, len: u64) -> io::Result<()>;
    /// Cuts the file, or makes it longer with zeros.
    ///
    /// # Errors
    /// Where that is impossible.
    fn set_len(&self, len: u64) -> io::Result<()>;
    /// The length in bytes.
    ///
    /// # Errors
    /// Where it cannot be told.
    fn len(&self) -> io::Result<u64>;
}

/// Writes all of `bytes` at `offset`.
///
/// # Errors
/// What was written then is unknown.
pub fn write_all(file: &dyn File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match file.write_at(bytes, offset) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => {
                bytes = bytes.get(written..).unwrap_or_default();
                offset += written as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Fills `into` from `offset` on; how many bytes there were, fewer only at the end of the file.
///
/// # Errors
/// Where it cannot be read.
pub fn read_full(file: &dyn File, into: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read_at(rest, offset + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Makes the file `name` of what `fill` writes: under the name `unfinished` until it is all on
/// disk. Nothing stays of one that failed: on a full disk it would have taken the last room.
///
/// # Errors
/// Those of the file system, and of `fill`.
pub(super) fn finish(
    storage: &dyn Storage,
    unfinished: &str,
    name: &str,
    fill: impl FnOnce(&dyn File) -> io::Result<()>,
) -> io::Result<()> {
    let made = || {
        let file = storage.create(unfinished)?;
        fill(&*file)?;
        file.sync_data()?;
        storage.rename(unfinished, name)
    };
    made().inspect_err(|_| {
        // Where this fails too, it goes when the log is opened.
        let _ = storage.remove(unfinished);
    })
}

/// Writes zeros from `from` to `to`.
///
/// # Errors
/// What was written then is unknown.
pub(super) fn write_zeros(file: &dyn File, from: u64, to: u64) -> io::Result<()> {
    let zeros = vec![0; ZEROS_BYTES];
    let mut at = from;
    while at < to {
        let piece = usize::try_from(to - at).map_or(ZEROS_BYTES, |rest| rest.min(ZEROS_BYTES));
        write_all(file, zeros.get(..piece).unwrap_or_default(), at)?;
        at += piece as u64;
    }
    Ok(())
}

/// All of a file that is small.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn read_small(file: &dyn File) -> io::Result<Vec<u8>> {
    let len = usize::try_from(file.len()?).map_err(io::Error::other)?;
    let mut bytes = vec![0; len];
    let read = read_full(file, &mut bytes, 0)?;
    bytes.truncate(read);
    Ok(bytes)
}
