//! Records as a table: the first line names the columns, an empty cell leaves a field unset.

use std::io::{self, Read};

use anyhow::{Context as _, bail};
use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord, WriterBuilder};

use super::records::{Line, Source};
use crate::cli::lines::{MAX_LINE_BYTES, too_long};
use crate::profiles::quote;
use columns::Column;

mod columns;
pub(super) mod listings;
pub(super) mod merchants;

/// What a table holds.
pub(super) struct Form<R: 'static, M> {
    /// The columns that there can be.
    columns: &'static [Column<R>],
    /// Those that there must be.
    needed: &'static [&'static str],
    /// The record that a row is.
    record: fn(R) -> Result<M, String>,
}

pub(super) fn read<R: Default + 'static, M: 'static>(
    file: impl Read + 'static,
    form: &'static Form<R, M>,
) -> anyhow::Result<Source<M>> {
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(file);
    let header = reader
        .headers()
        .context("the first line must name the columns")?
        .clone();
    let columns = columns(&header, form)?;
    let lines = Lines {
        reader,
        columns,
        form,
    };
    Ok(Source {
        header: written(header.as_byte_record()),
        lines: Box::new(lines),
    })
}

fn columns<R, M>(
    header: &StringRecord,
    form: &'static Form<R, M>,
) -> anyhow::Result<Vec<&'static Column<R>>> {
    let mut columns: Vec<&'static Column<R>> = Vec::new();
    for name in header {
        let Some(column) = form.columns.iter().find(|column| column.name == name) else {
            let known: Vec<&str> = form.columns.iter().map(|column| column.name).collect();
            bail!(
                "there is no column {}; the columns are {}",
                quote(name),
                known.join(", ")
            );
        };
        if columns.iter().any(|other| other.name == column.name) {
            bail!("the column `{name}` is there twice");
        }
        columns.push(column);
    }
    for needed in form.needed {
        if !columns.iter().any(|column| column.name == *needed) {
            bail!("the first line must name the columns, with `{needed}` among them");
        }
    }
    Ok(columns)
}

struct Lines<F, R: 'static, M: 'static> {
    reader: Reader<F>,
    columns: Vec<&'static Column<R>>,
    form: &'static Form<R, M>,
}

impl<F: Read, R: Default, M> Iterator for Lines<F, R, M> {
    type Item = io::Result<Line<M>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut cells = ByteRecord::new();
        match self.reader.read_byte_record(&mut cells) {
            Ok(false) => None,
            Ok(true) => Some(self.line(cells)),
            Err(error) => Some(Err(error.into())),
        }
    }
}

impl<F: Read, R: Default, M> Lines<F, R, M> {
    fn line(&self, cells: ByteRecord) -> io::Result<Line<M>> {
        let number = cells.position().map_or(0, csv::Position::line);
        if cells.as_slice().len() > MAX_LINE_BYTES {
            return Err(too_long(number, "is a quotation mark left open?"));
        }
        let end_byte = self.reader.position().byte();
        Ok(Line {
            number,
            end_byte,
            raw: written(&cells),
            record: self.record(cells),
        })
    }

    fn record(&self, cells: ByteRecord) -> Result<M, String> {
        if cells.len() != self.columns.len() {
            let (has, named) = (cells.len(), self.columns.len());
            return Err(format!(
                "has {has} values, but the first line names {named} columns"
            ));
        }
        let cells = StringRecord::from_byte_record(cells).map_err(|_| "is not UTF-8".to_owned())?;
        let mut row = R::default();
        let mut problems = Vec::new();
        for (column, cell) in self.columns.iter().zip(&cells) {
            if cell.is_empty() {
                continue;
            }
            if let Err(problem) = (column.set)(&mut row, cell) {
                problems.push(format!("{}: {problem}", column.name));
            }
        }
        if problems.is_empty() {
            (self.form.record)(row)
        } else {
            Err(problems.join("; "))
        }
    }
}

/// The cells as one line of a table.
fn written(cells: &ByteRecord) -> Vec<u8> {
    let mut writer = WriterBuilder::new().flexible(true).from_writer(Vec::new());
    // Memory does not refuse to be written to.
    _ = writer.write_byte_record(cells);
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
impl<R, M> Form<R, M> {
    pub(super) fn column_names(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().map(|column| column.name)
    }
}
