//! From what a manifest says to a definition that can always be shown.
//!
//! A message is for a policy's author: the reason's code, what is wrong, what to do.

use std::fmt;
use std::sync::Arc;

use super::reason::{Parameter, Reason, ReasonDraft};
use super::response_code::{ResponseCode, ResponseProfile};
use super::stops;
use crate::decision::Effect;

mod texts;

const CODE_BYTES_MAX: usize = 64;
/// Of a manifest's own words in a message about it.
const QUOTED_CHARS_MAX: usize = 64;

/// What is wrong with one draft.
struct Problems<'a> {
    code: &'a str,
    messages: Vec<String>,
}

impl Problems<'_> {
    fn add(&mut self, message: fmt::Arguments<'_>) {
        self.messages
            .push(format!("{}: {message}", quoted(self.code)));
    }
}

pub(super) fn parse(draft: ReasonDraft, policy: Arc<str>) -> Result<Reason, Vec<String>> {
    let mut problems = Problems {
        code: &draft.code,
        messages: Vec::new(),
    };
    check_code(&mut problems);
    check_parameters(&draft, &mut problems);
    let [iso8583, unionpay] = response_codes(&draft, &mut problems);
    match texts::both(&draft, &mut problems) {
        Some((en, zh)) if problems.messages.is_empty() => Ok(Reason {
            code: draft.code.into(),
            policy,
            effect: draft.effect,
            retry: draft.retry,
            operator_only: draft.operator_only,
            of_claim: draft.of_claim,
            parameters: (draft.parameters.into_iter())
                .map(|(name, kind)| Parameter {
                    name: name.into(),
                    kind,
                })
                .collect(),
            iso8583,
            unionpay,
            en,
            zh,
        }),
        _ => Err(problems.messages),
    }
}

fn check_code(problems: &mut Problems<'_>) {
    let code = problems.code;
    let parts = code.split('.').count();
    if !(2..=4).contains(&parts) || !code.split('.').all(is_lower_snake) {
        problems.add(format_args!(
            "not a code: join two to four parts of lower snake case with dots, as in `card.expired`"
        ));
    }
    if code.len() > CODE_BYTES_MAX {
        problems.add(format_args!(
            "{} bytes long: shorten the code to {CODE_BYTES_MAX}",
            code.len()
        ));
    }
}

fn check_parameters(draft: &ReasonDraft, problems: &mut Problems<'_>) {
    for (position, (name, _)) in draft.parameters.iter().enumerate() {
        if !is_lower_snake(name) {
            problems.add(format_args!(
                "parameter {}: write it in lower snake case",
                quoted(name)
            ));
        }
        if draft
            .parameters
            .iter()
            .take(position)
            .any(|(earlier, _)| earlier == name)
        {
            problems.add(format_args!(
                "parameter {} is there twice: rename one",
                quoted(name)
            ));
        }
    }
    // A claim is a counter, a cap and a reason: there is nobody to give the values.
    if draft.of_claim && !draft.parameters.is_empty() {
        problems.add(format_args!(
            "a claim carries no values: remove the parameters and use `{{limit}}`, `{{used}}`, \
             `{{remaining}}` and `{{resets_at}}`"
        ));
    }
}

/// The codes of [`ResponseProfile::ALL`], in that order.
fn response_codes(draft: &ReasonDraft, problems: &mut Problems<'_>) -> [Option<ResponseCode>; 2] {
    for (name, _) in &draft.response_codes {
        if ResponseProfile::from_name(name).is_none() {
            problems.add(format_args!(
                "response-code profile {} is not known: use `iso8583` or `unionpay`",
                quoted(name)
            ));
        }
    }
    let codes = ResponseProfile::ALL.map(|profile| response_code(profile, draft, problems));
    let given = draft
        .response_codes
        .iter()
        .any(|(name, _)| name == "iso8583");
    if draft.effect != Effect::Factor && !given {
        problems.add(format_args!("no response code for `iso8583`: add one"));
    }
    codes
}

fn response_code(
    profile: ResponseProfile,
    draft: &ReasonDraft,
    problems: &mut Problems<'_>,
) -> Option<ResponseCode> {
    let name = profile.name();
    let mut given = draft
        .response_codes
        .iter()
        .filter(|(given, _)| given == name);
    let (_, text) = given.next()?;
    if given.next().is_some() {
        problems.add(format_args!(
            "more than one response code for `{name}`: keep one"
        ));
    }
    let Some(code) = ResponseCode::from_text(text) else {
        problems.add(format_args!(
            "response code {} for `{name}`: write two characters of 0-9 and A-Z",
            quoted(text)
        ));
        return None;
    };
    if stops(draft.effect) && code.approves() {
        problems.add(format_args!(
            "response code `{code}` for `{name}` tells the terminal that the payment is \
             approved: choose one that does not"
        ));
    }
    Some(code)
}

fn is_lower_snake(word: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    word.bytes().all(allowed)
        && word.starts_with(|first: char| first.is_ascii_lowercase())
        && !word.ends_with('_')
        && !word.contains("__")
}

/// A manifest is a stranger's: its words are cut short and control characters made visible.
fn quoted(words: &str) -> String {
    let cut: String = words.chars().take(QUOTED_CHARS_MAX).collect();
    let ellipsis = if cut.len() < words.len() { "…" } else { "" };
    format!("`{}{ellipsis}`", cut.escape_debug())
}

#[cfg(test)]
mod tests;
