//! Payments by day and by hour, each as columns with the figures behind.

use super::chart::{Column, PARTS, columns, legend};
use super::markup::Markup;
use crate::cli::report::shown::Shown;
use crate::cli::report::words as w;
use crate::cli::table::{grouped, share};
use crate::report::{Counts, Day};

/// More days are told by month.
const DAYS_MAX: usize = 92;
/// Names that fit under a chart on a wide screen; every other of them on a narrow one.
const TICKS: usize = 10;

/// By day; by month where there are many.
pub(super) fn days(page: &mut Markup, shown: &Shown<'_>) {
    let days = &shown.report.days;
    if days.len() > DAYS_MAX {
        let months = months(shown, days);
        section(
            page,
            shown,
            shown.say(w::BY_MONTH),
            shown.say(w::MONTH),
            &months,
        );
        return;
    }
    let step = days.len().div_ceil(TICKS).max(1);
    let days: Vec<Column> = (days.iter().enumerate())
        .map(|(place, day)| Column {
            tick: tick(place, step, || shown.short_date(day.date)),
            is_minor: !(place / step).is_multiple_of(2),
            name: shown.date(day.date),
            counts: day.counts,
        })
        .collect();
    section(page, shown, shown.say(w::BY_DAY), shown.say(w::DAY), &days);
}

/// By hour of the day.
pub(super) fn hours(page: &mut Markup, shown: &Shown<'_>) {
    let hours: Vec<Column> = (shown.report.hours.iter().enumerate())
        .map(|(place, hour)| Column {
            tick: tick(place, 3, || format!("{:02}:00", hour.hour)),
            is_minor: place % 6 != 0,
            name: format!("{:02}:00–{:02}:59", hour.hour, hour.hour),
            counts: hour.counts,
        })
        .collect();
    section(
        page,
        shown,
        shown.say(w::BY_HOUR),
        shown.say(w::HOUR),
        &hours,
    );
}

fn tick(place: usize, step: usize, name: impl FnOnce() -> String) -> String {
    if place.is_multiple_of(step) {
        name()
    } else {
        String::new()
    }
}

fn months(shown: &Shown<'_>, days: &[Day]) -> Vec<Column> {
    let mut months: Vec<Column> = Vec::new();
    for day in days {
        let name = shown.month(day.date);
        match months.last_mut() {
            Some(month) if month.name == name => add(&mut month.counts, &day.counts),
            _ => months.push(Column {
                tick: String::new(),
                is_minor: false,
                name,
                counts: day.counts,
            }),
        }
    }
    let step = months.len().div_ceil(TICKS).max(1);
    for (place, month) in months.iter_mut().enumerate() {
        month.tick = tick(place, step, || month.name.clone());
        month.is_minor = !(place / step).is_multiple_of(2);
    }
    months
}

fn add(to: &mut Counts, counts: &Counts) {
    to.payments += counts.payments;
    to.approved += counts.approved;
    to.failed_after += counts.failed_after;
    to.review += counts.review;
    to.step_up += counts.step_up;
    to.declined += counts.declined;
    to.failed += counts.failed;
}

fn section(page: &mut Markup, shown: &Shown<'_>, title: &str, unit: &str, rows: &[Column]) {
    page.raw("<section><h2>").text(title).raw("</h2>");
    columns(page, shown, title, rows);
    legend(page, shown, None);
    page.raw("<details><summary>").text(shown.say(w::FIGURES));
    page.raw("</summary><div class=\"scroll\"><table><caption>");
    page.text(title)
        .raw("</caption><thead><tr><th scope=\"col\">");
    page.text(unit).raw("</th><th scope=\"col\">");
    page.text(shown.say(w::PAYMENTS)).raw("</th>");
    for part in PARTS.iter().rev() {
        page.raw("<th scope=\"col\">").text(shown.say(part.word));
        page.raw("</th>");
    }
    page.raw("<th scope=\"col\">").text(shown.say(w::FAILED));
    page.raw("</th></tr></thead><tbody>");
    for row in rows {
        let counts = &row.counts;
        page.raw("<tr><th scope=\"row\">").text(&row.name);
        page.raw("</th><td>").text(grouped(counts.payments));
        for part in PARTS.iter().rev() {
            page.raw("</td><td>").text(grouped((part.of)(counts)));
        }
        page.raw("</td><td>");
        page.text(share(counts.failed, counts.payments));
        page.raw("</td></tr>");
    }
    page.raw("</tbody></table></div></details></section>\n");
}
