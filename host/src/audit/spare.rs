//! The next segment, made ready behind the writer: its bytes are zeros that were written, not
//! only reserved, so that a sync of records has no map of the file to write too, and going on to
//! it costs the writer a name and no more.

use std::io;
use std::sync::Arc;

use super::segments::{Segments, lock};
use super::storage::{self, File};
use super::{Config, Storage};

/// The file that becomes the next segment. One that a process left behind is removed by the next.
pub(super) const NAME: &str = "next.spare";

impl Segments {
    /// Makes the next segment ready where the last one is half full; whether it did.
    pub(super) fn prepare(&self, config: &Config) -> io::Result<bool> {
        let is_near = self
            .end()
            .is_some_and(|end| end.offset > config.segment_bytes / 2);
        if !is_near || lock(&self.spare).is_some() {
            return Ok(false);
        }
        match make(&*self.storage, config) {
            Ok(file) => {
                *lock(&self.spare) = Some(file);
                Ok(true)
            }
            Err(error) => {
                // Half of it is of no use, and may be the last room there is.
                let _ = self.storage.remove(NAME);
                Err(error)
            }
        }
    }

    /// Takes the segment that was made ready; its file still has the name of the spare one.
    pub(super) fn take_spare(&self) -> Option<Arc<dyn File>> {
        lock(&self.spare).take()
    }

    /// Removes what nobody will take any more.
    pub(super) fn remove_spare(&self) -> io::Result<()> {
        match self.take_spare() {
            Some(_) => self.storage.remove(NAME),
            None => Ok(()),
        }
    }
}

fn make(storage: &dyn Storage, config: &Config) -> io::Result<Arc<dyn File>> {
    let file = storage.create(NAME)?;
    file.allocate(u64::from(config.segment_bytes))?;
    storage::write_zeros(&*file, 0, u64::from(config.segment_bytes))?;
    file.sync_data()?;
    Ok(file)
}
