//! Where a journal begins to write: in a new segment, or behind what was found in the last one.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::super::open::{BEGINNING, Found, Opening};
use super::super::progress::Progress;
use super::super::segment::{self, FIRST_OFFSET, Form, SegmentHeader};
use super::super::segments::End;
use super::super::storage::{self, File};
use super::super::{Config, Hash, Journal, OpenError, Signer, Storage, spare};
use crate::clock;

impl Journal {
    pub(in crate::audit) fn resume(
        opening: Opening,
        found: Found,
        signer: Option<Signer>,
    ) -> Result<Self, OpenError> {
        let (expected, at) = match &found.ended {
            Some(ended) if ended.unborn.is_none_or(|unborn| unborn.0 != ended.segment) => {
                (ended.expected, Some((ended.segment, ended.offset)))
            }
            _ => (BEGINNING, None),
        };
        let previous = expected.previous.unwrap_or_default();
        let sequence = expected.sequence.saturating_sub(1);
        let (segment, offset, file) = match at {
            Some((segment, offset)) => {
                let file = opening
                    .storage
                    .open_write(&segment::name(segment, Form::Raw))?;
                make_durable(&*file, offset, found.proven, opening.config.segment_bytes)?;
                opening.storage.sync_dir()?;
                (segment, offset, file)
            }
            None => {
                let file = create(&opening, expected.sequence, previous)?;
                opening.segments.put(expected.sequence, Form::Raw);
                (expected.sequence, FIRST_OFFSET, file)
            }
        };
        let end = End {
            segment,
            offset,
            sequence,
            hash: previous,
        };
        opening.segments.set_end(end);
        opening.segments.put_index(segment, found.index);
        let progress = Arc::new(Progress::default());
        progress.tell(|told| told.synced = sequence);
        Ok(Self {
            storage: opening.storage,
            config: opening.config,
            segments: opening.segments,
            progress,
            end,
            file,
            buffer: Vec::new(),
            keys: Vec::new(),
            next: expected.sequence,
            previous,
            parts: HashMap::new(),
            is_synced: true,
            signer,
            checked: found.checked,
            checkpoint: None,
            now_ms: clock::host_ms,
            _lock: opening.lock,
        })
    }
}

fn create(opening: &Opening, first: u64, previous: Hash) -> io::Result<Arc<dyn File>> {
    new_segment(&*opening.storage, &opening.config, first, previous)
}

/// Makes a segment: all of its bytes reserved, its header and its name on disk.
pub(super) fn new_segment(
    storage: &dyn Storage,
    config: &Config,
    first: u64,
    previous: Hash,
) -> io::Result<Arc<dyn File>> {
    let file = storage.create(&segment::name(first, Form::Raw))?;
    file.allocate(u64::from(config.segment_bytes))?;
    let header = SegmentHeader { first, previous };
    storage::write_all(&*file, &header.encode(), 0)?;
    file.sync_data()?;
    storage.sync_dir()?;
    Ok(file)
}

/// Makes a segment of the file that was made ready for it.
pub(super) fn name_spare(
    storage: &dyn Storage,
    file: &dyn File,
    first: u64,
    previous: Hash,
) -> io::Result<()> {
    let header = SegmentHeader { first, previous };
    storage::write_all(file, &header.encode(), 0)?;
    file.sync_data()?;
    storage.rename(spare::NAME, &segment::name(first, Form::Raw))?;
    storage.sync_dir()
}

/// Cuts off what is behind `offset`, reserves the rest of the segment, and makes what is before
/// durable: all from `proven` on is written again, as an earlier sync of it may have failed and
/// what was read of it may be in memory only.
fn make_durable(file: &dyn File, offset: u32, proven: u32, segment_bytes: u32) -> io::Result<()> {
    const PIECE_BYTES: usize = 1 << 20;
    file.set_len(u64::from(offset))?;
    file.allocate(u64::from(segment_bytes.max(offset)))?;
    let mut piece = vec![0; PIECE_BYTES];
    let mut write_again = |from: u32, to: u32| {
        let (mut at, to) = (u64::from(from), u64::from(to));
        while at < to {
            let len = usize::try_from(to - at).map_or(PIECE_BYTES, |rest| rest.min(PIECE_BYTES));
            let piece = piece.get_mut(..len).unwrap_or_default();
            let read = storage::read_full(file, piece, at)?;
            if read < piece.len() {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
            }
            storage::write_all(file, piece, at)?;
            at += len as u64;
        }
        Ok(())
    };
    write_again(0, FIRST_OFFSET.min(offset))?;
    write_again(proven.max(FIRST_OFFSET), offset)?;
    file.sync_data()
}
