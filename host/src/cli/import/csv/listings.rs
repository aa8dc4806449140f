//! A table of entries of the operator's lists. What stands in `value` is never said again: it may
//! be a card number.

use tollgate_proto::v1::{self, listing};

use super::Form;
use super::columns::{Cases, Column, column, instant, text};

/// Shown below the options.
pub(in crate::cli::import) const HELP: &str = "\
CSV columns, in any order; expires_at and note may be left out:
  subject                 what the value is: pan, card_token, bin, merchant_id, terminal_id,
                          payer_token or country
  value                   a BIN has 6 or 8 digits, a country two letters, such as CN. The host
                          puts a token in the place of a pan and keeps only that
  cause                   lost, stolen, inactive, blocked, fraud, cash_out, sanctioned,
                          money_laundering or allowed
  expires_at              2026-01-31 (00:00 UTC) or 2026-01-31T09:00:00+08:00; from then on the
                          entry no longer counts. Empty for never
  note                    for operators: who asked for it, and why

JSON lines:
  {\"merchantId\": \"m-1\", \"cause\": \"CAUSE_BLOCKED\", \"expiresAt\": \"2026-01-31T00:00:00Z\"}

Refused lines are named and never written to a file: they may hold card numbers.

Exit code: 0 all imported, 2 some refused, 1 the import could not be done.";

pub(in crate::cli::import) const TABLE: Form<Row, v1::Listing> = Form {
    columns: COLUMNS,
    needed: &["subject", "value", "cause"],
    record,
};

/// The cells of one line.
#[derive(Default)]
pub(in crate::cli::import) struct Row {
    subject: String,
    value: String,
    /// All but the subject.
    listing: v1::Listing,
}

const COLUMNS: &[Column<Row>] = &[
    column("subject", |row, cell| text(&mut row.subject, cell)),
    column("value", |row, cell| text(&mut row.value, cell)),
    column("cause", |row, cell| {
        CAUSES.read(cell).map(|cause| row.listing.cause = cause)
    }),
    column("expires_at", |row, cell| {
        instant(cell).map(|instant| row.listing.expires_at = Some(instant))
    }),
    column("note", |row, cell| text(&mut row.listing.note, cell)),
];

const CAUSES: Cases = Cases {
    prefix: "CAUSE_",
    name: |number| {
        listing::Cause::try_from(number)
            .ok()
            .map(|case| case.as_str_name())
    },
};

fn record(row: Row) -> Result<v1::Listing, String> {
    use listing::Subject;
    let value = row.value;
    let subject = match row.subject.to_ascii_lowercase().replace('-', "_").as_str() {
        "pan" => Subject::Pan(value),
        "card_token" => Subject::CardToken(value),
        "bin" => Subject::Bin(value),
        "merchant_id" => Subject::MerchantId(value),
        "terminal_id" => Subject::TerminalId(value),
        "payer_token" => Subject::PayerToken(value),
        "country" => Subject::Country(value),
        // Cells may have been mixed up: also what stands here is not said again.
        _ => {
            return Err(
                "subject: must be one of pan, card_token, bin, merchant_id, terminal_id, \
                 payer_token, country"
                    .to_owned(),
            );
        }
    };
    Ok(v1::Listing {
        subject: Some(subject),
        ..row.listing
    })
}
