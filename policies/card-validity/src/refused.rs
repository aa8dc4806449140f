//! A card of which its issuer said at this merchant: never again. The networks fine who tries
//! it again within a period.

use tollgate_policy::facts::{Card, Facts, Network};
use tollgate_policy::{Answer, Figure, instant};

use crate::reasons;
use crate::settings::RefusedForGoodDays;

const DAY_MS: u64 = 86_400_000;

/// The periods by network.
pub struct Refused(Vec<(Network, Figure<u16>)>);

impl Refused {
    /// The periods of checked settings.
    pub fn new(settings: &RefusedForGoodDays) -> Self {
        let rows = settings.rows();
        Self(
            rows.map(|(network, _, days)| (network, days.clone()))
                .collect(),
        )
    }

    /// Judges whether the card may be tried again.
    pub fn check(&self, facts: &Facts, card: &Card, answer: &mut Answer) {
        let Some(age_ms) = card.refused_for_good_ms else {
            return;
        };
        let period = (self.0.iter()).find(|(network, _)| *network == card.network);
        let days = period.and_then(|(_, days)| days.at(&facts.local));
        if days.is_some_and(|days| age_ms < u64::from(days) * DAY_MS) {
            let refused_at = instant(facts.now.saturating_sub(age_ms));
            answer.find(reasons::REFUSED_FOR_GOOD, [refused_at]);
        }
    }
}
