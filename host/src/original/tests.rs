//! Which request is the original, and what of it is said.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use tollgate_proto::v1;

use super::*;
use crate::pan::Vault;

const AT_MS: u64 = 1_795_521_600_000;
const ID: DecisionId = DecisionId((AT_MS as u128) << 80 | 7);

fn payment(message: v1::PreAuthorization) -> Payment {
    crate::rpc::decode(message, &Vault::random().unwrap()).unwrap()
}

fn message() -> v1::PreAuthorization {
    v1::PreAuthorization {
        request_id: "r".into(),
        merchant_id: "m".into(),
        amount: Some(v1::Money {
            minor_units: 10_000,
            currency: "CNY".into(),
        }),
        original_request_id: "o".into(),
        ..Default::default()
    }
}

fn former() -> Former {
    Former {
        request_id: "o".into(),
        kind: TransactionType::PreAuthorization,
        card: "card".into(),
        payer: "payer".into(),
        ..Former::of(&payment(message()), ID, Outcome::Approve)
    }
}

fn original(former: Former, became: Became) -> Original {
    seen(Some(&(former, became)), &payment(message()), AT_MS + 60_000)
}

#[test]
fn an_original_stands_as_the_ledger_or_the_log_says() {
    use Became::{Reported, Stands};
    let released = |why| State::Released { why, late: false };
    let kept = |amount| State::Kept {
        amount,
        late: false,
    };
    let back = |authorized| State::GivenBack {
        authorized,
        late: false,
    };
    let authorized = |amount| Reported(Some(Report::Authorized { amount }));
    let reported = |why| Reported(Some(Report::Released(why)));
    use OriginalState::{Approved, Declined, Expired, Unanswered, Voided};
    let table = [
        (Stands(State::Pending), Approved, 10_000),
        (Stands(kept(10_000)), Approved, 10_000),
        (Stands(kept(6_000)), Approved, 6_000),
        (Stands(kept(u64::MAX)), Approved, 10_000),
        (authorized(None), Approved, 10_000),
        (authorized(Some(6_000)), Approved, 6_000),
        (Stands(State::NotApproved), Declined, 10_000),
        (
            Stands(released(Release::DeclinedByIssuer)),
            Declined,
            10_000,
        ),
        (reported(Release::DeclinedByIssuer), Declined, 10_000),
        (Stands(released(Release::TimedOut)), Unanswered, 10_000),
        (reported(Release::TimedOut), Unanswered, 10_000),
        (Stands(released(Release::Abandoned)), Voided, 10_000),
        (reported(Release::Abandoned), Voided, 10_000),
        (Stands(back(None)), Voided, 10_000),
        (Stands(back(Some(6_000))), Voided, 6_000),
        (Reported(Some(Report::Voided)), Voided, 10_000),
        (Stands(State::Expired), Expired, 10_000),
        (Reported(None), Expired, 10_000),
    ];
    for (became, state, minor_units) in table {
        let expected = Original {
            found: true,
            kind: TransactionType::PreAuthorization,
            state,
            amount: Money {
                minor_units,
                currency: 156,
            },
            age_ms: 60_000,
        };
        assert_eq!(original(former(), became), expected, "{became:?}");
    }
}

#[test]
fn an_original_is_of_the_same_merchant_and_payer() {
    let pending = Became::Stands(State::Pending);
    let of = |change: fn(&mut Former), asks: &Payment| {
        let mut former = former();
        change(&mut former);
        seen(Some(&(former, pending)), asks, AT_MS).found
    };
    let mut by_card = message();
    by_card.card = Some(v1::Card {
        number: Some(v1::card::Number::Pan("4111111111111111".into())),
        ..Default::default()
    });
    let by_card = payment(by_card);
    let by_nobody = payment(message());
    assert!(of(|_| {}, &by_nobody));
    assert!(!of(|former| former.merchant = "n".into(), &by_nobody));
    assert!(!of(|_| {}, &by_card), "another card");
    assert!(
        !of(|former| former.card = "".into(), &by_card),
        "an account, and a card"
    );
    let nobody = |former: &mut Former| {
        former.card = "".into();
        former.payer = "".into();
    };
    assert!(of(nobody, &by_card));
    let token = by_card.card.as_ref().unwrap().token.clone();
    let same = Former {
        card: token,
        ..former()
    };
    assert!(seen(Some(&(same, pending)), &by_card, AT_MS).found);
    assert!(!seen(None, &by_nobody, AT_MS).found);
}

#[test]
fn the_last_ones_are_kept_by_their_newest_decision() {
    let originals = Originals::new(2);
    let keep = |name: &str, id| {
        originals.keep(Former {
            request_id: name.into(),
            id: DecisionId(id),
            ..former()
        });
    };
    let id = |name| originals.get(name).map(|former| former.id.0);
    keep("a", 1);
    keep("b", 2);
    keep("a", 3);
    assert_eq!((id("a"), id("b")), (Some(3), Some(2)));
    keep("c", 4);
    assert_eq!((id("a"), id("b"), id("c")), (Some(3), None, Some(4)));
}
