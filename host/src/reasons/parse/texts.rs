//! The texts of a draft: both languages, every name in them known, the same audiences.

use super::super::Locale;
use super::super::reason::{ReasonDraft, TextDraft, Texts};
use super::super::template::{Problem, Scope, Template};
use super::{Problems, quoted};
use crate::decision::{Audience, Effect};

const TEXT_BYTES_MAX: usize = 500;

/// The texts in English and in Chinese, where both are there.
pub(super) fn both(draft: &ReasonDraft, problems: &mut Problems<'_>) -> Option<(Texts, Texts)> {
    check_locales(&draft.texts, problems);
    let en = texts(Locale::En, draft, problems);
    let zh = texts(Locale::Zh, draft, problems);
    let both = en.zip(zh);
    if let Some((en, zh)) = &both {
        check_audiences(draft.effect, en, zh, problems);
    }
    both
}

fn check_locales(texts: &[TextDraft], problems: &mut Problems<'_>) {
    for text in texts {
        if !Locale::ALL.iter().any(|locale| locale.tag() == text.locale) {
            problems.add(format_args!(
                "texts in {} would never be shown: write them in `en` and `zh`",
                quoted(&text.locale)
            ));
        }
    }
}

fn texts(locale: Locale, draft: &ReasonDraft, problems: &mut Problems<'_>) -> Option<Texts> {
    let tag = locale.tag();
    let mut given = draft.texts.iter().filter(|text| text.locale == tag);
    let Some(text) = given.next() else {
        problems.add(format_args!("no texts in `{tag}`: add them"));
        return None;
    };
    if given.next().is_some() {
        problems.add(format_args!(
            "more than one set of texts in `{tag}`: keep one"
        ));
    }
    let scope = Scope {
        parameters: &draft.parameters,
        of_claim: draft.of_claim,
    };
    let message = template(&text.message, &format!("`{tag}` message"), scope, problems);
    let mut remedies = Vec::with_capacity(text.remedies.len());
    for (position, (audience, remedy)) in text.remedies.iter().enumerate() {
        let place = format!("`{tag}` remedy for the {}", audience_name(*audience));
        if text
            .remedies
            .iter()
            .take(position)
            .any(|(earlier, _)| earlier == audience)
        {
            problems.add(format_args!("{place} is there twice: keep one"));
        }
        remedies.push((*audience, template(remedy, &place, scope, problems)));
    }
    Some(Texts { message, remedies })
}

/// The text, or an empty one in its place where something is wrong with it: the problem is
/// told, so the reason is refused anyway, and the checks that follow still find theirs.
fn template(text: &str, place: &str, scope: Scope<'_>, problems: &mut Problems<'_>) -> Template {
    if text.trim().is_empty() {
        problems.add(format_args!("{place} is empty: write it"));
    }
    if text.len() > TEXT_BYTES_MAX {
        problems.add(format_args!(
            "{place} is {} bytes long: shorten it to {TEXT_BYTES_MAX}",
            text.len()
        ));
    }
    Template::parse(text, scope).unwrap_or_else(|found| {
        for problem in found {
            add_text_problem(&problem, place, problems);
        }
        Template {
            pieces: Vec::new(),
            literal_bytes: 0,
        }
    })
}

fn add_text_problem(problem: &Problem, place: &str, problems: &mut Problems<'_>) {
    match problem {
        Problem::Unbalanced => problems.add(format_args!(
            "{place} has unbalanced braces: use them only around a name, as in `{{amount}}`"
        )),
        Problem::Unknown(name) => problems.add(format_args!(
            "{place} uses {}, which nothing has: declare it as a parameter",
            quoted(name)
        )),
        Problem::NotOfClaim(name) => problems.add(format_args!(
            "{place} uses {}, which only the reason of a claim has: declare it as a parameter, \
             or set `of_claim`",
            quoted(name)
        )),
    }
}

fn check_audiences(effect: Effect, en: &Texts, zh: &Texts, problems: &mut Problems<'_>) {
    let has = |texts: &Texts, audience| texts.remedies.iter().any(|(has, _)| *has == audience);
    for audience in [Audience::Cardholder, Audience::Merchant, Audience::Operator] {
        let missing_in = match (has(en, audience), has(zh, audience)) {
            (true, false) => "zh",
            (false, true) => "en",
            _ => continue,
        };
        problems.add(format_args!(
            "no `{missing_in}` remedy for the {}: add one, as the other language has it",
            audience_name(audience)
        ));
    }
    if effect != Effect::Factor && en.remedies.is_empty() && zh.remedies.is_empty() {
        problems.add(format_args!(
            "no remedy: say what the cardholder, the merchant or the operator can do"
        ));
    }
}

fn audience_name(audience: Audience) -> &'static str {
    match audience {
        Audience::Cardholder => "cardholder",
        Audience::Merchant => "merchant",
        Audience::Operator => "operator",
    }
}

#[cfg(test)]
mod tests;
