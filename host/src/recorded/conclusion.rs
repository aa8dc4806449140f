//! What became of a request, read back: the outcome, the reasons, the limits that were full.

use tollgate_proto::log::v1 as log;

use crate::decide::{self, Asked, Concluded, Heard};
use crate::decision::{Found, Outcome, Source};
use crate::limits::{Calendar, Entry, Miss};
use crate::money::Amount;

use super::cases::case;
use super::{Damaged, RecordedSet, position};

/// What can be read of it without the set.
pub(super) struct Ended {
    pub(super) outcome: Outcome,
    pub(super) hold_until_ms: u64,
    pub(super) calendar: Calendar,
    pub(super) misses: Vec<Miss>,
    alone: Vec<Outcome>,
    sources: Vec<Source>,
}

pub(super) fn decode(message: &log::Conclusion, decided_at_ms: u64) -> Result<Ended, Damaged> {
    let alone = message.alone.iter();
    Ok(Ended {
        outcome: case("conclusion.outcome", message.outcome)?,
        hold_until_ms: decided_at_ms.saturating_add(message.hold_ms),
        calendar: calendar(&message.calendar_ends_ms, decided_at_ms)?,
        misses: misses(&message.misses, decided_at_ms)?,
        alone: alone
            .map(|alone| case("conclusion.alone", *alone))
            .collect::<Result<_, _>>()?,
        sources: sources(&message.found)?,
    })
}

pub(super) fn calendar(ends_ms: &[i64], decided_at_ms: u64) -> Result<Calendar, Damaged> {
    let [day, month, year] = *ends_ms else {
        return Err(Damaged::new(
            "conclusion.calendar_ends_ms",
            "has not three ends",
        ));
    };
    let end = |after: i64| decided_at_ms.wrapping_add(after.cast_unsigned());
    Ok(Calendar {
        day_ends_at_ms: end(day),
        month_ends_at_ms: end(month),
        year_ends_at_ms: end(year),
    })
}

fn misses(numbers: &[u64], decided_at_ms: u64) -> Result<Vec<Miss>, Damaged> {
    const FIELD: &str = "conclusion.misses";
    let (quads, rest) = numbers.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(Damaged::new(FIELD, "has not four numbers for each"));
    }
    let instant = |after: u64| {
        let after = after.checked_sub(1)?;
        Some(decided_at_ms.saturating_add(after))
    };
    quads
        .iter()
        .map(|[index, used, resets, fits]| {
            Ok(Miss {
                index: usize::try_from(*index)
                    .map_err(|_| Damaged::new(FIELD, "has a claim that is not there"))?,
                used: *used,
                resets_at_ms: instant(*resets),
                fits_at_ms: instant(*fits),
            })
        })
        .collect()
}

fn sources(numbers: &[u32]) -> Result<Vec<Source>, Damaged> {
    const FIELD: &str = "conclusion.found";
    let (triples, rest) = numbers.as_chunks::<3>();
    if !rest.is_empty() {
        return Err(Damaged::new(FIELD, "has not three numbers for each"));
    }
    triples
        .iter()
        .map(|[what, policy, index]| {
            let policy = position(*policy);
            match what {
                0 => Ok(Source::Finding {
                    policy,
                    index: position(*index),
                }),
                1 => Ok(Source::Miss {
                    policy,
                    index: position(*index),
                }),
                2 => Ok(Source::Fault {
                    policy,
                    effect: case(FIELD, index.cast_signed())?,
                }),
                3 => Ok(Source::NoPolicy),
                _ => Err(Damaged::new(FIELD, "has an unknown source")),
            }
        })
        .collect()
}

impl Ended {
    /// What was decided, in the words of the set.
    pub(super) fn concluded(
        &self,
        set: &RecordedSet,
        heard: &[Heard],
        entries: &[Option<Entry>],
        amount: Amount,
    ) -> Result<Concluded, Damaged> {
        if self.alone.len() != heard.len() {
            return Err(Damaged::new(
                "conclusion.alone",
                "has not one for each policy of the set",
            ));
        }
        let asked = self.asked(heard, entries, amount)?;
        let found = self.sources.iter();
        Ok(Concluded {
            outcome: self.outcome,
            found: found
                .map(|source| {
                    self.found(set, heard, &asked, *source).ok_or_else(|| {
                        Damaged::new("conclusion.found", "has a reason that nobody gave")
                    })
                })
                .collect::<Result<_, _>>()?,
            sources: self.sources.clone(),
            alone: self.alone.clone(),
        })
    }

    /// What was asked of limits, where some had no room.
    fn asked(
        &self,
        heard: &[Heard],
        entries: &[Option<Entry>],
        amount: Amount,
    ) -> Result<Vec<Asked>, Damaged> {
        if self.misses.is_empty() {
            return Ok(Vec::new());
        }
        let policies = heard.iter().enumerate();
        let asked: Vec<Asked> = policies
            .flat_map(|(index, heard)| decide::asked(index, heard, entries, amount))
            .collect();
        if self.misses.iter().any(|miss| miss.index >= asked.len()) {
            return Err(Damaged::new(
                "conclusion.misses",
                "has a claim that is not there",
            ));
        }
        Ok(asked)
    }

    fn found(
        &self,
        set: &RecordedSet,
        heard: &[Heard],
        asked: &[Asked],
        source: Source,
    ) -> Option<Found> {
        match source {
            Source::Finding { policy, index } => {
                let Heard { policy, judged, .. } = heard.get(policy)?;
                let assessed = judged.result.as_ref().ok()?;
                decide::said(policy, assessed.findings.get(index)?)
            }
            Source::Miss { policy, index } => {
                let miss = self.misses.get(index)?;
                let asked = asked.get(miss.index)?;
                (asked.policy == policy).then(|| asked.missed(miss))
            }
            Source::Fault { policy, effect } => {
                let Heard { policy, judged, .. } = heard.get(policy)?;
                let fault = judged.result.as_ref().err()?;
                Some(decide::failed(policy, fault, effect, &set.catalogue))
            }
            Source::NoPolicy => Some(decide::nobody(&set.catalogue)),
        }
    }
}
