//! What differs between a decision as it was recorded and as it came out again.
//!
//! Pure. A difference names the policy, where it is of one, the path of the field, and both
//! values in the words of the record: minor units, reason codes, instants in UTC.

use std::sync::Arc;

use crate::decision::{Outcome, Source};
use crate::limits::Miss;
use crate::policy::{Assessed, Claimed, Finding, Judged, Terms};

use super::shown;

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The policy; `None` where it is of no single one.
    pub policy: Option<Arc<str>>,
    /// The path of the field, for example `findings[0].values.used`.
    pub field: String,
    /// As it was recorded.
    pub recorded: String,
    /// As it came out again.
    pub replayed: String,
}

/// What differs, as it is found.
pub(super) struct Differences<'a> {
    policy: Option<&'a Arc<str>>,
    found: Vec<Difference>,
}

impl<'a> Differences<'a> {
    /// None yet.
    pub(super) fn new() -> Self {
        Self {
            policy: None,
            found: Vec::new(),
        }
    }

    /// All that were found.
    pub(super) fn into_found(self) -> Vec<Difference> {
        self.found
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    fn differ(&mut self, field: String, recorded: String, replayed: String) {
        self.found.push(Difference {
            policy: self.policy.cloned(),
            field,
            recorded,
            replayed,
        });
    }

    /// Names a field whose values differ.
    fn field<T: PartialEq>(
        &mut self,
        path: impl FnOnce() -> String,
        recorded: &T,
        replayed: &T,
        show: impl Fn(&T) -> String,
    ) {
        if recorded != replayed {
            self.differ(path(), show(recorded), show(replayed));
        }
    }

    /// Names what differs in lists of the same path: their lengths, then each place that both
    /// have.
    fn each<T>(
        &mut self,
        path: &str,
        recorded: &[T],
        replayed: &[T],
        mut place: impl FnMut(&mut Self, usize, &T, &T),
    ) {
        let count = |list: &[T]| list.len();
        self.field(
            || format!("{path}.count"),
            &count(recorded),
            &count(replayed),
            usize::to_string,
        );
        for (index, (recorded, replayed)) in recorded.iter().zip(replayed).enumerate() {
            place(self, index, recorded, replayed);
        }
    }

    /// Compares what one policy answered.
    pub(super) fn answer(&mut self, terms: &'a Terms, recorded: &Judged, replayed: &Judged) {
        self.policy = Some(&terms.name);
        match (&recorded.result, &replayed.result) {
            (Ok(recorded), Ok(replayed)) if recorded == replayed => {}
            (Ok(recorded), Ok(replayed)) => self.assessed(terms, recorded, replayed),
            (recorded, replayed) => {
                let kind = |result: &Result<Assessed, _>| shown::fault(result.as_ref().err());
                self.field(
                    || "fault".into(),
                    &kind(recorded),
                    &kind(replayed),
                    String::clone,
                );
            }
        }
        self.field(
            || "fuel".into(),
            &recorded.fuel,
            &replayed.fuel,
            u64::to_string,
        );
        self.policy = None;
    }

    fn assessed(&mut self, terms: &Terms, recorded: &Assessed, replayed: &Assessed) {
        let (before, after) = (&recorded.findings, &replayed.findings);
        self.each("findings", before, after, |found, index, before, after| {
            found.finding(terms, index, before, after);
        });
        let (before, after) = (&recorded.claims, &replayed.claims);
        self.each("claims", before, after, |found, index, before, after| {
            found.claim(terms, index, before, after);
        });
        self.field(
            || "score".into(),
            &recorded.score,
            &replayed.score,
            shown::optional,
        );
    }

    fn finding(&mut self, terms: &Terms, index: usize, recorded: &Finding, replayed: &Finding) {
        let path = |field: &str| format!("findings[{index}].{field}");
        self.field(
            || path("reason"),
            &recorded.reason,
            &replayed.reason,
            |reason| shown::reason(terms, *reason),
        );
        self.field(
            || path("not_before"),
            &recorded.not_before_ms,
            &replayed.not_before_ms,
            |ms| shown::instant(*ms),
        );
        // Values of two reasons have nothing to do with each other.
        if recorded.reason != replayed.reason {
            return;
        }
        let values = path("values");
        let (before, after) = (&recorded.values, &replayed.values);
        self.each(&values, before, after, |found, place, before, after| {
            let name = shown::parameter(terms, recorded.reason, place);
            found.field(|| format!("{values}.{name}"), before, after, shown::value);
        });
    }

    fn claim(&mut self, terms: &Terms, index: usize, recorded: &Claimed, replayed: &Claimed) {
        let path = |field: &str| format!("claims[{index}].{field}");
        self.field(
            || path("counter"),
            &recorded.counter,
            &replayed.counter,
            |counter| shown::counter(terms, *counter),
        );
        self.field(|| path("cap"), &recorded.cap, &replayed.cap, u64::to_string);
        self.field(
            || path("reason"),
            &recorded.reason,
            &replayed.reason,
            |reason| shown::reason(terms, *reason),
        );
    }

    /// Compares what was decided. `policies` are those heard, in their order.
    pub(super) fn decided(
        &mut self,
        policies: &'a [Arc<Terms>],
        recorded: Decided<'_>,
        replayed: Decided<'_>,
    ) {
        self.field(
            || "outcome".into(),
            &recorded.outcome,
            &replayed.outcome,
            |outcome| outcome.name().into(),
        );
        let (before, after) = (recorded.found, replayed.found);
        self.each("found", before, after, |found, index, before, after| {
            found.field(
                || format!("found[{index}]"),
                before,
                after,
                |source| shown::source(policies, *source),
            );
        });
        for ((terms, before), after) in policies.iter().zip(recorded.alone).zip(replayed.alone) {
            self.policy = Some(&terms.name);
            let name = |outcome: &Outcome| outcome.name().into();
            self.field(|| "alone".into(), before, after, name);
        }
        self.policy = None;
    }

    /// Compares which claims did not fit, and why.
    pub(super) fn misses(&mut self, recorded: &[Miss], replayed: &[Miss]) {
        self.each(
            "misses",
            recorded,
            replayed,
            |found, index, before, after| {
                let path = |field: &str| format!("misses[{index}].{field}");
                found.field(
                    || path("claim"),
                    &before.index,
                    &after.index,
                    usize::to_string,
                );
                found.field(|| path("used"), &before.used, &after.used, u64::to_string);
                let instants = [
                    ("resets_at", before.resets_at_ms, after.resets_at_ms),
                    ("fits_at", before.fits_at_ms, after.fits_at_ms),
                ];
                for (field, before, after) in instants {
                    found.field(|| path(field), &before, &after, |ms| shown::instant(*ms));
                }
            },
        );
    }
}

/// What was decided of a payment, for comparison.
#[derive(Clone, Copy)]
pub(super) struct Decided<'a> {
    /// The outcome.
    pub(super) outcome: Outcome,
    /// Where each reason came from, the one that leads first.
    pub(super) found: &'a [Source],
    /// What each policy alone would have decided.
    pub(super) alone: &'a [Outcome],
}

#[cfg(test)]
mod tests;
