//! Compiled modules on disk: what a restart would otherwise wait for.
//!
//! A file is native code, so it is only ever run where its authentication code is right: made
//! with a secret of this host, over the code and over what it was made of. Anything else is as
//! good as no file.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use hmac::Mac as _;

use crate::sandbox::Prepared;
use crate::secret::Secret;

use super::Digest;

/// Bytes of an HMAC-SHA256.
const MAC_BYTES: usize = 32;

/// Code kept on disk: hundreds of policies.
const BYTES_MAX: u64 = 256 << 20;

/// A directory of compiled modules.
pub struct Shelf {
    directory: PathBuf,
    secret: Secret,
    /// Held while code is kept: two policies of one set may be the same.
    keeping: Mutex<()>,
}

impl Shelf {
    /// The shelf in `directory`, which is made where it is missing.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn open(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        Ok(Self {
            directory: directory.to_path_buf(),
            secret: Secret::open(&directory.join("shelf.key"))?,
            keeping: Mutex::new(()),
        })
    }

    /// The code with this key, where it is there and authentic.
    pub(super) fn take(&self, key: Digest) -> Option<Prepared> {
        let mut bytes = fs::read(self.path(key)).ok()?;
        if bytes.len() < MAC_BYTES {
            return None;
        }
        let code = bytes.split_off(MAC_BYTES);
        let right = self.mac(key, &code).verify_slice(&bytes).is_ok();
        right.then(|| Prepared::from_shelf(code))
    }

    /// Keeps code. A disk that refuses costs the next start some time, and nothing else.
    pub(super) fn put(&self, key: Digest, prepared: &Prepared) {
        // It guards no value, so a panic left nothing half done behind it.
        let _keeping = self.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = self.write(key, prepared.code()).and_then(|()| self.tidy()) {
            tracing::warn!(%error, "a compiled module was not kept; the next start compiles it");
        }
    }

    fn write(&self, key: Digest, code: &[u8]) -> io::Result<()> {
        let file = self.path(key);
        let unfinished = file.with_extension("part");
        let mut out = fs::File::create(&unfinished)?;
        out.write_all(&self.mac(key, code).finalize().into_bytes())?;
        out.write_all(code)?;
        // Not synced: what a crash tears is not authentic.
        drop(out);
        fs::rename(&unfinished, &file)
    }

    /// Removes what was written longest ago, where there is too much.
    fn tidy(&self) -> io::Result<()> {
        let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            let path = entry?.path();
            if path.extension().is_some_and(|kind| kind == "code") {
                let known = fs::metadata(&path)?;
                files.push((known.modified()?, known.len(), path));
            }
        }
        files.sort();
        let mut bytes: u64 = files.iter().map(|(_, len, _)| len).sum();
        for (_, len, path) in files {
            if bytes <= BYTES_MAX {
                break;
            }
            fs::remove_file(path)?;
            bytes -= len;
        }
        Ok(())
    }

    fn mac(&self, key: Digest, code: &[u8]) -> hmac::Hmac<sha2::Sha256> {
        self.secret
            .mac()
            .chain_update(key.bytes())
            .chain_update(code)
    }

    fn path(&self, key: Digest) -> PathBuf {
        self.directory.join(format!("{key}.code"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn shelf() -> (tempfile::TempDir, Shelf) {
        let directory = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(directory.path()).unwrap();
        (directory, shelf)
    }

    #[test]
    fn what_was_put_is_taken_again_and_after_a_restart() {
        let (directory, shelf) = shelf();
        let key = Digest::of(b"a");
        assert!(shelf.take(key).is_none());
        shelf.put(key, &Prepared::from_child(vec![1, 2, 3]));
        let again = Shelf::open(directory.path()).unwrap();
        assert_eq!(again.take(key).unwrap().code(), [1, 2, 3]);
        assert!(again.take(Digest::of(b"b")).is_none());
    }

    /// Puts code under the key `a`, lets `change` do something to its file, and expects that it
    /// is no longer taken.
    #[track_caller]
    fn check(change: impl FnOnce(&Path, &Shelf)) {
        let (_directory, shelf) = shelf();
        let key = Digest::of(b"a");
        shelf.put(key, &Prepared::from_child(vec![1, 2, 3]));
        change(&shelf.path(key), &shelf);
        assert!(shelf.take(key).is_none());
    }

    #[test]
    fn what_is_not_authentic_is_never_taken() {
        check(|file, _| {
            let mut bytes = fs::read(file).unwrap();
            *bytes.last_mut().unwrap() ^= 1;
            fs::write(file, bytes).unwrap();
        });
        check(|file, _| fs::write(file, [0; 8]).unwrap());
        check(|file, _| {
            let bytes = fs::read(file).unwrap();
            fs::write(file, &bytes[..34]).unwrap();
        });
        // Code of another module, and code of another host.
        check(|file, shelf| {
            shelf.put(Digest::of(b"b"), &Prepared::from_child(vec![4]));
            fs::rename(shelf.path(Digest::of(b"b")), file).unwrap();
        });
        check(|file, _| {
            let (_directory, other) = self::shelf();
            other.put(Digest::of(b"a"), &Prepared::from_child(vec![4]));
            fs::copy(other.path(Digest::of(b"a")), file).unwrap();
        });
    }
}
