//! Keeps every module that was ever active, by its digest, for replay.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Digest;

/// A directory of modules, each named by its digest.
#[derive(Clone, Debug)]
pub struct Archive {
    directory: PathBuf,
}

impl Archive {
    /// The archive in `directory`, which is made where it is missing.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn open(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        Ok(Self {
            directory: directory.to_path_buf(),
        })
    }

    /// Keeps a module, durably, before it decides anything.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, digest: Digest, bytes: &[u8]) -> io::Result<()> {
        let file = self.path(digest);
        if file.exists() {
            return Ok(());
        }
        let unfinished = file.with_extension("part");
        let mut out = fs::File::create(&unfinished)?;
        out.write_all(bytes)?;
        out.sync_all()?;
        fs::rename(&unfinished, &file)?;
        fs::File::open(&self.directory)?.sync_all()
    }

    /// Where the module with this digest is.
    #[must_use]
    pub fn path(&self, digest: Digest) -> PathBuf {
        self.directory.join(format!("{digest}.wasm"))
    }
}
