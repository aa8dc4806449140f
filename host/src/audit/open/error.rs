//! Why a log is not opened, and what is cut off where it is.

use std::io;

use super::super::{Damage, ReadError};

/// Why a log was not opened. Nothing may be served then.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it.
    #[error("another process has the log open")]
    Locked,
    /// The file system said no.
    #[error("cannot open the log: {0}")]
    Io(#[from] io::Error),
    /// What was on disk is not intact.
    #[error("the log is damaged: {0}")]
    Damage(Damage),
    /// Old segments were moved away, and no snapshot reaches to where the others begin.
    #[error("the log begins with record {first}, and no snapshot has what was before")]
    NotFromStart {
        /// The first record there is.
        first: u64,
    },
}

impl From<ReadError> for OpenError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io(error) => Self::Io(error),
            ReadError::Damage(damage) => Self::Damage(damage),
            ReadError::Gone { segment } => Self::NotFromStart { first: segment },
        }
    }
}

/// Why the records of a log were not all folded.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError<E> {
    /// The log is not good.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Whoever folds said no.
    #[error("{0}")]
    Fold(E),
}

/// What was cut off the end of a log: a write that a crash had cut short. Nobody was told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The segment, by the sequence of its first record.
    pub segment: u64,
    /// Where the bytes were in it.
    pub offset: u32,
    /// The record that they would have been.
    pub sequence: u64,
    /// How many there were.
    pub bytes: u64,
}
