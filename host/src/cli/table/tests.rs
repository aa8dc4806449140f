//! Text laid out: what goes in, the lines that come out.

use super::*;

#[test]
fn a_chinese_character_takes_two_columns() {
    for (text, columns) in [
        ("", 0),
        ("CNY 1.00", 8),
        ("1.00元", 6),
        ("卡已过期。", 10),
        ("e\u{301}", 1),
        ("…", 1),
    ] {
        assert_eq!(width(text), columns, "{text}");
    }
}

#[track_caller]
fn wrapped(text: &str, room: usize, lines: &[&str]) {
    assert_eq!(wrap(text, room), lines);
}

#[test]
fn text_is_broken_where_a_reader_expects_it() {
    wrapped("", 8, &[""]);
    wrapped("use another card", 8, &["use", "another", "card"]);
    wrapped("use another card", 11, &["use another", "card"]);
    wrapped("unbreakable word", 4, &["unbreakable", "word"]);
    wrapped("请换一张卡", 4, &["请换", "一张", "卡"]);
    // No line begins with a full stop, or ends with an opening bracket.
    wrapped("请换卡。", 6, &["请换", "卡。"]);
    wrapped("卡（银联）", 4, &["卡", "（银", "联）"]);
    wrapped("金额 CNY 5.00元", 8, &["金额 CNY", "5.00元"]);
}

#[track_caller]
fn shown(table: &Table, expected: &[&str]) {
    let mut page = Page::plain();
    page.table(0, table);
    assert_eq!(page.into_text().lines().collect::<Vec<_>>(), expected);
}

#[test]
fn columns_are_aligned_whatever_the_language() {
    let mut table = Table::new([left("Outcome"), right("Count"), left("Why")]);
    table.row(["批准".into(), "4,870".into(), "good".into()]);
    table.row(["decline".into(), "9".into(), "卡已过期".into()]);
    table.note("卡已过期", Style::Plain);
    shown(
        &table,
        &[
            "Outcome  Count  Why",
            "批准     4,870  good",
            "decline      9  卡已过期",
            "    卡已过期",
        ],
    );
}

#[test]
fn the_last_column_is_wrapped_under_itself() {
    let mut table = Table::of_labels();
    table.label("merchant", "word ".repeat(20));
    let rest = format!("          {}", ["word"; 6].join(" "));
    let first = format!("merchant  {}", ["word"; 14].join(" "));
    shown(&table, &[&first, &rest]);
}

#[test]
fn text_does_not_steer_the_terminal() {
    let mut page = Page::plain();
    page.line(&[("a\u{1b}[31mb", Style::Plain)]);
    assert_eq!(page.into_text(), "a\u{fffd}[31mb\n");
}

#[test]
fn styles_are_for_terminals() {
    let mut page = Page::plain();
    page.coloured = true;
    page.line(&[("DECLINE", Style::Bad), (" x", Style::Plain)]);
    assert_eq!(page.into_text(), "\u{1b}[1;31mDECLINE\u{1b}[0m x\n");
}

#[test]
fn figures() {
    let grouped: Vec<_> = [0, 999, 1_000, 1_000_007, u64::MAX].map(grouped).into();
    let expected = [
        "0",
        "999",
        "1,000",
        "1,000,007",
        "18,446,744,073,709,551,615",
    ];
    assert_eq!(grouped, expected);
    for (part, whole, expected) in [
        (0, 0, "0.0%"),
        (0, 9, "0.0%"),
        (1, 10_000, "<0.1%"),
        (1, 3, "33.3%"),
        (89, 4_999, "1.8%"),
        (9_999, 10_000, ">99.9%"),
        (7, 7, "100.0%"),
        (u64::MAX, u64::MAX, "100.0%"),
    ] {
        assert_eq!(share(part, whole), expected);
    }
}
