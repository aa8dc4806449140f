//! Code that was prepared lately: a module that comes back, or is only treated differently (its
//! mode, rank, fuel, what its fault does), goes live again without being compiled again. On
//! disk, so that a restart is short, in [`Shelf`].

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::sandbox::Prepared;

use super::Digest;

mod shelf;

pub use shelf::Shelf;

/// Prepared modules, the latest used last, bounded in bytes.
pub(super) struct Compiled {
    bytes_max: usize,
    shelf: Option<Shelf>,
    kept: Mutex<VecDeque<(Digest, Arc<Prepared>)>>,
}

impl Compiled {
    /// Keeps at most `bytes_max` of code, and more of it on the shelf, where there is one.
    pub(super) fn new(bytes_max: usize, shelf: Option<Shelf>) -> Self {
        Self {
            bytes_max,
            shelf,
            kept: Mutex::default(),
        }
    }

    /// The code of `module` with `settings` under `bounds`; made where it is not kept.
    pub(super) fn get_or<E>(
        &self,
        module: Digest,
        settings: &str,
        bounds: &str,
        make: impl FnOnce() -> Result<Prepared, E>,
    ) -> Result<Arc<Prepared>, E> {
        let key = Digest::of_parts(&[module.bytes(), settings.as_bytes(), bounds.as_bytes()]);
        let mut kept = self.kept();
        let found = kept.iter().position(|(known, _)| *known == key);
        let found = found.and_then(|position| kept.remove(position));
        drop(kept);
        // Nobody waits for the lock while a module is compiled.
        let prepared = match found {
            Some((_, prepared)) => prepared,
            None => Arc::new(self.taken_or_made(key, make)?),
        };
        let mut kept = self.kept();
        kept.push_back((key, prepared.clone()));
        while size(&kept) > self.bytes_max && kept.pop_front().is_some() {}
        Ok(prepared)
    }

    fn taken_or_made<E>(
        &self,
        key: Digest,
        make: impl FnOnce() -> Result<Prepared, E>,
    ) -> Result<Prepared, E> {
        if let Some(prepared) = self.shelf.as_ref().and_then(|shelf| shelf.take(key)) {
            return Ok(prepared);
        }
        let prepared = make()?;
        if let Some(shelf) = &self.shelf {
            shelf.put(key, &prepared);
        }
        Ok(prepared)
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<(Digest, Arc<Prepared>)>> {
        // No code that could panic runs under the lock.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn size(kept: &VecDeque<(Digest, Arc<Prepared>)>) -> usize {
    kept.iter().map(|(_, prepared)| prepared.code().len()).sum()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// Asks for modules by their letter, each of four bytes of code, and says which were made.
    #[track_caller]
    fn check(bytes_max: usize, asked: &str, made: &str) {
        let compiled = Compiled::new(bytes_max, None);
        let mut told = String::new();
        for letter in asked.chars() {
            let digest = Digest::of(letter.to_string().as_bytes());
            let prepared = compiled.get_or(digest, "{}", "", || {
                told.push(letter);
                Ok::<_, ()>(Prepared::from_child(vec![0; 4]))
            });
            assert_eq!(prepared.unwrap().code().len(), 4);
        }
        assert_eq!(told, made);
    }

    #[test]
    fn what_comes_back_is_not_made_again() {
        check(8, "abab", "ab");
        check(8, "aabbaa", "ab");
    }

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        check(8, "abcab", "abcab");
        check(8, "abaca", "abc");
        check(0, "aa", "aa");
    }

    #[test]
    fn settings_are_part_of_what_is_kept_and_failures_are_not() {
        let compiled = Compiled::new(100, None);
        let digest = Digest::of(b"a");
        let make = |bytes| move || Ok::<_, ()>(Prepared::from_child(vec![0; bytes]));
        assert!(compiled.get_or(digest, "{}", "", || Err(())).is_err());
        assert_eq!(
            compiled
                .get_or(digest, "{}", "", make(1))
                .unwrap()
                .code()
                .len(),
            1
        );
        assert_eq!(
            compiled
                .get_or(digest, "{ }", "", make(2))
                .unwrap()
                .code()
                .len(),
            2
        );
    }
}
