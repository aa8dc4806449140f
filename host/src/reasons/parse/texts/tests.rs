//! What the texts of a reason are refused for.

#![allow(clippy::indexing_slicing, reason = "a failed test shall stop")]

use super::super::super::samples::text;
use super::super::tests::check;
use super::*;
use crate::decision::ValueKind;
use Audience::{Cardholder, Merchant, Operator};

#[test]
fn texts_are_in_both_languages_once() {
    check(
        |draft| draft.texts.truncate(1),
        &["no texts in `zh`: add them"],
    );
    check(
        |draft| draft.texts.clear(),
        &["no texts in `en`: add them", "no texts in `zh`: add them"],
    );
    check(
        |draft| draft.texts.push(text("en", "Again.", &[])),
        &["more than one set of texts in `en`: keep one"],
    );
    check(
        |draft| draft.texts.push(text("fr", "Non.", &[])),
        &["texts in `fr` would never be shown: write them in `en` and `zh`"],
    );
}

#[test]
fn texts_have_1_to_500_bytes() {
    check(|draft| draft.texts[0].message = "m".repeat(500), &[]);
    check(
        |draft| {
            draft.texts[0].message = " \n".into();
            draft.texts[1].message = "卡".repeat(167);
            draft.texts[1].remedies[0].1 = String::new();
        },
        &[
            "`en` message is empty: write it",
            "`zh` message is 501 bytes long: shorten it to 500",
            "`zh` remedy for the merchant is empty: write it",
        ],
    );
}

#[test]
fn a_name_in_a_text_is_one_that_the_reason_has() {
    check(
        |draft| {
            draft.parameters = vec![("expiry".into(), ValueKind::Text)];
            draft.texts[0].message =
                "{expiry} {amount} {channel} {merchant} {terminal} {bank} {phone} {network}".into();
            draft.texts[1].message = "{wait}{used}".into();
            draft.texts[1].remedies[0].1 = "{expiry".into();
        },
        &[
            "`zh` message uses `wait`, which nothing has: declare it as a parameter",
            "`zh` message uses `used`, which only the reason of a claim has: declare it as a \
             parameter, or set `of_claim`",
            "`zh` remedy for the merchant has unbalanced braces: use them only around a name, \
             as in `{amount}`",
        ],
    );
    check(
        |draft| {
            draft.of_claim = true;
            draft.texts[0].message = "{limit} {used} {remaining} {resets_at} {amount}".into();
        },
        &[],
    );
}

#[test]
fn remedies_are_for_the_same_audiences_in_both_languages() {
    check(
        |draft| {
            draft.texts[0].remedies = vec![(Merchant, "Ask.".into()), (Operator, "Look.".into())];
            draft.texts[1].remedies =
                vec![(Cardholder, "换卡。".into()), (Merchant, "询问。".into())];
        },
        &[
            "no `en` remedy for the cardholder: add one, as the other language has it",
            "no `zh` remedy for the operator: add one, as the other language has it",
        ],
    );
    check(
        |draft| draft.texts[0].remedies.push((Merchant, "Again.".into())),
        &["`en` remedy for the merchant is there twice: keep one"],
    );
}

#[test]
fn all_but_factors_tell_somebody_what_to_do() {
    let missing: &[&str] =
        &["no remedy: say what the cardholder, the merchant or the operator can do"];
    for (effect, expected) in [
        (Effect::Reject, missing),
        (Effect::Advise, missing),
        (Effect::Factor, &[]),
    ] {
        check(
            |draft| {
                draft.effect = effect;
                draft
                    .texts
                    .iter_mut()
                    .for_each(|text| text.remedies.clear());
            },
            expected,
        );
    }
}
