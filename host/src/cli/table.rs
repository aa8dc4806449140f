//! Text in columns for a terminal, shared by the subcommands that show more than a line.
//!
//! Lines are at most 80 columns wide, whatever the terminal: what is shown in one looks the same
//! in a file, in a mail and in a test. A Chinese character takes two columns.

use std::io::{self, IsTerminal as _, Write as _};

mod figures;
mod width;

pub(super) use figures::{count, grouped, share};
use width::{clean, width, wrap};

/// Columns of a line.
pub(super) const WIDTH: usize = 80;
/// Between two columns of a table.
const GAP: usize = 2;
/// Before a note that belongs to the row above it.
const NOTE_INDENT: usize = 4;

/// How a piece of text stands out, where the reader is a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    #[default]
    Plain,
    /// A heading.
    Strong,
    /// What may be passed over.
    Faint,
    Good,
    Bad,
    Caution,
}

impl Style {
    /// ANSI "select graphic rendition".
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Faint => "2",
            Self::Good => "1;32",
            Self::Bad => "1;31",
            Self::Caution => "1;33",
        }
    }
}

/// What is shown, written at once when it is complete.
pub(super) struct Page {
    text: String,
    coloured: bool,
}

impl Page {
    /// A page for standard output: coloured where that is a terminal.
    pub(super) fn new() -> Self {
        Self {
            text: String::new(),
            coloured: io::stdout().is_terminal(),
        }
    }

    /// A page without colours, for a file.
    pub(super) fn plain() -> Self {
        Self {
            text: String::new(),
            coloured: false,
        }
    }

    /// Writes the page to standard output.
    ///
    /// # Errors
    /// Where nobody reads it any more.
    pub(super) fn print(self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(self.text.as_bytes())?;
        out.flush()
    }

    /// What is on it.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// An empty line, except at the top.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// A line of pieces, each in its style.
    pub(super) fn line(&mut self, pieces: &[(&str, Style)]) {
        for (text, style) in pieces {
            self.piece(&clean(text), *style);
        }
        self.text.push('\n');
    }

    /// A line as it is, for a machine or another program.
    pub(super) fn verbatim(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// A heading, with an empty line before it.
    pub(super) fn heading(&mut self, text: &str) {
        self.blank();
        self.line(&[(text, Style::Strong)]);
    }

    /// A text over as many lines as it takes, each after `indent` spaces.
    pub(super) fn paragraph(&mut self, indent: usize, text: &str, style: Style) {
        for line in wrap(&clean(text), WIDTH.saturating_sub(indent)) {
            self.pad(indent);
            self.piece(&line, style);
            self.text.push('\n');
        }
    }

    /// A table, after `indent` spaces. Its last column is wrapped where it is too wide.
    pub(super) fn table(&mut self, indent: usize, table: &Table) {
        let widths = table.widths();
        if table.columns.iter().any(|column| !column.name.is_empty()) {
            let names = table.columns.iter().map(|column| Cell {
                text: column.name.to_owned(),
                style: Style::Faint,
            });
            self.row(indent, table, &widths, &names.collect::<Vec<_>>());
        }
        for row in &table.rows {
            match row {
                Row::Cells(cells) => self.row(indent, table, &widths, cells),
                Row::Note(text, style) => self.paragraph(indent + NOTE_INDENT, text, *style),
            }
        }
    }

    fn row(&mut self, indent: usize, table: &Table, widths: &[usize], cells: &[Cell]) {
        let last = cells.len().saturating_sub(1);
        let mut at = indent;
        self.pad(indent);
        for (position, (cell, column)) in cells.iter().zip(&table.columns).enumerate() {
            let room = widths.get(position).copied().unwrap_or(0);
            let blank = room.saturating_sub(width(&cell.text));
            if column.right {
                self.pad(blank);
                self.piece(&cell.text, cell.style);
            } else if position < last {
                self.piece(&cell.text, cell.style);
                self.pad(blank);
            } else {
                self.wrapped(at, cell);
            }
            if position < last {
                self.pad(GAP);
            }
            at += room + GAP;
        }
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    /// The last cell of a row, which begins in column `at`.
    fn wrapped(&mut self, at: usize, cell: &Cell) {
        for (number, line) in wrap(&cell.text, WIDTH.saturating_sub(at))
            .iter()
            .enumerate()
        {
            if number > 0 {
                self.text.push('\n');
                self.pad(at);
            }
            self.piece(line, cell.style);
        }
    }

    fn piece(&mut self, text: &str, style: Style) {
        if self.coloured && style != Style::Plain && !text.is_empty() {
            self.text.push_str("\u{1b}[");
            self.text.push_str(style.code());
            self.text.push('m');
            self.text.push_str(text);
            self.text.push_str("\u{1b}[0m");
        } else {
            self.text.push_str(text);
        }
    }

    fn pad(&mut self, columns: usize) {
        self.text.extend(std::iter::repeat_n(' ', columns));
    }
}

/// Rows of cells under named columns.
pub(super) struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Copy)]
pub(super) struct Column {
    name: &'static str,
    right: bool,
}

/// A column of words.
pub(super) fn left(name: &'static str) -> Column {
    Column { name, right: false }
}

/// A column of figures.
pub(super) fn right(name: &'static str) -> Column {
    Column { name, right: true }
}

/// What stands in one place of a table.
pub(super) struct Cell {
    text: String,
    style: Style,
}

/// A cell in a style.
pub(super) fn styled(text: impl AsRef<str>, style: Style) -> Cell {
    Cell {
        text: clean(text.as_ref()),
        style,
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        styled(text, Style::Plain)
    }
}

enum Row {
    Cells(Vec<Cell>),
    Note(String, Style),
}

impl Table {
    pub(super) fn new(columns: impl Into<Vec<Column>>) -> Self {
        Self {
            columns: columns.into(),
            rows: Vec::new(),
        }
    }

    /// A table of a label and what it says, without a head.
    pub(super) fn of_labels() -> Self {
        Self::new([left(""), left("")])
    }

    pub(super) fn row(&mut self, cells: impl Into<Vec<Cell>>) {
        self.rows.push(Row::Cells(cells.into()));
    }

    /// A row of a table [`of_labels`](Self::of_labels).
    pub(super) fn label(&mut self, label: &str, text: impl AsRef<str>) {
        self.row([styled(label, Style::Faint), text.into()]);
    }

    /// A text under the row before it.
    pub(super) fn note(&mut self, text: impl Into<String>, style: Style) {
        self.rows.push(Row::Note(text.into(), style));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = self
            .columns
            .iter()
            .map(|column| width(column.name))
            .collect();
        for row in &self.rows {
            if let Row::Cells(cells) = row {
                for (widest, cell) in widths.iter_mut().zip(cells) {
                    *widest = (*widest).max(width(&cell.text));
                }
            }
        }
        widths
    }
}

#[cfg(test)]
mod tests;
