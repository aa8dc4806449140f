//! The policy directory of a host, and how it is changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use tempfile::TempDir;

use crate::host::policies;

/// The policy that changes.
const NAME: &str = "night-review";

/// What is changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Its settings, to some that it never had.
    Settings,
    /// Its module, to another version that was never seen.
    Module,
    /// Its module, back to one that it had with these settings.
    Back,
}

impl Change {
    /// In the order in which they are made.
    pub(super) const ALL: [Self; 3] = [Self::Settings, Self::Module, Self::Back];

    /// What it is called in a table.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Settings => "new settings",
            Self::Module => "a new module",
            Self::Back => "back to a module and settings it had before",
        }
    }
}

/// The shipped policies and the tutorial's.
pub(super) struct Directory {
    place: TempDir,
    examples: PathBuf,
}

impl Directory {
    /// With the first version of the tutorial's policy.
    pub(super) fn make() -> anyhow::Result<Self> {
        let directory = Self {
            place: tempfile::tempdir()?,
            examples: policies().with_file_name("examples"),
        };
        for entry in fs::read_dir(policies())? {
            let entry = entry?;
            fs::copy(entry.path(), directory.path().join(entry.file_name()))?;
        }
        directory.place("toml", &directory.example("night-review.toml")?)?;
        directory.place("wasm", &directory.example("night-review.wasm")?)?;
        Ok(directory)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.place.path()
    }

    /// Makes a change that no other round makes; when the file was renamed.
    pub(super) fn change(&self, change: Change, round: u32) -> anyhow::Result<Instant> {
        match change {
            Change::Settings => {
                let mut settings = self.example("night-review.toml")?;
                settings.extend_from_slice(amount(round).as_bytes());
                self.place("toml", &settings)
            }
            Change::Module => {
                let mut module = self.example("night-review-2.wasm")?;
                module.extend_from_slice(&section(round)?);
                self.place("wasm", &module)
            }
            Change::Back => self.place("wasm", &self.example("night-review.wasm")?),
        }
    }

    fn place(&self, kind: &str, contents: &[u8]) -> anyhow::Result<Instant> {
        let name = format!("{NAME}.{kind}");
        let hidden = self.path().join(format!(".{name}"));
        fs::write(&hidden, contents)?;
        let renamed = Instant::now();
        fs::rename(&hidden, self.path().join(name))?;
        Ok(renamed)
    }

    fn example(&self, file: &str) -> anyhow::Result<Vec<u8>> {
        fs::read(self.examples.join(file)).context("run `cargo xtask policies` first")
    }
}

/// Settings that a round alone has.
fn amount(round: u32) -> String {
    format!(
        "\n[settings.amount]\nCNY = {{ value = {}, source = \"a benchmark\", \
         effective_from = \"2026-01-01\" }}\n",
        500_000 + round
    )
}

/// A custom section at the end of a module, which does nothing and makes it one that was never
/// compiled.
fn section(round: u32) -> anyhow::Result<Vec<u8>> {
    let name = format!("round-{round}");
    let length = u8::try_from(name.len())?;
    let mut section = vec![0, length + 1, length];
    section.extend_from_slice(name.as_bytes());
    Ok(section)
}
