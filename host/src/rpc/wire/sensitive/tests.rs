//! What is wiped and what is left, and what becomes of a request that had it.

use tollgate_proto::v1;

use super::{holds_sensitive, is_name};
use crate::pan::Vault;
use crate::rpc::decode;
use crate::wit::tollgate::policy::facts::Fields;

const TRACK_1: &str = "%B6222040000030012^ZHANG/SAN^30122010000000000?";
const TRACK_2: &str = ";6222040000030012=30122010000012345678?";

#[test]
fn tracks_and_values_are_known_by_their_shape() {
    for text in [
        TRACK_1,
        "B4111111111111111^A/B^3012",
        TRACK_2,
        ";4111111111111111=3012",
        ";016222040000030012=30122010000012345678?",
        "note: 6222040000030012=30122010000012345678",
        "swiped ;4111111111111111=30122010000? twice",
        "CVV: 123",
        "cvc2=1234 please",
        "Kunde nannte CVV2 123.",
    ] {
        assert!(holds_sensitive(text), "{text}");
    }
    for text in [
        "",
        "000123",
        "order;12=34",
        "order;12345678=123",
        "B2^ALPHA^3012",
        "a=1&b=2",
        "20261123145900=3012",
        "cvv passed",
        "CVV: 12345",
        "room 123",
        "移动支付 v2 123",
    ] {
        assert!(!holds_sensitive(text), "{text}");
    }
}

#[test]
fn attributes_are_known_by_the_last_words_of_their_key() {
    for key in [
        "cvv",
        "cvv2",
        "cvc",
        "cvc2",
        "cid",
        "cav2",
        "pin",
        "pin_block",
        "pin-block",
        "track",
        "track1",
        "track_2",
        "track.data",
        "card.track2_data",
        "payer-cvv",
        "security_code",
        "magstripe",
        "dump",
        "CVV",
    ] {
        assert!(is_name(key), "{key}");
    }
    for key in [
        "cvv_result",
        "pin_present",
        "pin_tries",
        "track_id",
        "spin",
        "tracking",
        "dumpling",
        "shipping",
        "incident",
        "pincode",
        "",
    ] {
        assert!(!is_name(key), "{key}");
    }
}

fn message() -> v1::PreAuthorization {
    v1::PreAuthorization {
        request_id: "r-1".into(),
        amount: Some(v1::Money {
            minor_units: 100,
            currency: "CNY".into(),
        }),
        merchant_id: "m-1".into(),
        attributes: [("kept".to_owned(), "value".to_owned())].into(),
        ..v1::PreAuthorization::default()
    }
}

type Change = fn(&mut v1::PreAuthorization, &str);

/// Every field that is a text.
#[rustfmt::skip]
const PLACES: &[Change] = &[
    |m, text| m.trace_number = text.into(),
    |m, text| m.retrieval_reference = text.into(),
    |m, text| m.original_request_id = text.into(),
    |m, text| m.condition_code = text.into(),
    |m, text| m.merchant_name = text.into(),
    |m, text| m.order.get_or_insert_default().order_id = text.into(),
    |m, text| m.code.get_or_insert_default().payer_token = text.into(),
    |m, text| m.card.get_or_insert_default().expiry_yymm = text.into(),
    |m, text| m.card.get_or_insert_default().service_code = text.into(),
    |m, text| m.card.get_or_insert_default().issuer_id = text.into(),
    |m, text| m.terminal.get_or_insert_default().serial_number = text.into(),
    |m, text| m.terminal.get_or_insert_default().firmware_version = text.into(),
    |m, text| m.terminal.get_or_insert_default().batch_number = text.into(),
    |m, text| { m.attributes.insert("note".into(), text.into()); },
    |m, text| { m.attributes.insert("track2".into(), text.into()); },
];

#[test]
fn it_is_wiped_in_every_field_and_the_request_goes_on() {
    let vault = Vault::random().unwrap();
    for (place, change) in PLACES.iter().enumerate() {
        for text in [TRACK_1, TRACK_2, "cvv 123"] {
            let mut message = message();
            change(&mut message, text);
            let payment = decode(message, &vault).unwrap();
            assert!(payment.sensitive_data, "{place}");
            let kept = [("kept".to_owned(), "value".to_owned())];
            assert_eq!(payment.attributes, kept, "{place}");
            let shown = format!("{payment:?}");
            for part in ["6222040000030012", "30122010000", "ZHANG", "cvv 123"] {
                assert!(!shown.contains(part), "{place}: {shown}");
            }
        }
    }
    let payment = decode(message(), &vault).unwrap();
    assert!(!payment.sensitive_data);
}

#[test]
fn a_field_that_was_wiped_is_missing_and_not_malformed() {
    let mut message = message();
    message.trace_number = TRACK_2.into();
    let payment = decode(message, &Vault::random().unwrap()).unwrap();
    assert!(payment.missing.contains(Fields::TRACE_NUMBER));
    assert_eq!(payment.malformed, Fields::empty());
}

#[test]
fn the_digest_tells_that_it_was_there_and_nothing_of_it() {
    let vault = Vault::random().unwrap();
    let content = |attributes: &[(&str, &str)]| {
        let mut message = message();
        for (key, value) in attributes {
            message.attributes.insert((*key).into(), (*value).into());
        }
        decode(message, &vault).unwrap().content
    };
    assert_eq!(content(&[("cvv", "123")]), content(&[("cvv", "456")]));
    assert_ne!(content(&[("cvv", "123")]), content(&[]));
    assert_ne!(content(&[("cvv", "123")]), content(&[("pin", "123")]));
    assert_ne!(
        content(&[("cvv", "123")]),
        content(&[("cvv", "123"), ("a", "b")])
    );
    let both = [("cvv", "1"), ("pin", "2"), ("track1", "3"), ("dump", "4")];
    let mut reversed = both;
    reversed.reverse();
    assert_eq!(content(&both), content(&reversed));
    assert_eq!(content(&[("cvv", "")]), content(&[("cvv", "")]));
    assert_ne!(content(&[("cvv", "")]), content(&[("cvv", "1")]));
}
