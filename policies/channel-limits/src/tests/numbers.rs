//! Numbers of payments, attempts and refusals; closed channels and hours.

use tollgate_policy::facts::{Channel, Facts};
use tollgate_policy::testing::{NOW_MS, Subject};
use tollgate_policy::verdicts::Value;
use tollgate_policy::{CounterId, mask};

use super::{only, subject, used};
use crate::ChannelLimits;
use crate::counters::*;

const DAY_MS: u64 = 86_400_000;

/// One more than `before` passes no longer at `cap`.
#[track_caller]
fn number(code: &str, counter: CounterId, cap: u64) {
    subject().check(
        code,
        |facts| {
            only(facts, &[counter]);
            used(facts, counter, cap);
        },
        |facts| {
            only(facts, &[counter]);
            used(facts, counter, cap - 1);
        },
    );
}

#[test]
fn numbers_of_payments_and_attempts() {
    number("limit.channel.daily_count", CHANNEL_DAY_COUNT, 5_000);
    number("limit.card.daily_count", CARD_DAY_COUNT, 50);
    number("limit.card.merchant_repeat", CARD_MERCHANT_COUNT, 5);
    number("limit.velocity.terminal", TERMINAL_MINUTE_COUNT, 30);
}

#[test]
fn networks_cap_reattempts() {
    let code = "limit.velocity.declines";
    number(code, VISA_REFUSED_30_DAYS, 20);
    number(code, MASTERCARD_REFUSED_24_HOURS, 10);
    number(code, MASTERCARD_REFUSED_30_DAYS, 35);
    let barred = |age_ms| {
        move |facts: &mut Facts| {
            only(facts, &[VISA_REFUSED_30_DAYS]);
            if let Some(card) = &mut facts.card {
                card.refused_for_good_ms = Some(age_ms);
            }
        }
    };
    subject().check(code, barred(30 * DAY_MS - 1), barred(30 * DAY_MS));
}

#[test]
fn a_channel_closed_for_the_merchant() {
    let has = |channels: &'static [Channel]| {
        move |facts: &mut Facts| {
            if let Some(merchant) = &mut facts.merchant {
                merchant.channels = mask(channels);
            }
        }
    };
    let code = "limit.channel.closed";
    subject().check(
        code,
        has(&[Channel::Qr, Channel::Atm]),
        has(&[Channel::Pos]),
    );
    subject().check(code, has(&[Channel::Qr]), has(&[]));
    subject().check(code, has(&[Channel::Qr]), |facts| {
        has(&[Channel::Qr])(facts);
        facts.transaction.channel = Channel::Unknown;
    });
}

#[test]
fn a_channel_closed_for_all() {
    let subject: Subject<ChannelLimits> =
        Subject::with(r#"{"channels": {"pos": {"closed": true}}}"#);
    let code = "limit.channel.closed";
    subject.check(
        code,
        |_| {},
        |facts| facts.transaction.channel = Channel::Qr,
    );
}

fn trading(opens: u16, closes: u16) -> impl Fn(&mut Facts) {
    move |facts| {
        if let Some(merchant) = &mut facts.merchant {
            merchant.trading_hours = Some((opens, closes));
        }
    }
}

#[test]
fn trading_hours() {
    // It is 12:30.
    let code = "limit.time_window";
    subject().check(code, trading(540, 750), trading(540, 751));
    subject().check(code, trading(751, 1_000), trading(750, 1_000));
    subject().check(code, trading(1_320, 120), trading(1_320, 751));
}

#[test]
fn hours_of_a_channel() {
    let subject: Subject<ChannelLimits> = Subject::with(
        r#"{"channels": {"pos": {"hours": "22:00-12:30"}, "qr": {"hours": "00:00-24:00"}}}"#,
    );
    let code = "limit.time_window";
    subject.check(code, |_| {}, |facts| facts.local.minute = 29);
    subject.check(
        code,
        |_| {},
        |facts| facts.transaction.channel = Channel::Qr,
    );
}

#[test]
fn the_finding_names_the_next_opening() {
    let found = subject().assess(trading(1_320, 120)).findings;
    let opens_at = NOW_MS + (9 * 60 + 30) * 60_000;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].not_before, Some(opens_at));
    let expected = [
        Value::Text("12:30".into()),
        Value::Text("22:00-02:00".into()),
        Value::Instant(opens_at),
    ];
    assert_eq!(found[0].parameters, expected);
}
