//! Changes that are not on disk yet, and what a crash lets through of them.

use std::collections::BTreeMap;

use super::Rng;

/// What a disk writes at once, or not.
const SECTOR_BYTES: usize = 512;

/// A change of a file's content.
#[derive(Clone)]
pub(super) enum Change {
    Write(usize, Vec<u8>),
    Len(usize),
}

/// A change of names.
#[derive(Clone)]
pub(super) enum Naming {
    Create(String, usize),
    Rename(String, String),
    Remove(String),
}

impl Change {
    pub(super) fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Len(len) => bytes.resize(*len, 0),
            Self::Write(at, written) => {
                let end = at + written.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[*at..end].copy_from_slice(written);
            }
        }
    }

    /// Applies what of it a crash lets through: all, nothing, the bytes up to any of them, or any
    /// of the sectors.
    pub(super) fn apply_torn(&self, bytes: &mut Vec<u8>, rng: &mut Rng) {
        match (rng.below(4), self) {
            (0, _) => {}
            (1, _) | (_, Self::Len(_)) => self.apply(bytes),
            (2, Self::Write(at, written)) => {
                let kept = rng.below(written.len() + 1);
                Self::Write(*at, written[..kept].to_vec()).apply(bytes);
            }
            (_, Self::Write(at, written)) => {
                let (mut from, end) = (*at, at + written.len());
                while from < end {
                    let to = (from / SECTOR_BYTES + 1) * SECTOR_BYTES;
                    let to = to.min(end);
                    if rng.once_in(2) {
                        Self::Write(from, written[from - at..to - at].to_vec()).apply(bytes);
                    }
                    from = to;
                }
            }
        }
    }
}

impl Naming {
    pub(super) fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Self::Create(name, file) => {
                names.insert(name.clone(), *file);
            }
            Self::Rename(from, to) => {
                if let Some(file) = names.remove(from) {
                    names.insert(to.clone(), file);
                }
            }
            Self::Remove(name) => {
                names.remove(name);
            }
        }
    }
}
