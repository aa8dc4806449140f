//! A request that is not well formed is refused with every bad field by its name.

use tollgate_proto::v1;
use tollgate_tests::payment::{ask, cny, payment};
use tollgate_tests::{Host, Setup};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

type Change<T> = fn(&mut T);

/// A change to a good request, and the fields that are named for it.
#[rustfmt::skip]
const CHANGES: &[(&[&str], Change<v1::PreAuthorization>)] = &[
    (&["request_id"], |p| p.request_id.clear()),
    (&["request_id"], |p| p.request_id = "a b".into()),
    (&["request_id"], |p| p.request_id = "a".repeat(65)),
    (&["request_id"], |p| p.request_id = "支付".into()),
    (&["merchant_id"], |p| p.merchant_id.clear()),
    (&["terminal_id"], |p| p.terminal_id = "t/1".into()),
    (&["original_request_id"], |p| p.original_request_id = "a".repeat(65)),
    (&["trace_number"], |p| p.trace_number = "1\n2".into()),
    (&["retrieval_reference"], |p| p.retrieval_reference = "a".repeat(65)),
    (&["amount"], |p| p.amount = None),
    (&["amount.currency"], |p| p.amount = Some(money(1, "cny"))),
    (&["amount.currency"], |p| p.amount = Some(money(1, "ZZZ"))),
    (&["occurred_at"], |p| p.occurred_at = Some(time(-1, 0))),
    (&["occurred_at"], |p| p.occurred_at = Some(time(0, -1))),
    (&["occurred_at"], |p| p.occurred_at = Some(time(i64::MAX, 0))),
    (&["type"], |p| p.r#type = 99),
    (&["channel"], |p| p.channel = -1),
    (&["entry_mode"], |p| p.entry_mode = i32::MAX),
    (&["mcc"], |p| p.mcc = 10_000),
    (&["card.network"], |p| card(p).network = 99),
    (&["card.funding"], |p| card(p).funding = 99),
    (&["card.issuer_country"], |p| card(p).issuer_country = "cn".into()),
    (&["card.issuer_id"], |p| card(p).issuer_id = "a".repeat(65)),
    (&["card.token.value"], |p| token(p).value.clear()),
    (&["card.token.bin"], |p| token(p).bin = "62122".into()),
    (&["card.token.last_four"], |p| token(p).last_four = "12a4".into()),
    (&["card.token.length"], |p| token(p).length = 20),
    (&["code.kind"], |p| code(p).kind = 9),
    (&["code.payload"], |p| code(p).payload = "1".repeat(1_025)),
    (&["code.auth_level"], |p| code(p).auth_level = "E".into()),
    (&["code.payer_token"], |p| code(p).payer_token = "a".repeat(65)),
    (&["code.issued_at"], |p| code(p).issued_at = Some(time(-1, 0))),
    (&["code.account_class"], |p| code(p).account_class = 4),
    (&["verification.message_mac"], |p| verification(p).message_mac = 9),
    (&["verification.cvv"], |p| verification(p).cvv = 9),
    (&["terminal.serial_number"], |p| terminal(p).serial_number = "a".repeat(65)),
    (&["terminal.firmware_version"], |p| terminal(p).firmware_version = "a\u{1b}".into()),
    (&["terminal.batch_number"], |p| terminal(p).batch_number = "a".repeat(33)),
    (&["terminal.latitude"], |p| terminal(p).latitude = Some(1.0)),
    (&["terminal.latitude", "terminal.longitude"], |p| place(p, f64::NAN, f64::INFINITY)),
    (&["terminal.longitude"], |p| place(p, 90.0, 180.1)),
    (&["terminal.battery_percent"], |p| terminal(p).battery_percent = Some(101)),
    (&["terminal.temperature_celsius"], |p| terminal(p).temperature_celsius = Some(-101)),
    (&["terminal.humidity_percent"], |p| terminal(p).humidity_percent = Some(-1)),
    (&["terminal.signal_dbm"], |p| terminal(p).signal_dbm = Some(51)),
    (&["terminal.packet_loss_ppm"], |p| terminal(p).packet_loss_ppm = Some(1_000_001)),
    (&["terminal.read_error_ppm"], |p| terminal(p).read_error_ppm = Some(1_000_001)),
    (&["terminal.fallback_ppm"], |p| terminal(p).fallback_ppm = Some(1_000_001)),
    (&["terminal.signed_in_at"], |p| terminal(p).signed_in_at = Some(time(0, 1_000_000_000))),
    (&["terminal.local_time"], |p| terminal(p).local_time = Some(time(-1, 0))),
    (&["order.order_id"], |p| order(p).order_id = "a".repeat(65)),
    (&["order.amount.currency"], |p| order(p).amount = Some(money(1, ""))),
    (&["order.tip"], |p| order(p).tip = Some(money(1, "USD"))),
    (&["order.tip.currency"], |p| order(p).tip = Some(money(1, "¥"))),
    (&["fee.surcharge"], |p| fee(p).surcharge = Some(money(1, "USD"))),
    (&["fee.issuer_fee"], |p| fee(p).issuer_fee = Some(money(1, "USD"))),
    (&["fee.network_fee.currency"], |p| fee(p).network_fee = Some(money(1, "¥"))),
    (&["currency_exponent"], |p| p.currency_exponent = Some(10)),
    (&["fraud_score_ppm"], |p| p.fraud_score_ppm = Some(1_000_001)),
    (&["merchant_name"], |p| p.merchant_name = "a".repeat(201)),
    (&["fee.rate_ppm"], |p| fee(p).rate_ppm = Some(1_000_001)),
    (&["attributes"], |p| p.attributes = (0..33).map(|n| (n.to_string(), String::new())).collect()),
    (&["attributes"], |p| attribute(p, "Key", "value")),
    (&["attributes"], |p| attribute(p, "", "value")),
    (&["attributes[key]"], |p| attribute(p, "key", &"a".repeat(257))),
    (&["attributes[key]"], |p| attribute(p, "key", "a\0")),
    (&["amount", "card.funding", "merchant_id", "request_id", "type"], |p| {
        *p = v1::PreAuthorization { r#type: 99, card: p.card.take(), ..Default::default() };
        card(p).funding = 99;
    }),
];

fn money(minor_units: i64, currency: &str) -> v1::Money {
    v1::Money {
        currency: currency.into(),
        ..cny(minor_units)
    }
}

fn time(seconds: i64, nanos: i32) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds, nanos }
}

fn card(payment: &mut v1::PreAuthorization) -> &mut v1::Card {
    payment.card.as_mut().expect("a card")
}

fn token(payment: &mut v1::PreAuthorization) -> &mut v1::CardToken {
    use v1::card::Number;
    card(payment).number = Some(Number::Token(v1::CardToken {
        value: "token".into(),
        bin: "621226".into(),
        last_four: "1234".into(),
        length: 19,
        luhn_valid: true,
    }));
    match &mut card(payment).number {
        Some(Number::Token(token)) => token,
        _ => unreachable!("it was just set"),
    }
}

fn code(payment: &mut v1::PreAuthorization) -> &mut v1::PaymentCode {
    payment.code.get_or_insert_default()
}

fn verification(payment: &mut v1::PreAuthorization) -> &mut v1::Verification {
    payment.verification.get_or_insert_default()
}

fn terminal(payment: &mut v1::PreAuthorization) -> &mut v1::TerminalReport {
    payment.terminal.get_or_insert_default()
}

fn place(payment: &mut v1::PreAuthorization, latitude: f64, longitude: f64) {
    terminal(payment).latitude = Some(latitude);
    terminal(payment).longitude = Some(longitude);
}

fn order(payment: &mut v1::PreAuthorization) -> &mut v1::Order {
    payment.order.get_or_insert_default()
}

fn fee(payment: &mut v1::PreAuthorization) -> &mut v1::FeeTerms {
    payment.fee.get_or_insert_default()
}

fn attribute(payment: &mut v1::PreAuthorization, key: &str, value: &str) {
    payment.attributes.insert(key.into(), value.into());
}

/// Asserts that a call was refused for exactly these fields, each with a fix.
#[track_caller]
fn refused_for<T: std::fmt::Debug>(result: Result<T, Status>, expected: &[&str]) {
    let status = result.expect_err("refused");
    assert_eq!(
        status.code(),
        Code::InvalidArgument,
        "{expected:?}: {status}"
    );
    let details = status.get_error_details();
    let violations = &details
        .bad_request()
        .expect("a BadRequest")
        .field_violations;
    let mut fields: Vec<&str> = violations
        .iter()
        .map(|violation| &*violation.field)
        .collect();
    fields.sort_unstable();
    assert_eq!(fields, expected, "{status}");
    for violation in violations {
        assert!(!violation.description.is_empty(), "{violation:?}");
        assert!(status.message().contains(&violation.field), "{status}");
    }
}

async fn host() -> Host {
    Setup::bare().start().await
}

#[tokio::test]
async fn every_bad_field_of_a_payment_is_named() {
    let host = host().await;
    let mut decisions = host.decisions().await;
    for (number, (fields, change)) in CHANGES.iter().enumerate() {
        let good = payment(&format!("r-{number}"));
        let mut bad = good.clone();
        change(&mut bad);
        refused_for(decisions.evaluate(ask(bad)).await, fields);
        // Nothing of it was kept: the same id is free for the mended request.
        let answer = decisions
            .evaluate(ask(good))
            .await
            .expect("mended")
            .into_inner();
        assert!(!answer.repeated_answer, "{fields:?}");
    }
    refused_for(
        decisions.evaluate(v1::EvaluateRequest::default()).await,
        &["pre_authorization"],
    );
    let mut unknown = ask(payment("r"));
    unknown.audience = 9;
    refused_for(decisions.evaluate(unknown).await, &["audience"]);
}

#[tokio::test]
async fn every_bad_field_of_a_report_is_named() {
    let host = host().await;
    let mut decisions = host.decisions().await;
    let decided = decisions
        .evaluate(ask(payment("r-1")))
        .await
        .expect("decided")
        .into_inner();
    let good = v1::ReportOutcomeRequest {
        decision_id: decided.decision_id,
        result: v1::report_outcome_request::Result::Authorized.into(),
        ..Default::default()
    };
    let changes: &[(&str, Change<v1::ReportOutcomeRequest>)] = &[
        ("decision_id", |report| report.decision_id = "no-id".into()),
        ("decision_id", |report| report.decision_id.clear()),
        ("result", |report| report.result = 0),
        ("result", |report| report.result = 99),
        ("amount.currency", |report| {
            report.amount = Some(money(1, "ZZZ"))
        }),
        ("amount", |report| report.amount = Some(money(1, "USD"))),
        ("amount", |report| report.amount = Some(cny(-1))),
        ("amount", |report| report.amount = Some(cny(10_001))),
    ];
    for (field, change) in changes {
        let mut bad = good.clone();
        change(&mut bad);
        refused_for(decisions.report_outcome(bad).await, &[field]);
    }
    decisions.report_outcome(good).await.expect("the good one");
    let nothing = v1::GetDecisionRequest::default();
    refused_for(
        decisions.get_decision(nothing).await,
        &["decision_id or request_id"],
    );
}

/// Requests of the decision path are small; a larger one is not even read.
#[tokio::test]
async fn a_message_over_64_kib_is_refused() {
    let host = host().await;
    let mut decisions = host.decisions().await;
    for (bytes, code) in [(65_000, Code::InvalidArgument), (66_000, Code::OutOfRange)] {
        let mut large = payment("r-1");
        attribute(&mut large, "large", &"a".repeat(bytes));
        let status = decisions.evaluate(ask(large)).await.expect_err("refused");
        assert_eq!(status.code(), code, "{bytes}: {status}");
    }
    decisions
        .evaluate(ask(payment("r-1")))
        .await
        .expect("the host lives");
}
