//! What may never be kept (CVV, PIN, track data): sent in every place where a text may be, none of
//! it is in any file, log line, figure or answer, and the request is still known when it comes
//! again.

use std::fs;
use std::path::Path;

use prost::Message;
use tollgate_proto::v1;
use tollgate_tests::payment::{MERCHANT, ask, merchant, payment};
use tollgate_tests::{Setup, wire};
use tonic::Code;

/// Parts of a card's stripe and a PIN block, none of which anything else of a host looks like.
const PARTS: [&str; 5] = [
    "6222040000030012",
    "QWERTZ/UIOP",
    "30127739995551",
    "A1B2C3D4E5F60718",
    "QZXW739206815",
];
const TRACK_1: &str = "%B6222040000030012^QWERTZ/UIOP^30127739995551?";
const TRACK_2: &str = ";6222040000030012=30127739995551?";

type Place = (&'static str, fn(&mut v1::PreAuthorization));

#[rustfmt::skip]
const PLACES: &[Place] = &[
    ("trace_number", |p| p.trace_number = TRACK_2.into()),
    ("retrieval_reference", |p| p.retrieval_reference = TRACK_1.into()),
    ("original_request_id", |p| p.original_request_id = TRACK_2.into()),
    ("merchant_name", |p| p.merchant_name = format!("Shop {TRACK_1}")),
    ("order.order_id", |p| p.order.get_or_insert_default().order_id = TRACK_2.into()),
    ("code.payer_token", |p| p.code.get_or_insert_default().payer_token = TRACK_1.into()),
    ("terminal.serial_number", |p| p.terminal.get_or_insert_default().serial_number = TRACK_2.into()),
    ("an attribute", |p| attribute(p, "note", TRACK_1)),
    ("an attribute for a track", |p| attribute(p, "track2_data", TRACK_2)),
    ("an attribute for a PIN block", |p| attribute(p, "pin_block", "A1B2C3D4E5F60718")),
    ("an attribute for a CVV", |p| attribute(p, "card.cvv2", "QZXW739206815")),
];

fn attribute(payment: &mut v1::PreAuthorization, key: &str, value: &str) {
    payment.attributes.insert(key.into(), value.into());
}

#[track_caller]
fn none_in(place: &str, bytes: &[u8]) {
    for part in PARTS {
        let found = bytes
            .windows(part.len())
            .any(|bytes| bytes == part.as_bytes());
        assert!(!found, "{part} is in {place}");
    }
}

/// Looks into every file, and says into how many.
fn none_below(directory: &Path) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files += none_below(&path);
        } else if let Ok(bytes) = fs::read(&path) {
            none_in(&path.display().to_string(), &bytes);
            files += 1;
        }
    }
    files
}

#[tokio::test]
async fn nothing_of_it_is_kept_and_the_request_is_known_again() {
    let host = Setup::bare()
        .with("log", "level", "\"debug\"")
        .start()
        .await;
    host.put_merchant(merchant(MERCHANT)).await;
    let mut decisions = host.decisions().await;
    for (number, (place, change)) in PLACES.iter().enumerate() {
        let mut sent = payment(&format!("r-{number}"));
        change(&mut sent);
        let first = decisions.evaluate(ask(sent.clone())).await;
        let first = first.expect(place).into_inner();
        none_in(place, &first.encode_to_vec());
        let again = decisions.evaluate(ask(sent.clone())).await;
        let again = again.expect(place).into_inner();
        assert!(again.repeated_answer, "{place}");
        assert_eq!(again.decision_id, first.decision_id, "{place}");
        // Without it, it is another request.
        let clean = v1::PreAuthorization {
            occurred_at: sent.occurred_at,
            ..payment(&sent.request_id)
        };
        let status = decisions.evaluate(ask(clean)).await.expect_err(place);
        assert_eq!(status.code(), Code::AlreadyExists, "{place}");
    }
    none_in("the log of the host", host.log().as_bytes());
    let (_, metrics) = wire::get(&host.admin, "/metrics").await;
    none_in("metrics", metrics.as_bytes());
    assert!(none_below(&host.home()) >= 10);
}
