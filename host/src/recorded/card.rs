//! What the payer pays with: a card, or a payment code. Both are known by their tokens.

use tollgate_proto::log::v1 as log;

use crate::payment;
use crate::wit::tollgate::policy::facts::{Card, PaymentCode};

use super::cases::{Numbered as _, case, pack, unpack};
use super::{Damaged, narrow, narrow_some};

pub(super) fn encode(seen: &Card, token: &str) -> log::Card {
    let service_code = seen.service_code.map(|(first, second, third)| {
        u32::from(first) * 100 + u32::from(second) * 10 + u32::from(third)
    });
    log::Card {
        token: token.to_owned(),
        bin: seen.bin,
        length: seen.length.into(),
        flags: pack([seen.luhn_valid, seen.issuer_known, seen.chip_data_present]),
        network: seen.network.number(),
        declared_network: seen.declared_network.number(),
        funding: seen.funding.number(),
        expiry_yymm: u32::from(seen.expiry_year) * 100 + u32::from(seen.expiry_month),
        service_code,
        issuer_country: seen.issuer_country.into(),
        refused_for_good_ms: seen.refused_for_good_ms,
    }
}

pub(super) fn decode(message: &log::Card) -> Result<Card, Damaged> {
    let [luhn_valid, issuer_known, chip_data_present] = unpack("card.flags", message.flags)?;
    let expiry = message.expiry_yymm;
    Ok(Card {
        bin: message.bin,
        length: narrow("card.length", message.length)?,
        luhn_valid,
        network: case("card.network", message.network)?,
        declared_network: case("card.declared_network", message.declared_network)?,
        funding: case("card.funding", message.funding)?,
        expiry_year: narrow("card.expiry_yymm", expiry / 100)?,
        expiry_month: narrow("card.expiry_yymm", expiry % 100)?,
        service_code: message.service_code.map(digits).transpose()?,
        issuer_country: narrow("card.issuer_country", message.issuer_country)?,
        issuer_known,
        chip_data_present,
        refused_for_good_ms: message.refused_for_good_ms,
    })
}

fn digits(code: u32) -> Result<(u8, u8, u8), Damaged> {
    let digit = |divisor| narrow("card.service_code", code / divisor % 10);
    if code > 999 {
        return Err(Damaged::new("card.service_code", "has not three digits"));
    }
    Ok((digit(100)?, digit(10)?, digit(1)?))
}

pub(super) fn encode_code(seen: &PaymentCode, code: &payment::Code) -> log::PaymentCode {
    log::PaymentCode {
        kind: seen.kind.number(),
        wallet: seen.wallet.number(),
        token: code.token.to_string(),
        length: seen.length.into(),
        prefix: seen.prefix.into(),
        age_ms: seen.age_ms,
        payer: code.payer.as_deref().map(str::to_owned),
        account_class: seen.account_class.into(),
        auth_level: seen.auth_level.into(),
        used_before: seen.used_before,
        emv_valid: seen.emv_valid,
        emv_mcc: seen.emv_mcc.map(u32::from),
        emv_country: seen.emv_country.into(),
        emv_name_matches: seen.emv_name_matches,
    }
}

pub(super) fn decode_code(message: &log::PaymentCode) -> Result<PaymentCode, Damaged> {
    Ok(PaymentCode {
        kind: case("payment_code.kind", message.kind)?,
        wallet: case("payment_code.wallet", message.wallet)?,
        length: narrow("payment_code.length", message.length)?,
        prefix: narrow("payment_code.prefix", message.prefix)?,
        age_ms: message.age_ms,
        used_before: message.used_before,
        emv_valid: message.emv_valid,
        emv_mcc: narrow_some("payment_code.emv_mcc", message.emv_mcc)?,
        emv_country: narrow("payment_code.emv_country", message.emv_country)?,
        emv_name_matches: message.emv_name_matches,
        account_class: narrow("payment_code.account_class", message.account_class)?,
        auth_level: narrow("payment_code.auth_level", message.auth_level)?,
    })
}
