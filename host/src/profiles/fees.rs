//! A merchant's fee contract and risk figures, as policies get them.

use tollgate_proto::v1;

use super::{
    cases::{CHANNELS, FUNDINGS, NETWORKS},
    check::Check,
};
use crate::{
    money::{Amount, Currency},
    wit::tollgate::policy::facts::{
        Channel, FeeContract, FeeRow, Funding, Money, Network, RiskIndicators,
    },
};

/// Rows of a contract.
const MAX_ROWS: usize = 256;
/// The whole, in parts per million.
const WHOLE_PPM: u32 = 1_000_000;

/// A fee contract; `currency` is that of all its amounts, `None` where it has none.
#[derive(Debug, Default)]
pub(super) struct Fees {
    pub(super) contract: Option<FeeContract>,
    pub(super) currency: Option<Currency>,
}

pub(super) fn fees(check: &mut Check, record: Option<&v1::FeeContract>) -> Fees {
    let Some(record) = record else {
        return Fees::default();
    };
    check.count("fee_contract.rows", record.rows.len(), MAX_ROWS);
    let mut currency = None;
    let rows = record
        .rows
        .iter()
        .take(MAX_ROWS)
        .enumerate()
        .map(|(position, row)| {
            fee_row(
                check,
                &mut currency,
                &format!("fee_contract.rows[{position}]"),
                row,
            )
        })
        .collect();
    let contract = FeeContract {
        rows,
        changed_at: check.instant("fee_contract.changed_at", record.changed_at.as_ref()),
        notified_at: check.instant("fee_contract.notified_at", record.notified_at.as_ref()),
    };
    Fees {
        contract: Some(contract),
        currency,
    }
}

fn fee_row(
    check: &mut Check,
    currency: &mut Option<Currency>,
    path: &str,
    row: &v1::FeeRow,
) -> FeeRow {
    check.at_most(&format!("{path}.rate_ppm"), row.rate_ppm, WHOLE_PPM);
    let mut amount = |field: &str, money: &Option<v1::Money>| {
        let path = format!("{path}.{field}");
        let amount = check.money(&path, money.as_ref()?)?;
        let agreed = *currency.get_or_insert(amount.currency);
        if amount.currency != agreed {
            let problem = format!(
                "must be {agreed} as the other amounts of the contract, but is {}",
                amount.currency
            );
            check.refuse(format!("{path}.currency"), problem);
        }
        Some(amount.to_add())
    };
    let fixed = amount("fixed", &row.fixed).unwrap_or(0);
    let cap = amount("cap", &row.cap);
    let minimum = amount("minimum", &row.minimum);
    if cap.zip(minimum).is_some_and(|(cap, minimum)| cap < minimum) {
        check.refuse(format!("{path}.cap"), "must not be below `minimum`");
    }
    FeeRow {
        channel: check
            .case(&format!("{path}.channel"), row.channel, CHANNELS)
            .unwrap_or(Channel::Unknown),
        network: check
            .case(&format!("{path}.network"), row.network, NETWORKS)
            .unwrap_or(Network::Unknown),
        funding: check
            .case(&format!("{path}.funding"), row.funding, FUNDINGS)
            .unwrap_or(Funding::Unknown),
        cross_border: row.cross_border,
        rate_ppm: row.rate_ppm,
        fixed,
        cap,
        minimum,
    }
}

pub(super) fn risk(
    check: &mut Check,
    record: Option<&v1::RiskIndicators>,
) -> Option<RiskIndicators> {
    let record = record?;
    for (field, share) in [
        ("risk.chargeback_ppm", record.chargeback_ppm),
        ("risk.fraud_ppm", record.fraud_ppm),
        ("risk.refund_ppm", record.refund_ppm),
        ("risk.decline_ppm", record.decline_ppm),
        ("risk.night_ppm", record.night_ppm),
        ("risk.round_amount_ppm", record.round_amount_ppm),
        ("risk.credit_share_ppm", record.credit_share_ppm),
        ("risk.out_of_area_ppm", record.out_of_area_ppm),
        ("risk.top_cards_ppm", record.top_cards_ppm),
    ] {
        check.at_most(field, share.unwrap_or(0), WHOLE_PPM);
    }
    let monthly_volume = record
        .monthly_volume
        .as_ref()
        .and_then(|money| check.money("risk.monthly_volume", money))
        .map(
            |Amount {
                 minor_units,
                 currency,
             }| Money {
                minor_units,
                currency: currency.number(),
            },
        );
    Some(RiskIndicators {
        chargeback_ppm: record.chargeback_ppm,
        chargebacks_month: record.chargebacks_month,
        fraud_ppm: record.fraud_ppm,
        refund_ppm: record.refund_ppm,
        decline_ppm: record.decline_ppm,
        volume_ratio_percent: record.volume_ratio_percent,
        ticket_ratio_percent: record.ticket_ratio_percent,
        night_ppm: record.night_ppm,
        round_amount_ppm: record.round_amount_ppm,
        credit_share_ppm: record.credit_share_ppm,
        out_of_area_ppm: record.out_of_area_ppm,
        top_cards_ppm: record.top_cards_ppm,
        days_to_delivery: record.days_to_delivery,
        complaints_per_million: record.complaints_per_million,
        monthly_volume,
    })
}
