//! Charts as SVG: a strip of parts, and columns of them. Lengths along a chart are shares of its
//! room, so that it fits any width without scaling its text.

use super::markup::Markup;
use crate::cli::report::shown::Shown;
use crate::cli::report::words as w;
use crate::cli::table::{grouped, share};
use crate::cli::words::Word;
use crate::report::Counts;

/// A part of all payments.
pub(super) struct Part {
    /// Its colour, by class.
    pub(super) class: &'static str,
    pub(super) word: Word,
    pub(super) of: fn(&Counts) -> u64,
}

/// From the ground up: what failed stands on it, so that columns compare.
pub(super) const PARTS: [Part; 5] = [
    Part {
        class: "declined",
        word: w::DECLINED,
        of: |counts| counts.declined,
    },
    Part {
        class: "step",
        word: w::STEP_UP,
        of: |counts| counts.step_up,
    },
    Part {
        class: "review",
        word: w::REVIEW,
        of: |counts| counts.review,
    },
    Part {
        class: "after",
        word: w::FAILED_AFTER,
        of: |counts| counts.failed_after,
    },
    Part {
        class: "through",
        word: w::WENT_THROUGH,
        of: Counts::went_through,
    },
];

/// Of a column chart, in pixels: the room for columns, and what is above and below it.
const HEIGHT: f64 = 150.0;
const ABOVE: f64 = 12.0;
const BELOW: f64 = 24.0;
/// Columns that a chart has room for at least, so that a few don't become walls.
const SLOTS_MIN: usize = 12;

/// What each colour stands for; with the numbers where `counts` are given.
pub(super) fn legend(page: &mut Markup, shown: &Shown<'_>, counts: Option<&Counts>) {
    page.raw("<ul class=\"legend\">");
    for part in PARTS.iter().rev() {
        page.raw("<li><i").attribute("class", part.class);
        page.raw("></i>").text(shown.say(part.word));
        if let Some(counts) = counts {
            let count = (part.of)(counts);
            page.raw(" <b>").text(grouped(count)).raw("</b> <span>");
            page.text(share(count, counts.payments)).raw("</span>");
        }
        page.raw("</li>");
    }
    page.raw("</ul>");
}

/// Parts of a whole in a row, the last one first.
pub(super) fn strip(
    page: &mut Markup,
    label: &str,
    parts: &[(&'static str, &'static str, u64)],
    whole: u64,
) {
    let told: Vec<String> = (parts.iter().rev())
        .map(|(_, name, count)| format!("{name} {}", grouped(*count)))
        .collect();
    let label = format!("{label}: {}", told.join(", "));
    page.raw("<svg class=\"strip\" role=\"img\" width=\"100%\" height=\"28\"");
    page.attribute("aria-label", &label).raw(">");
    let mut at = 0.0;
    for (class, name, count) in parts.iter().rev() {
        let width = percent(*count, whole);
        if *count > 0 {
            page.raw("<rect y=\"0\" height=\"28\"");
            page.attribute("class", class);
            page.attribute("x", format!("{at:.3}%"));
            page.attribute("width", format!("{width:.3}%"));
            page.raw("><title>")
                .text(format!("{name}: {}", grouped(*count)));
            page.raw("</title></rect>");
        }
        at += width;
    }
    page.raw("</svg>");
}

/// A bar as long as its share of the longest.
pub(super) fn bar(page: &mut Markup, class: &'static str, part: u64, most: u64) {
    page.raw("<svg aria-hidden=\"true\" width=\"100%\" height=\"8\"");
    page.attribute("class", class)
        .raw("><rect height=\"8\" rx=\"2\"");
    let width = percent(part, most);
    page.attribute("width", format!("{width:.3}%"));
    page.raw("/></svg>");
}

/// A column.
pub(super) struct Column {
    /// Under it; empty where there is no room.
    pub(super) tick: String,
    /// Its tick is left out on a narrow screen.
    pub(super) is_minor: bool,
    /// What it is, for who points at it.
    pub(super) name: String,
    pub(super) counts: Counts,
}

/// Columns of parts over time.
pub(super) fn columns(page: &mut Markup, shown: &Shown<'_>, label: &str, columns: &[Column]) {
    let most = columns.iter().map(|column| column.counts.payments).max();
    let top = round_up(most.unwrap_or(0).max(1));
    let bottom = ABOVE + HEIGHT;
    page.raw("<div class=\"plot\"><svg aria-hidden=\"true\" width=\"100%\"");
    page.attribute("height", format!("{}", bottom + BELOW));
    page.raw(">");
    for quarter in [0, 1, 2] {
        let y = f64::from(quarter).mul_add(-HEIGHT / 2.0, bottom);
        page.raw("<text class=\"axis\" x=\"100%\" text-anchor=\"end\"");
        page.attribute("y", format!("{:.1}", y + 4.0)).raw(">");
        let value = top / 2 * u64::try_from(quarter).unwrap_or(0);
        page.text(grouped(value)).raw("</text>");
    }
    page.raw("</svg><svg role=\"img\" width=\"100%\"");
    page.attribute("height", format!("{}", bottom + BELOW));
    page.attribute("aria-label", label).raw(">");
    for quarter in [0, 1, 2] {
        let y = f64::from(quarter).mul_add(-HEIGHT / 2.0, bottom);
        let y = format!("{y:.1}");
        page.raw("<line class=\"grid\" x1=\"0\" x2=\"100%\"");
        page.attribute("y1", &y).attribute("y2", &y).raw("/>");
    }
    let slots = columns.len().max(SLOTS_MIN) as f64;
    for (place, column) in columns.iter().enumerate() {
        let left = place as f64 * 100.0 / slots;
        self::column(page, shown, column, (left, 100.0 / slots), top);
    }
    page.raw("</svg></div>");
    failed(page, shown, columns, slots);
}

/// Under the columns, on the same slots: which share of each failed.
fn failed(page: &mut Markup, shown: &Shown<'_>, columns: &[Column], slots: f64) {
    let ppm = |counts: &Counts| counts.failed.saturating_mul(1_000_000) / counts.payments.max(1);
    let most = columns.iter().map(|column| ppm(&column.counts)).max();
    let most = most.unwrap_or(0).max(1);
    let label = shown.say(w::FAILED_SHARE);
    page.raw("<p class=\"sub\">").text(label);
    page.raw("</p><div class=\"plot\"><svg aria-hidden=\"true\" width=\"100%\" height=\"44\">");
    page.raw("<text class=\"axis\" x=\"100%\" y=\"12\" text-anchor=\"end\">");
    page.text(share(most, 1_000_000));
    page.raw("</text></svg><svg role=\"img\" width=\"100%\" height=\"44\"");
    page.attribute("aria-label", label);
    page.raw("><line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"43.5\" y2=\"43.5\"/>");
    for (place, column) in columns.iter().enumerate() {
        let part = ppm(&column.counts);
        let height = percent(part, most) / 100.0 * 36.0;
        let told = format!("{}: {}", column.name, share(part, 1_000_000));
        let (left, width) = (place as f64 * 100.0 / slots, 100.0 / slots);
        page.raw("<rect class=\"share\"");
        page.attribute("x", format!("{:.3}%", width.mul_add(0.12, left)));
        page.attribute("width", format!("{:.3}%", width * 0.76));
        page.attribute("y", format!("{:.2}", 43.0 - height));
        page.attribute("height", format!("{height:.2}"));
        page.raw("><title>").text(told).raw("</title></rect>");
    }
    page.raw("</svg></div>");
}

/// A column at `left` of a slot, both in percent.
fn column(page: &mut Markup, shown: &Shown<'_>, column: &Column, slot: (f64, f64), top: u64) {
    let (left, width) = slot;
    let counts = &column.counts;
    let failed = share(counts.failed, counts.payments);
    let (payments, says) = (grouped(counts.payments), shown.say(w::FAILED));
    let told = format!(
        "{}: {payments}; {says} {} ({failed})",
        column.name,
        grouped(counts.failed)
    );
    page.raw("<g><title>").text(told).raw("</title>");
    let mut y = ABOVE + HEIGHT;
    for part in &PARTS {
        let count = (part.of)(counts);
        if count == 0 {
            continue;
        }
        let height = percent(count, top) / 100.0 * HEIGHT;
        y -= height;
        page.raw("<rect").attribute("class", part.class);
        page.attribute("x", format!("{:.3}%", width.mul_add(0.12, left)));
        page.attribute("width", format!("{:.3}%", width * 0.76));
        page.attribute("y", format!("{y:.2}"));
        page.attribute("height", format!("{height:.2}")).raw("/>");
    }
    if !column.tick.is_empty() {
        let class = if column.is_minor {
            "tick minor"
        } else {
            "tick"
        };
        page.raw("<text text-anchor=\"middle\"")
            .attribute("class", class);
        page.attribute("x", format!("{:.3}%", width.mul_add(0.5, left)));
        page.attribute("y", format!("{:.1}", ABOVE + HEIGHT + 17.0));
        page.raw(">").text(&column.tick).raw("</text>");
    }
    page.raw("</g>");
}

/// What a chart needs no more precision for than a float has.
fn percent(part: u64, whole: u64) -> f64 {
    part as f64 * 100.0 / whole.max(1) as f64
}

/// The next round and even number, so that its half can be written on the axis.
fn round_up(number: u64) -> u64 {
    if let Some(round) = [2, 4, 6, 8].into_iter().find(|round| *round >= number) {
        return round;
    }
    let mut unit = 1_u64;
    loop {
        for step in [10, 12, 16, 20, 24, 30, 40, 50, 60, 80] {
            let round = unit.saturating_mul(step);
            if round >= number || round == u64::MAX {
                return round;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_with_a_round_number() {
        for (number, expected) in [
            (0, 2),
            (1, 2),
            (3, 4),
            (9, 10),
            (11, 12),
            (41, 50),
            (1_063, 1_200),
        ] {
            assert_eq!(round_up(number), expected, "{number}");
        }
        assert!(round_up(u64::MAX) >= u64::MAX / 2);
    }
}
