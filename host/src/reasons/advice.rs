//! When a retry makes sense: of one reason, and of the whole answer.

use super::stops;
use crate::decision::{Found, Retry};

/// When a retry makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAdvice {
    /// What has to happen first.
    pub kind: Retry,
    /// The earliest instant, milliseconds since the Unix epoch. Never set for [`Retry::Never`].
    pub not_before_ms: Option<u64>,
}

impl RetryAdvice {
    /// Nothing to retry, or retry freely.
    pub const FREE: Self = Self {
        kind: Retry::None,
        not_before_ms: None,
    };

    fn new(kind: Retry, not_before_ms: Option<u64>) -> Self {
        Self {
            kind,
            not_before_ms: not_before_ms.filter(|_| kind != Retry::Never),
        }
    }
}

/// The advice of one reason: the definition's kind, and the instant that was found. Waiting
/// helps nobody whose payment is larger than the whole limit, or whose limit never starts again.
#[must_use]
pub fn advice(found: &Found) -> RetryAdvice {
    let kind = match (found.reason.retry(), &found.limit, found.not_before_ms) {
        (Retry::Wait, Some(limit), None) if limit.resets_at_ms.is_some() => Retry::AfterFix,
        (Retry::Wait, Some(_), None) => Retry::OtherMeans,
        (kind, _, _) => kind,
    };
    RetryAdvice::new(kind, found.not_before_ms)
}

/// The advice of a whole answer: the strictest of the reasons that stop the payment, and the
/// latest instant that any of them asks for. Of equally strict ones the first counts.
#[must_use]
pub fn strictest<'a>(found: impl IntoIterator<Item = &'a Found>) -> RetryAdvice {
    found
        .into_iter()
        .filter(|found| stops(found.reason.effect()))
        .map(advice)
        .fold(RetryAdvice::FREE, |strictest, next| {
            let stricter = strictness(next.kind) > strictness(strictest.kind);
            let kind = if stricter { next.kind } else { strictest.kind };
            RetryAdvice::new(kind, strictest.not_before_ms.max(next.not_before_ms))
        })
}

fn strictness(kind: Retry) -> u8 {
    match kind {
        Retry::None => 0,
        Retry::Once => 1,
        Retry::AfterFix | Retry::Reenter => 2,
        Retry::Wait => 3,
        Retry::OtherMeans => 4,
        Retry::AfterOperator => 5,
        Retry::Never => 6,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a failed test shall stop")]

    use super::super::samples::{draft, found_as, limit};
    use super::super::{ReasonDraft, RetryAdvice};
    use super::*;
    use crate::decision::Effect;

    fn found(effect: Effect, retry: Retry, not_before_ms: Option<u64>) -> Found {
        let draft = ReasonDraft {
            effect,
            retry,
            ..draft("limit.single")
        };
        Found {
            not_before_ms,
            ..found_as(draft, Vec::new())
        }
    }

    #[test]
    fn what_shall_never_be_retried_has_no_instant() {
        for (retry, not_before_ms, expected) in [
            (Retry::Once, Some(30), Some(30)),
            (Retry::Wait, Some(30), Some(30)),
            (Retry::Wait, None, None),
            (Retry::Never, Some(30), None),
        ] {
            let advised = advice(&found(Effect::Reject, retry, not_before_ms));
            assert_eq!((advised.kind, advised.not_before_ms), (retry, expected));
        }
    }

    #[test]
    fn nobody_waits_for_what_never_comes() {
        for (resets_at_ms, not_before_ms, expected) in [
            (Some(90), Some(90), Retry::Wait),
            (Some(90), None, Retry::AfterFix),
            (None, None, Retry::OtherMeans),
        ] {
            let limited = Found {
                limit: Some(limit(Some("CNY"), resets_at_ms)),
                ..found(Effect::Reject, Retry::Wait, not_before_ms)
            };
            assert_eq!(advice(&limited).kind, expected);
        }
    }

    #[test]
    fn the_strictest_of_two_counts_in_either_order() {
        use Retry::{AfterFix, AfterOperator, Never, None, Once, OtherMeans, Reenter, Wait};
        let mildest_first = [None, Once, AfterFix, Wait, OtherMeans, AfterOperator, Never];
        for pair in mildest_first.windows(2) {
            let two = [pair[0], pair[1]].map(|retry| found(Effect::Reject, retry, Option::None));
            assert_eq!(strictest(&two).kind, pair[1]);
            assert_eq!(strictest(two.iter().rev()).kind, pair[1]);
        }
        let tie = [Reenter, AfterFix].map(|retry| found(Effect::Reject, retry, Option::None));
        assert_eq!(strictest(&tie).kind, Reenter);
        assert_eq!(strictest(tie.iter().rev()).kind, AfterFix);
    }

    #[test]
    fn only_reasons_that_stop_the_payment_have_a_say() {
        for (effect, expected) in [
            (Effect::Reject, Retry::Wait),
            (Effect::StepUp, Retry::Wait),
            (Effect::Review, Retry::Wait),
            (Effect::Advise, Retry::None),
            (Effect::Factor, Retry::None),
        ] {
            let advice = strictest(&[found(effect, Retry::Wait, Some(7))]);
            assert_eq!(advice.kind, expected, "{effect:?}");
            assert_eq!(
                advice.not_before_ms.is_some(),
                expected == Retry::Wait,
                "{effect:?}"
            );
        }
        assert_eq!(strictest(&[]), RetryAdvice::FREE);
    }

    #[test]
    fn the_latest_instant_counts_even_of_a_milder_reason() {
        let mut all = vec![
            found(Effect::Reject, Retry::OtherMeans, Some(10)),
            found(Effect::Review, Retry::Wait, Some(50)),
            found(Effect::Advise, Retry::Wait, Some(90)),
        ];
        let expected = RetryAdvice {
            kind: Retry::OtherMeans,
            not_before_ms: Some(50),
        };
        assert_eq!(strictest(&all), expected);
        assert_eq!(strictest(all.iter().rev()), expected);
        all.push(found(Effect::Reject, Retry::Never, None));
        assert_eq!(
            strictest(&all),
            RetryAdvice {
                kind: Retry::Never,
                not_before_ms: None
            }
        );
        all.rotate_right(1);
        assert_eq!(
            strictest(&all),
            RetryAdvice {
                kind: Retry::Never,
                not_before_ms: None
            }
        );
    }
}
