//! Expiry dates.

use tollgate_policy::facts::{Channel, EntryMode, Facts, Fields, Funding, TransactionType};
use tollgate_policy::testing::Subject;

use super::{CardValidity, shipped};

fn shows(year: u8, month: u8) -> impl Fn(&mut Facts) {
    move |facts| {
        let card = facts.card.as_mut().unwrap();
        (card.expiry_year, card.expiry_month) = (year, month);
    }
}

fn at(year: u16, month: u8, day: u8, expiry: (u8, u8)) -> impl Fn(&mut Facts) {
    move |facts| {
        (facts.local.year, facts.local.month, facts.local.day) = (year, month, day);
        shows(expiry.0, expiry.1)(facts);
    }
}

/// One instant and the local date it falls on in each of five places. The card says 11/26.
#[test]
fn a_card_is_good_through_the_last_local_day_of_its_month() {
    for (instant, zone, offset_minutes, (year, month, day), good) in [
        (
            "2026-11-30T15:59:59Z",
            "Asia/Shanghai",
            480,
            (2026, 11, 30),
            true,
        ),
        (
            "2026-11-30T16:00:00Z",
            "Asia/Shanghai",
            480,
            (2026, 12, 1),
            false,
        ),
        (
            "2026-11-30T18:29:59Z",
            "Asia/Kolkata",
            330,
            (2026, 11, 30),
            true,
        ),
        (
            "2026-11-30T18:30:00Z",
            "Asia/Kolkata",
            330,
            (2026, 12, 1),
            false,
        ),
        (
            "2026-11-30T23:59:59Z",
            "Europe/London",
            0,
            (2026, 11, 30),
            true,
        ),
        (
            "2026-12-01T00:00:00Z",
            "Europe/London",
            0,
            (2026, 12, 1),
            false,
        ),
        (
            "2026-12-01T07:59:59Z",
            "America/Los_Angeles",
            -480,
            (2026, 11, 30),
            true,
        ),
        (
            "2026-12-01T08:00:00Z",
            "America/Los_Angeles",
            -480,
            (2026, 12, 1),
            false,
        ),
        (
            "2026-11-30T09:59:59Z",
            "Pacific/Kiritimati",
            840,
            (2026, 11, 30),
            true,
        ),
        (
            "2026-11-30T10:00:00Z",
            "Pacific/Kiritimati",
            840,
            (2026, 12, 1),
            false,
        ),
        // The same instant is good in one place and late in another.
        (
            "2026-11-30T16:00:00Z",
            "Europe/London",
            0,
            (2026, 11, 30),
            true,
        ),
        (
            "2026-11-30T16:00:00Z",
            "Pacific/Kiritimati",
            840,
            (2026, 12, 1),
            false,
        ),
    ] {
        let found = shipped().codes(|facts| {
            at(year, month, day, (26, 11))(facts);
            facts.local.utc_offset_minutes = offset_minutes;
        });
        let expired = found.iter().any(|code| code == "card.expired");
        assert_eq!(expired, !good, "{instant} in {zone}: {found:?}");
    }
}

#[test]
fn a_card_expires_after_its_month() {
    for (fires, spares) in [
        (at(2026, 12, 1, (26, 11)), at(2026, 11, 30, (26, 11))),
        (at(2027, 1, 1, (26, 12)), at(2026, 12, 31, (26, 12))),
        (at(2024, 3, 1, (24, 2)), at(2024, 2, 29, (24, 2))),
        (at(2080, 1, 1, (79, 12)), at(2079, 12, 31, (79, 12))),
        // Two digits above the pivot are of the last century.
        (at(2026, 11, 24, (80, 1)), at(2026, 11, 24, (79, 12))),
        (at(2026, 11, 24, (99, 12)), at(2026, 11, 24, (30, 12))),
        (at(2026, 11, 24, (0, 1)), at(2000, 1, 31, (0, 1))),
    ] {
        shipped().check("card.expired", fires, spares);
    }
}

#[test]
fn an_ended_sale_may_outlive_its_card() {
    use TransactionType::{Completion, Refund, Void};
    for kind in [Completion, Refund, Void] {
        shipped().check("card.expired", shows(26, 10), |facts| {
            shows(26, 10)(facts);
            facts.transaction.kind = kind;
        });
    }
}

#[test]
fn the_no_expiry_mark_never_expires_and_is_never_missing() {
    for mode in [
        EntryMode::Chip,
        EntryMode::Ecommerce,
        EntryMode::CredentialOnFile,
    ] {
        for year in [2026, 2049, 2050, 2070] {
            let found = shipped().codes(|facts| {
                at(year, 12, 31, (49, 12))(facts);
                facts.transaction.entry_mode = mode;
                facts.card.as_mut().unwrap().funding = Funding::Credit;
            });
            assert!(found.is_empty(), "{year}: {found:?}");
        }
    }
    shipped().check(
        "card.expired",
        at(2050, 1, 1, (49, 11)),
        at(2050, 1, 1, (49, 12)),
    );
}

#[test]
fn a_date_is_missing_where_it_is_required() {
    let none = |funding, mode, channel| {
        move |facts: &mut Facts| {
            shows(0, 0)(facts);
            facts.card.as_mut().unwrap().funding = funding;
            facts.transaction.entry_mode = mode;
            facts.transaction.channel = channel;
        }
    };
    let spares = || none(Funding::Debit, EntryMode::Chip, Channel::Pos);
    let code = "card.expiry.missing";
    for fires in [
        none(Funding::Credit, EntryMode::Chip, Channel::Pos),
        none(Funding::Debit, EntryMode::Manual, Channel::Pos),
        none(Funding::Debit, EntryMode::Ecommerce, Channel::Unknown),
        none(
            Funding::Debit,
            EntryMode::CredentialOnFile,
            Channel::Unknown,
        ),
        none(Funding::Debit, EntryMode::Unknown, Channel::Online),
        none(Funding::Unknown, EntryMode::Unknown, Channel::InApp),
        none(
            Funding::Prepaid,
            EntryMode::Unknown,
            Channel::MailOrTelephone,
        ),
    ] {
        shipped().check(code, fires, spares());
    }
    shipped().check(
        code,
        none(Funding::Credit, EntryMode::Chip, Channel::Pos),
        none(Funding::Credit, EntryMode::QrDynamic, Channel::Qr),
    );
    let only_keyed = Subject::<CardValidity>::with(r#"{"expiry":{"required_for":["keyed"]}}"#);
    only_keyed.check(
        code,
        none(Funding::Debit, EntryMode::Manual, Channel::MailOrTelephone),
        none(Funding::Credit, EntryMode::Ecommerce, Channel::Online),
    );
}

#[test]
fn a_date_is_a_year_and_a_month() {
    let code = "card.expiry.malformed";
    let flagged = |facts: &mut Facts| {
        shows(0, 0)(facts);
        facts.card.as_mut().unwrap().funding = Funding::Credit;
        facts.transaction.malformed = Fields::EXPIRY | Fields::ORDER;
    };
    shipped().check(code, shows(30, 13), shows(30, 12));
    shipped().check(code, shows(30, 0), shows(30, 1));
    shipped().check(code, shows(100, 1), shows(99, 1));
    shipped().check(code, shows(0, 255), shows(0, 0));
    shipped().check(code, flagged, |facts| {
        facts.transaction.malformed = Fields::ORDER
    });
    // It is told once, not also as missing or past.
    assert_eq!(shipped().codes(flagged), [code]);
    assert_eq!(shipped().codes(shows(1, 13)), [code]);
}

#[test]
fn a_date_is_plausible_for_its_kind_of_card() {
    let of = |funding, year, month| {
        move |facts: &mut Facts| {
            shows(year, month)(facts);
            facts.card.as_mut().unwrap().funding = funding;
        }
    };
    let code = "card.expiry.implausible";
    // The sample is of November 2026.
    shipped().check(
        code,
        of(Funding::Credit, 46, 12),
        of(Funding::Credit, 46, 11),
    );
    shipped().check(
        code,
        of(Funding::Prepaid, 46, 12),
        of(Funding::Prepaid, 46, 11),
    );
    shipped().check(
        code,
        of(Funding::Credit, 46, 12),
        of(Funding::Debit, 79, 12),
    );
    shipped().check(
        code,
        of(Funding::Credit, 46, 12),
        of(Funding::Unknown, 79, 12),
    );
    shipped().check(
        code,
        of(Funding::Credit, 46, 12),
        of(Funding::Credit, 49, 12),
    );
    let debit = r#"{"expiry":{"max_years":{"debit":{"value":50,"source":"ours","effective_from":"2020-01-01"}}}}"#;
    Subject::<CardValidity>::with(debit).check(
        code,
        of(Funding::Debit, 76, 12),
        of(Funding::Debit, 76, 11),
    );
}

#[test]
fn a_card_that_ends_next_month_is_told() {
    let code = "card.expiring_soon";
    shipped().check(code, shows(26, 12), shows(27, 1));
    shipped().check(code, shows(26, 11), shows(26, 10));
    let off = Subject::<CardValidity>::with(r#"{"expiry":{"soon_months":null}}"#);
    assert!(off.codes(shows(26, 12)).is_empty());
}

#[test]
fn marks_and_pivot_hold_from_their_date() {
    let rules = r#"{"expiry":{
        "no_expiry":{"value":["2501"],"source":"ours","effective_from":"2026-11-24"},
        "century_pivot":{"value":49,"source":"ours","effective_from":"2026-11-24"}}}"#;
    let subject = Subject::<CardValidity>::with(rules);
    let expired = "card.expired";
    subject.check(
        expired,
        at(2026, 11, 23, (25, 1)),
        at(2026, 11, 24, (25, 1)),
    );
    subject.check(
        expired,
        at(2026, 11, 24, (50, 1)),
        at(2026, 11, 23, (50, 1)),
    );
}
