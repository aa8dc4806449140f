//! The columns that a table of merchants can have, and how cells are read.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use tollgate_proto::v1::{self, Channel, Merchant, Network, TransactionType, merchant};

use crate::profiles::quote;

type Set<R> = fn(&mut R, &str) -> Result<(), String>;

/// A column of the table.
pub(super) struct Column<R: 'static> {
    /// As in the first line.
    pub(super) name: &'static str,
    /// Puts a cell that is not empty into the record, or says what it must be.
    pub(super) set: Set<R>,
}

pub(super) const fn column<R>(name: &'static str, set: Set<R>) -> Column<R> {
    Column { name, set }
}

pub(super) const COLUMNS: &[Column<Merchant>] = &[
    column("merchant_id", |record, cell| {
        text(&mut record.merchant_id, cell)
    }),
    column("name", |record, cell| text(&mut record.name, cell)),
    column("status", |record, cell| {
        STATUSES.read(cell).map(|status| record.status = status)
    }),
    column("size", |record, cell| {
        SIZES.read(cell).map(|size| record.size = size)
    }),
    column("mcc", |record, cell| {
        whole(cell).map(|mcc| record.mcc = mcc)
    }),
    column("country", |record, cell| text(&mut record.country, cell)),
    column("area_code", |record, cell| {
        text(&mut record.area_code, cell)
    }),
    column("time_zone", |record, cell| {
        text(&mut record.time_zone, cell)
    }),
    column("owner_id", |record, cell| text(&mut record.owner_id, cell)),
    column("onboarded_at", |record, cell| {
        instant(cell).map(|instant| record.onboarded_at = Some(instant))
    }),
    column("currencies", |record, cell| {
        record.currencies = items(cell).map(str::to_owned).collect();
        Ok(())
    }),
    column("networks", |record, cell| {
        NETWORKS
            .read_all(cell)
            .map(|numbers| record.networks = numbers)
    }),
    column("channels", |record, cell| {
        CHANNELS
            .read_all(cell)
            .map(|numbers| record.channels = numbers)
    }),
    column("transaction_types", |record, cell| {
        TRANSACTION_TYPES
            .read_all(cell)
            .map(|numbers| record.transaction_types = numbers)
    }),
    column("kyc_level", |record, cell| {
        whole(cell).map(|level| record.kyc.get_or_insert_default().level = level)
    }),
    column("missing_documents", |record, cell| {
        let documents = items(cell).map(str::to_owned).collect();
        record.kyc.get_or_insert_default().missing_documents = documents;
        Ok(())
    }),
    column("licence_expires_at", |record, cell| {
        let kyc = record.kyc.get_or_insert_default();
        instant(cell).map(|instant| kyc.licence_expires_at = Some(instant))
    }),
    column("rate_ppm", |record, cell| {
        let row = v1::FeeRow {
            rate_ppm: whole(cell)?,
            ..Default::default()
        };
        record.fee_contract.get_or_insert_default().rows = vec![row];
        Ok(())
    }),
    column("chargeback_ppm", |record, cell| {
        risk(record, cell, |risk, number| risk.chargeback_ppm = number)
    }),
    column("chargebacks_month", |record, cell| {
        risk(record, cell, |risk, number| risk.chargebacks_month = number)
    }),
    column("fraud_ppm", |record, cell| {
        risk(record, cell, |risk, number| risk.fraud_ppm = number)
    }),
    column("refund_ppm", |record, cell| {
        risk(record, cell, |risk, number| risk.refund_ppm = number)
    }),
    column("decline_ppm", |record, cell| {
        risk(record, cell, |risk, number| risk.decline_ppm = number)
    }),
    column("response_code_profile", |record, cell| {
        text(&mut record.response_code_profile, cell)
    }),
    column("trading_hours", |record, cell| {
        text(&mut record.trading_hours, cell)
    }),
    column("listed_as_risky", |record, cell| {
        yes_or_no(cell).map(|listed| record.listed_as_risky = listed)
    }),
    column("settlement_account_matches", |record, cell| {
        yes_or_no(cell).map(|matches| record.settlement_account_matches = Some(matches))
    }),
];

// The signature is that of `Set`'s other readers.
#[allow(
    clippy::unnecessary_wraps,
    reason = "a column's reader can refuse a cell"
)]
pub(super) fn text(field: &mut String, cell: &str) -> Result<(), String> {
    cell.clone_into(field);
    Ok(())
}

fn whole(cell: &str) -> Result<u32, String> {
    cell.parse()
        .map_err(|_| format!("{} is not a whole number up to {}", quote(cell), u32::MAX))
}

fn yes_or_no(cell: &str) -> Result<bool, String> {
    match cell.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(format!("{} must be `true` or `false`", quote(cell))),
    }
}

fn risk(
    record: &mut Merchant,
    cell: &str,
    set: fn(&mut v1::RiskIndicators, Option<u32>),
) -> Result<(), String> {
    let number = whole(cell)?;
    set(record.risk.get_or_insert_default(), Some(number));
    Ok(())
}

fn items(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// The cases of one of the contract's enums.
pub(super) struct Cases {
    pub(super) prefix: &'static str,
    pub(super) name: fn(i32) -> Option<&'static str>,
}

const STATUSES: Cases = Cases {
    prefix: "STATUS_",
    name: |number| {
        merchant::Status::try_from(number)
            .ok()
            .map(|case| case.as_str_name())
    },
};
const SIZES: Cases = Cases {
    prefix: "SIZE_",
    name: |number| {
        merchant::Size::try_from(number)
            .ok()
            .map(|case| case.as_str_name())
    },
};
const NETWORKS: Cases = Cases {
    prefix: "NETWORK_",
    name: |number| {
        Network::try_from(number)
            .ok()
            .map(|case| case.as_str_name())
    },
};
const CHANNELS: Cases = Cases {
    prefix: "CHANNEL_",
    name: |number| {
        Channel::try_from(number)
            .ok()
            .map(|case| case.as_str_name())
    },
};
const TRANSACTION_TYPES: Cases = Cases {
    prefix: "TRANSACTION_TYPE_",
    name: |number| {
        TransactionType::try_from(number)
            .ok()
            .map(|case| case.as_str_name())
    },
};

impl Cases {
    /// Without the prefix; the unknown case is none that a cell can name.
    fn known(&self) -> impl Iterator<Item = (i32, &'static str)> {
        (1..)
            .map_while(|number| Some((number, (self.name)(number)?)))
            .map(|(number, name)| (number, name.strip_prefix(self.prefix).unwrap_or(name)))
    }

    /// The number of a case, written as in the contract or without its prefix.
    pub(super) fn read(&self, item: &str) -> Result<i32, String> {
        let name = item.to_ascii_uppercase().replace('-', "_");
        let name = name.strip_prefix(self.prefix).unwrap_or(&name);
        self.known()
            .find(|(_, known)| *known == name)
            .map(|(number, _)| number)
            .ok_or_else(|| {
                let known: Vec<String> = self
                    .known()
                    .map(|(_, known)| known.to_ascii_lowercase())
                    .collect();
                format!("{} is not one of {}", quote(item), known.join(", "))
            })
    }

    fn read_all(&self, cell: &str) -> Result<Vec<i32>, String> {
        items(cell).map(|item| self.read(item)).collect()
    }
}

pub(super) fn instant(cell: &str) -> Result<prost_types::Timestamp, String> {
    let instant = cell.parse::<Timestamp>().ok().or_else(|| {
        // A time of day without an offset is no instant, and not to be cut off.
        let date = cell
            .parse::<Date>()
            .ok()
            .filter(|_| cell.len() == "2026-01-31".len())?;
        Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp())
    });
    let instant = instant.ok_or_else(|| {
        format!(
            "{} is not a date such as 2026-01-31 or 2026-01-31T09:00:00+08:00",
            quote(cell)
        )
    })?;
    Ok(prost_types::Timestamp {
        seconds: instant.as_second(),
        nanos: instant.subsec_nanosecond(),
    })
}
