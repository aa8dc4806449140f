//! Numbers that tell objects of one process apart, whatever is in them.

use std::sync::atomic::{AtomicU64, Ordering};

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A number that nothing else in this process has. A clone has one of its own; two are always
/// equal, so that what carries one is compared by its content.
#[derive(Debug)]
pub struct Identity(u64);

impl Identity {
    /// A new number.
    #[must_use]
    pub fn new() -> Self {
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// The number.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.0
    }
}

impl Default for Identity {
    fn default() -> Self {
        Self::new()
    }
}

impl Clone for Identity {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl PartialEq for Identity {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Identity {}
