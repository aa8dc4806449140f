//! What every engine answers: the codes that fired, and the outcome.

use std::collections::HashMap;

use anyhow::Context as _;
use tollgate::decision::Outcome;
use tollgate_policy::verdicts::{Effect, Manifest};

/// The codes of the rules, each with the outcome that it asks for.
pub(crate) struct Catalogue {
    codes: Vec<(String, Outcome)>,
    positions: HashMap<String, usize>,
}

impl Catalogue {
    /// The reasons that a policy declares, in its order.
    pub(crate) fn of(manifest: &Manifest) -> Self {
        let codes: Vec<_> = (manifest.reasons.iter())
            .map(|reason| (reason.code.clone(), outcome(reason.effect)))
            .collect();
        let positions = codes.iter().map(|(code, _)| code.clone()).zip(0..);
        Self {
            positions: positions.collect(),
            codes,
        }
    }

    /// The place of a code.
    pub(crate) fn position(&self, code: &str) -> anyhow::Result<usize> {
        let position = self.positions.get(code).copied();
        position.with_context(|| format!("no rule has the code `{code}`"))
    }

    /// Every code with the outcome that it asks for.
    pub(crate) fn codes(&self) -> impl Iterator<Item = (&str, Outcome)> {
        (self.codes.iter()).map(|(code, outcome)| (code.as_str(), *outcome))
    }

    /// The outcome that the code at this place asks for.
    pub(crate) fn outcome(&self, position: usize) -> Outcome {
        (self.codes.get(position)).map_or(Outcome::Approve, |(_, outcome)| *outcome)
    }

    /// The codes of a verdict.
    pub(crate) fn fired(&self, verdict: Verdict) -> Vec<&str> {
        let all = self.codes().zip(0..);
        all.filter(|(_, position)| verdict.has(*position))
            .map(|((code, _), _)| code)
            .collect()
    }
}

fn outcome(effect: Effect) -> Outcome {
    match effect {
        Effect::Reject => Outcome::Decline,
        Effect::StepUp => Outcome::StepUp,
        Effect::Review => Outcome::Review,
        Effect::Advise | Effect::Factor => Outcome::Approve,
    }
}

/// The outcome by the name that the rules of the peers have for it.
pub(crate) fn outcome_named(name: &str) -> anyhow::Result<Outcome> {
    match name {
        "decline" => Ok(Outcome::Decline),
        "step_up" => Ok(Outcome::StepUp),
        "review" => Ok(Outcome::Review),
        _ => anyhow::bail!("no outcome `{name}`"),
    }
}

/// An engine's answer in the form that all are compared in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// A bit for each code that fired, by its place in the catalogue.
    codes: u32,
    outcome: Outcome,
}

impl Verdict {
    /// Nothing fired.
    pub(crate) const APPROVED: Self = Self {
        codes: 0,
        outcome: Outcome::Approve,
    };

    /// Adds a code that fired; the strictest outcome holds.
    pub(crate) fn add(&mut self, position: usize, outcome: Outcome) {
        self.codes |= 1 << position;
        self.outcome = self.outcome.max(outcome);
    }

    /// Whether the code at this place fired.
    pub(crate) fn has(self, position: usize) -> bool {
        self.codes & 1 << position != 0
    }

    /// What becomes of the payment.
    pub(crate) fn outcome(self) -> Outcome {
        self.outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_outcome_holds_in_any_order() {
        let asked = [
            (3, Outcome::Review),
            (0, Outcome::Decline),
            (1, Outcome::StepUp),
        ];
        for turn in 0..asked.len() {
            let mut verdict = Verdict::APPROVED;
            for (position, outcome) in asked.iter().cycle().skip(turn).take(asked.len()) {
                verdict.add(*position, *outcome);
            }
            assert_eq!(verdict.outcome(), Outcome::Decline);
            assert_eq!(
                [0, 1, 2, 3].map(|position| verdict.has(position)),
                [true, true, false, true]
            );
        }
    }
}
