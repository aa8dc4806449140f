//! How a report looks, in what must hold whatever is in it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{html, text};
use crate::cli::table::Page;
use crate::reasons::Locale;
use crate::report::samples::{MORNING_MS, Sample, asked, gathered};
use crate::report::{Asked, Report};

fn report(locale: Locale, samples: &[Sample]) -> Report {
    gathered(Asked { locale, ..asked() }, samples).report()
}

fn page(locale: Locale, samples: &[Sample]) -> String {
    html::page(&report(locale, samples), locale)
}

fn shown(locale: Locale, samples: &[Sample]) -> String {
    let mut page = Page::plain();
    text::write(&mut page, &report(locale, samples), locale);
    page.into_text()
}

fn evil() -> Sample {
    Sample {
        merchant: "\"><img src=x>",
        merchant_name: "<script>alert(1)</script>",
        ..Sample::declined(&["limit.day"])
    }
}

#[test]
fn names_cannot_become_markup() {
    for locale in Locale::ALL {
        let page = page(locale, &[evil()]);
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(!page.contains("<script") && !page.contains("<img"));
    }
}

#[test]
fn the_page_loads_nothing() {
    let page = page(Locale::En, &[evil(), Sample::refused("51")]);
    for way_out in [
        " src=\"", "href", "url(", "@import", "http:", "https:", "<link",
    ] {
        assert!(!page.contains(way_out), "{way_out}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn a_report_of_nothing_says_so() {
    for (locale, expected) in [
        (Locale::En, "No payment fits"),
        (Locale::Zh, "没有符合条件的支付"),
    ] {
        assert!(page(locale, &[]).contains(expected));
        assert!(shown(locale, &[]).contains(expected));
    }
    let nothing_failed = page(Locale::En, &[Sample::default()]);
    assert!(nothing_failed.contains("No payment failed."));
}

#[test]
fn each_chart_has_a_table_and_a_label() {
    let page = page(Locale::En, &[Sample::default(), evil()]);
    for chart in ["By day", "By hour of the day"] {
        assert!(page.contains(&format!("aria-label=\"{chart}\"")), "{chart}");
        assert!(
            page.contains(&format!("<caption>{chart}</caption>")),
            "{chart}"
        );
    }
    assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
}

#[test]
fn many_days_are_told_by_month() {
    let samples: Vec<Sample> = (0..200_u64)
        .map(|day| Sample {
            at_ms: MORNING_MS + day * 86_400_000,
            ..Sample::default()
        })
        .collect();
    let page = page(Locale::Zh, &samples);
    assert!(page.contains("按月") && page.contains("2026年12月"));
}

#[test]
fn a_terminal_shows_causes_and_what_to_do() {
    let samples = [
        Sample::default(),
        Sample::declined(&["limit.day"]),
        Sample::refused("51"),
    ];
    let text = shown(Locale::En, &samples);
    for told in [
        "limit.day",
        "DE39 51",
        "There was not enough money on the account.",
        "Do this.",
        "Mon, 23 Nov 2026",
        "CNY 200.00, of CNY 300.00",
    ] {
        assert!(text.contains(told), "no `{told}` in {text}");
    }
    assert!(shown(Locale::Zh, &samples).contains("2026年11月23日 周一"));
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
}
