//! What the edge refuses, what it lets the policies judge, and what becomes of a card number.

use tollgate_proto::v1;

use super::decode;
use crate::pan::Vault;
use crate::payment::Payment;
use crate::profiles::FieldProblem;
use crate::wit::tollgate::policy::facts::{Fields, Network};

mod codes;

fn message() -> v1::PreAuthorization {
    v1::PreAuthorization {
        request_id: "r-1".into(),
        r#type: v1::TransactionType::Purchase.into(),
        channel: v1::Channel::Pos.into(),
        entry_mode: v1::EntryMode::Chip.into(),
        amount: Some(money(10_000, "CNY")),
        merchant_id: "m-1".into(),
        terminal_id: "t-1".into(),
        card: Some(card("4111111111111111")),
        ..v1::PreAuthorization::default()
    }
}

fn money(minor_units: i64, currency: &str) -> v1::Money {
    v1::Money {
        minor_units,
        currency: currency.into(),
    }
}

fn card(pan: &str) -> v1::Card {
    v1::Card {
        number: Some(v1::card::Number::Pan(pan.into())),
        expiry_yymm: "3012".into(),
        service_code: "201".into(),
        ..v1::Card::default()
    }
}

fn decoded(change: impl FnOnce(&mut v1::PreAuthorization)) -> Result<Payment, Vec<FieldProblem>> {
    let mut message = message();
    change(&mut message);
    decode(message, &Vault::random().unwrap())
}

/// The fields that are refused after `change`.
#[track_caller]
fn refuses(fields: &[&str], change: impl FnOnce(&mut v1::PreAuthorization)) {
    let problems = decoded(change).expect_err("refused");
    let named: Vec<_> = problems.iter().map(|problem| &*problem.field).collect();
    assert_eq!(named, fields);
}

/// What is flagged as malformed, for policies to judge, after `change`.
#[track_caller]
fn flags(fields: Fields, change: impl FnOnce(&mut v1::PreAuthorization)) {
    assert_eq!(decoded(change).expect("accepted").malformed, fields);
}

#[test]
fn every_bad_field_is_named_at_once() {
    refuses(
        &["request_id", "merchant_id", "amount", "channel"],
        |message| {
            message.request_id = "a b".into();
            message.merchant_id.clear();
            message.amount = None;
            message.channel = 99;
        },
    );
}

#[test]
fn what_is_not_well_formed_is_refused() {
    refuses(&["request_id"], |message| {
        message.request_id = "x".repeat(65)
    });
    refuses(&["amount.currency"], |message| {
        message.amount = Some(money(1, "cny"))
    });
    refuses(&["amount.currency"], |message| {
        message.amount = Some(money(1, ""))
    });
    refuses(&["terminal_id"], |message| {
        message.terminal_id = "t/1".into()
    });
    refuses(&["mcc"], |message| message.mcc = 10_000);
    refuses(&["trace_number"], |message| {
        message.trace_number = "1\n2".into()
    });
    refuses(&["occurred_at"], |message| {
        message.occurred_at = Some(prost_types::Timestamp {
            seconds: -1,
            nanos: 0,
        });
    });
    refuses(&["occurred_at"], |message| {
        message.occurred_at = Some(prost_types::Timestamp {
            seconds: 0,
            nanos: -1,
        });
    });
    refuses(&["attributes"], |message| {
        message.attributes.insert("Bad Key".into(), String::new());
    });
    refuses(&["attributes"], |message| {
        message.attributes = (0..33)
            .map(|key| (key.to_string(), String::new()))
            .collect();
    });
    refuses(&["order.tip"], |message| {
        let tip = Some(money(1, "USD"));
        message.order = Some(v1::Order {
            tip,
            ..v1::Order::default()
        });
    });
    refuses(&["terminal.latitude"], |message| {
        let (latitude, longitude) = (Some(f64::NAN), Some(0.0));
        message.terminal = Some(v1::TerminalReport {
            latitude,
            longitude,
            ..v1::TerminalReport::default()
        });
    });
    refuses(&["terminal.battery_percent"], |message| {
        let battery_percent = Some(101);
        message.terminal = Some(v1::TerminalReport {
            battery_percent,
            ..v1::TerminalReport::default()
        });
    });
    for (field, spoil) in FEES {
        refuses(&[field], |message| {
            spoil(message.fee.get_or_insert_default());
        });
    }
    refuses(&["currency_exponent"], |message| {
        message.currency_exponent = Some(10)
    });
    refuses(&["fraud_score_ppm"], |message| {
        message.fraud_score_ppm = Some(1_000_001)
    });
    refuses(&["merchant_name"], |message| {
        message.merchant_name = "x".repeat(201)
    });
    refuses(&["card.token.bin", "card.token.last_four"], |message| {
        let token = v1::CardToken {
            value: "t".into(),
            bin: "12345".into(),
            last_four: "x".into(),
            length: 16,
            luhn_valid: true,
        };
        message.card = Some(v1::Card {
            number: Some(v1::card::Number::Token(token)),
            ..v1::Card::default()
        });
    });
}

type Spoil = fn(&mut v1::FeeTerms);

const FEES: [(&str, Spoil); 4] = [
    ("fee.issuer_fee", |fee| {
        fee.issuer_fee = Some(money(1, "USD"))
    }),
    ("fee.issuer_fee.currency", |fee| {
        fee.issuer_fee = Some(money(1, ""))
    }),
    ("fee.network_fee", |fee| {
        fee.network_fee = Some(money(1, "JPY"))
    }),
    ("fee.network_fee.currency", |fee| {
        fee.network_fee = Some(money(1, "yuan"))
    }),
];

#[test]
fn what_a_sender_may_say_beside_is_taken_as_it_is() {
    let payment = decoded(|message| {
        message.fee = Some(v1::FeeTerms {
            issuer_fee: Some(money(35, "CNY")),
            network_fee: Some(money(0, "CNY")),
            ..v1::FeeTerms::default()
        });
        message.currency_exponent = Some(0);
        message.fraud_score_ppm = Some(1_000_000);
        message.merchant_name = "最佳运输".into();
        message.terminal = Some(v1::TerminalReport {
            qr_code_valid_s: Some(u32::MAX),
            pre_authorization_valid_days: Some(30),
            session_valid_minutes: Some(0),
            password_valid_days: None,
            ..v1::TerminalReport::default()
        });
    });
    let payment = payment.unwrap();
    assert_eq!(
        (payment.issuer_fee, payment.network_fee),
        (Some(35), Some(0))
    );
    assert_eq!(payment.sent_exponent, Some(0));
    assert_eq!(payment.fraud_score_ppm, Some(1_000_000));
    assert_eq!(&*payment.merchant_name, "最佳运输");
    let terminal = payment.terminal.unwrap();
    let settings = [
        terminal.qr_code_valid_s,
        terminal.pre_authorization_valid_days,
        terminal.session_valid_minutes,
        terminal.password_valid_days,
    ];
    assert_eq!(settings, [Some(u32::MAX), Some(30), Some(0), None]);
    let nothing = decoded(|_| {}).unwrap();
    let told = (
        nothing.issuer_fee,
        nothing.network_fee,
        nothing.sent_exponent,
    );
    assert_eq!(told, (None, None, None));
    assert_eq!(nothing.fraud_score_ppm, None);
}

#[test]
fn what_is_wrong_with_a_card_is_for_the_policies_to_judge() {
    let card_is = |message: &mut v1::PreAuthorization, change: fn(&mut v1::Card)| {
        message.card.iter_mut().for_each(change);
    };
    flags(Fields::empty(), |_| {});
    flags(Fields::EXPIRY, |message| {
        card_is(message, |card| card.expiry_yymm = "3013".into())
    });
    flags(Fields::EXPIRY, |message| {
        card_is(message, |card| card.expiry_yymm = "30/1".into())
    });
    flags(Fields::SERVICE_CODE, |message| {
        card_is(message, |card| card.service_code = "2x1".into())
    });
    flags(Fields::CONDITION_CODE, |message| {
        message.condition_code = "7".into()
    });
    flags(Fields::CARD_NUMBER, |message| {
        message.card = Some(card("4111-1111"))
    });
}

#[test]
fn a_card_number_becomes_a_token_and_is_nowhere_else() {
    let payment = decoded(|_| {}).unwrap();
    let known = payment.card.as_ref().unwrap();
    assert_eq!(known.network, Network::Visa);
    assert!(!format!("{payment:?}").contains("4111111111111111"));
}

#[test]
fn a_card_number_in_any_kept_field_is_refused_and_not_repeated() {
    const PAN: &str = "4111111111111111";
    type Change = fn(&mut v1::PreAuthorization);
    let changes: [(&str, Change); 8] = [
        ("request_id", |message| message.request_id = PAN.into()),
        ("merchant_id", |message| message.merchant_id = PAN.into()),
        ("terminal_id", |message| message.terminal_id = PAN.into()),
        ("trace_number", |message| message.trace_number = PAN.into()),
        ("original_request_id", |message| {
            message.original_request_id = PAN.into()
        }),
        ("attributes", |message| {
            message.attributes.insert(PAN.into(), String::new());
        }),
        ("attributes[note]", |message| {
            message
                .attributes
                .insert("note".into(), format!("card {PAN}"));
        }),
        ("order.order_id", |message| {
            message.order = Some(v1::Order {
                order_id: PAN.into(),
                ..v1::Order::default()
            });
        }),
    ];
    for (field, change) in changes {
        let problems = decoded(change).expect_err(field);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(
            problems.iter().all(|problem| problem.field == field),
            "{problems:?}"
        );
        assert!(!format!("{problems:?}").contains(PAN));
    }
}

#[test]
fn the_digest_of_the_content_is_that_of_the_content() {
    let vault = Vault::random().unwrap();
    let content = |change: fn(&mut v1::PreAuthorization)| {
        let mut message = message();
        change(&mut message);
        decode(message, &vault).unwrap().content
    };
    let two = |first: &str, second: &str| {
        let mut message = message();
        for key in [first, second] {
            message.attributes.insert(key.into(), "v".into());
        }
        decode(message, &vault).unwrap().content
    };
    assert_eq!(content(|_| {}), content(|_| {}));
    assert_eq!(two("a", "b"), two("b", "a"));
    let other_amount = content(|message| message.amount = Some(money(10_001, "CNY")));
    assert_ne!(content(|_| {}), other_amount);
    let other_card = content(|message| message.card = Some(card("4012888888881881")));
    assert_ne!(content(|_| {}), other_card);
}
