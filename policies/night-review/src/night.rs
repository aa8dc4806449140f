//! The night of a place: whole hours of the local day, across midnight or not.

use tollgate_policy::{Facts, Figure};

const MINUTE_MS: u64 = 60_000;

/// When the night from the hour `from` until the hour `to` is over, in Unix milliseconds;
/// `None` where the payment is made by day.
pub fn end_ms(from: &Figure<u8>, to: &Figure<u8>, facts: &Facts) -> Option<u64> {
    let (from, to) = (from.at(&facts.local)?, to.at(&facts.local)?);
    // Counted from the start of the night, midnight is an hour like others.
    let into_night = |hour: u8| (u64::from(hour) + 24).saturating_sub(u64::from(from)) % 24;
    let (now, end) = (into_night(facts.local.hour), into_night(to));
    let minutes_left = (end * 60).saturating_sub(now * 60 + u64::from(facts.local.minute));
    let minutes = (facts.transaction.occurred_at / MINUTE_MS).saturating_add(minutes_left);
    (now < end).then_some(minutes.saturating_mul(MINUTE_MS))
}
