//! Keeps every module that was ever active, by its digest, for replay.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::Digest;

/// Why a module cannot be had from the archive.
#[derive(Debug, thiserror::Error)]
pub enum NotArchived {
    /// There is no such file.
    #[error("`{}` is missing; put the module back there", .0.display())]
    Missing(PathBuf),
    /// The file holds another module than its name says.
    #[error(
        "`{}` was changed: its digest is {found} now; put the module back as it was",
        file.display()
    )]
    Changed {
        /// The file.
        file: PathBuf,
        /// The digest of what it holds.
        found: Digest,
    },
    /// The file system said no.
    #[error("`{}` cannot be read: {}", .0.display(), .1)]
    Unreadable(PathBuf, io::Error),
}

/// A directory of modules, each named by its digest.
#[derive(Clone, Debug)]
pub struct Archive {
    directory: PathBuf,
    /// Held while a module is kept: two files of one set may hold the same.
    keeping: Arc<Mutex<()>>,
}

impl Archive {
    /// The archive in `directory`, which is made where it is missing.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn open(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        Ok(Self::at(directory))
    }

    /// The archive in `directory`, to read only: nothing is made there.
    #[must_use]
    pub fn at(directory: &Path) -> Self {
        Self {
            directory: directory.to_path_buf(),
            keeping: Arc::default(),
        }
    }

    /// Keeps a module, durably, before it decides anything.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, digest: Digest, bytes: &[u8]) -> io::Result<()> {
        // It guards no value, so a panic left nothing half done behind it.
        let _keeping = self.keeping.lock().unwrap_or_else(PoisonError::into_inner);
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

    /// Reads a module and checks that it is the one with this digest.
    ///
    /// # Errors
    /// Where it is not there, or is another.
    pub fn read(&self, digest: Digest) -> Result<Vec<u8>, NotArchived> {
        let file = self.path(digest);
        let bytes = fs::read(&file).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => NotArchived::Missing(file.clone()),
            _ => NotArchived::Unreadable(file.clone(), error),
        })?;
        match Digest::of(&bytes) {
            found if found == digest => Ok(bytes),
            found => Err(NotArchived::Changed { file, found }),
        }
    }

    /// Where the module with this digest is.
    #[must_use]
    pub fn path(&self, digest: Digest) -> PathBuf {
        self.directory.join(format!("{digest}.wasm"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::sync::Barrier;
    use std::thread;

    use super::*;

    #[test]
    fn what_was_kept_is_read_and_what_was_changed_is_refused_by_name() {
        let directory = tempfile::tempdir().unwrap();
        let archive = Archive::open(directory.path()).unwrap();
        let digest = Digest::of(b"module");
        archive.keep(digest, b"module").unwrap();
        assert_eq!(archive.read(digest).unwrap(), b"module");

        #[track_caller]
        fn check(archive: &Archive, digest: Digest, told: &str) {
            let problem = archive.read(digest).unwrap_err().to_string();
            let named = problem.contains(&digest.to_string());
            assert!(named && problem.contains(told), "{problem}");
        }
        fs::write(archive.path(digest), b"modulf").unwrap();
        check(&archive, digest, &Digest::of(b"modulf").to_string());
        fs::remove_file(archive.path(digest)).unwrap();
        check(&archive, digest, "missing");
        fs::create_dir(archive.path(digest)).unwrap();
        check(&archive, digest, "cannot be read");
        let nowhere = directory.path().join("nowhere");
        check(&Archive::at(&nowhere), digest, "missing");
        assert!(!nowhere.exists());
    }

    #[test]
    fn a_module_is_kept_by_several_at_once() {
        let directory = tempfile::tempdir().unwrap();
        let archive = Archive::open(directory.path()).unwrap();
        for round in 0..50_u8 {
            let module = [round; 4_096];
            let digest = Digest::of(&module);
            let start = Barrier::new(4);
            thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        start.wait();
                        archive.keep(digest, &module).unwrap();
                    });
                }
            });
            assert_eq!(archive.read(digest).unwrap(), module);
        }
    }
}
