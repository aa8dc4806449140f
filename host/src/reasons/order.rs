//! Which reason leads.

use crate::decision::{Effect, Found, Source};

/// A reason found, with what says where it stands among the others.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// The reason.
    pub found: Found,
    /// Where it came from.
    pub source: Source,
    /// Of the policy that found it; the smaller leads. For a fault: of the policy that failed.
    pub rank: u32,
    /// Of the reason in its policy's manifest; the smaller leads. For a fault: 0.
    pub position: u16,
}

/// The reasons as an answer gives them, the one that leads first: by effect, then rank, then
/// position. Factors are last, in the order they were given: a score tells its heaviest first.
#[must_use]
pub fn order(mut ranked: Vec<Ranked>) -> Vec<Ranked> {
    ranked.sort_by_key(|ranked| match ranked.found.reason.effect() {
        Effect::Factor => (Effect::Factor, 0, 0),
        effect => (effect, ranked.rank, ranked.position),
    });
    ranked
}

#[cfg(test)]
mod tests {
    use super::super::samples::{codes, found};
    use super::*;

    #[track_caller]
    fn check(given: &[(&str, Effect, u32, u16)], expected: &[&str]) {
        let ranked = given
            .iter()
            .map(|&(code, effect, rank, position)| Ranked {
                found: found(code, effect),
                source: Source::Fault { policy: 0, effect },
                rank,
                position,
            })
            .collect();
        let ordered: Vec<Found> = (order(ranked).into_iter())
            .map(|ranked| ranked.found)
            .collect();
        assert_eq!(codes(&ordered), expected);
    }

    #[test]
    fn the_strictest_effect_leads_whatever_the_ranks() {
        check(
            &[
                ("fee.note", Effect::Advise, 1, 0),
                ("merchant.review", Effect::Review, 2, 0),
                ("cvm.pin", Effect::StepUp, 3, 0),
                ("card.expired", Effect::Reject, 4, 0),
            ],
            &["card.expired", "cvm.pin", "merchant.review", "fee.note"],
        );
    }

    #[test]
    fn then_the_policys_rank_then_the_place_in_its_manifest() {
        check(
            &[
                ("limit.daily", Effect::Reject, 40, 0),
                ("card.length", Effect::Reject, 20, 5),
                ("card.expired", Effect::Reject, 20, 2),
            ],
            &["card.expired", "card.length", "limit.daily"],
        );
    }

    #[test]
    fn equals_and_factors_keep_their_given_order() {
        check(
            &[
                ("factor.heavy", Effect::Factor, 90, 9),
                ("limit.one", Effect::Reject, 1, 1),
                ("factor.light", Effect::Factor, 10, 1),
                ("limit.two", Effect::Reject, 1, 1),
                ("fee.note", Effect::Advise, 99, 9),
            ],
            &[
                "limit.one",
                "limit.two",
                "fee.note",
                "factor.heavy",
                "factor.light",
            ],
        );
    }
}
