//! Checkpoints that the journal writes: at the beginning of each segment, and when it is asked to.

use std::io;

use super::super::{Journal, Kind, Stopped, frame};

/// Bytes that a checkpoint takes.
pub(super) const CHECKPOINT_BYTES: usize = frame::HEADER_BYTES + 144;

impl Journal {
    /// Puts a checkpoint of all that there is into the buffer.
    pub(super) fn sign(&mut self, at_ms: u64) {
        if let Some(signer) = &self.signer {
            let checkpoint = signer.sign(self.next.saturating_sub(1), self.previous, at_ms);
            self.put(Kind::Checkpoint, &[], &checkpoint.encode());
            self.checkpoint = Some(checkpoint);
            self.checked = self.next.saturating_sub(1);
        }
    }

    /// Signs a checkpoint where there is something new since the last one, and makes all durable.
    ///
    /// # Errors
    /// As with [`commit`](Self::commit).
    pub fn checkpoint(&mut self, at_ms: u64) -> Result<(), Stopped> {
        self.go_on()?;
        self.try_checkpoint(at_ms)
            .map_err(|error| self.stop(&error))
    }

    /// Signs a last checkpoint and makes all durable.
    ///
    /// # Errors
    /// As with [`commit`](Self::commit).
    pub fn close(&mut self) -> Result<(), Stopped> {
        self.checkpoint((self.now_ms)())
    }

    fn try_checkpoint(&mut self, at_ms: u64) -> io::Result<()> {
        self.sync()?;
        if self.end.sequence > self.checked {
            if self.room() < CHECKPOINT_BYTES {
                self.roll()?;
            } else {
                self.sign(at_ms);
            }
            self.flush()?;
        }
        Ok(())
    }
}
