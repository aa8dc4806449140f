//! What limits said, counted again in the order of the log.

use crate::books::Books;
use crate::fold::Bounds;
use crate::limits::Miss;

use super::again;
use super::compare::Difference;
use super::worker::{Decided, Meant, Replay};

/// The books as they were at every record.
pub(super) struct Counted {
    books: Books,
}

impl Counted {
    /// Nothing counted yet.
    pub(super) fn new(bounds: &Bounds) -> Self {
        Self {
            books: Books::new(bounds),
        }
    }

    /// Counts one record, and says what limits had to say otherwise than was recorded.
    pub(super) fn count(&mut self, replay: &Replay) -> Vec<Difference> {
        match replay {
            Replay::Decided(decided) => {
                let missed = decided
                    .meant
                    .as_ref()
                    .map(|meant| self.missed(decided, meant));
                // A decision is no report: the ledger refuses none.
                let _ = self.books.ledger.apply(&decided.event);
                missed.unwrap_or_default()
            }
            // One that is refused here was taken by a host that remembered for longer.
            Replay::Reported(outcome) => {
                let _ = self.books.report(outcome.clone());
                Vec::new()
            }
            Replay::Started(bounds) => {
                self.books.rebound(bounds);
                Vec::new()
            }
            Replay::Expired(expiry) => {
                let _ = self.books.expire(expiry);
                Vec::new()
            }
        }
    }

    fn missed(&self, decided: &Decided, meant: &Meant) -> Vec<Difference> {
        let at_ms = decided.id.at_ms();
        let folded: Vec<Miss> = self.books.ledger.check(&meant.demands, at_ms);
        again::misses(&meant.misses, &folded)
    }
}
