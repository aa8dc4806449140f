//! Credit turned into cash.

use tollgate_policy::facts::{Facts, Funding, Listing, TransactionType};
use tollgate_policy::testing::Subject;
use tollgate_policy::{integer, text};

use super::{CardValidity, listed, shipped};

const CODE: &str = "card.cashout_suspected";

/// Position of the counter of payments with a card at a merchant.
const CARD_MERCHANT: usize = 2;

/// A payment by credit card with so many before it.
fn credit(minor_units: i64, before: u64) -> impl Fn(&mut Facts) {
    move |facts| {
        facts.transaction.amount.minor_units = minor_units;
        facts.card.as_mut().unwrap().funding = Funding::Credit;
        facts.counters[CARD_MERCHANT].value = before;
        facts.counters[CARD_MERCHANT + 1].value = before * 500_000;
    }
}

#[test]
fn a_round_sum_the_third_time_goes_to_a_person() {
    shipped().check(CODE, credit(500_000, 2), credit(500_000, 1));
    shipped().check(CODE, credit(500_000, 2), credit(500_001, 2));
    shipped().check(CODE, credit(500_000, 2), credit(400_000, 2));
    shipped().check(CODE, credit(1_900_000, 9), credit(1_950_000, 9));
    for amount in [0, -500_000, i64::MIN] {
        shipped().check(CODE, credit(500_000, 2), credit(amount, 2));
    }
    let findings = shipped().assess(credit(500_000, 2)).findings;
    let parameters = [text("round-amounts"), integer(3)];
    assert_eq!(findings[0].parameters, parameters);
}

#[test]
fn only_credit_for_goods_in_a_currency_that_has_a_limit() {
    let with = |change: fn(&mut Facts)| {
        move |facts: &mut Facts| {
            credit(500_000, 2)(facts);
            change(facts);
        }
    };
    let changes: [fn(&mut Facts); 5] = [
        |facts| facts.card.as_mut().unwrap().funding = Funding::Debit,
        |facts| facts.card.as_mut().unwrap().funding = Funding::Unknown,
        |facts| facts.transaction.kind = TransactionType::CashAdvance,
        |facts| facts.transaction.amount.currency = 392,
        |facts| facts.counters[CARD_MERCHANT].applies = false,
    ];
    for change in changes {
        shipped().check(CODE, credit(500_000, 2), with(change));
    }
}

#[test]
fn a_listed_card_or_payer_unless_it_was_cleared() {
    let card = |so| move |facts: &mut Facts| listed(facts).card = so;
    let payer = |so| {
        move |facts: &mut Facts| {
            facts.card = None;
            listed(facts).payer = so;
        }
    };
    let allowed = Listing::CASH_OUT | Listing::ALLOWED;
    shipped().check(CODE, card(Listing::CASH_OUT), card(allowed));
    shipped().check(CODE, payer(Listing::CASH_OUT), payer(allowed));
    shipped().check(CODE, credit(500_000, 2), |facts| {
        credit(500_000, 2)(facts);
        card(Listing::ALLOWED)(facts);
    });
}

#[test]
fn without_a_number_of_payments_only_lists_count() {
    let off = Subject::<CardValidity>::with(r#"{"cash_out":{"payments":null}}"#);
    assert_eq!(off.codes(credit(500_000, 99)), [""; 0]);
}
