//! What a reader sees: headings, aligned tables, wrapped texts. Chinese is two columns wide.

use std::io::IsTerminal as _;
use std::sync::LazyLock;

use crate::shell;

/// Columns of a page.
pub(super) const COLUMNS: usize = 100;

static STYLED: LazyLock<bool> = LazyLock::new(|| {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|no| no.is_empty())
});

fn styled(code: &str, text: &str) -> String {
    match *STYLED {
        true => format!("\x1b[{code}m{text}\x1b[0m"),
        false => text.to_owned(),
    }
}

pub(super) fn bold(text: &str) -> String {
    styled("1", text)
}

pub(super) fn dim(text: &str) -> String {
    styled("2", text)
}

pub(super) fn green(text: &str) -> String {
    styled("32", text)
}

pub(super) fn red(text: &str) -> String {
    styled("31", text)
}

pub(super) fn yellow(text: &str) -> String {
    styled("33", text)
}

/// Begins a section.
pub(super) fn heading(text: &str) {
    let rule = "─".repeat(COLUMNS.saturating_sub(width(text) + 4));
    shell::say(&format!("\n{} {} {}", dim("──"), bold(text), dim(&rule)));
}

/// A line of a section.
pub(super) fn line(text: &str) {
    shell::say(&format!("   {text}"));
}

/// A paragraph of a section.
pub(super) fn paragraph(text: &str) {
    wrap(text, COLUMNS - 3).iter().for_each(|text| line(text));
}

/// An empty line.
pub(super) fn gap() {
    shell::say("");
}

/// Columns that a text takes in a terminal.
pub(super) fn width(text: &str) -> usize {
    let mut columns = 0;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            // A style: up to its `m`.
            '\x1b' => while characters.next().is_some_and(|character| character != 'm') {},
            wide if is_wide(wide) => columns += 2,
            _ => columns += 1,
        }
    }
    columns
}

/// East Asian wide and fullwidth characters, as far as texts for people have them.
fn is_wide(character: char) -> bool {
    matches!(u32::from(character),
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xac00..=0xd7a3
        | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6
        | 0x1f300..=0x1faff | 0x20000..=0x3fffd)
}

/// May not begin a line.
fn closes(character: char) -> bool {
    "，。、；：！？）》」』】％,.;:!?)".contains(character)
}

/// Breaks a text into lines of at most so many columns: at spaces, and between wide characters.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let Some(last) = lines.last_mut() else { break };
        if width(last) + width(piece.trim_end()) > columns && !last.is_empty() {
            last.truncate(last.trim_end().len());
            lines.push(piece.trim_start().to_owned());
        } else {
            last.push_str(piece);
        }
    }
    if let Some(last) = lines.last_mut() {
        last.truncate(last.trim_end().len());
    }
    lines
}

/// What may not be broken: a word with the spaces after it, or a wide character with what must
/// stay at its end.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, character) in text.char_indices() {
        let breaks = before.is_some_and(|before: char| {
            !closes(character)
                && !character.is_whitespace()
                && (before.is_whitespace() || is_wide(before) || is_wide(character))
        });
        if breaks {
            pieces.extend(text.get(start..at));
            start = at;
        }
        before = Some(character);
    }
    pieces.extend(text.get(start..));
    pieces
}

/// A text under a label, wrapped beside it.
pub(super) fn labelled(label: &str, text: &str) {
    const LABEL: usize = 23;
    let mut label = pad(label, LABEL);
    for text in wrap(text, COLUMNS - 3 - LABEL) {
        line(&format!("{}{text}", dim(&label)));
        label = " ".repeat(LABEL);
    }
}

fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// How a column is aligned.
#[derive(Clone, Copy)]
pub(super) enum Align {
    Left,
    Right,
}

/// A table: columns with their headings, and rows.
pub(super) struct Table {
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(columns: &[(&'static str, Align)]) -> Self {
        Self {
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Its lines; the first is the headings.
    fn lines(&self) -> Vec<String> {
        let headings: Vec<String> = (self.columns.iter())
            .map(|(heading, _)| dim(heading))
            .collect();
        let all = || std::iter::once(&headings).chain(&self.rows);
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|at| {
                all()
                    .filter_map(|row| row.get(at))
                    .map(|cell| width(cell))
                    .max()
            })
            .map(Option::unwrap_or_default)
            .collect();
        let cell = |((cell, columns), (_, align)): ((&String, &usize), &(&str, Align))| {
            let space = " ".repeat(columns.saturating_sub(width(cell)));
            match align {
                Align::Left => format!("{cell}{space}"),
                Align::Right => format!("{space}{cell}"),
            }
        };
        all()
            .map(|row| {
                let cells = row.iter().zip(&widths).zip(&self.columns).map(cell);
                cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
            })
            .collect()
    }

    pub(super) fn print(&self) {
        self.lines().iter().for_each(|text| line(text));
    }
}

/// A number with its thousands apart.
pub(super) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Microseconds for a reader.
pub(super) fn duration(us: u64) -> String {
    match us {
        0..1_000 => format!("{us} µs"),
        1_000..100_000 => format!("{:.1} ms", us as f64 / 1_000.0),
        _ => format!("{} ms", number(us / 1_000)),
    }
}

/// A part of a whole in percent.
pub(super) fn percent(part: u64, whole: u64) -> String {
    format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_two_columns_wide_and_style_none() {
        for (text, columns) in [
            ("abc", 3),
            ("限额", 4),
            ("500.00元。", 10),
            ("\x1b[1mabc\x1b[0m", 3),
            ("—…·", 3),
        ] {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn texts_are_broken_where_they_may_be() {
        #[track_caller]
        fn check(text: &str, columns: usize, lines: &[&str]) {
            assert_eq!(wrap(text, columns), lines);
        }
        check("one two three", 7, &["one two", "three"]);
        check("one two three", 8, &["one two", "three"]);
        check("incomprehensible", 4, &["incomprehensible"]);
        check("已付500元，上限", 9, &["已付500", "元，上限"]);
        // A full stop stays with what it ends.
        check("今日上限。", 8, &["今日上", "限。"]);
        check("", 8, &[""]);
    }

    #[test]
    fn columns_line_up() {
        let mut table = Table::new(&[("text", Align::Left), ("count", Align::Right)]);
        table.row(["限额".into(), number(1_234_567)]);
        table.row(["limit".into(), number(999)]);
        let expected = ["text       count", "限额   1,234,567", "limit        999"];
        assert_eq!(table.lines(), expected);
    }
}
