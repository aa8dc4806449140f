//! Reads what a policy says of itself, and finds everything that is wrong with it before it has
//! to answer anything.

use std::sync::Arc;

use crate::decision::{Audience, Effect, Outcome, Retry, ValueKind};
use crate::limits::{Counter, CounterSpec, Counts, Filter, Measure, Subject, Window};
use crate::reasons::{Reason, ReasonDraft, TextDraft};
use crate::wit::tollgate::policy::verdicts as wit;

use super::NamedCounter;

/// A manifest holds at most so many reasons, and so many counters.
const ENTRIES_MAX: usize = 256;

/// A manifest that holds together.
pub(super) struct Checked {
    pub(super) reasons: Vec<Arc<Reason>>,
    pub(super) counters: Vec<NamedCounter>,
}

/// Checks the manifest of the policy `name`.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn check(name: &Arc<str>, manifest: &wit::Manifest) -> Result<Checked, Vec<String>> {
    let mut problems = Vec::new();
    if !is_version(&manifest.version) {
        problems.push(format!(
            "version `{}`: must be SemVer, such as 1.0.0",
            clip(&manifest.version)
        ));
    }
    let count = manifest.reasons.len().max(manifest.counters.len());
    if count > ENTRIES_MAX {
        problems.push(format!(
            "has {count} reasons or counters; at most {ENTRIES_MAX}"
        ));
        return Err(problems);
    }
    let mut reasons: Vec<Arc<Reason>> = Vec::new();
    for reason in &manifest.reasons {
        match Reason::parse(draft(reason), name.clone()) {
            Ok(reason) if reasons.iter().any(|known| known.code() == reason.code()) => {
                problems.push(format!("reason `{}`: declared twice", reason.code()));
            }
            Ok(reason) if reason.of_claim() && reason.effect().outcome() == Outcome::Approve => {
                problems.push(format!(
                    "reason `{}`: a claim that is missed must stop the payment; its effect is \
                     reject, step-up or review",
                    reason.code()
                ));
            }
            Ok(reason) => reasons.push(Arc::new(reason)),
            Err(found) => problems.extend(found),
        }
    }
    let mut counters: Vec<NamedCounter> = Vec::new();
    for declared in &manifest.counters {
        let shown = clip(&declared.name);
        if !is_name(&declared.name) {
            problems.push(format!(
                "counter `{shown}`: a name is lower kebab case, 1 to 64 letters"
            ));
        } else if counters.iter().any(|known| *known.name == *declared.name) {
            problems.push(format!("counter `{shown}`: declared twice"));
        }
        match Counter::new(spec(declared)) {
            Ok(counter) => counters.push(NamedCounter {
                name: declared.name.as_str().into(),
                counter,
            }),
            Err(problem) => problems.push(format!("counter `{shown}`: {problem}")),
        }
    }
    if problems.is_empty() {
        Ok(Checked { reasons, counters })
    } else {
        Err(problems)
    }
}

/// Lower kebab case.
pub(super) fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.split('-').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

fn is_version(version: &str) -> bool {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<_> = core.split('.').collect();
    version.len() <= 64
        && numbers.len() == 3
        && numbers.iter().all(|number| number.parse::<u32>().is_ok())
}

/// At most 64 characters of what a guest wrote.
pub(super) fn clip(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_control())
        .take(64)
        .collect()
}

fn draft(reason: &wit::Reason) -> ReasonDraft {
    let text = |text: &wit::ReasonText| TextDraft {
        locale: text.locale.clone(),
        message: text.message.clone(),
        remedies: (text.remedies.iter())
            .map(|(audience, remedy)| (self::audience(*audience), remedy.clone()))
            .collect(),
    };
    ReasonDraft {
        code: reason.code.clone(),
        effect: effect(reason.effect),
        retry: retry(reason.retry),
        operator_only: reason.operator_only,
        of_claim: reason.of_claim,
        parameters: (reason.parameters.iter())
            .map(|parameter| (parameter.name.clone(), kind(parameter.kind)))
            .collect(),
        response_codes: reason.response_codes.clone(),
        texts: reason.texts.iter().map(text).collect(),
    }
}

fn spec(counter: &wit::Counter) -> CounterSpec {
    CounterSpec {
        per: counter.per.iter().copied().map(subject).collect(),
        measure: match counter.measure {
            wit::Measure::Amount => Measure::Amount,
            wit::Measure::Count => Measure::Count,
        },
        window: match counter.window {
            wit::Window::CalendarDay => Window::CalendarDay,
            wit::Window::CalendarMonth => Window::CalendarMonth,
            wit::Window::CalendarYear => Window::CalendarYear,
            wit::Window::Rolling(seconds) => Window::Rolling { seconds },
            wit::Window::Lifetime => Window::Lifetime,
        },
        counts: match counter.counts {
            wit::Counts::Approved => Counts::Approved,
            wit::Counts::Attempted => Counts::Attempted,
            wit::Counts::Declined => Counts::Declined,
            wit::Counts::Refused => Counts::Refused,
            wit::Counts::Passed => Counts::Passed,
        },
        filter: Filter {
            types: counter.types,
            channels: counter.channels,
            entry_modes: counter.entry_modes,
            fundings: counter.fundings,
            networks: counter.networks,
            without_pin: counter.without_pin,
        },
    }
}

fn effect(effect: wit::Effect) -> Effect {
    match effect {
        wit::Effect::Reject => Effect::Reject,
        wit::Effect::StepUp => Effect::StepUp,
        wit::Effect::Review => Effect::Review,
        wit::Effect::Advise => Effect::Advise,
        wit::Effect::Factor => Effect::Factor,
    }
}

fn retry(retry: wit::Retry) -> Retry {
    match retry {
        wit::Retry::None => Retry::None,
        wit::Retry::Once => Retry::Once,
        wit::Retry::AfterFix => Retry::AfterFix,
        wit::Retry::Reenter => Retry::Reenter,
        wit::Retry::OtherMeans => Retry::OtherMeans,
        wit::Retry::Wait => Retry::Wait,
        wit::Retry::AfterOperator => Retry::AfterOperator,
        wit::Retry::Never => Retry::Never,
    }
}

fn audience(audience: wit::Audience) -> Audience {
    match audience {
        wit::Audience::Cardholder => Audience::Cardholder,
        wit::Audience::Merchant => Audience::Merchant,
        wit::Audience::Operator => Audience::Operator,
    }
}

fn kind(kind: wit::ValueKind) -> ValueKind {
    match kind {
        wit::ValueKind::Integer => ValueKind::Integer,
        wit::ValueKind::Money => ValueKind::Money,
        wit::ValueKind::Ppm => ValueKind::Ppm,
        wit::ValueKind::Instant => ValueKind::Instant,
        wit::ValueKind::Text => ValueKind::Text,
    }
}

fn subject(subject: wit::Subject) -> Subject {
    match subject {
        wit::Subject::Merchant => Subject::Merchant,
        wit::Subject::Owner => Subject::Owner,
        wit::Subject::Terminal => Subject::Terminal,
        wit::Subject::Card => Subject::Card,
        wit::Subject::Payer => Subject::Payer,
        wit::Subject::Issuer => Subject::Issuer,
        wit::Subject::Channel => Subject::Channel,
        wit::Subject::Network => Subject::Network,
        wit::Subject::Mcc => Subject::Mcc,
        wit::Subject::Original => Subject::Original,
    }
}

/// One line of at most 200 characters.
pub(super) fn clip_line(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_control())
        .take(200)
        .collect()
}
