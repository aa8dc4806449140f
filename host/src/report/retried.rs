//! Whether what failed came again.

use std::collections::HashMap;

use super::Retried;
use super::gathering::Row;

/// A payment that comes later is another one. Ours: a sale is tried again on the spot or the same
/// day.
const WITHIN_MS: u64 = 24 * 60 * 60 * 1_000;

struct Failed {
    at_ms: u64,
    came_again: bool,
}

/// Counts them. `rows` are in the order in which they were decided.
pub(super) fn retried<'a>(rows: impl Iterator<Item = &'a Row>) -> Retried {
    let mut retried = Retried::default();
    let mut open: HashMap<u64, Vec<Failed>> = HashMap::new();
    for row in rows {
        let Some(again) = row.again else {
            continue;
        };
        if let Some(failed) = open.get_mut(&again) {
            failed.retain(|failed| row.at_ms.saturating_sub(failed.at_ms) <= WITHIN_MS);
            for failed in failed.iter_mut().filter(|failed| !failed.came_again) {
                failed.came_again = true;
                retried.came_again += 1;
            }
            if !row.failed() {
                retried.went_through += failed.len() as u64;
                open.remove(&again);
            }
        }
        if row.failed() {
            retried.known += 1;
            open.entry(again).or_default().push(Failed {
                at_ms: row.at_ms,
                came_again: false,
            });
        }
    }
    retried
}
