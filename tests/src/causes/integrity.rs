//! The request itself: whole, consistent, and new.

use tollgate_proto::v1::report_outcome_request::Result as Reported;
use tollgate_proto::v1::verification::Result as Checked;
use tollgate_proto::v1::{self, EntryMode, TransactionType};

use super::{Cause, Ground, Scene, authorized, cause, on, reported};
use crate::payment::{at, cny};

mod emv;

/// Settings without which some of these are never found: the rules about fields as they ship,
/// but for the type of the transaction.
pub const SETTINGS: &str = "
[[settings.required_fields]]
fields = [\"occurred-at\", \"channel\", \"merchant-id\"]

[[settings.required_fields]]
types = [\"purchase\", \"pre-authorization\", \"cash-advance\"]
channels = [\"pos\", \"atm\"]
paid_by = \"card\"
fields = [\"card-number\", \"entry-mode\"]

[[settings.required_fields]]
types = [\"completion\", \"void\", \"refund\"]
fields = [\"original\"]
";

const DAY_S: i64 = 86_400;

/// What `transaction-integrity` finds.
pub const CAUSES: &[Cause] = &[
    cause(
        "integrity.sensitive_data",
        ("a card verification value was sent along", |scene| {
            attribute(scene, "cvv", "123")
        }),
        ("only the result of its check was sent along", |scene| {
            attribute(scene, "cvv_result", "M")
        }),
    ),
    cause(
        "integrity.mac_invalid",
        ("the message's authentication code is wrong", |scene| {
            mac(scene, Checked::Failed)
        }),
        ("nobody checked the authentication code", |scene| {
            mac(scene, Checked::NotDone)
        }),
    ),
    cause(
        "integrity.duplicate",
        ("the same payment was approved 60 seconds before", |scene| {
            scene.earlier(60, Some(authorized()), |_| {})
        }),
        ("the same payment was approved 61 seconds before", |scene| {
            scene.earlier(61, Some(authorized()), |_| {})
        }),
    ),
    cause(
        "integrity.field.missing",
        (
            "a card's payment at a counter that does not say how it was read",
            |scene| unread(scene, v1::Channel::Pos),
        ),
        ("a card's payment in an app that does not say so", |scene| {
            unread(scene, v1::Channel::InApp)
        }),
    ),
    cause(
        "integrity.field.malformed",
        ("service code 2O1, with a letter", |scene| {
            scene.card().service_code = "2O1".into()
        }),
        ("service code 201, with a zero", |scene| {
            scene.card().service_code = "201".into()
        }),
    ),
    cause(
        "integrity.type.unknown",
        (
            "a transaction without a type, where the operator does not ask for one",
            |scene| kind(scene, TransactionType::Unspecified),
        ),
        ("a purchase", |scene| kind(scene, TransactionType::Purchase)),
    ),
    cause(
        "integrity.type.not_enabled",
        ("a purchase at a merchant for refunds alone", |scene| {
            enabled(scene, TransactionType::Refund)
        }),
        ("a purchase at a merchant for purchases alone", |scene| {
            enabled(scene, TransactionType::Purchase)
        }),
    ),
    cause(
        "integrity.type.condition_conflict",
        (
            "a purchase under the condition of a pre-authorization",
            |scene| pre_authorization_condition(scene, TransactionType::Purchase),
        ),
        ("a pre-authorization under its condition", |scene| {
            pre_authorization_condition(scene, TransactionType::PreAuthorization)
        }),
    ),
    cause(
        "integrity.amount.not_positive",
        ("0.00 yuan", |scene| scene.amount(0)),
        ("0.01 yuan", |scene| scene.amount(1)),
    ),
    cause(
        "integrity.amount.precision",
        ("yuan with three digits after the point", |scene| {
            scene.payment.currency_exponent = Some(3)
        }),
        ("yuan with two digits after the point", |scene| {
            scene.payment.currency_exponent = Some(2)
        }),
    ),
    cause(
        "integrity.amount.overflow",
        ("an amount of 13 digits", |scene| {
            scene.amount(1_000_000_000_000)
        }),
        ("the largest amount of 12 digits", |scene| {
            scene.amount(999_999_999_999)
        }),
    ),
    cause(
        "integrity.amount.order_mismatch",
        ("a fen more than the order comes to", |scene| {
            ordered(scene, 10_000, 0, 10_001)
        }),
        ("what the order comes to", |scene| {
            ordered(scene, 10_000, 0, 10_000)
        }),
    ),
    cause(
        "integrity.amount.tip_exceeds",
        ("a tip of 25.01 on 100 yuan", |scene| {
            ordered(scene, 10_000, 2_501, 12_501)
        }),
        ("a tip of 25.00 on 100 yuan", |scene| {
            ordered(scene, 10_000, 2_500, 12_500)
        }),
    ),
    cause(
        "integrity.amount.capture_exceeds_auth",
        (
            "115.01 yuan are completed of 100 that were authorized",
            |scene| completes(scene, 11_501),
        ),
        (
            "115.00 yuan are completed of 100 that were authorized",
            |scene| completes(scene, 11_500),
        ),
    ),
    cause(
        "integrity.amount.refund_exceeds_original",
        ("60.01 yuan of 100 after a refund of 40", |scene| {
            refunds_the_rest(scene, 6_001)
        }),
        ("60.00 yuan of 100 after a refund of 40", |scene| {
            refunds_the_rest(scene, 6_000)
        }),
    ),
    cause(
        "integrity.amount.original_mismatch",
        ("99.99 yuan are voided of a payment of 100", |scene| {
            voids(scene, 120, 9_999)
        }),
        ("all of a payment of 100 is voided", |scene| {
            voids(scene, 120, 10_000)
        }),
    ),
    cause(
        "integrity.currency.unsupported",
        ("yuan at a merchant that takes dollars alone", |scene| {
            scene.merchant().currencies = vec!["USD".into()]
        }),
        ("yuan at a merchant that takes dollars and yuan", |scene| {
            scene.merchant().currencies = vec!["USD".into(), "CNY".into()]
        }),
    ),
    cause(
        "integrity.currency.mismatch",
        ("yuan at a terminal that is set to dollars", |scene| {
            scene.terminal().currency = "USD".into()
        }),
        ("yuan at a terminal that is set to no currency", |scene| {
            scene.terminal().currency.clear()
        }),
    ),
    cause(
        "integrity.merchant.unknown",
        ("the merchant is not on file", |scene| scene.merchant = None),
        ("the merchant is on file", |_| {}),
    ),
    cause(
        "integrity.merchant.mcc_mismatch",
        ("a supermarket's payment sent as a jeweller's", |scene| {
            scene.payment.mcc = 5_944
        }),
        ("a supermarket's payment sent as nobody's", |scene| {
            scene.payment.mcc = 0
        }),
    ),
    cause(
        "integrity.merchant.area_mismatch",
        (
            "a shop in Shanghai with a merchant number of Beijing",
            |scene| numbered(scene, "1101"),
        ),
        (
            "a shop in Shanghai with a merchant number of Shanghai",
            |scene| numbered(scene, "3101"),
        ),
    ),
    cause(
        "integrity.merchant.descriptor_mismatch",
        ("Jing'an Food instead of Jing'an Foods", |scene| {
            named(scene, "Jing'an Food")
        }),
        ("JING'AN FOODS instead of Jing'an Foods", |scene| {
            named(scene, "JING'AN FOODS")
        }),
    ),
    cause(
        "integrity.original.not_found",
        ("a refund of a payment that nobody made", |scene| {
            refunds(scene, &authorized());
            scene.payment.original_request_id += "-not";
        }),
        ("a refund of a payment that was made", |scene| {
            refunds(scene, &authorized())
        }),
    ),
    cause(
        "integrity.original.state",
        ("a refund of a payment that the issuer declined", |scene| {
            refunds(scene, &reported(Reported::DeclinedByIssuer, "51"))
        }),
        ("a refund of a payment that it authorized", |scene| {
            refunds(scene, &authorized())
        }),
    ),
    on(
        [Ground::AtOnce, Ground::Shipped],
        "integrity.original.taken",
        (
            "a pre-authorization is completed and voided at the same moment",
            |scene| completes(scene, 10_000),
        ),
        (
            "a pre-authorization is completed two minutes after it was voided",
            |scene| {
                completes(scene, 10_000);
                scene.earlier(120, Some(authorized()), |before| {
                    before.r#type = TransactionType::Void.into();
                });
            },
        ),
    ),
    cause(
        "integrity.original.too_old",
        ("a payment of a day and a second ago is voided", |scene| {
            voids(scene, DAY_S + 1, 10_000)
        }),
        ("a payment of a day ago is voided", |scene| {
            voids(scene, DAY_S, 10_000)
        }),
    ),
    cause(
        "integrity.clock_skew",
        ("the terminal's clock is 301 seconds fast", |scene| {
            clock(scene, 301)
        }),
        ("the terminal's clock is 300 seconds fast", |scene| {
            clock(scene, 300)
        }),
    ),
    cause(
        "integrity.pin_block_format",
        ("the security module cannot use the PIN block", |scene| {
            pin_block(scene, true)
        }),
        ("the security module can use the PIN block", |scene| {
            pin_block(scene, false)
        }),
    ),
    cause(
        "qr.code.malformed",
        ("an Alipay code of 15 digits", |scene| {
            digits(scene, "281234567890123")
        }),
        ("an Alipay code of 16 digits", |scene| {
            digits(scene, "2812345678901234")
        }),
    ),
    cause(
        "qr.code.expired",
        ("a code that was shown 61 seconds ago", |scene| {
            shown(scene, 61)
        }),
        ("a code that was shown 60 seconds ago", |scene| {
            shown(scene, 60)
        }),
    ),
    cause(
        "qr.code.reused",
        ("a code that paid for something before", |scene| {
            paid_before(scene, &authorized())
        }),
        ("a code whose payment the issuer declined before", |scene| {
            paid_before(scene, &reported(Reported::DeclinedByIssuer, "51"))
        }),
    ),
    cause(
        "qr.mpm.crc_invalid",
        ("the shop's code with one digit changed", |scene| {
            let code = emv::code("Jing'an Foods", 5_411);
            printed(scene, code.replacen("5411", "5412", 1));
        }),
        ("the shop's code as it was printed", |scene| {
            printed(scene, emv::code("Jing'an Foods", 5_411))
        }),
    ),
    cause(
        "qr.mpm.merchant_mismatch",
        ("the code of a bookshop in a supermarket", |scene| {
            printed(scene, emv::code("Jing'an Foods", 5_942))
        }),
        ("the code of a supermarket in a supermarket", |scene| {
            printed(scene, emv::code("Jing'an Foods", 5_411))
        }),
    ),
    cause(
        "qr.wallet.unsupported",
        ("an Alipay code at a merchant for WeChat Pay", |scene| {
            takes(scene, v1::Network::WechatPay)
        }),
        ("an Alipay code at a merchant for Alipay", |scene| {
            takes(scene, v1::Network::Alipay)
        }),
    ),
];

fn attribute(scene: &mut Scene, key: &str, value: &str) {
    (scene.payment.attributes).insert(key.into(), value.into());
}

fn mac(scene: &mut Scene, result: Checked) {
    scene.verification().message_mac = result.into();
}

fn unread(scene: &mut Scene, channel: v1::Channel) {
    scene.payment.entry_mode = EntryMode::Unspecified.into();
    scene.payment.channel = channel.into();
}

fn kind(scene: &mut Scene, kind: TransactionType) {
    scene.payment.r#type = kind.into();
}

fn enabled(scene: &mut Scene, kind: TransactionType) {
    scene.merchant().transaction_types = vec![kind.into()];
}

fn pre_authorization_condition(scene: &mut Scene, of: TransactionType) {
    scene.payment.condition_code = "06".into();
    kind(scene, of);
}

fn ordered(scene: &mut Scene, order: i64, tip: i64, fen: i64) {
    scene.payment.order = Some(v1::Order {
        order_id: "order".into(),
        amount: Some(cny(order)),
        tip: Some(cny(tip)),
    });
    scene.amount(fen);
}

/// The payment is now about the one that was put in as the `n`th before.
fn about(scene: &mut Scene, n: usize, this: TransactionType, fen: i64) {
    scene.payment.original_request_id = scene.id_before(n);
    kind(scene, this);
    scene.amount(fen);
}

fn completes(scene: &mut Scene, fen: i64) {
    kind(scene, TransactionType::PreAuthorization);
    scene.earlier(3_600, Some(authorized()), |_| {});
    about(scene, 0, TransactionType::Completion, fen);
}

/// A refund of the whole of a payment of which this was reported.
fn refunds(scene: &mut Scene, report: &v1::ReportOutcomeRequest) {
    scene.earlier(3_600, Some(report.clone()), |_| {});
    about(scene, 0, TransactionType::Refund, 10_000);
}

fn refunds_the_rest(scene: &mut Scene, fen: i64) {
    refunds(scene, &authorized());
    scene.amount(4_000);
    scene.earlier(120, Some(authorized()), |_| {});
    scene.amount(fen);
}

fn voids(scene: &mut Scene, seconds: i64, fen: i64) {
    scene.earlier(seconds, Some(authorized()), |_| {});
    about(scene, 0, TransactionType::Void, fen);
}

/// The merchant has a UnionPay number: acquirer, area, MCC, serial.
fn numbered(scene: &mut Scene, area: &str) {
    let id = format!("898{area}5411{:04}", scene.number);
    scene.merchant().merchant_id.clone_from(&id);
    scene.terminal().merchant_id.clone_from(&id);
    scene.payment.merchant_id = id;
}

fn named(scene: &mut Scene, name: &str) {
    scene.payment.merchant_name = name.into();
}

fn clock(scene: &mut Scene, seconds: i64) {
    let local_time = Some(at(scene.now + seconds));
    scene.report().local_time = local_time;
}

fn pin_block(scene: &mut Scene, invalid: bool) {
    scene.verification().pin_block_invalid = invalid;
}

fn digits(scene: &mut Scene, payload: &str) {
    scene.wallet().payload = payload.into();
}

fn shown(scene: &mut Scene, seconds: i64) {
    let issued_at = Some(at(scene.now - seconds));
    scene.wallet().issued_at = issued_at;
}

/// The same code for another amount, half a minute before.
fn paid_before(scene: &mut Scene, report: &v1::ReportOutcomeRequest) {
    scene.wallet();
    scene.earlier(30, Some(report.clone()), |before| {
        before.amount = Some(cny(5_000));
    });
}

/// The shop shows a printed code.
fn printed(scene: &mut Scene, payload: String) {
    let code = scene.wallet();
    code.kind = v1::payment_code::Kind::MerchantStatic.into();
    code.payload = payload;
    code.issued_at = None;
    scene.payment.entry_mode = EntryMode::QrStatic.into();
}

fn takes(scene: &mut Scene, wallet: v1::Network) {
    scene.wallet();
    scene.merchant().networks = vec![wallet.into()];
}
