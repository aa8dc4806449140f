//! The busiest cards of a merchant: a space-saving sketch (Metwally, Agrawal and El Abbadi, 2005)
//! of 16 cards, which decays.
//!
//! A card that has no place takes that of the least busy one, with its count as what may be too
//! much. What is told of a card is its count less that: never more than there was, and less by
//! a sixteenth of all at most. So the share of the five busiest cards is never told too high. It
//! is 31 of 100 too low in the worst case; with cards that come all the time it is near the truth.

use super::decay::scaled_small;

/// Cards in the sketch.
pub(super) const CARDS: usize = 16;

/// Of how many cards the share is told.
const BUSIEST: usize = 5;

/// What one sale of now counts.
pub(super) const WEIGHT: u32 = 1 << 8;

/// A card, by 32 bits of a hash of its token: that one of the 16 is taken for another happens
/// once in 268 million sales.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) card: u32,
    /// 0 where the place is free.
    pub(super) count: u32,
    /// How much of the count may be of other cards.
    pub(super) excess: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cards {
    pub(super) places: [Place; CARDS],
}

impl Cards {
    /// Counts a sale.
    pub(super) fn add(&mut self, card: u32) {
        if let Some(place) = self.find(card) {
            place.count = place.count.saturating_add(WEIGHT);
            return;
        }
        // The first of equal ones, a free one before all.
        if let Some(least) = self.places.iter_mut().min_by_key(|place| place.count) {
            *least = Place {
                card,
                count: least.count.saturating_add(WEIGHT),
                excess: least.count,
            };
        }
    }

    /// Takes back what is left of the weight of a sale, in 2^-32.
    pub(super) fn take_back(&mut self, card: u32, left: u64) {
        if let Some(place) = self.find(card) {
            place.count = place.count.saturating_sub(scaled_small(WEIGHT, left));
            place.excess = place.excess.min(place.count);
        }
    }

    /// Leaves so much of all counts, in 2^-32.
    pub(super) fn decay(&mut self, left: u64) {
        for place in &mut self.places {
            place.count = scaled_small(place.count, left);
            place.excess = scaled_small(place.excess, left);
        }
    }

    /// What the five busiest cards count, in [`WEIGHT`]s, at least.
    pub(super) fn busiest(&self) -> u64 {
        let mut counts = self
            .places
            .map(|place| place.count.saturating_sub(place.excess));
        counts.sort_unstable_by(|one, other| other.cmp(one));
        counts.into_iter().take(BUSIEST).map(u64::from).sum()
    }

    fn find(&mut self, card: u32) -> Option<&mut Place> {
        self.places
            .iter_mut()
            .find(|place| place.card == card && place.count > 0)
    }
}
