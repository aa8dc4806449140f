//! Amounts and currencies.

use tollgate_policy::facts::{Facts, Money, TransactionType};
use tollgate_policy::testing::{CNY, Subject};
use tollgate_policy::verdicts::Value;
use transaction_integrity::TransactionIntegrity;

use super::{USD, ends, merchant, shipped, shown, terminal, with, yuan};

fn pays(minor_units: i64) -> impl Fn(&mut Facts) {
    move |facts| facts.transaction.amount = yuan(minor_units)
}

#[test]
fn not_positive() {
    let code = "integrity.amount.not_positive";
    shipped().check(code, pays(0), pays(1));
    shipped().check(code, pays(i64::MIN), |facts| {
        pays(0)(facts);
        facts.transaction.kind = TransactionType::BalanceInquiry;
    });
    use TransactionType::{CashAdvance, PreAuthorization, Refund, Unknown, Void};
    for kind in [CashAdvance, PreAuthorization, Refund, Void, Unknown] {
        let fires = |facts: &mut Facts| {
            pays(0)(facts);
            facts.transaction.kind = kind;
        };
        shipped().check(code, fires, |facts| facts.transaction.kind = kind);
    }
}

/// Yen have no decimals, dinars three.
#[test]
fn precision() {
    let sent = |currency, exponent, sent| {
        move |facts: &mut Facts| {
            facts.transaction.amount.currency = currency;
            facts.transaction.currency_exponent = exponent;
            facts.transaction.sent_exponent = sent;
            terminal(facts).currency = 0;
        }
    };
    let code = "integrity.amount.precision";
    for (currency, exponent) in [(CNY, 2), (392, 0), (414, 3)] {
        for wrong in (0..=u8::MAX).filter(|wrong| *wrong != exponent) {
            let fires = sent(currency, exponent, Some(wrong));
            shipped().check(code, fires, sent(currency, exponent, Some(exponent)));
        }
        let fires = sent(currency, exponent, Some(4));
        shipped().check(code, fires, sent(currency, exponent, None));
    }
    let values = shown(sent(392, 0, Some(2)));
    let expected = [
        Value::Text("JPY".into()),
        Value::Integer(2),
        Value::Integer(0),
    ];
    assert_eq!(values, expected);
}

#[test]
fn overflow() {
    let code = "integrity.amount.overflow";
    shipped().check(code, pays(1_000_000_000_000), pays(999_999_999_999));
    shipped().check(code, pays(i64::MAX), pays(-1));
    let own = with(
        r#"{"amount":{"ceilings":{"CNY":{"value":5000000,"source":"t","effective_from":"2000-01-01"}}}}"#,
    );
    own.check(code, pays(5_000_001), pays(5_000_000));
    own.check(code, pays(5_000_001), |facts| {
        facts.transaction.amount = Money {
            minor_units: 5_000_001,
            currency: USD,
        };
    });
}

fn ordered(
    amount: i64,
    order: i64,
    tip: Option<i64>,
    surcharge: Option<i64>,
) -> impl Fn(&mut Facts) {
    move |facts| {
        facts.transaction.amount = yuan(amount);
        facts.transaction.order_amount = Some(yuan(order));
        (facts.transaction.tip, facts.transaction.surcharge) = (tip, surcharge);
    }
}

#[test]
fn what_was_ordered() {
    let code = "integrity.amount.order_mismatch";
    let fires = || ordered(10_001, 10_000, None, None);
    shipped().check(code, fires(), ordered(10_000, 10_000, None, None));
    shipped().check(code, ordered(9_999, 10_000, None, None), |_| ());
    shipped().check(
        code,
        ordered(10_000, 10_000, Some(500), None),
        ordered(10_500, 10_000, Some(500), None),
    );
    // The order has the surcharge in it, or it has not.
    let charged = |amount| ordered(amount, 10_000, Some(500), Some(40));
    for good in [10_500, 10_540] {
        shipped().check(code, charged(10_541), charged(good));
    }
    shipped().check(code, fires(), |facts| {
        fires()(facts);
        facts.transaction.order_amount = Some(Money {
            minor_units: 10_000,
            currency: USD,
        });
    });
    for kind in [
        TransactionType::PreAuthorization,
        TransactionType::BalanceInquiry,
    ] {
        shipped().check(code, fires(), |facts| {
            fires()(facts);
            facts.transaction.kind = kind;
        });
    }
    shipped().check(
        code,
        ordered(i64::MIN, i64::MAX, Some(i64::MAX), Some(i64::MAX)),
        ordered(i64::MAX, i64::MAX, None, None),
    );
    assert_eq!(
        shown(ordered(1, 10_000, None, None)),
        [Value::Money(10_000)]
    );
}

#[test]
fn an_order_may_be_nearly_right() {
    let figure =
        |value: u32| format!(r#"{{"value":{value},"source":"t","effective_from":"2000-01-01"}}"#);
    let lenient: Subject<TransactionIntegrity> = with(&format!(
        r#"{{"amount":{{"order_tolerance_ppm":{},"order_tolerance":{{"CNY":{}}}}}}}"#,
        figure(10_000),
        figure(50)
    ));
    let code = "integrity.amount.order_mismatch";
    let near = |amount, order| ordered(amount, order, None, None);
    // 50 fen of a small order, one per cent of a large one.
    lenient.check(code, near(1_051, 1_000), near(1_050, 1_000));
    lenient.check(code, near(949, 1_000), near(950, 1_000));
    lenient.check(code, near(10_101, 10_000), near(10_100, 10_000));
    lenient.check(code, near(1, -100), near(-100, -100));
}

#[test]
fn tips() {
    let tips = |amount, tip| {
        move |facts: &mut Facts| {
            facts.transaction.amount = yuan(amount);
            facts.transaction.tip = Some(tip);
        }
    };
    let code = "integrity.amount.tip_exceeds";
    shipped().check(code, tips(12_501, 2_501), tips(12_500, 2_500));
    shipped().check(code, tips(1, 1), tips(1, 0));
    shipped().check(code, tips(i64::MIN, i64::MAX), tips(i64::MAX, i64::MIN));
    assert_eq!(
        shown(tips(12_501, 2_501)),
        [Value::Money(2_501), Value::Ppm(250_000)]
    );
}

#[test]
fn currencies_that_the_merchant_takes() {
    let refused = |facts: &mut Facts| merchant(facts).currency_accepted = false;
    let code = "integrity.currency.unsupported";
    shipped().check(code, refused, |_| ());
    shipped().check(code, refused, |facts| {
        refused(facts);
        ends(facts, TransactionType::Refund, TransactionType::Purchase);
    });
    assert_eq!(shown(refused), [Value::Text("CNY".into())]);
}

#[test]
fn currencies_of_terminal_order_and_original() {
    let code = "integrity.currency.mismatch";
    let terminal_in = |currency| move |facts: &mut Facts| terminal(facts).currency = currency;
    shipped().check(code, terminal_in(USD), terminal_in(CNY));
    shipped().check(code, terminal_in(USD), terminal_in(0));
    let order_in = |currency| {
        move |facts: &mut Facts| {
            facts.transaction.order_amount = Some(Money {
                minor_units: 10_000,
                currency,
            });
        }
    };
    shipped().check(code, order_in(USD), order_in(CNY));
    shipped().check(code, order_in(USD), |facts| {
        order_in(USD)(facts);
        facts.transaction.currency_conversion = true;
    });
    let original_in = |currency, found| {
        move |facts: &mut Facts| {
            ends(facts, TransactionType::Refund, TransactionType::Purchase);
            facts.transaction.currency_conversion = true;
            let original = facts.original.as_mut().unwrap();
            (original.amount.currency, original.found) = (currency, found);
        }
    };
    shipped().check(code, original_in(USD, true), original_in(CNY, true));
    shipped().check(code, original_in(USD, true), original_in(USD, false));
    let expected = ["CNY", "USD"].map(|code| Value::Text(code.into()));
    assert_eq!(shown(terminal_in(USD)), expected);
}
