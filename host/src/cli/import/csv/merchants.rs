//! A table of merchants.

use tollgate_proto::v1::Merchant;

use super::Form;
use super::columns::COLUMNS;

/// Shown below the options.
pub(in crate::cli::import) const HELP: &str = "\
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

pub(in crate::cli::import) const TABLE: Form<Merchant, Merchant> = Form {
    columns: COLUMNS,
    needed: &["merchant_id"],
    record: Ok,
};
