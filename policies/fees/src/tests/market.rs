//! Against what is usual in the merchant's country.

use super::*;

#[test]
fn cap_not_applied() {
    let code = "fee.cap_not_applied";
    let at = |amount| move |facts: &mut Facts| pay(facts, amount);
    fees("{}").check(code, at(333_417), at(333_416)); // 2000.502 and 2000.496 fen
    let spare = |change: fn(&mut Facts)| {
        move |facts: &mut Facts| {
            pay(facts, 5_000_000);
            change(facts);
        }
    };
    fees("{}").check(
        code,
        spare(|_| ()),
        spare(|facts| contract(facts).rows[0].cap = Some(3_000)),
    );
    fees("{}").check(
        code,
        spare(|_| ()),
        spare(|facts| card(facts).funding = Funding::Credit),
    );
    fees("{}").check(
        code,
        spare(|_| ()),
        spare(|facts| card(facts).issuer_country = 0),
    );
    fees("{}").check(
        code,
        spare(|_| ()),
        spare(|facts| facts.transaction.channel = Channel::Qr),
    );
    fees("{}").check(
        code,
        spare(|_| ()),
        spare(|facts| facts.transaction.amount.currency = USD),
    );
}

#[test]
fn mcc_rate_mismatch() {
    let code = "fee.mcc_rate_mismatch";
    let at = |mcc, rate| {
        move |facts: &mut Facts| {
            agree(facts, [row(rate)]);
            facts.transaction.mcc = mcc;
        }
    };
    fees("{}").check(code, at(5812, 3_800), at(5812, 3_801));
    fees("{}").check(code, at(5812, 3_800), at(5411, 3_800));
    fees("{}").check(code, at(5411, 0), at(8062, 0));
    fees("{}").check(code, at(5812, 0), at(8062, 3_800));
    // The payment names no category: the merchant's own counts.
    fees("{}").check(
        code,
        |facts| {
            at(0, 3_800)(facts);
            merchant(facts).mcc = 5812;
        },
        at(0, 3_800),
    );
    // Settings need not be in order.
    let disorder = r#"{"markets": {"CN": {"classes": {"zero_mccs":
        {"value": [9399, 8220, 8062], "source": "t", "effective_from": "2026-01-01"}}}}}"#;
    fees(disorder).check(code, at(8050, 0), at(9399, 0));
    // A cap that makes a large payment cheap is no discount.
    fees("{}").check(code, at(5812, 3_800), |facts| {
        agree(
            facts,
            [FeeRow {
                cap: Some(2_000),
                ..row(5_000)
            }],
        );
        restaurant(facts);
        pay(facts, 10_000_000);
    });
    // The usual price of a code is that of the discount class.
    fees("{}").check(code, at(5812, 3_800), |facts| {
        at(5812, 3_800)(facts);
        facts.transaction.channel = Channel::Qr;
    });
}

#[test]
fn rate_below_cost() {
    let code = "fee.rate_below_cost";
    let at = |funding, rate| {
        move |facts: &mut Facts| {
            restaurant(facts);
            agree(facts, [row(rate)]);
            card(facts).funding = funding;
        }
    };
    fees("{}").check(code, at(Funding::Credit, 4_824), at(Funding::Credit, 4_825));
    fees("{}").check(code, at(Funding::Debit, 3_824), at(Funding::Debit, 3_825));
    fees("{}").check(code, at(Funding::Debit, 3_824), at(Funding::Unknown, 3_824));
    // Above both caps issuer and network take 16.25 yuan.
    let capped = |cap| {
        move |facts: &mut Facts| {
            restaurant(facts);
            contract(facts).rows[0].cap = Some(cap);
            pay(facts, 10_000_000);
        }
    };
    fees("{}").check(code, capped(1_624), capped(1_625));
    // A hospital's issuer takes nothing.
    fees("{}").check(code, at(Funding::Credit, 0), |facts| {
        at(Funding::Credit, 0)(facts);
        facts.transaction.mcc = 8062;
    });
}

#[test]
fn rate_above_band() {
    let code = "fee.rate_above_band";
    let at = |funding, rate| {
        move |facts: &mut Facts| {
            agree(facts, [row(rate)]);
            card(facts).funding = funding;
        }
    };
    fees("{}").check(code, at(Funding::Credit, 7_001), at(Funding::Credit, 7_000));
    fees("{}").check(code, at(Funding::Debit, 6_001), at(Funding::Debit, 6_000));
    fees("{}").check(
        code,
        at(Funding::Unknown, 7_001),
        at(Funding::Unknown, 7_000),
    );
    let by_code = |rate| {
        move |facts: &mut Facts| {
            agree(facts, [row(rate)]);
            facts.card = None;
            facts.payment_code = Some(payment_code());
            facts.transaction.channel = Channel::Qr;
        }
    };
    fees("{}").check(code, by_code(4_801), by_code(4_800));
    // Shown in an app, a code is still a code.
    let in_app = |rate| {
        move |facts: &mut Facts| {
            by_code(rate)(facts);
            facts.transaction.channel = Channel::InApp;
        }
    };
    fees("{}").check(code, in_app(4_801), in_app(4_800));
    let from = |issuer: &'static str, rate| {
        move |facts: &mut Facts| {
            agree(facts, [row(rate)]);
            card(facts).issuer_country = country(issuer);
        }
    };
    fees("{}").check(code, from("JP", 31_001), from("JP", 31_000));
    // An issuer that nobody knows may be a foreign one.
    fees("{}").check(code, from("CN", 7_001), from("", 7_001));
    fees("{}").check(code, from("CN", 7_001), |facts| {
        american(facts);
        agree(facts, [row(29_000)]);
    });
}
