//! A policy directory, changed as a risk team changes it: a file is written beside and renamed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::built;

/// The policies that ship.
pub const SHIPPED: [&str; 8] = [
    "card-validity",
    "channel-limits",
    "compliance",
    "fees",
    "issuer-availability",
    "merchant-credit",
    "terminal-health",
    "transaction-integrity",
];

/// A policy directory.
#[derive(Clone, Debug)]
pub struct Directory(PathBuf);

impl Directory {
    /// An empty directory, made at `path`.
    ///
    /// # Panics
    /// Where it cannot be made.
    #[must_use]
    pub fn make(path: PathBuf) -> Self {
        fs::create_dir_all(&path).expect("a policy directory");
        Self(path)
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Puts every shipped policy there, as it ships.
    pub fn ship(&self) {
        for name in SHIPPED {
            let from = format!("policies/{name}");
            self.put(name, &built::module(&from), &built::settings(&from));
        }
    }

    /// Puts a policy there: its settings first, so that it never runs without them.
    pub fn put(&self, name: &str, module: &[u8], settings: &str) {
        self.write(&format!("{name}.toml"), settings.as_bytes());
        self.write(&format!("{name}.wasm"), module);
    }

    /// Replaces one file by renaming.
    ///
    /// # Panics
    /// Where it cannot be written.
    pub fn write(&self, file: &str, bytes: &[u8]) {
        let unfinished = self.0.join(format!(".{file}.part"));
        fs::write(&unfinished, bytes).expect("a file of a policy");
        fs::rename(&unfinished, self.0.join(file)).expect("a file of a policy");
    }

    /// Removes a file.
    ///
    /// # Panics
    /// Where it is not there.
    pub fn remove(&self, file: &str) {
        fs::remove_file(self.0.join(file)).expect("a file of a policy");
    }

    /// Whether nothing is there.
    ///
    /// # Panics
    /// Where it cannot be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let mut entries = fs::read_dir(&self.0).expect("a policy directory");
        entries.next().is_none()
    }

    /// What a file holds, `None` where there is none.
    #[must_use]
    pub fn read(&self, file: &str) -> Option<Vec<u8>> {
        fs::read(self.0.join(file)).ok()
    }
}
