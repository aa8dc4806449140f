//! A report for a terminal.

use super::shown::Shown;
use super::words as w;
use crate::cli::table::{Cell, Page, Style, Table, grouped, left, right, share, styled};
use crate::reasons::Locale;
use crate::report::{Counts, Party, Report};

/// Before what belongs to a heading.
const INDENT: usize = 2;
/// Causes with what to do.
const TOLD: usize = 5;
/// Days that a terminal has room for.
const DAYS: usize = 31;
/// Columns of a bar.
const BAR: u64 = 24;

/// Writes the report.
pub(super) fn write(page: &mut Page, report: &Report, locale: Locale) {
    let shown = Shown::new(report, locale);
    page.line(&[(shown.say(w::TITLE), Style::Strong)]);
    page.table(INDENT, &about(&shown));
    if report.payments.counts.payments == 0 {
        page.blank();
        page.line(&[(shown.say(w::NOTHING), Style::Caution)]);
        return;
    }
    page.heading(shown.say(w::WHAT_HAPPENED));
    page.table(INDENT, &outcomes(&shown));
    page.heading(shown.say(w::CAUSES));
    if report.causes.is_empty() {
        page.line(&[(shown.say(w::NO_FAILURE), Style::Good)]);
    } else {
        page.table(INDENT, &causes(&shown));
        what_to_do(page, &shown);
    }
    page.heading(shown.say(w::AFTER));
    page.table(INDENT, &after(&shown));
    trend(page, &shown);
    for (word, parties) in [
        (w::MERCHANTS, &report.merchants),
        (w::TERMINALS, &report.terminals),
        (w::ISSUERS, &report.issuers),
        (w::CHANNELS, &report.channels),
    ] {
        if parties.iter().any(|party| party.counts.failed > 0) {
            page.heading(shown.say(word));
            page.table(INDENT, &self::parties(&shown, parties));
        }
    }
}

fn about(shown: &Shown<'_>) -> Table {
    let mut table = Table::of_labels();
    for (label, value) in shown.scope() {
        table.label(label, value);
    }
    table.label(shown.say(w::PERIOD), shown.period());
    table.label(shown.say(w::ZONE), shown.zone());
    table.label(shown.say(w::FOR), shown.audience(shown.report.audience));
    table
}

fn outcomes(shown: &Shown<'_>) -> Table {
    let payments = &shown.report.payments;
    let counts = &payments.counts;
    let mut table = Table::new([left(""), right(""), right(""), left("")]);
    for (word, count, style) in [
        (w::PAYMENTS, counts.payments, Style::Strong),
        (w::WENT_THROUGH, counts.went_through(), Style::Good),
        (w::FAILED_AFTER, counts.failed_after, Style::Plain),
        (w::REVIEW, counts.review, Style::Plain),
        (w::STEP_UP, counts.step_up, Style::Plain),
        (w::DECLINED, counts.declined, Style::Plain),
        (w::FAILED, counts.failed, Style::Bad),
    ] {
        let share = share(count, counts.payments);
        table.row([
            styled(shown.say(word), style),
            grouped(count).into(),
            share.into(),
            "".into(),
        ]);
    }
    for (failed, asked) in shown.at_stake() {
        let of = shown.say(w::OF);
        let text = format!("{}: {failed}, {of} {asked}", shown.say(w::AT_STAKE));
        table.note(text, Style::Plain);
    }
    let retried = &shown.report.retried;
    if retried.came_again > 0 {
        let (again, through) = (shown.say(w::AGAIN), shown.say(w::AGAIN_THROUGH));
        let came = grouped(retried.came_again);
        let went = grouped(retried.went_through);
        table.note(format!("{again}: {came}. {through}: {went}"), Style::Plain);
    }
    table
}

fn causes(shown: &Shown<'_>) -> Table {
    let columns = [
        right(shown.say(w::PAYMENTS)),
        right(shown.say(w::SHARE)),
        right(shown.say(w::BESIDE)),
        right(shown.say(w::AT_STAKE)),
        left(shown.say(w::CAUSE)),
    ];
    let mut table = Table::new(columns);
    for cause in &shown.report.causes {
        table.row([
            Cell::from(grouped(cause.payments)),
            share(cause.share_ppm.into(), 1_000_000).into(),
            grouped(cause.among).into(),
            shown.sums(&cause.amounts, 1).into(),
            styled(shown.name(cause), Style::Strong),
        ]);
        table.note(shown.message(cause), Style::Plain);
    }
    table
}

fn what_to_do(page: &mut Page, shown: &Shown<'_>) {
    page.heading(shown.say(w::WHAT_TO_DO));
    for (number, cause) in (1..).zip(shown.report.causes.iter().take(TOLD)) {
        let name = shown.name(cause);
        let number = format!("{number}. ");
        let helps = format!("  {}", shown.helps(cause));
        page.line(&[
            (&number, Style::Plain),
            (&name, Style::Strong),
            (&helps, Style::Faint),
        ]);
        let mut table = Table::of_labels();
        for remedy in &cause.remedies {
            table.label(shown.audience(remedy.audience), shown.remedy(remedy));
        }
        page.table(INDENT + 1, &table);
    }
}

fn after(shown: &Shown<'_>) -> Table {
    let payments = &shown.report.payments;
    let approved = payments.counts.approved;
    let mut table = Table::new([left(""), right(""), right("")]);
    for (word, count) in after_rows(payments) {
        table.row([
            Cell::from(shown.say(word)),
            grouped(count).into(),
            share(count, approved).into(),
        ]);
    }
    table
}

/// What became of approved payments.
pub(super) fn after_rows(
    payments: &crate::report::Payments,
) -> [(crate::cli::words::Word, u64); 7] {
    [
        (w::AUTHORIZED, payments.authorized),
        (w::VOIDED, payments.voided),
        (w::AWAITING, payments.awaiting_outcome),
        (w::DECLINED_BY_ISSUER, payments.declined_by_issuer),
        (w::TIMED_OUT, payments.timed_out),
        (w::ABANDONED, payments.abandoned),
        (w::EXPIRED, payments.expired),
    ]
}

fn trend(page: &mut Page, shown: &Shown<'_>) {
    let report = shown.report;
    let days = report.days.iter();
    let skipped = report.days.len().saturating_sub(DAYS);
    let days = days.skip(skipped);
    let days: Vec<_> = days.map(|day| (shown.date(day.date), day.counts)).collect();
    page.heading(shown.say(w::BY_DAY));
    page.table(INDENT, &over_time(shown, shown.say(w::DAY), &days));
    let hours = report.hours.iter();
    let hours: Vec<_> = hours
        .map(|hour| (format!("{:02}:00", hour.hour), hour.counts))
        .collect();
    page.heading(shown.say(w::BY_HOUR));
    page.table(INDENT, &over_time(shown, shown.say(w::HOUR), &hours));
}

fn over_time(shown: &Shown<'_>, label: &'static str, rows: &[(String, Counts)]) -> Table {
    let most = rows.iter().map(|(_, counts)| counts.failed).max();
    let most = most.unwrap_or(0).max(1);
    let mut table = Table::new([
        left(label),
        right(shown.say(w::PAYMENTS)),
        right(shown.say(w::FAILED)),
        right(shown.say(w::SHARE)),
        left(""),
    ]);
    for (label, counts) in rows {
        table.row([
            Cell::from(label),
            grouped(counts.payments).into(),
            grouped(counts.failed).into(),
            share(counts.failed, counts.payments).into(),
            styled(bar(counts.failed, most), Style::Bad),
        ]);
    }
    table
}

fn bar(part: u64, most: u64) -> String {
    let columns = (u128::from(part) * u128::from(BAR)).div_ceil(u128::from(most));
    "▇".repeat(usize::try_from(columns).unwrap_or(0))
}

fn parties(shown: &Shown<'_>, parties: &[Party]) -> Table {
    let mut table = Table::new([
        left(""),
        right(shown.say(w::PAYMENTS)),
        right(shown.say(w::FAILED)),
        right(shown.say(w::SHARE)),
        left(shown.say(w::MAIN_CAUSE)),
    ]);
    for party in parties.iter().filter(|party| party.counts.failed > 0) {
        let main = party
            .main_cause
            .and_then(|place| shown.report.causes.get(place));
        table.row([
            Cell::from(shown.party(party)),
            grouped(party.counts.payments).into(),
            grouped(party.counts.failed).into(),
            share(party.counts.failed, party.counts.payments).into(),
            main.map_or_else(String::new, |cause| shown.name(cause))
                .into(),
        ]);
    }
    table
}
