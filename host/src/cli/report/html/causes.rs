//! Causes, by area, and what to do about the first of them.

use super::chart::bar;
use super::markup::Markup;
use crate::cli::report::shown::Shown;
use crate::cli::report::words as w;
use crate::cli::table::{grouped, share};
use crate::report::Cause;

/// Causes that are drawn; the table has all.
const DRAWN: usize = 12;
/// Causes with what to do.
const TOLD: usize = 5;

/// Every cause with its bar, and all figures behind.
pub(super) fn causes(page: &mut Markup, shown: &Shown<'_>) {
    let causes = &shown.report.causes;
    page.raw("<section><h2>").text(shown.say(w::CAUSES));
    page.raw("</h2>");
    if causes.is_empty() {
        page.raw("<p>").text(shown.say(w::NO_FAILURE));
        page.raw("</p></section>\n");
        return;
    }
    page.raw("<p class=\"note\">")
        .text(shown.say(w::CAUSES_NOTE));
    page.raw("</p><ol class=\"causes\">");
    let most = causes.first().map_or(1, |cause| cause.payments);
    for cause in causes.iter().take(DRAWN) {
        self::cause(page, shown, cause, most);
    }
    page.raw("</ol>");
    let more = causes.len().saturating_sub(DRAWN);
    if more > 0 {
        let words = shown.say(w::MORE_CAUSES);
        let told = shown.either(format!("{more} {words}"), format!("另有{more}{words}"));
        page.raw("<p class=\"note\">").text(told).raw("</p>");
    }
    table(page, shown);
    page.raw("</section>\n");
}

fn cause(page: &mut Markup, shown: &Shown<'_>, cause: &Cause, most: u64) {
    page.raw("<li><p class=\"what\">");
    message(page, shown, cause);
    page.raw("</p><p class=\"many\"><b>");
    page.text(grouped(cause.payments)).raw("</b> ");
    page.text(share(cause.share_ppm.into(), 1_000_000))
        .raw("</p>");
    bar(page, "bar", cause.payments, most);
    page.raw("<p class=\"which\"><span>")
        .text(shown.area(cause));
    page.raw("</span>");
    code(page, shown, cause);
    let amounts = shown.sums(&cause.amounts, 2);
    if !amounts.is_empty() {
        page.raw("<span>").text(amounts).raw("</span>");
    }
    if cause.among > 0 {
        let (number, words) = (grouped(cause.among), shown.say(w::BESIDE_MORE));
        let told = shown.either(
            format!("+{number} {words}"),
            format!("另有{number}笔{words}"),
        );
        page.raw("<span>").text(told).raw("</span>");
    }
    page.raw("</p></li>");
}

fn message(page: &mut Markup, shown: &Shown<'_>, cause: &Cause) {
    if cause.is_example {
        page.raw("<span class=\"eg\">");
        page.text(shown.mark(true)).raw("</span>");
    }
    page.text(&cause.message);
}

fn code(page: &mut Markup, shown: &Shown<'_>, cause: &Cause) {
    let code = shown.code(cause);
    if !code.is_empty() {
        page.raw("<code>").code(code).raw("</code>");
    }
    if cause.operator_only {
        page.raw("<span class=\"mark\">");
        page.text(shown.say(w::OPERATORS_ONLY)).raw("</span>");
    }
}

fn table(page: &mut Markup, shown: &Shown<'_>) {
    page.raw("<details><summary>").text(shown.say(w::FIGURES));
    page.raw("</summary><div class=\"scroll\"><table><caption>");
    page.text(shown.say(w::CAUSES)).raw("</caption><thead><tr>");
    for word in [
        w::CAUSE,
        w::AREA,
        w::PAYMENTS,
        w::SHARE,
        w::BESIDE,
        w::AT_STAKE,
        w::LAST_SEEN,
    ] {
        page.raw("<th scope=\"col\">").text(shown.say(word));
        page.raw("</th>");
    }
    page.raw("</tr></thead><tbody>");
    for cause in &shown.report.causes {
        page.raw("<tr><th scope=\"row\">");
        code(page, shown, cause);
        if shown.code(cause).is_empty() {
            page.text(shown.name(cause));
        }
        page.raw("</th><td class=\"words\">")
            .text(shown.area(cause));
        for figure in [
            grouped(cause.payments),
            share(cause.share_ppm.into(), 1_000_000),
            grouped(cause.among),
            shown.sums(&cause.amounts, cause.amounts.len()),
            shown.instant(cause.period.last),
        ] {
            page.raw("</td><td>").text(figure);
        }
        page.raw("</td></tr>");
    }
    page.raw("</tbody></table></div></details>");
}

/// The first causes with what each audience can do, and what that would come to.
pub(super) fn what_to_do(page: &mut Markup, shown: &Shown<'_>) {
    if shown.report.causes.is_empty() {
        return;
    }
    page.raw("<section><h2>").text(shown.say(w::WHAT_TO_DO));
    page.raw("</h2><ol class=\"todo\">");
    for cause in shown.report.causes.iter().take(TOLD) {
        page.raw("<li><h3>");
        message(page, shown, cause);
        page.raw("</h3><p class=\"which\">");
        code(page, shown, cause);
        page.raw("<span>").text(shown.helps(cause));
        page.raw("</span></p><dl>");
        for remedy in &cause.remedies {
            page.raw("<div><dt>").text(shown.audience(remedy.audience));
            page.raw("</dt><dd>").text(shown.remedy(remedy));
            page.raw("</dd></div>");
        }
        page.raw("</dl></li>");
    }
    page.raw("</ol></section>\n");
}

/// Failures by area.
pub(super) fn areas(page: &mut Markup, shown: &Shown<'_>) {
    let areas = &shown.report.areas;
    if areas.is_empty() {
        return;
    }
    let most = areas.first().map_or(1, |area| area.payments);
    page.raw("<section><h2>").text(shown.say(w::AREAS));
    page.raw("</h2><table class=\"bars\"><thead class=\"hidden\"><tr><th scope=\"col\">");
    page.text(shown.say(w::AREA))
        .raw("</th><th></th><th scope=\"col\">");
    page.text(shown.say(w::FAILED))
        .raw("</th><th scope=\"col\">");
    page.text(shown.say(w::SHARE))
        .raw("</th></tr></thead><tbody>");
    for area in areas {
        page.raw("<tr><th scope=\"row\">").text(&area.name);
        page.raw("</th><td class=\"chart\">");
        bar(page, "bar", area.payments, most);
        page.raw("</td><td>").text(grouped(area.payments));
        page.raw("</td><td>")
            .text(share(area.share_ppm.into(), 1_000_000));
        page.raw("</td></tr>");
    }
    page.raw("</tbody></table></section>\n");
}
