//! The group of facts that every request has: the transaction, and its local time.

use jiff::tz::{Offset, TimeZone};
use tollgate_proto::log::v1 as log;

use crate::facts::local_time;
use crate::wit::tollgate::policy::facts::{Facts, LocalTime, Money, Transaction};

use super::cases::{Masked as _, Numbered as _, case, mask, pack, unpack};
use super::{Damaged, narrow, narrow_some};

pub(super) fn encode(facts: &Facts) -> log::Transaction {
    let seen = &facts.transaction;
    let before_ms = facts.now.wrapping_sub(seen.occurred_at).cast_signed();
    let offset = facts.local.utc_offset_minutes;
    let order_currency = seen.order_amount.map(|order| order.currency);
    log::Transaction {
        r#type: seen.kind.number(),
        channel: seen.channel.number(),
        entry_mode: seen.entry_mode.number(),
        amount: seen.amount.minor_units,
        currency: seen.amount.currency.into(),
        mcc: seen.mcc.into(),
        condition_code: seen.condition_code.into(),
        occurred_before_ms: before_ms,
        clock_ahead_ms: seen.clock_skew_ms.wrapping_add(before_ms),
        utc_offset_minutes: offset.into(),
        missing: seen.missing.bits(),
        malformed: seen.malformed.bits(),
        flags: pack([
            seen.pin_present,
            seen.signature_captured,
            seen.pin_block_invalid,
            seen.sensitive_data,
            seen.currency_conversion,
            seen.currency_choice_recorded,
        ]),
        fee_rate_ppm: seen.fee_rate_ppm,
        pin_tries: seen.pin_tries.into(),
        message_mac: seen.message_mac.number(),
        cvv: seen.cvv.number(),
        duplicate_age_ms: seen.duplicate_age_ms,
        unanswered_age_ms: seen.unanswered_age_ms,
        referred_age_ms: seen.referred_age_ms,
        name_matches: seen.name_matches,
        fraud_score_ppm: seen.fraud_score_ppm,
        sent_exponent: seen.sent_exponent.map(u32::from),
        issuer_fee: seen.issuer_fee,
        network_fee: seen.network_fee,
        order_amount: seen.order_amount.map(|order| order.minor_units),
        order_currency: order_currency
            .filter(|currency| *currency != seen.amount.currency)
            .map(u32::from),
        tip: seen.tip,
        surcharge: seen.surcharge,
        exponent_less_2: i32::from(seen.currency_exponent).wrapping_sub(2),
        local: if derived(seen.occurred_at, offset) == Some(facts.local) {
            Vec::new()
        } else {
            said(facts.local).to_vec()
        },
    }
}

/// The transaction and its local time, for facts of the instant `now_ms`.
pub(super) fn decode(
    message: &log::Transaction,
    now_ms: u64,
) -> Result<(Transaction, LocalTime), Damaged> {
    let before_ms = message.occurred_before_ms;
    let occurred_at = now_ms.wrapping_sub(before_ms.cast_unsigned());
    let currency = narrow("transaction.currency", message.currency)?;
    let order_currency = message.order_currency.unwrap_or(message.currency);
    let order_currency = narrow("transaction.order_currency", order_currency)?;
    let [
        pin_present,
        signature_captured,
        pin_block_invalid,
        sensitive_data,
        currency_conversion,
        currency_choice_recorded,
    ] = unpack("transaction.flags", message.flags)?;
    let transaction = Transaction {
        kind: case("transaction.type", message.r#type)?,
        channel: case("transaction.channel", message.channel)?,
        entry_mode: case("transaction.entry_mode", message.entry_mode)?,
        amount: Money {
            minor_units: message.amount,
            currency,
        },
        currency_exponent: u8::try_from(message.exponent_less_2.saturating_add(2))
            .map_err(|_| Damaged::new("transaction.exponent_less_2", "is no exponent"))?,
        sent_exponent: narrow_some("transaction.sent_exponent", message.sent_exponent)?,
        mcc: narrow("transaction.mcc", message.mcc)?,
        condition_code: narrow("transaction.condition_code", message.condition_code)?,
        occurred_at,
        clock_skew_ms: message.clock_ahead_ms.wrapping_sub(before_ms),
        missing: mask("transaction.missing", message.missing)?,
        malformed: mask("transaction.malformed", message.malformed)?,
        sensitive_data,
        duplicate_age_ms: message.duplicate_age_ms,
        unanswered_age_ms: message.unanswered_age_ms,
        referred_age_ms: message.referred_age_ms,
        name_matches: message.name_matches,
        fraud_score_ppm: message.fraud_score_ppm,
        order_amount: message.order_amount.map(|minor_units| Money {
            minor_units,
            currency: order_currency,
        }),
        tip: message.tip,
        surcharge: message.surcharge,
        fee_rate_ppm: message.fee_rate_ppm,
        issuer_fee: message.issuer_fee,
        network_fee: message.network_fee,
        currency_conversion,
        currency_choice_recorded,
        pin_present,
        pin_block_invalid,
        pin_tries: narrow("transaction.pin_tries", message.pin_tries)?,
        signature_captured,
        message_mac: case("transaction.message_mac", message.message_mac)?,
        cvv: case("transaction.cvv", message.cvv)?,
    };
    Ok((transaction, local(message, occurred_at)?))
}

/// The local time at a fixed offset; `None` where there is no such offset.
fn derived(occurred_at_ms: u64, utc_offset_minutes: i16) -> Option<LocalTime> {
    let offset = Offset::from_seconds(i32::from(utc_offset_minutes).checked_mul(60)?).ok()?;
    Some(local_time(occurred_at_ms, &TimeZone::fixed(offset)))
}

/// All of a local time but its offset.
fn said(local: LocalTime) -> [u32; 6] {
    let LocalTime {
        year,
        month,
        day,
        hour,
        minute,
        weekday,
        utc_offset_minutes: _,
    } = local;
    [
        year.into(),
        month.into(),
        day.into(),
        hour.into(),
        minute.into(),
        weekday.into(),
    ]
}

fn local(message: &log::Transaction, occurred_at_ms: u64) -> Result<LocalTime, Damaged> {
    const FIELD: &str = "transaction.local";
    let utc_offset_minutes = i16::try_from(message.utc_offset_minutes)
        .map_err(|_| Damaged::new("transaction.utc_offset_minutes", "is no offset"))?;
    match *message.local.as_slice() {
        [] => derived(occurred_at_ms, utc_offset_minutes)
            .ok_or_else(|| Damaged::new("transaction.utc_offset_minutes", "is no offset")),
        [year, month, day, hour, minute, weekday] => Ok(LocalTime {
            year: narrow(FIELD, year)?,
            month: narrow(FIELD, month)?,
            day: narrow(FIELD, day)?,
            hour: narrow(FIELD, hour)?,
            minute: narrow(FIELD, minute)?,
            weekday: narrow(FIELD, weekday)?,
            utc_offset_minutes,
        }),
        _ => Err(Damaged::new(FIELD, "has not six numbers")),
    }
}
