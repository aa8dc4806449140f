//! Against the merchant's contract.

use super::*;

#[test]
fn rule_missing() {
    let code = "fee.rule_missing";
    fees("{}").check(
        code,
        |facts| contract(facts).rows[0].funding = Funding::Credit,
        |facts| contract(facts).rows[0].funding = Funding::Debit,
    );
    fees("{}").check(
        code,
        |facts| agree(facts, []),
        |facts| facts.fee_contract = None,
    );
    let abroad = FeeRow {
        cross_border: true,
        ..row(20_000)
    };
    fees("{}").check(
        code,
        |facts| agree(facts, [abroad]),
        |facts| {
            agree(facts, [abroad]);
            card(facts).issuer_country = country("JP");
        },
    );
    fees(r#"{"contract_required": true}"#).check(code, |facts| facts.fee_contract = None, |_| ());
}

#[test]
fn rule_missing_says_what_a_row_must_match() {
    let assessment = fees("{}").assess(|facts| agree(facts, []));
    let key = Value::Text("pos/unionpay/debit/domestic".into());
    assert_eq!(assessment.findings[0].parameters, [key]);
}

#[test]
fn contract_mismatch() {
    let code = "fee.contract_mismatch";
    let charge = |rate| move |facts: &mut Facts| facts.transaction.fee_rate_ppm = Some(rate);
    fees("{}").check(code, charge(6_050), charge(6_000)); // 60.5 fen is 61
    fees("{}").check(code, charge(5_949), charge(6_049)); // 59.49 fen is 59, 60.49 is 60
    fees("{}").check(code, charge(0), |facts| {
        facts.transaction.fee_rate_ppm = None
    });
    // Both rates reach the cap, so the merchant pays what was agreed.
    let capped = |amount| {
        move |facts: &mut Facts| {
            contract(facts).rows[0].cap = Some(2_000);
            facts.transaction.fee_rate_ppm = Some(6_500);
            pay(facts, amount);
        }
    };
    fees("{}").check(code, capped(300_000), capped(333_334));
}

#[test]
fn above_max_share() {
    let code = "fee.above_max_share";
    let minimum =
        |minimum| move |facts: &mut Facts| contract(facts).rows[0].minimum = Some(minimum);
    fees("{}").check(code, minimum(2_001), minimum(2_000)); // 20 % of 100 yuan
    let whole =
        r#"{"max_share_ppm": {"value": 1000000, "source": "t", "effective_from": "2026-01-01"}}"#;
    fees(whole).check(code, minimum(10_000), minimum(9_999));
    // The figure does not bind yet, but a fee must leave something.
    let later = r#"{"max_share_ppm": {"value": 1, "source": "t", "effective_from": "2026-11-25"}}"#;
    fees(later).check(code, minimum(10_000), minimum(9_999));
    let today =
        r#"{"max_share_ppm": {"value": 6000, "source": "t", "effective_from": "2026-11-24"}}"#;
    fees(today).check(code, minimum(61), minimum(60));
    // No contract: the gateway's rate alone.
    let charge = |rate| {
        move |facts: &mut Facts| {
            facts.fee_contract = None;
            facts.transaction.fee_rate_ppm = Some(rate);
        }
    };
    fees("{}").check(code, charge(200_050), charge(200_049));
}

#[test]
fn changed_without_notice() {
    let code = "fee.changed_without_notice";
    let at = |changed_at, notified_at| {
        move |facts: &mut Facts| {
            contract(facts).changed_at = Some(changed_at);
            contract(facts).notified_at = notified_at;
        }
    };
    let noticed = NOW_MS - 30 * DAY_MS;
    fees("{}").check(
        code,
        at(NOW_MS, Some(noticed + 1)),
        at(NOW_MS, Some(noticed)),
    );
    fees("{}").check(code, at(NOW_MS, None), at(NOW_MS + 1, None));
    fees("{}").check(code, at(0, Some(u64::MAX)), at(u64::MAX, Some(u64::MAX)));
}

#[test]
fn cross_border_missing() {
    let code = "fee.cross_border_missing";
    let from = |issuer: &'static str, cross_border| {
        move |facts: &mut Facts| {
            card(facts).issuer_country = country(issuer);
            // More fields set, and yet a row for cards from abroad goes before it.
            let domestic = FeeRow {
                channel: Channel::Pos,
                funding: Funding::Debit,
                ..row(6_000)
            };
            let other = FeeRow {
                cross_border,
                ..row(20_000)
            };
            agree(facts, [domestic, other]);
        }
    };
    fees("{}").check(code, from("JP", false), from("JP", true));
    fees("{}").check(code, from("JP", false), from("CN", false));
    fees("{}").check(code, from("JP", false), from("", false));
}

/// The quoted parts: fee, share, fixed, and what minimum or cap add.
#[track_caller]
fn quotes(expected: [i64; 4], change: impl FnOnce(&mut Facts)) {
    let assessment = fees(r#"{"quote": true}"#).assess(change);
    let is_quote = |finding: &&Finding| finding.reason == QUOTE.0;
    let quote = assessment.findings.iter().find(is_quote);
    let quoted: Vec<i64> = (quote.iter())
        .flat_map(|finding| &finding.parameters)
        .filter_map(|value| match value {
            Value::Money(minor_units) => Some(*minor_units),
            _ => None,
        })
        .collect();
    assert_eq!(quoted, expected);
}

#[test]
fn a_quote_adds_up() {
    fees(r#"{"quote": true}"#).check(
        "fee.quote",
        |_| (),
        |facts| {
            facts.transaction.kind = TransactionType::Refund;
        },
    );
    fees(r#"{"quote": true}"#).check("fee.quote", |facts| pay(facts, 1), |facts| pay(facts, 0));
    let agreed = |amount, minimum, cap| {
        move |facts: &mut Facts| {
            pay(facts, amount);
            agree(
                facts,
                [FeeRow {
                    fixed: 10,
                    minimum,
                    cap,
                    ..row(6_000)
                }],
            );
        }
    };
    quotes([84, 74, 10, 0], agreed(12_345, None, None));
    quotes([100, 74, 10, 16], agreed(12_345, Some(100), None));
    quotes(
        [2_000, 60_000, 10, -58_010],
        agreed(10_000_000, None, Some(2_000)),
    );
    // A contract of other times: the gateway's rate alone.
    quotes([50, 50, 0, 0], |facts| {
        facts.fee_contract = None;
        facts.transaction.fee_rate_ppm = Some(5_000);
    });
}

/// The rate of the row that applies to the sample, a domestic UnionPay debit card at a POS.
#[track_caller]
fn applies(rate_ppm: u32, rows: &[FeeRow], change: impl FnOnce(&mut Facts)) {
    let assessment = fees(r#"{"quote": true}"#).assess(|facts| {
        agree(facts, rows);
        change(facts);
    });
    let rates: Vec<u32> = (assessment.findings.iter())
        .filter(|finding| finding.reason == QUOTE.0)
        .filter_map(|finding| match finding.parameters[1] {
            Value::Ppm(rate) => Some(rate),
            _ => None,
        })
        .collect();
    assert_eq!(rates, [rate_ppm]);
}

#[test]
fn the_most_specific_row_applies() {
    let any = row(6_000);
    let debit = FeeRow {
        funding: Funding::Debit,
        ..row(5_000)
    };
    let pos = FeeRow {
        channel: Channel::Pos,
        ..row(5_500)
    };
    let unionpay_debit = FeeRow {
        network: Network::Unionpay,
        funding: Funding::Debit,
        ..row(4_900)
    };
    let visa = FeeRow {
        network: Network::Visa,
        ..row(4_000)
    };
    applies(6_000, &[any, visa], |_| ());
    applies(5_000, &[debit, any], |_| ());
    applies(4_900, &[unionpay_debit, debit, pos, any], |_| ());
    // As specific: the later one.
    applies(5_500, &[debit, pos], |_| ());
    applies(5_000, &[pos, debit], |_| ());
    // What is not known matches open fields only.
    applies(6_000, &[any, debit], |facts| facts.card = None);
    applies(6_000, &[any, pos], |facts| {
        facts.transaction.channel = Channel::Unknown
    });
    // The sender's word counts where the BIN tells no network.
    applies(4_000, &[any, visa], |facts| {
        card(facts).network = Network::Unknown;
        card(facts).declared_network = Network::Visa;
    });
    let alipay = FeeRow {
        network: Network::Alipay,
        ..row(3_800)
    };
    applies(3_800, &[any, alipay], |facts| {
        facts.card = None;
        facts.payment_code = Some(payment_code());
    });
}
