//! What a payment counts as.

use super::*;
use crate::limits::{Request, Subject};
use crate::money::{Amount, Currency};
use crate::wit::tollgate::policy::facts::{Funding, TransactionType};

#[test]
fn a_payment_says_what_it_counts_as() {
    let made = Circumstances {
        occurred_at_ms: NOON,
        utc_offset_minutes: 0,
        distance_m: None,
        radius_m: 0,
    };
    let request = |kind: TransactionType, funding: Funding| {
        let mut request = Request {
            transaction_type: kind as u8,
            funding: funding as u8,
            ..Request::default()
        };
        request.subjects.set(Subject::Merchant, "m");
        request
    };
    let amount = |code, minor_units| Amount {
        minor_units,
        currency: Currency::from_code(code).unwrap(),
    };
    let of = |kind, made: &Circumstances, amount| {
        Trade::of(&request(kind, Funding::Unknown), amount, made)
    };
    let yuan = amount("CNY", 1_234);
    for (kind, expected) in [
        (TransactionType::Purchase, Some(Kind::Sale)),
        (TransactionType::Completion, Some(Kind::Sale)),
        (TransactionType::CashAdvance, Some(Kind::Sale)),
        (TransactionType::PreAuthorization, Some(Kind::Reservation)),
        (TransactionType::Refund, Some(Kind::Refund)),
        (TransactionType::Void, None),
        (TransactionType::BalanceInquiry, None),
        (TransactionType::Unknown, None),
    ] {
        let trade = of(kind, &made, yuan);
        assert_eq!(trade.map(|trade| trade.kind), expected, "{kind:?}");
    }
    let purchase = TransactionType::Purchase;
    for (code, minor_units, expected) in [
        ("CNY", 10_000, true),
        ("CNY", 30_000, true),
        ("CNY", 10_001, false),
        ("CNY", 1_000, false),
        ("CNY", 0, false),
        ("CNY", -10_000, false),
        ("JPY", 10_000, true),
        ("JPY", 100, false),
        ("KWD", 100_000, true),
        ("KWD", 10_000, false),
    ] {
        let round = of(purchase, &made, amount(code, minor_units))
            .unwrap()
            .round;
        assert_eq!(round, expected, "{code} {minor_units}");
    }
    let midnight = NOON - 12 * HOUR;
    for (after_ms, utc_offset_minutes, expected) in [
        (23 * HOUR - 1, 0, false),
        (23 * HOUR, 0, true),
        (24 * HOUR, 0, true),
        (6 * HOUR - 1, 0, true),
        (6 * HOUR, 0, false),
        (15 * HOUR, 480, true),
        (15 * HOUR - 1, 480, false),
        (4 * HOUR, -300, true),
        (12 * HOUR, i32::MIN, false),
    ] {
        let made = Circumstances {
            occurred_at_ms: midnight + after_ms,
            utc_offset_minutes,
            ..made
        };
        let night = of(purchase, &made, yuan).unwrap().night;
        assert_eq!(night, expected, "{after_ms} {utc_offset_minutes}");
    }
    for (distance_m, radius_m, expected) in [
        (None, 500, None),
        (Some(600), 0, None),
        (Some(500), 500, Some(false)),
        (Some(501), 500, Some(true)),
    ] {
        let made = Circumstances {
            distance_m,
            radius_m,
            ..made
        };
        assert_eq!(of(purchase, &made, yuan).unwrap().away, expected);
    }
    for (funding, expected) in [
        (Funding::Unknown, None),
        (Funding::Debit, Some(false)),
        (Funding::Prepaid, Some(false)),
        (Funding::Credit, Some(true)),
    ] {
        let trade = Trade::of(&request(purchase, funding), yuan, &made).unwrap();
        assert_eq!(trade.credit, expected, "{funding:?}");
    }
}
