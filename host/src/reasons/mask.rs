//! What a reader may not see is replaced before anything is made of it.
//!
//! Texts, retry advice and DE39 of an answer are all made from what [`mask`] leaves, so none
//! of them can tell a stolen card from a black-listed merchant.

use std::borrow::Cow;

use super::{Catalogue, stops};
use crate::decision::{Audience, Found};

/// The reasons as that reader may see them, in their order.
///
/// An operator sees all. For anyone else the operator-only reasons that stop the payment
/// become one `engine.withheld`, with the strictest effect among them and in the place of the
/// first that has it; how many there were is not told. Operator-only notes and factors vanish.
#[must_use]
pub fn mask<'a>(
    catalogue: &Catalogue,
    found: &'a [Found],
    reader: Audience,
) -> Vec<Cow<'a, Found>> {
    if reader == Audience::Operator {
        return found.iter().map(Cow::Borrowed).collect();
    }
    let effect_to_mask = |found: &Found| {
        let effect = found.reason.effect();
        (found.reason.operator_only() && stops(effect)).then_some(effect)
    };
    let strictest = found.iter().filter_map(effect_to_mask).min();
    let mut mask = strictest.map(|effect| Found {
        reason: catalogue.withheld(effect).clone(),
        values: Vec::new(),
        limit: None,
        not_before_ms: None,
    });
    let shown = |found: &'a Found| {
        if !found.reason.operator_only() {
            Some(Cow::Borrowed(found))
        } else if effect_to_mask(found) == strictest {
            // Only the first gets it.
            mask.take().map(Cow::Owned)
        } else {
            None
        }
    };
    found.iter().filter_map(shown).collect()
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a failed test shall stop"
    )]

    use super::super::samples::{amount, codes, draft, found, found_as, limit};
    use super::super::{ReasonDraft, ResponseProfile};
    use super::*;
    use crate::decision::{Effect, Retry, Value, ValueKind};

    fn secret(code: &str, effect: Effect) -> Found {
        let draft = ReasonDraft {
            effect,
            retry: Retry::Never,
            operator_only: true,
            parameters: vec![("sum".into(), ValueKind::Money)],
            ..draft(code)
        };
        Found {
            limit: Some(limit(None, Some(1))),
            not_before_ms: Some(1),
            ..found_as(draft, vec![Value::Money(amount(1, "CNY"))])
        }
    }

    #[track_caller]
    fn check(all: &[Found], expected: &[&str]) {
        let catalogue = Catalogue::new::<&str>([]).unwrap();
        for reader in [Audience::Cardholder, Audience::Merchant] {
            assert_eq!(
                codes(&mask(&catalogue, all, reader)),
                expected,
                "{reader:?}"
            );
        }
        assert_eq!(
            codes(&mask(&catalogue, all, Audience::Operator)),
            codes(all)
        );
    }

    #[test]
    fn operator_only_reasons_become_one() {
        check(&[], &[]);
        check(&[found("card.expired", Effect::Reject)], &["card.expired"]);
        check(
            &[
                secret("card.stolen", Effect::Reject),
                found("card.expired", Effect::Reject),
                secret("merchant.listed", Effect::Reject),
                secret("merchant.score", Effect::Review),
            ],
            &["engine.withheld", "card.expired"],
        );
    }

    #[test]
    fn the_mask_stands_where_the_first_of_the_strictest_stood() {
        let all = [
            secret("merchant.score", Effect::Review),
            found("card.expired", Effect::Reject),
            secret("card.stolen", Effect::StepUp),
            found("limit.daily", Effect::Review),
        ];
        check(&all, &["card.expired", "engine.withheld", "limit.daily"]);
        let catalogue = Catalogue::new::<&str>([]).unwrap();
        let shown = mask(&catalogue, &all, Audience::Merchant);
        assert_eq!(shown[1].reason.effect(), Effect::StepUp);
    }

    #[test]
    fn operator_only_notes_and_factors_vanish() {
        check(
            &[
                found("card.expired", Effect::Reject),
                secret("fee.note", Effect::Advise),
                secret("score.part", Effect::Factor),
            ],
            &["card.expired"],
        );
    }

    #[test]
    fn the_mask_tells_nothing_of_what_it_hides() {
        let catalogue = Catalogue::new::<&str>([]).unwrap();
        for effect in [Effect::Reject, Effect::StepUp, Effect::Review] {
            let all = [secret("card.stolen", effect)];
            let shown = mask(&catalogue, &all, Audience::Merchant);
            let mask = &shown[0];
            assert_eq!(mask.reason.effect(), effect);
            assert!(!mask.reason.operator_only());
            assert_eq!(&**mask.reason.policy(), "");
            assert_eq!(
                (&mask.values, &mask.limit, mask.not_before_ms),
                (&vec![], &None, None)
            );
            let code = |profile| mask.reason.response_code(profile).unwrap().to_string();
            assert_eq!(ResponseProfile::ALL.map(code), ["05", "57"]);
        }
    }
}
