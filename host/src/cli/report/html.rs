//! A report as one page: to read on a screen of any width, and to print on A4.
//!
//! It has no script and loads nothing: charts are SVG with lengths in shares of their room, so that
//! text keeps its size on a phone. Behind each chart is a table.

use super::shown::Shown;
use super::words as w;
use crate::cli::table::{grouped, share};
use crate::reasons::Locale;
use crate::report::Report;

mod causes;
mod chart;
mod markup;
mod places;
mod trend;

use chart::{PARTS, legend, strip};
use markup::Markup;

const STYLE: &str = include_str!("html/style.css");

/// The whole page.
pub(super) fn page(report: &Report, locale: Locale) -> String {
    let shown = Shown::new(report, locale);
    let mut page = Markup::new();
    head(&mut page, &shown);
    if report.payments.counts.payments == 0 {
        page.raw("<p class=\"empty\">").text(shown.say(w::NOTHING));
        page.raw("</p>");
    } else {
        figures(&mut page, &shown);
        happened(&mut page, &shown);
        causes::causes(&mut page, &shown);
        causes::what_to_do(&mut page, &shown);
        trend::days(&mut page, &shown);
        trend::hours(&mut page, &shown);
        page.raw("<div class=\"two\">");
        causes::areas(&mut page, &shown);
        after(&mut page, &shown);
        page.raw("</div>");
        places::places(&mut page, &shown);
    }
    page.raw("<footer><p>").text(shown.say(w::FOOT));
    page.raw("</p></footer>\n</main>\n</body>\n</html>\n");
    page.into_text()
}

fn head(page: &mut Markup, shown: &Shown<'_>) {
    let lang = match shown.locale {
        Locale::En => "en",
        Locale::Zh => "zh-Hans",
    };
    page.raw("<!DOCTYPE html>\n<html lang=\"").text(lang);
    page.raw(
        "\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>",
    );
    page.text(shown.say(w::TITLE));
    for (_, value) in shown.scope() {
        page.raw(" · ").text(value);
    }
    page.raw("</title>\n<style>\n").raw(STYLE);
    page.raw("</style>\n</head>\n<body>\n<main>\n<header>\n<h1>");
    page.text(shown.say(w::TITLE)).raw("</h1>\n<dl>");
    let scope = shown.scope();
    if scope.is_empty() {
        page.raw("<div><dd>").text(shown.say(w::ALL_PAYMENTS));
        page.raw("</dd></div>");
    }
    let about = [
        (shown.say(w::PERIOD), shown.period()),
        (shown.say(w::ZONE), shown.zone().to_owned()),
        (
            shown.say(w::FOR),
            shown.audience(shown.report.audience).to_owned(),
        ),
    ];
    for (label, value) in scope.into_iter().chain(about) {
        page.raw("<div><dt>").text(label);
        page.raw("</dt><dd>").text(value).raw("</dd></div>");
    }
    page.raw("</dl>\n</header>\n");
}

/// The few numbers that a reader looks for first.
fn figures(page: &mut Markup, shown: &Shown<'_>) {
    let payments = &shown.report.payments;
    let counts = &payments.counts;
    page.raw("<section class=\"figures\"><dl>");
    let through = share(counts.went_through(), counts.payments);
    figure(
        page,
        shown.say(w::PAYMENTS),
        &grouped(counts.payments),
        &shown.either(
            format!(
                "{} {}",
                share(payments.approval_ppm.into(), 1_000_000),
                shown.say(w::APPROVAL)
            ),
            format!(
                "{}{}",
                shown.say(w::APPROVAL),
                share(payments.approval_ppm.into(), 1_000_000)
            ),
        ),
    );
    figure(
        page,
        shown.say(w::WENT_THROUGH),
        &grouped(counts.went_through()),
        &beside(shown, &through, shown.say(w::OF_ALL)),
    );
    let failed = share(payments.failed_ppm.into(), 1_000_000);
    figure(
        page,
        shown.say(w::FAILED),
        &grouped(counts.failed),
        &beside(shown, &failed, shown.say(w::OF_ALL)),
    );
    if let Some((failed, asked)) = shown.at_stake().into_iter().next() {
        let more = shown.at_stake().len().saturating_sub(1);
        let mut of = format!("{} {asked}", shown.say(w::OF));
        if more > 0 {
            let others = shown.either(
                format!("; {more} more currencies"),
                format!("；另有{more}种货币"),
            );
            of.push_str(&others);
        }
        figure(page, shown.say(w::AT_STAKE), &failed, &of);
    }
    let retried = &shown.report.retried;
    if retried.went_through > 0 {
        let share = share(retried.went_through, retried.known);
        figure(
            page,
            shown.say(w::CAME_AGAIN),
            &grouped(retried.went_through),
            &beside(shown, &share, shown.say(w::OF_FAILED)),
        );
    }
    page.raw("</dl></section>\n");
}

/// `12% of all`, `占全部12%`.
fn beside(shown: &Shown<'_>, share: &str, of: &str) -> String {
    shown.either(format!("{share} {of}"), format!("{of}{share}"))
}

fn figure(page: &mut Markup, label: &str, number: &str, note: &str) {
    page.raw("<div><dt>").text(label).raw("</dt><dd>");
    page.raw("<strong>").text(number).raw("</strong><span>");
    page.text(note).raw("</span></dd></div>");
}

/// One bar of all payments, and the numbers of its parts.
fn happened(page: &mut Markup, shown: &Shown<'_>) {
    let counts = &shown.report.payments.counts;
    page.raw("<section><h2>").text(shown.say(w::WHAT_HAPPENED));
    page.raw("</h2>");
    let parts = PARTS.map(|part| (part.class, shown.say(part.word), (part.of)(counts)));
    strip(page, shown.say(w::WHAT_HAPPENED), &parts, counts.payments);
    legend(page, shown, Some(counts));
    let amounts = shown.at_stake();
    if amounts.len() > 1 {
        page.raw("<table class=\"small\"><thead><tr><th scope=\"col\">");
        page.text(shown.say(w::AT_STAKE))
            .raw("</th><th scope=\"col\">");
        page.text(shown.say(w::ASKED_FOR))
            .raw("</th></tr></thead><tbody>");
        for (failed, asked) in amounts {
            page.raw("<tr><td>").text(failed).raw("</td><td>");
            page.text(asked).raw("</td></tr>");
        }
        page.raw("</tbody></table>");
    }
    page.raw("</section>\n");
}

/// What became of approved payments, and whether failed ones came again.
fn after(page: &mut Markup, shown: &Shown<'_>) {
    let payments = &shown.report.payments;
    let approved = payments.counts.approved;
    page.raw("<section><h2>").text(shown.say(w::AFTER));
    page.raw("</h2><p class=\"note\">")
        .text(shown.say(w::AFTER_NOTE));
    page.raw("</p><table><tbody>");
    let mut row = |label: &str, count: u64, whole: u64| {
        page.raw("<tr><th scope=\"row\">").text(label);
        page.raw("</th><td>").text(grouped(count));
        page.raw("</td><td>").text(share(count, whole));
        page.raw("</td></tr>");
    };
    row(shown.say(w::APPROVED), approved, payments.counts.payments);
    for (word, count) in super::text::after_rows(payments) {
        row(shown.say(word), count, approved);
    }
    page.raw("</tbody></table>");
    let retried = &shown.report.retried;
    if retried.known > 0 {
        page.raw("<h3>").text(shown.say(w::RETRIED));
        page.raw("</h3><table><tbody>");
        for (word, count) in [
            (w::KNOWN, retried.known),
            (w::AGAIN, retried.came_again),
            (w::AGAIN_THROUGH, retried.went_through),
        ] {
            page.raw("<tr><th scope=\"row\">").text(shown.say(word));
            page.raw("</th><td>").text(grouped(count));
            page.raw("</td><td>").text(share(count, retried.known));
            page.raw("</td></tr>");
        }
        page.raw("</tbody></table>");
    }
    page.raw("</section>\n");
}
