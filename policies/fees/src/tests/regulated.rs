//! What may go to issuer and network of a domestic card in mainland China (NDRC and PBoC 2016,
//! NDRC price list 2022): 0.35 % up to 13 CNY of a debit card, 0.45 % of a credit card, and
//! 0.0325 % up to 3.25 CNY for the network, each side.

use super::*;

const CODE: &str = "fee.regulated_cap_exceeded";

fn parts(
    funding: Funding,
    amount: i64,
    issuer: Option<i64>,
    network: Option<i64>,
) -> impl Fn(&mut Facts) {
    move |facts| {
        card(facts).funding = funding;
        pay(facts, amount);
        (facts.transaction.issuer_fee, facts.transaction.network_fee) = (issuer, network);
    }
}

/// The most in fen that is allowed of an amount.
#[test]
fn the_published_parts() {
    use Funding::{Credit, Debit};
    for (funding, amount, most) in [
        (Debit, 371_428, 1_300), // 1299.998
        (Debit, 371_429, 1_300),
        (Debit, 371_285, 1_299), // 1299.4975
        (Debit, 10_000_000, 1_300),
        (Debit, 100, 0),          // 0.35
        (Debit, 143, 1),          // 0.5005
        (Debit, 1_000, 4),        // 3.5
        (Credit, 371_428, 1_671), // 1671.426
        (Credit, 12_345, 56),     // 55.5525
        (Credit, 100_000_000, 450_000),
    ] {
        let issuer = |fee| parts(funding, amount, Some(fee), None);
        fees("{}").check(CODE, issuer(most + 1), issuer(most));
    }
    for (amount, most) in [
        (1_000_000, 325),
        (2_000_000, 325),
        (10_000, 3), // 3.25
        (20_000, 7), // 6.5
        (1_538, 0),  // 0.49985
        (1_539, 1),  // 0.500175
    ] {
        for funding in [Debit, Credit, Funding::Prepaid, Funding::Unknown] {
            let network = |fee| parts(funding, amount, None, Some(fee));
            fees("{}").check(CODE, network(most + 1), network(most));
        }
    }
}

#[test]
fn both_parts_are_told() {
    let both = fees("{}").assess(|facts| {
        parts(Funding::Debit, 1_000_000, Some(1_301), Some(326))(facts);
        facts.fee_contract = None;
    });
    let told: Vec<&[Value]> = (both.findings.iter())
        .map(|finding| finding.parameters.as_slice())
        .collect();
    let part = |name: &str, fee, most| {
        [
            Value::Text(name.into()),
            Value::Money(fee),
            Value::Money(most),
        ]
    };
    assert_eq!(
        told,
        [part("issuer", 1_301, 1_300), part("network", 326, 325)]
    );
}

#[test]
fn other_cards_are_not_regulated() {
    let fires = || parts(Funding::Debit, 10_000, Some(i64::MAX), Some(i64::MAX));
    let spare = |change: fn(&mut Facts)| {
        move |facts: &mut Facts| {
            fires()(facts);
            change(facts);
        }
    };
    let changes: [fn(&mut Facts); 7] = [
        |facts| card(facts).issuer_country = country("US"),
        |facts| card(facts).issuer_country = 0,
        |facts| merchant(facts).country = country("HK"),
        |facts| facts.transaction.amount.currency = USD,
        |facts| facts.payment_code = Some(payment_code()),
        |facts| facts.transaction.kind = TransactionType::Refund,
        |facts| (facts.local.year, facts.local.month) = (2016, 8),
    ];
    for change in changes {
        fees("{}").check(CODE, fires(), spare(change));
    }
    let prepaid = parts(Funding::Prepaid, 10_000, Some(i64::MAX), None);
    fees("{}").check(CODE, fires(), prepaid);
    // Without a contract too.
    fees("{}").check(CODE, spare(|facts| facts.fee_contract = None), |_| ());
    let off = fees(r#"{"markets": {"CN": {"regulated": null}}}"#);
    assert_eq!(off.codes(fires()), Vec::<String>::new());
}

#[test]
fn it_is_as_the_catalogue_has_it() {
    let policy = tollgate_policy::configure::<Fees>("{}");
    let manifest = tollgate_policy::describe(&policy.unwrap_or_else(|_| panic!("no policy")));
    let reason = (manifest.reasons.iter()).find(|reason| reason.code == CODE);
    let Some(reason) = reason else {
        panic!("{CODE} is missing")
    };
    use tollgate_policy::verdicts::{Effect, Retry};
    assert!((reason.effect, reason.retry) == (Effect::Review, Retry::AfterOperator));
    assert!(reason.operator_only && !reason.of_claim);
    let codes = reason.response_codes.iter().map(|(_, code)| code.as_str());
    assert!(codes.eq(["23", "23"]));
}
