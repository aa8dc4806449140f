//! Merchants as a table: the first line names the columns, an empty cell leaves a field unset.

use std::io::{self, Read};

use anyhow::{Context as _, bail};
use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord, WriterBuilder};
use tollgate_proto::v1;

use super::records::{Line, Source};
use crate::cli::lines::{MAX_LINE_BYTES, too_long};
use crate::profiles::quote;
use columns::{COLUMNS, Column};

mod columns;

/// Shown below the options.
pub(super) const HELP: &str = "\
CSV columns, in any order; only merchant_id and time_zone are needed:
  merchant_id, name, owner_id, country, area_code, time_zone, mcc
  status                  active, suspended or closed
  size                    micro, individual or enterprise
  onboarded_at, licence_expires_at
                          2026-01-31 (00:00 UTC) or 2026-01-31T09:00:00+08:00
  currencies, networks, channels, transaction_types, missing_documents
                          separated by `;`, for example unionpay;visa
  kyc_level               0 none, 1 basic, 2 documents checked, 3 visited on site
  rate_ppm                fee rate for everything, in parts per million: 3800 is 0.38 %
  chargeback_ppm, fraud_ppm, refund_ppm, decline_ppm, chargebacks_month
  response_code_profile   iso8583 or unionpay
  trading_hours           09:00-22:30
  listed_as_risky, settlement_account_matches
                          true or false

What a table cannot hold (fee rows, limit overrides, other risk figures) needs JSON lines:
  {\"merchantId\": \"m-1\", \"timeZone\": \"Asia/Shanghai\", \"mcc\": 5411, \"status\": \"STATUS_ACTIVE\"}

Exit code: 0 all imported, 2 some refused, 1 the import could not be done.";

pub(super) fn read(file: impl Read + 'static) -> anyhow::Result<Source> {
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(file);
    let header = reader
        .headers()
        .context("the first line must name the columns")?
        .clone();
    let columns = columns(&header)?;
    let lines = Lines { reader, columns };
    Ok(Source {
        header: written(header.as_byte_record()),
        lines: Box::new(lines),
    })
}

fn columns(header: &StringRecord) -> anyhow::Result<Vec<&'static Column>> {
    let mut columns: Vec<&'static Column> = Vec::new();
    for name in header {
        let Some(column) = COLUMNS.iter().find(|column| column.name == name) else {
            let known: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
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
    if !columns.iter().any(|column| column.name == "merchant_id") {
        bail!("the first line must name the columns, with `merchant_id` among them");
    }
    Ok(columns)
}

struct Lines<R> {
    reader: Reader<R>,
    columns: Vec<&'static Column>,
}

impl<R: Read> Iterator for Lines<R> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut cells = ByteRecord::new();
        match self.reader.read_byte_record(&mut cells) {
            Ok(false) => None,
            Ok(true) => Some(self.line(cells)),
            Err(error) => Some(Err(error.into())),
        }
    }
}

impl<R: Read> Lines<R> {
    fn line(&self, cells: ByteRecord) -> io::Result<Line> {
        let number = cells.position().map_or(0, csv::Position::line);
        if cells.as_slice().len() > MAX_LINE_BYTES {
            return Err(too_long(number, "is a quotation mark left open?"));
        }
        let end_byte = self.reader.position().byte();
        Ok(Line {
            number,
            end_byte,
            raw: written(&cells),
            record: self.merchant(cells),
        })
    }

    fn merchant(&self, cells: ByteRecord) -> Result<v1::Merchant, String> {
        if cells.len() != self.columns.len() {
            let (has, named) = (cells.len(), self.columns.len());
            return Err(format!(
                "has {has} values, but the first line names {named} columns"
            ));
        }
        let cells = StringRecord::from_byte_record(cells).map_err(|_| "is not UTF-8".to_owned())?;
        let mut merchant = v1::Merchant::default();
        let mut problems = Vec::new();
        for (column, cell) in self.columns.iter().zip(&cells) {
            if cell.is_empty() {
                continue;
            }
            if let Err(problem) = (column.set)(&mut merchant, cell) {
                problems.push(format!("{}: {problem}", column.name));
            }
        }
        if problems.is_empty() {
            Ok(merchant)
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
pub(super) fn column_names() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|column| column.name)
}
