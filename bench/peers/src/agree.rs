//! Holds every engine to the same verdicts: what does not agree is not worth timing.

use tollgate::decision::Outcome;

use crate::engines::Engine;
use crate::input::Input;
use crate::verdict::{Catalogue, Verdict};

/// The verdict on each input, which is that of all engines.
///
/// # Errors
/// The first input on which an engine differs from the first one, with what both found; a code
/// that never fired.
pub(crate) fn verdicts(
    engines: &mut [Box<dyn Engine + '_>],
    inputs: &[Input],
    catalogue: &Catalogue,
) -> anyhow::Result<Vec<Verdict>> {
    let mut verdicts = Vec::with_capacity(inputs.len());
    for input in inputs {
        let mut first: Option<Verdict> = None;
        for engine in engines.iter_mut() {
            let verdict = engine.judge(input)?;
            let expected = *first.get_or_insert(verdict);
            anyhow::ensure!(
                verdict == expected,
                "{} found {:?} {:?} where {:?} {:?} is right, in {input:#?}",
                engine.name(),
                verdict.outcome(),
                catalogue.fired(verdict),
                expected.outcome(),
                catalogue.fired(expected),
            );
        }
        verdicts.extend(first);
    }
    for ((code, _), position) in catalogue.codes().zip(0..) {
        let fired = verdicts.iter().any(|verdict| verdict.has(position));
        anyhow::ensure!(fired, "`{code}` never fired");
    }
    Ok(verdicts)
}

/// How many of the verdicts have each outcome, the mildest first.
pub(crate) fn outcomes(verdicts: &[Verdict]) -> [(&'static str, usize); 4] {
    let count = |outcome| {
        verdicts
            .iter()
            .filter(|one| one.outcome() == outcome)
            .count()
    };
    [
        ("approve", count(Outcome::Approve)),
        ("review", count(Outcome::Review)),
        ("step up", count(Outcome::StepUp)),
        ("decline", count(Outcome::Decline)),
    ]
}
