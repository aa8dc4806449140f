//! A decision as a person reads it, whether it was just made or is from the log.

use std::time::Duration;

use super::table::{Cell, Page, Style, Table, grouped, left, right, styled};
use super::words::{self, Word, duration, outcome_style};
use crate::decision::{Audience, Held, LimitUsage, Value};
use crate::money::{Amount, Currency};
use crate::reasons::{Context, Locale, RenderedReason, RetryAdvice, explain};
use crate::record::{Decision, Run};

/// Before what belongs to a reason.
pub(super) const INDENT: usize = 3;

/// Writes the decision for the reader of `context`. `holds` is what is said of its holds.
pub(super) fn write(page: &mut Page, decision: &Decision, context: &Context<'_>, holds: Word) {
    let say = |word: Word| words::said(word, context.locale);
    let explained = explain(
        &decision.catalogue,
        context,
        decision.outcome,
        &decision.found,
    );
    let name = say(words::outcome(decision.outcome)).to_uppercase();
    let about = format!(
        "  {}  {}",
        context.show(&Value::Money(decision.told.amount)),
        decision.told.merchant
    );
    let style = outcome_style(decision.outcome.name());
    page.line(&[(&name, style), (&about, Style::Strong)]);
    let mut table = Table::of_labels();
    table.label(say(words::REQUEST), &*decision.request_id);
    table.label(say(words::AT), instant(context, decision.decided_at_ms));
    let revision: String = decision.revision.chars().take(12).collect();
    table.label(say(words::POLICY_SET), revision);
    table.label(say(words::RESPONSE_CODE), explained.response_code.as_str());
    table.label(say(words::RETRY), retry(context, &explained.retry));
    page.table(INDENT, &table);
    for (number, reason) in (1..).zip(&explained.reasons) {
        page.blank();
        self::reason(page, context, number, reason);
    }
    if !decision.holds.is_empty() {
        page.blank();
        page.table(0, &self::holds(context, holds, &decision.holds));
    }
    // Who found what is for operators, as in the answer that a gateway gets.
    if context.audience == Audience::Operator {
        page.blank();
        page.table(0, &runs(context, &decision.runs));
    }
}

fn reason(page: &mut Page, context: &Context<'_>, number: u32, reason: &RenderedReason) {
    let say = |word: Word| words::said(word, context.locale);
    let effect = say(words::effect(reason.effect));
    let number = format!("{number}. ");
    let by = match &*reason.policy {
        "" => String::new(),
        policy => format!("  {policy}"),
    };
    page.line(&[
        (&number, Style::Plain),
        (&reason.code, Style::Strong),
        ("  ", Style::Plain),
        (effect, words::effect_style(reason.effect)),
        (&by, Style::Faint),
    ]);
    page.paragraph(INDENT, &reason.message, Style::Plain);
    let mut table = Table::of_labels();
    for (audience, remedy) in &reason.remedies {
        table.label(say(words::audience(*audience)), remedy);
    }
    for (name, value) in &reason.evidence {
        table.label(name, context.show(value));
    }
    if let Some(limit) = &reason.limit {
        self::limit(&mut table, context, limit);
    }
    table.label(say(words::RETRY), retry(context, &reason.retry));
    if reason.operator_only {
        table.label(say(words::NOTE), say(words::OPERATORS_ONLY));
    }
    page.table(INDENT, &table);
}

fn limit(table: &mut Table, context: &Context<'_>, limit: &LimitUsage) {
    let say = |word: Word| words::said(word, context.locale);
    let shown = |figure| figure_of(context, figure, limit.currency);
    table.label(say(words::LIMIT), &*limit.counter);
    let used = format!("{} / {}", shown(limit.used), shown(limit.cap));
    table.label(say(words::USED), used);
    table.label(say(words::REMAINING), shown(limit.remaining()));
    if let Some(ms) = limit.resets_at_ms {
        table.label(say(words::RESETS), instant(context, ms));
    }
}

fn retry(context: &Context<'_>, advice: &RetryAdvice) -> String {
    let kind = words::said(words::retry(advice.kind), context.locale);
    match advice.not_before_ms {
        None => kind.to_owned(),
        Some(ms) => {
            let not_before = words::said(words::NOT_BEFORE, context.locale);
            format!("{kind}, {not_before} {}", instant(context, ms))
        }
    }
}

fn holds(context: &Context<'_>, title: Word, holds: &[Held]) -> Table {
    let say = |word| words::said(word, context.locale);
    let columns = [
        left(say(title)),
        right(say(words::AMOUNT)),
        left(say(words::UNTIL)),
    ];
    let mut table = Table::new(columns);
    for held in holds {
        let until = held.expires_at_ms.map(|ms| instant(context, ms));
        table.row([
            Cell::from(&held.counter),
            figure_of(context, held.amount, held.currency).into(),
            until.unwrap_or_default().into(),
        ]);
    }
    table
}

fn runs(context: &Context<'_>, runs: &[Run]) -> Table {
    let columns = match context.locale {
        Locale::En => ["Policy", "Version", "Mode", "Alone", "Fuel", "Time"],
        Locale::Zh => ["策略", "版本", "模式", "单独结论", "燃料", "耗时"],
    };
    let [policy, version, mode, alone, fuel, time] = columns;
    let mut table = Table::new([
        left(policy),
        left(version),
        left(mode),
        left(alone),
        right(fuel),
        right(time),
    ]);
    for run in runs {
        let alone = words::said(words::outcome(run.outcome), context.locale);
        table.row([
            Cell::from(&run.policy.name),
            (&run.policy.version).into(),
            words::said(words::mode(run.policy.mode), context.locale).into(),
            styled(alone, outcome_style(run.outcome.name())),
            grouped(run.fuel).into(),
            duration(Duration::from_nanos(run.nanoseconds.into())).into(),
        ]);
        if let Some(fault) = &run.fault {
            table.note(fault.to_string(), Style::Bad);
        }
    }
    table
}

pub(super) fn instant(context: &Context<'_>, ms: u64) -> String {
    context.show(&Value::InstantMs(ms))
}

/// A figure of a limit: money, or a number where there is no currency.
pub(super) fn figure_of(context: &Context<'_>, figure: u64, currency: Option<Currency>) -> String {
    match currency {
        None => grouped(figure),
        Some(currency) => context.show(&Value::Money(Amount {
            minor_units: i64::try_from(figure).unwrap_or(i64::MAX),
            currency,
        })),
    }
}
