//! A merchant as it was seen, once in each segment.

use jiff::tz::TimeZone;
use prost::Message as _;
use tollgate_proto::log::v1::{self as log, merchant_seen as seen};

use crate::facts::merchant::on_file;
use crate::profiles::MerchantProfile;
use crate::reasons::ResponseProfile;
use crate::wit::tollgate::policy::facts::{FeeContract, FeeRow, Merchant, Money, RiskIndicators};

use super::cases::{Masked as _, Numbered as _, case, mask};
use super::{Damaged, narrow, narrow_some, read};

/// A merchant as it was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct MerchantSeen {
    /// Its id.
    pub id: Box<str>,
    /// The name that payers know it by; may be empty.
    pub name: Box<str>,
    /// Where its days and months are counted.
    pub zone: TimeZone,
    /// Which DE39 table its terminals understand.
    pub response_profile: ResponseProfile,
    /// The person behind it.
    pub owner_id: Option<Box<str>>,
    /// As policies saw it, but for what differs from payment to payment: no tenure, and every
    /// currency accepted.
    pub facts: Merchant,
    /// Figures of its business.
    pub risk: Option<RiskIndicators>,
    /// What it was promised to pay, whatever the currency of a payment.
    pub fee_contract: Option<FeeContract>,
    /// Caps of its own by counter name, sorted by name.
    pub overrides: Box<[(Box<str>, u64)]>,
}

impl MerchantSeen {
    /// What counters need of it: its owner, and its MCC.
    pub(super) fn on_file(&self) -> (Option<&str>, u16) {
        (self.owner_id.as_deref(), self.facts.mcc)
    }

    /// The merchant's own cap on a counter.
    #[must_use]
    pub fn cap(&self, counter: &str) -> Option<u64> {
        let position = self
            .overrides
            .binary_search_by(|(name, _)| (**name).cmp(counter))
            .ok()?;
        self.overrides.get(position).map(|(_, cap)| *cap)
    }
}

/// The payload of a merchant as it is now.
#[must_use]
pub fn encode_merchant(merchant: &MerchantProfile) -> Vec<u8> {
    let facts = on_file(merchant);
    let hours = facts.trading_hours;
    log::MerchantSeen {
        merchant_id: merchant.id().to_owned(),
        name: merchant.name().to_owned(),
        time_zone: merchant.zone.iana_name().unwrap_or_default().to_owned(),
        response_code_profile: merchant.response_profile.name().to_owned(),
        owner_id: merchant.owner_id().unwrap_or_default().to_owned(),
        status: facts.status.number(),
        size: facts.size.number(),
        mcc: facts.mcc.into(),
        id_mcc: facts.id_mcc.map(u32::from),
        id_area_matches: facts.id_area_matches,
        country: facts.country.into(),
        networks: facts.networks,
        channels: facts.channels,
        transaction_types: facts.transaction_types,
        kyc_level: facts.kyc_level.into(),
        missing_documents: facts.missing_documents.bits(),
        licence_expires_at_ms: facts.licence_expires_at,
        trading_hours: hours.map_or_else(Vec::new, |(from, to)| vec![from.into(), to.into()]),
        listed_as_risky: facts.listed_as_risky,
        settlement_account_matches: facts.settlement_account_matches,
        risk: merchant.risk_indicators().as_ref().map(risk),
        fee_contract: (merchant.fee_contract.as_ref()).map(|terms| fee_contract(&terms.contract())),
        caps: (merchant.overrides.iter())
            .map(|(counter, cap)| seen::Cap {
                counter: counter.to_string(),
                cap: *cap,
            })
            .collect(),
    }
    .encode_to_vec()
}

pub(super) fn risk(risk: &RiskIndicators) -> seen::Risk {
    let volume = risk.monthly_volume;
    seen::Risk {
        chargeback_ppm: risk.chargeback_ppm,
        chargebacks_month: risk.chargebacks_month,
        fraud_ppm: risk.fraud_ppm,
        refund_ppm: risk.refund_ppm,
        decline_ppm: risk.decline_ppm,
        volume_ratio_percent: risk.volume_ratio_percent,
        ticket_ratio_percent: risk.ticket_ratio_percent,
        night_ppm: risk.night_ppm,
        round_amount_ppm: risk.round_amount_ppm,
        credit_share_ppm: risk.credit_share_ppm,
        out_of_area_ppm: risk.out_of_area_ppm,
        top_cards_ppm: risk.top_cards_ppm,
        days_to_delivery: risk.days_to_delivery,
        complaints_per_million: risk.complaints_per_million,
        monthly_volume: volume.map(|volume| volume.minor_units),
        monthly_volume_currency: volume.map_or(0, |volume| volume.currency.into()),
    }
}

fn fee_contract(contract: &FeeContract) -> seen::FeeContract {
    let row = |row: &FeeRow| seen::FeeRow {
        channel: row.channel.number(),
        network: row.network.number(),
        funding: row.funding.number(),
        cross_border: row.cross_border,
        rate_ppm: row.rate_ppm,
        fixed: row.fixed,
        cap: row.cap,
        minimum: row.minimum,
    };
    seen::FeeContract {
        rows: contract.rows.iter().map(row).collect(),
        changed_at_ms: contract.changed_at,
        notified_at_ms: contract.notified_at,
    }
}

/// Reads the payload of a merchant.
///
/// # Errors
/// The field that is damaged.
pub fn decode_merchant(payload: &[u8]) -> Result<MerchantSeen, Damaged> {
    let message: log::MerchantSeen = read("MerchantSeen", payload)?;
    let response_profile = ResponseProfile::from_name(&message.response_code_profile)
        .ok_or_else(|| Damaged::new("response_code_profile", "is not known"))?;
    let mut overrides: Vec<(Box<str>, u64)> = (message.caps.iter())
        .map(|cap| (cap.counter.as_str().into(), cap.cap))
        .collect();
    overrides.sort_unstable();
    Ok(MerchantSeen {
        facts: facts(&message)?,
        zone: zone("time_zone", &message.time_zone)?,
        response_profile,
        risk: message.risk.as_ref().map(decode_risk).transpose()?,
        fee_contract: (message.fee_contract.as_ref())
            .map(decode_fee_contract)
            .transpose()?,
        overrides: overrides.into(),
        owner_id: (!message.owner_id.is_empty()).then(|| message.owner_id.into()),
        id: message.merchant_id.into(),
        name: message.name.into(),
    })
}

/// A zone by its IANA name; the empty one is UTC.
pub(super) fn zone(field: &'static str, name: &str) -> Result<TimeZone, Damaged> {
    match name {
        "" => Ok(TimeZone::UTC),
        name => TimeZone::get(name).map_err(|_| Damaged::new(field, "is no time zone")),
    }
}

fn facts(message: &log::MerchantSeen) -> Result<Merchant, Damaged> {
    let trading_hours = match *message.trading_hours.as_slice() {
        [] => None,
        [from, to] => Some((narrow("trading_hours", from)?, narrow("trading_hours", to)?)),
        _ => return Err(Damaged::new("trading_hours", "has not two minutes")),
    };
    Ok(Merchant {
        status: case("status", message.status)?,
        size: case("size", message.size)?,
        mcc: narrow("mcc", message.mcc)?,
        id_mcc: narrow_some("id_mcc", message.id_mcc)?,
        id_area_matches: message.id_area_matches,
        country: narrow("country", message.country)?,
        tenure_days: 0,
        currency_accepted: true,
        networks: message.networks,
        channels: message.channels,
        transaction_types: message.transaction_types,
        kyc_level: narrow("kyc_level", message.kyc_level)?,
        missing_documents: mask("missing_documents", message.missing_documents)?,
        licence_expires_at: message.licence_expires_at_ms,
        trading_hours,
        listed_as_risky: message.listed_as_risky,
        settlement_account_matches: message.settlement_account_matches,
    })
}

pub(super) fn decode_risk(risk: &seen::Risk) -> Result<RiskIndicators, Damaged> {
    let currency = narrow("risk.monthly_volume_currency", risk.monthly_volume_currency)?;
    Ok(RiskIndicators {
        chargeback_ppm: risk.chargeback_ppm,
        chargebacks_month: risk.chargebacks_month,
        fraud_ppm: risk.fraud_ppm,
        refund_ppm: risk.refund_ppm,
        decline_ppm: risk.decline_ppm,
        volume_ratio_percent: risk.volume_ratio_percent,
        ticket_ratio_percent: risk.ticket_ratio_percent,
        night_ppm: risk.night_ppm,
        round_amount_ppm: risk.round_amount_ppm,
        credit_share_ppm: risk.credit_share_ppm,
        out_of_area_ppm: risk.out_of_area_ppm,
        top_cards_ppm: risk.top_cards_ppm,
        days_to_delivery: risk.days_to_delivery,
        complaints_per_million: risk.complaints_per_million,
        monthly_volume: risk.monthly_volume.map(|minor_units| Money {
            minor_units,
            currency,
        }),
    })
}

fn decode_fee_contract(contract: &seen::FeeContract) -> Result<FeeContract, Damaged> {
    let row = |row: &seen::FeeRow| {
        Ok(FeeRow {
            channel: case("fee_contract.rows.channel", row.channel)?,
            network: case("fee_contract.rows.network", row.network)?,
            funding: case("fee_contract.rows.funding", row.funding)?,
            cross_border: row.cross_border,
            rate_ppm: row.rate_ppm,
            fixed: row.fixed,
            cap: row.cap,
            minimum: row.minimum,
        })
    };
    Ok(FeeContract {
        rows: contract.rows.iter().map(row).collect::<Result<_, _>>()?,
        changed_at: contract.changed_at_ms,
        notified_at: contract.notified_at_ms,
    })
}
