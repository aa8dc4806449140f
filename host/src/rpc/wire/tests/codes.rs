//! What the edge makes of payment codes.

use tollgate_proto::v1::payment_code::Kind;

use super::*;
use crate::money::{Amount, Currency};

fn shown(kind: Kind, payload: &str, kind_of: v1::TransactionType) -> Payment {
    let code = v1::PaymentCode {
        kind: kind.into(),
        payload: payload.into(),
        ..v1::PaymentCode::default()
    };
    let decoded = decoded(|message| {
        message.card = None;
        message.r#type = kind_of.into();
        message.code = Some(code);
    });
    decoded.expect("accepted")
}

fn of(kind: Kind, payload: &str) -> Payment {
    shown(kind, payload, v1::TransactionType::Purchase)
}

/// A code without its checksum.
const PLAIN: &str = "000201010211520441115303156540523.725802CN5914BEST TRANSPORT6007BEIJING6304";

/// The same with it: CRC-16 with the polynomial 0x1021 from 0xFFFF on.
pub(super) fn with_checksum(text: &str) -> String {
    let mut crc = 0xffff_u32;
    for byte in text.bytes() {
        crc ^= u32::from(byte) << 8;
        for _ in 0..8 {
            crc = (crc << 1) ^ if crc & 0x8000 == 0 { 0 } else { 0x1021 };
        }
        crc &= 0xffff;
    }
    format!("{text}{crc:04X}")
}

#[test]
fn a_text_that_is_no_code_is_malformed() {
    #[track_caller]
    fn check(kind: Kind, payload: &str, malformed: bool) {
        let flags = of(kind, payload).malformed;
        assert_eq!(
            flags.contains(Fields::PAYMENT_CODE),
            malformed,
            "{payload:?}"
        );
    }
    check(Kind::ConsumerDynamic, "134567890123456789", false);
    check(Kind::ConsumerDynamic, "13456789012345678O", true);
    check(Kind::ConsumerDynamic, "13456789 123456789", true);
    check(
        Kind::ConsumerDynamic,
        "hQVDUFYwMWETTwegAAAAVVVVUAhQcm9k",
        false,
    );
    check(Kind::ConsumerDynamic, "hQVDUFYw MWET", true);
    check(Kind::ConsumerDynamic, "付款码", true);
    check(Kind::ConsumerDynamic, "", false);
    check(Kind::MerchantStatic, "https://qr.example/pay?m=最佳", false);
    check(Kind::MerchantStatic, "0002\u{0}", true);
    check(Kind::MerchantDynamic, " ", true);
    check(Kind::Personal, "wxp://f2f0", false);
}

#[test]
fn a_code_that_a_merchant_shows_is_read_where_it_is_emvs() {
    let payment = of(Kind::MerchantStatic, &with_checksum(PLAIN));
    let code = payment.code.unwrap();
    let read = code.shown.unwrap();
    assert!(read.valid);
    assert_eq!(
        (read.mcc, read.country),
        (Some(4111), u16::from_be_bytes(*b"CN"))
    );
    let names: Vec<&str> = read.names.iter().map(|name| &**name).collect();
    assert_eq!(names, ["BEST TRANSPORT"]);
    assert_eq!((code.prefix, code.wallet), (0, Network::Unknown));
    assert!(!code.token.contains("4111"));

    let broken = of(Kind::MerchantStatic, &PLAIN.replace("4111", "5411"));
    let read = broken.code.unwrap().shown.unwrap();
    assert_eq!((read.valid, read.mcc, read.country), (false, None, 0));
    assert_eq!((read.names.len(), broken.order_amount), (0, None));

    let address = of(Kind::MerchantDynamic, "https://qr.example/0002");
    assert!(address.code.unwrap().shown.is_none());
    let consumers = of(Kind::ConsumerDynamic, &with_checksum(PLAIN));
    assert!(consumers.code.unwrap().shown.is_none());
}

#[test]
fn the_wallet_is_the_one_that_the_code_names() {
    let wallet = |kind, payload: &str| of(kind, payload).code.unwrap().wallet;
    let named = with_checksum("00020126210017COM.QQ.WEIXIN.PAY6304");
    assert_eq!(wallet(Kind::MerchantDynamic, &named), Network::WechatPay);
    assert_eq!(
        wallet(Kind::ConsumerDynamic, "281234567890123456"),
        Network::Alipay
    );
    assert_eq!(
        wallet(Kind::MerchantStatic, "281234567890123456"),
        Network::Unknown
    );
    assert_eq!(wallet(Kind::ConsumerDynamic, "+3"), Network::Unknown);
}

#[test]
fn what_a_code_asks_for_is_the_amount_of_the_order() {
    let asked = |objects: &str, kind| {
        let text = with_checksum(&format!("000201{objects}6304"));
        let amount = shown(Kind::MerchantDynamic, &text, kind).order_amount?;
        Some((amount.minor_units, amount.currency.code()))
    };
    let purchase = |objects| asked(objects, v1::TransactionType::Purchase);
    assert_eq!(purchase("5303156540523.72"), Some((2_372, "CNY")));
    assert_eq!(purchase("5303156540223"), Some((2_300, "CNY")));
    assert_eq!(purchase("530315654041.50"), Some((150, "CNY")));
    assert_eq!(purchase("530315654051.500"), Some((150, "CNY")));
    assert_eq!(purchase("530339254031.0"), Some((1, "JPY")));
    assert_eq!(purchase("530341454051.234"), Some((1_234, "KWD")));
    assert_eq!(purchase("530300054041.23"), None, "no such currency");
    assert_eq!(purchase("530315654051.234"), None, "no such fen");
    assert_eq!(purchase("5303156"), None);
    assert_eq!(purchase("540523.72"), None, "of no currency");
    assert_eq!(purchase("5303156540523.72550201"), None, "with a tip");
    assert_eq!(
        asked("5303156540523.72", v1::TransactionType::Refund),
        None,
        "a part may be refunded"
    );
    let told = decoded(|message| {
        message.order = Some(v1::Order {
            amount: Some(money(5, "CNY")),
            ..v1::Order::default()
        });
        message.code = Some(v1::PaymentCode {
            kind: Kind::MerchantDynamic.into(),
            payload: with_checksum("0002015303156540523.726304"),
            ..v1::PaymentCode::default()
        });
    });
    let five = Amount {
        minor_units: 5,
        currency: Currency::from_code("CNY").unwrap(),
    };
    assert_eq!(
        told.unwrap().order_amount,
        Some(five),
        "who asks knows better"
    );
}
