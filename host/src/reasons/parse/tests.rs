//! What a declared reason is refused for.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failed test shall stop"
)]

use proptest::prelude::*;

use super::super::samples::{draft, text};
use super::*;
use crate::decision::{Audience, Retry, ValueKind};

/// The problems of a good draft after a change, each without the code before it.
#[track_caller]
pub(super) fn check(change: impl FnOnce(&mut ReasonDraft), expected: &[&str]) {
    let mut draft = draft("card.expired");
    change(&mut draft);
    let before = format!("`{}`: ", draft.code);
    let problems = Reason::parse(draft, "card-validity")
        .err()
        .unwrap_or_default();
    let problems: Vec<&str> = problems
        .iter()
        .map(|problem| problem.strip_prefix(&before).unwrap())
        .collect();
    assert_eq!(problems, expected);
}

fn codes(codes: &[(&str, &str)]) -> Vec<(String, String)> {
    codes
        .iter()
        .map(|(profile, code)| ((*profile).into(), (*code).into()))
        .collect()
}

#[test]
fn a_good_draft_becomes_a_reason() {
    let mut draft = draft("card.expired");
    draft.retry = Retry::OtherMeans;
    draft.operator_only = true;
    draft.parameters = vec![("expiry".into(), ValueKind::Text)];
    let reason = Reason::parse(draft, "card-validity").unwrap();
    assert_eq!(
        (&**reason.code(), &**reason.policy()),
        ("card.expired", "card-validity")
    );
    assert_eq!(
        (reason.effect(), reason.retry()),
        (Effect::Reject, Retry::OtherMeans)
    );
    assert!(reason.operator_only() && !reason.of_claim());
    let expiry = Parameter {
        name: "expiry".into(),
        kind: ValueKind::Text,
    };
    assert_eq!(reason.parameters(), [expiry]);
    let code = |profile| reason.response_code(profile).unwrap().to_string();
    assert_eq!(ResponseProfile::ALL.map(code), ["54", "57"]);
}

#[test]
fn a_code_is_two_to_four_words_joined_by_dots() {
    let wrong = "not a code: join two to four parts of lower snake case with dots, as in \
                 `card.expired`";
    for code in ["a.b", "limit.account_class.ii_daily", "a.b.c.d", "card.v2"] {
        check(|draft| draft.code = code.into(), &[]);
    }
    for code in [
        "",
        "card",
        "a.b.c.d.e",
        "card..x",
        ".card",
        "Card.x",
        "card.x-y",
        "card.2x",
        "card._x",
        "card.x_",
        "card.x__y",
        "卡.x",
    ] {
        check(|draft| draft.code = code.into(), &[wrong]);
    }
}

#[test]
fn a_code_has_64_bytes_at_most() {
    check(|draft| draft.code = format!("a.{}", "b".repeat(62)), &[]);
    let long = ReasonDraft {
        code: format!("a.{}", "b".repeat(63)),
        ..draft("x.y")
    };
    let problems = Reason::parse(long, "p").unwrap_err();
    let expected = format!(
        "`a.{}…`: 65 bytes long: shorten the code to 64",
        "b".repeat(62)
    );
    assert_eq!(problems, [expected]);
}

#[test]
fn parameters_are_lower_snake_case_and_unique() {
    let named = |names: &[&str]| {
        names
            .iter()
            .map(|name| ((*name).into(), ValueKind::Integer))
            .collect()
    };
    check(
        |draft| draft.parameters = named(&["amount", "limit", "max_share"]),
        &[],
    );
    check(
        |draft| draft.parameters = named(&["Max", "days", "days"]),
        &[
            "parameter `Max`: write it in lower snake case",
            "parameter `days` is there twice: rename one",
        ],
    );
    check(
        |draft| (draft.of_claim, draft.parameters) = (true, named(&["days"])),
        &[
            "a claim carries no values: remove the parameters and use `{limit}`, `{used}`, \
           `{remaining}` and `{resets_at}`",
        ],
    );
}

#[test]
fn response_codes_are_two_characters_of_a_known_profile() {
    check(
        |draft| draft.response_codes = codes(&[("iso8583", "5x"), ("visa", "05")]),
        &[
            "response-code profile `visa` is not known: use `iso8583` or `unionpay`",
            "response code `5x` for `iso8583`: write two characters of 0-9 and A-Z",
        ],
    );
    check(
        |draft| draft.response_codes = codes(&[("iso8583", "54"), ("iso8583", "33")]),
        &["more than one response code for `iso8583`: keep one"],
    );
}

#[test]
fn all_but_factors_need_a_code_for_iso8583() {
    let missing: &[&str] = &["no response code for `iso8583`: add one"];
    for (effect, expected) in [
        (Effect::Reject, missing),
        (Effect::StepUp, missing),
        (Effect::Review, missing),
        (Effect::Advise, missing),
        (Effect::Factor, &[]),
    ] {
        for given in [codes(&[]), codes(&[("unionpay", "57")])] {
            check(
                |draft| (draft.effect, draft.response_codes) = (effect, given),
                expected,
            );
        }
    }
}

#[test]
fn what_stops_a_payment_may_not_tell_the_terminal_that_it_is_approved() {
    for code in ["00", "10", "11"] {
        let message = format!(
            "response code `{code}` for `unionpay` tells the terminal that the payment is \
             approved: choose one that does not"
        );
        for (effect, expected) in [
            (Effect::Reject, vec![&*message]),
            (Effect::StepUp, vec![&*message]),
            (Effect::Review, vec![&*message]),
            (Effect::Advise, vec![]),
            (Effect::Factor, vec![]),
        ] {
            let given = codes(&[("iso8583", "05"), ("unionpay", code)]);
            check(
                |draft| (draft.effect, draft.response_codes) = (effect, given),
                &expected,
            );
        }
    }
}

#[test]
fn a_strangers_words_are_cut_and_made_visible() {
    let cut = format!("{}…", "x".repeat(64));
    let expected =
        format!("response-code profile `{cut}` is not known: use `iso8583` or `unionpay`");
    check(
        |draft| draft.response_codes.push(("x".repeat(999), "05".into())),
        &[&expected],
    );
    check(
        |draft| draft.response_codes.push(("a\nb".into(), "05".into())),
        &["response-code profile `a\\nb` is not known: use `iso8583` or `unionpay`"],
    );
}

proptest! {
    #[test]
    fn any_draft_is_taken_or_told_what_is_wrong(
        code in ".{0,70}", name in ".{0,9}", profile in ".{0,9}", de39 in ".{0,3}",
        locale in "(en|zh|.{0,5})", message in "([{}a-z]|.){0,40}", of_claim: bool,
    ) {
        let mut draft = draft("card.expired");
        draft.code = code;
        draft.of_claim = of_claim;
        draft.parameters.push((name, ValueKind::Ppm));
        draft.response_codes.push((profile, de39));
        draft.texts.push(text(&locale, &message, &[(Audience::Operator, &message)]));
        if let Err(problems) = Reason::parse(draft, "any") {
            prop_assert!(!problems.is_empty());
        }
    }
}
