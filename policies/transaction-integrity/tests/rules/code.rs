//! Payment codes.

use tollgate_policy::facts::{CodeKind, Facts, Network, PaymentCode, TransactionType};
use tollgate_policy::mask;
use tollgate_policy::testing::{country, payment_code};
use tollgate_policy::verdicts::Value;

use super::{merchant, shipped, shown, with};

/// The payment is made with a code.
fn code(change: impl Fn(&mut PaymentCode)) -> impl Fn(&mut Facts) {
    move |facts| {
        let mut code = payment_code();
        change(&mut code);
        facts.payment_code = Some(code);
    }
}

fn form(wallet: Network, prefix: u8, length: u8) -> impl Fn(&mut Facts) {
    code(move |code| (code.wallet, code.prefix, code.length) = (wallet, prefix, length))
}

#[test]
fn forms_of_codes() {
    use Network::{Alipay, Unionpay, Unknown, WechatPay};
    let reason = "qr.code.malformed";
    for (fires, spares) in [
        (form(WechatPay, 10, 17), form(WechatPay, 10, 18)),
        (form(WechatPay, 15, 19), form(WechatPay, 15, 18)),
        (form(Unknown, 16, 18), form(WechatPay, 13, 18)),
        (form(Alipay, 25, 15), form(Alipay, 25, 16)),
        (form(Alipay, 30, 25), form(Alipay, 30, 24)),
        (form(Unknown, 31, 20), form(Alipay, 28, 20)),
        (form(Unionpay, 62, 18), form(Unionpay, 62, 19)),
        (form(Unknown, 0, 18), form(Unknown, 0, 0)),
        (form(Alipay, 10, 18), form(WechatPay, 10, 18)),
    ] {
        shipped().check(reason, fires, spares);
    }
    let fires = || form(Network::Unknown, 99, 18);
    for kind in [
        CodeKind::MerchantStatic,
        CodeKind::MerchantDynamic,
        CodeKind::Personal,
        CodeKind::Unknown,
    ] {
        shipped().check(reason, fires(), |facts| {
            fires()(facts);
            facts.payment_code.as_mut().unwrap().kind = kind;
        });
    }
    shipped().check(reason, fires(), |facts| {
        fires()(facts);
        facts.transaction.kind = TransactionType::Refund;
    });
    assert_eq!(shown(fires()), [Value::Integer(18), Value::Integer(99)]);
}

#[test]
fn forms_are_the_operators_to_set() {
    let own = |from: &str| {
        with(&format!(
            r#"{{"code":{{"forms":{{"value":[{{"prefixes":[90,91],"lengths":[20,22]}}],"source":"t","effective_from":"{from}"}}}}}}"#
        ))
    };
    let reason = "qr.code.malformed";
    let (known, foreign) = (Network::Alipay, Network::Unknown);
    own("2026-11-24").check(reason, form(known, 28, 18), form(foreign, 91, 22));
    let early = own("2026-11-25").codes(form(known, 28, 1));
    assert!(early.is_empty(), "{early:?}");
}

#[test]
fn codes_are_good_for_a_short_while() {
    let aged = |wallet, prefix, age_ms| {
        code(move |code| (code.wallet, code.prefix, code.age_ms) = (wallet, prefix, age_ms))
    };
    let reason = "qr.code.expired";
    let (wechat, alipay) = (Network::WechatPay, Network::Alipay);
    for (wallet, prefix) in [(wechat, 12), (alipay, 28)] {
        let fires = || aged(wallet, prefix, Some(60_001));
        shipped().check(reason, fires(), aged(wallet, prefix, Some(60_000)));
        shipped().check(reason, fires(), aged(wallet, prefix, None));
    }
    let slow = with(
        r#"{"code":{"ttl_s":{"alipay":{"value":90,"source":"t","effective_from":"2000-01-01"}}}}"#,
    );
    slow.check(
        reason,
        aged(wechat, 12, Some(90_000)),
        aged(alipay, 28, Some(90_000)),
    );
    let values = shown(aged(wechat, 12, Some(61_001)));
    assert_eq!(values, [Value::Integer(62), Value::Integer(60)]);
    shipped().check(reason, aged(wechat, 12, Some(u64::MAX)), |facts| {
        aged(wechat, 12, Some(u64::MAX))(facts);
        facts.payment_code.as_mut().unwrap().kind = CodeKind::MerchantStatic;
    });
}

#[test]
fn codes_for_one_payment_are_used_once() {
    let used = |kind| code(move |code| (code.kind, code.used_before) = (kind, true));
    let reason = "qr.code.reused";
    for once in [CodeKind::ConsumerDynamic, CodeKind::MerchantDynamic] {
        for often in [
            CodeKind::MerchantStatic,
            CodeKind::Personal,
            CodeKind::Unknown,
        ] {
            shipped().check(reason, used(once), used(often));
        }
        shipped().check(reason, used(once), code(move |code| code.kind = once));
    }
}

#[test]
fn merchants_codes_are_whole_and_their_own() {
    let shows = |change: fn(&mut PaymentCode)| {
        code(move |code| {
            (code.kind, code.wallet) = (CodeKind::MerchantStatic, Network::Unknown);
            (code.prefix, code.emv_valid) = (0, Some(true));
            change(code);
        })
    };
    let crc = "qr.mpm.crc_invalid";
    let broken = || shows(|code| code.emv_valid = Some(false));
    shipped().check(crc, broken(), shows(|_| ()));
    shipped().check(crc, broken(), shows(|code| code.emv_valid = None));

    let other = "qr.mpm.merchant_mismatch";
    type Change = fn(&mut PaymentCode);
    let rows: [(Change, Change, &str); 3] = [
        (
            |code| code.emv_mcc = Some(4111),
            |code| code.emv_mcc = Some(5411),
            "MCC (52)",
        ),
        (
            |code| code.emv_country = country("HK"),
            |code| code.emv_country = country("CN"),
            "country (58)",
        ),
        (
            |code| code.emv_name_matches = Some(false),
            |code| code.emv_name_matches = Some(true),
            "name (59)",
        ),
    ];
    for (fires, spares, tag) in rows {
        shipped().check(other, shows(fires), shows(spares));
        shipped().check(other, shows(fires), shows(|_| ()));
        assert_eq!(shown(shows(fires)), [Value::Text(tag.into())]);
        // A broken code says nothing that could be compared.
        let both = shipped().codes(|facts| {
            shows(fires)(facts);
            facts.payment_code.as_mut().unwrap().emv_valid = Some(false);
        });
        assert_eq!(both, [crc]);
    }
    shipped().check(
        other,
        shows(rows[0].0),
        shows(|code| code.emv_mcc = Some(0)),
    );
    let unknown = shipped().codes(|facts| {
        shows(rows[0].0)(facts);
        merchant(facts).mcc = 0;
        facts.transaction.mcc = 0;
    });
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn wallets_that_the_merchant_takes() {
    let takes = |wallet, prefix, networks: &'static [Network]| {
        move |facts: &mut Facts| {
            form(wallet, prefix, 18)(facts);
            merchant(facts).networks = mask(networks);
        }
    };
    use Network::{Alipay, Unionpay, Unknown, Visa, WechatPay};
    let reason = "qr.wallet.unsupported";
    let fires = || takes(Alipay, 28, &[Unionpay, WechatPay]);
    shipped().check(reason, fires(), takes(Alipay, 28, &[Visa, Alipay]));
    shipped().check(reason, fires(), takes(Alipay, 28, &[]));
    shipped().check(reason, fires(), takes(Unknown, 28, &[Visa]));
    shipped().check(reason, fires(), |facts| {
        fires()(facts);
        facts.transaction.kind = TransactionType::Refund;
    });
    assert_eq!(shown(fires()), [Value::Text("Alipay".into())]);
}
