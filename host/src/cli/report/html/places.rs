//! Merchants, terminals, issuers and channels with most failures.

use super::chart::bar;
use super::markup::Markup;
use crate::cli::report::shown::Shown;
use crate::cli::report::words as w;
use crate::cli::table::{grouped, share};
use crate::report::Party;

/// All four, side by side where there is room.
pub(super) fn places(page: &mut Markup, shown: &Shown<'_>) {
    let report = shown.report;
    let lists = [
        (w::MERCHANTS, &report.merchants),
        (w::TERMINALS, &report.terminals),
        (w::ISSUERS, &report.issuers),
        (w::CHANNELS, &report.channels),
    ];
    let failed = |parties: &[Party]| parties.iter().any(|party| party.counts.failed > 0);
    if !lists.iter().any(|(_, parties)| failed(parties)) {
        return;
    }
    page.raw("<section><h2>").text(shown.say(w::WHERE));
    page.raw("</h2><div class=\"places\">");
    for (word, parties) in lists {
        if failed(parties) {
            place(page, shown, shown.say(word), parties);
        }
    }
    page.raw("</div></section>\n");
}

fn place(page: &mut Markup, shown: &Shown<'_>, title: &str, parties: &[Party]) {
    let most = parties.iter().map(|party| party.counts.failed).max();
    page.raw("<div class=\"scroll\"><table class=\"bars\"><thead><tr><th scope=\"col\">");
    page.text(title);
    for word in [w::PAYMENTS, w::FAILED, w::SHARE] {
        page.raw("</th><th scope=\"col\">").text(shown.say(word));
    }
    page.raw("</th></tr></thead><tbody>");
    for party in parties.iter().filter(|party| party.counts.failed > 0) {
        let counts = &party.counts;
        page.raw("<tr><th scope=\"row\">").text(shown.party(party));
        let main = party
            .main_cause
            .and_then(|place| shown.report.causes.get(place));
        if let Some(cause) = main {
            page.raw("<small>").code(shown.name(cause)).raw("</small>");
        }
        bar(page, "bar", counts.failed, most.unwrap_or(1));
        page.raw("</th><td>").text(grouped(counts.payments));
        page.raw("</td><td>").text(grouped(counts.failed));
        page.raw("</td><td>");
        page.text(share(counts.failed, counts.payments));
        page.raw("</td></tr>");
    }
    page.raw("</tbody></table></div>");
}
