//! Promise 10, no card numbers: sent in their own field and in every wrong one, in good requests
//! and bad, none is in any file, log line, figure, answer or error.

use prost::Message;
use tollgate_proto::v1;
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;
use tollgate_tests::payment::{MERCHANT, ask, card, cny, merchant, payment};
use tollgate_tests::scan::Scan;
use tollgate_tests::{Host, Setup, pan, wire};
use tonic::transport::Channel;
use tonic::{Code, Request, Status};

/// A place, and how a card number is put there.
type Place<T> = (&'static str, fn(&mut T, &str));

/// Places where a card number belongs, and where it does no harm for it is taken out there.
#[rustfmt::skip]
const TAKEN: &[Place<v1::PreAuthorization>] = &[
    ("card.pan", |p, pan| p.card = Some(card(pan.into()))),
    ("card.pan at an unknown merchant", |p, pan| { p.merchant_id = "nobody".into(); p.card = Some(card(pan.into())); }),
    ("card.pan of another network", |p, pan| { p.card = Some(card(pan.into())); card_of(p).network = 2; }),
    ("card.pan without a date, keyed", |p, pan| {
        p.card = Some(card(pan.into()));
        p.entry_mode = v1::EntryMode::Manual.into();
        card_of(p).expiry_yymm.clear();
    }),
    ("card.pan of a large payment", |p, pan| { p.card = Some(card(pan.into())); p.amount = Some(cny(9_999_999_999)); }),
    ("card.pan with dashes", |p, pan| p.card = Some(card(grouped(pan, "-")))),
    ("card.pan with spaces", |p, pan| p.card = Some(card(grouped(pan, " ")))),
    ("card.pan with a letter", |p, pan| p.card = Some(card(format!("{pan}X")))),
    ("card.pan twice", |p, pan| p.card = Some(card(pan.repeat(2)))),
    ("card.pan as track 2", |p, pan| p.card = Some(card(format!(";{pan}=3512201?")))),
    ("card.expiry_yymm", |p, pan| card_of(p).expiry_yymm = pan.into()),
    ("card.service_code", |p, pan| card_of(p).service_code = pan.into()),
    ("condition_code", |p, pan| p.condition_code = pan.into()),
    ("code.payload of a consumer", |p, pan| code(p, 1, pan)),
    ("code.payload of a merchant", |p, pan| code(p, 3, pan)),
];

/// Places where a card number is a mistake, for which the request is refused.
#[rustfmt::skip]
const REFUSED: &[Place<v1::PreAuthorization>] = &[
    ("request_id", |p, pan| p.request_id = pan.into()),
    ("request_id with dashes", |p, pan| p.request_id = grouped(pan, "-")),
    ("request_id with words", |p, pan| p.request_id = format!("order:{pan}")),
    ("merchant_id", |p, pan| p.merchant_id = pan.into()),
    ("terminal_id", |p, pan| p.terminal_id = pan.into()),
    ("original_request_id", |p, pan| p.original_request_id = pan.into()),
    ("trace_number", |p, pan| p.trace_number = pan.into()),
    ("retrieval_reference", |p, pan| p.retrieval_reference = format!("ref {pan}")),
    ("order.order_id", |p, pan| p.order.get_or_insert_default().order_id = pan.into()),
    ("terminal.serial_number", |p, pan| terminal(p).serial_number = pan.into()),
    ("terminal.firmware_version", |p, pan| terminal(p).firmware_version = pan.into()),
    ("terminal.batch_number", |p, pan| terminal(p).batch_number = pan.into()),
    ("code.payer_token", |p, pan| p.code.get_or_insert_default().payer_token = pan.into()),
    ("code.auth_level", |p, pan| p.code.get_or_insert_default().auth_level = pan.into()),
    ("card.token.value", |p, pan| token(p, pan, "621226")),
    ("card.token.bin", |p, pan| token(p, "token", pan)),
    ("card.issuer_id", |p, pan| card_of(p).issuer_id = pan.into()),
    ("card.issuer_country", |p, pan| card_of(p).issuer_country = pan.into()),
    ("amount.currency", |p, pan| p.amount.as_mut().unwrap().currency = pan.into()),
    ("an attribute", |p, pan| attribute(p, "note", pan)),
    ("an attribute with words", |p, pan| attribute(p, "note", &format!("card {}, thanks", grouped(pan, " ")))),
    ("an attribute's key", |p, pan| attribute(p, pan, "note")),
    ("an attribute's key, its value too long", |p, pan| attribute(p, pan, &"a".repeat(300))),
    ("card.pan of a request without an amount", |p, pan| { p.card = Some(card(pan.into())); p.amount = None; }),
    ("card.pan and request_id", |p, pan| { p.card = Some(card(pan.into())); p.request_id = pan.into(); }),
];

fn card_of(payment: &mut v1::PreAuthorization) -> &mut v1::Card {
    payment.card.as_mut().expect("a card")
}

fn terminal(payment: &mut v1::PreAuthorization) -> &mut v1::TerminalReport {
    payment.terminal.get_or_insert_default()
}

fn token(payment: &mut v1::PreAuthorization, value: &str, bin: &str) {
    card_of(payment).number = Some(v1::card::Number::Token(v1::CardToken {
        value: value.into(),
        bin: bin.into(),
        last_four: String::new(),
        length: 16,
        luhn_valid: true,
    }));
}

fn code(payment: &mut v1::PreAuthorization, kind: i32, payload: &str) {
    payment.channel = v1::Channel::Qr.into();
    payment.code = Some(v1::PaymentCode {
        kind,
        payload: payload.into(),
        ..Default::default()
    });
}

fn attribute(payment: &mut v1::PreAuthorization, key: &str, value: &str) {
    payment.attributes.insert(key.into(), value.into());
}

/// In groups of four digits, as a card shows it.
fn grouped(pan: &str, separator: &str) -> String {
    let groups = pan
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join(separator)
}

/// Asserts that an answer or an error holds no card number, and returns its code.
fn clean<T: Message>(scan: &Scan, place: &str, result: Result<tonic::Response<T>, Status>) -> Code {
    match result {
        Ok(response) => {
            scan.assert_none(place, &response.get_ref().encode_to_vec());
            scan.assert_none(place, format!("{:?}", response.metadata()).as_bytes());
            Code::Ok
        }
        Err(status) => {
            scan.assert_none(place, status.message().as_bytes());
            scan.assert_none(place, status.details());
            scan.assert_none(place, format!("{:?}", status.metadata()).as_bytes());
            status.code()
        }
    }
}

#[tokio::test]
async fn no_card_number_is_ever_written_or_said() {
    let pans = pan::all();
    let scan = Scan::new(&pans);
    let host = Setup::shipped()
        .with("log", "level", "\"debug\"")
        .start()
        .await;
    host.put_merchant(merchant(MERCHANT)).await;
    let mut decisions = host.decisions().await;
    for (number, pan) in pans.iter().enumerate() {
        in_requests(&scan, &mut decisions, number, pan).await;
        in_other_calls(&scan, &host, &mut decisions, pan).await;
    }
    let log = host.log();
    assert!(log.lines().count() > pans.len(), "a log of every decision");
    let (_, metrics) = wire::get(&host.admin, "/metrics").await;
    assert!(metrics.contains("tollgate_decisions_total"));
    scan.assert_none("metrics", metrics.as_bytes());
    // The log is among the files.
    assert!(scan.assert_none_below(&host.home()) >= 10);
}

/// In a payment: in every place, in every language and for every reader.
async fn in_requests(
    scan: &Scan,
    decisions: &mut DecisionServiceClient<Channel>,
    number: usize,
    pan: &str,
) {
    let places = TAKEN.iter().map(|place| (place, Code::Ok));
    let places = places.chain(REFUSED.iter().map(|place| (place, Code::InvalidArgument)));
    for (at, ((place, change), expected)) in places.enumerate() {
        let mut sent = payment(&format!("r-{number}-{at}"));
        change(&mut sent, pan);
        let mut request = ask(sent);
        request.locale = ["en", "zh", pan][at % 3].into();
        request.audience = i32::try_from(at % 4).unwrap();
        let code = clean(scan, place, decisions.evaluate(request.clone()).await);
        assert_eq!(code, expected, "{place}");
        let stream = decisions.evaluate_stream(tokio_stream::once(request)).await;
        let mut answers = stream.expect("a stream").into_inner();
        while let Some(answer) = answers.message().await.expect("the stream goes on") {
            scan.assert_none(place, &answer.encode_to_vec());
        }
    }
}

/// In the header of a call, in a path, and in what is not a payment at all.
async fn in_other_calls(
    scan: &Scan,
    host: &Host,
    decisions: &mut DecisionServiceClient<Channel>,
    pan: &str,
) {
    let mut request = Request::new(ask(payment(&format!("h-{}", &pan[..6]))));
    for header in ["x-card", "authorization", "traceparent", "user-data"] {
        request
            .metadata_mut()
            .insert(header, pan.parse().expect("a header's value"));
    }
    clean(scan, "metadata", decisions.evaluate(request).await);
    let report = v1::ReportOutcomeRequest {
        decision_id: pan.into(),
        result: 1,
        issuer_response_code: pan.into(),
        ..Default::default()
    };
    clean(scan, "decision_id", decisions.report_outcome(report).await);
    for key in [
        v1::get_decision_request::Key::DecisionId(pan.into()),
        v1::get_decision_request::Key::RequestId(pan.into()),
    ] {
        let request = v1::GetDecisionRequest {
            key: Some(key),
            locale: pan.into(),
            audience: 0,
        };
        clean(scan, "GetDecision", decisions.get_decision(request).await);
    }
    let (_, body) = wire::get(&host.admin, &format!("/{pan}?card={pan}")).await;
    scan.assert_none("the admin listener", body.as_bytes());
    in_profiles(scan, host, pan).await;
}

/// In a record that would be kept.
async fn in_profiles(scan: &Scan, host: &Host, pan: &str) {
    let mut profiles = host.profiles().await;
    let changes: &[Place<v1::Merchant>] = &[
        ("merchant_id", |merchant, pan| {
            merchant.merchant_id = pan.into()
        }),
        ("name", |merchant, pan| {
            merchant.name = format!("Shop {pan}")
        }),
        ("owner_id", |merchant, pan| merchant.owner_id = pan.into()),
        ("time_zone", |merchant, pan| merchant.time_zone = pan.into()),
        ("currencies", |merchant, pan| {
            merchant.currencies = vec![pan.into()]
        }),
        ("trading_hours", |merchant, pan| {
            merchant.trading_hours = pan.into()
        }),
        ("limit_overrides", |merchant, pan| {
            merchant.limit_overrides = [(pan.into(), 1)].into()
        }),
    ];
    for (place, change) in changes {
        let mut merchant = merchant("m-2");
        change(&mut merchant, pan);
        let request = v1::PutMerchantRequest {
            merchant: Some(merchant),
        };
        let code = clean(scan, place, profiles.put_merchant(request).await);
        assert_eq!(code, Code::InvalidArgument, "a merchant's {place}");
    }
    let get = v1::GetMerchantRequest {
        merchant_id: pan.into(),
    };
    let code = clean(scan, "GetMerchant", profiles.get_merchant(get).await);
    assert!(
        matches!(code, Code::NotFound | Code::InvalidArgument),
        "{code}"
    );
}
