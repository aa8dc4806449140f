//! The names of channels, networks and currencies, and what stands for what is not known.

use super::Locale;
use super::template::Known;

/// A name in English and in Chinese.
pub(super) type Name = (&'static str, &'static str);

/// What stands where there is nothing to show.
pub(super) const NOTHING: &str = "—";

/// What stands where a limit does not start again: what could make the payment fit.
pub(super) const NO_RESET: Name = ("a change of the limit", "限额调整");

/// By the names that `policy.wit` gives the channels.
const CHANNELS: [(&str, Name); 6] = [
    ("pos", ("POS", "POS")),
    ("qr", ("QR code", "扫码")),
    ("online", ("online", "网上")),
    ("in-app", ("in-app", "应用内")),
    ("mail-or-telephone", ("mail or telephone", "邮购或电话订购")),
    ("atm", ("ATM", "ATM")),
];

/// By the names that `policy.wit` gives the networks.
const NETWORKS: [(&str, Name); 9] = [
    ("unionpay", ("UnionPay", "银联")),
    ("visa", ("Visa", "Visa")),
    ("mastercard", ("Mastercard", "万事达")),
    ("amex", ("American Express", "美国运通")),
    ("jcb", ("JCB", "JCB")),
    ("diners", ("Diners Club", "大来")),
    ("discover", ("Discover", "发现卡")),
    ("wechat-pay", ("WeChat Pay", "微信支付")),
    ("alipay", ("Alipay", "支付宝")),
];

/// Chinese names of the currencies that merchants in China meet.
const CURRENCIES: [(&str, &str); 24] = [
    ("AED", "阿联酋迪拉姆"),
    ("AUD", "澳大利亚元"),
    ("CAD", "加拿大元"),
    ("CHF", "瑞士法郎"),
    ("CNY", "元"),
    ("EUR", "欧元"),
    ("GBP", "英镑"),
    ("HKD", "港元"),
    ("IDR", "印度尼西亚卢比"),
    ("INR", "印度卢比"),
    ("JPY", "日元"),
    ("KRW", "韩元"),
    ("KWD", "科威特第纳尔"),
    ("KZT", "哈萨克斯坦坚戈"),
    ("MOP", "澳门元"),
    ("MYR", "马来西亚林吉特"),
    ("NZD", "新西兰元"),
    ("PHP", "菲律宾比索"),
    ("RUB", "俄罗斯卢布"),
    ("SGD", "新加坡元"),
    ("THB", "泰铢"),
    ("TWD", "新台币元"),
    ("USD", "美元"),
    ("VND", "越南盾"),
];

/// The side of a name for that language.
pub(super) fn in_locale(name: Name, locale: Locale) -> &'static str {
    match locale {
        Locale::En => name.0,
        Locale::Zh => name.1,
    }
}

/// The channel with that stable name, hyphens or underscores.
pub(super) fn channel(stable: &str) -> Option<Name> {
    find(&CHANNELS, stable)
}

/// What a reader of the language calls the channel with that stable name.
#[must_use]
pub fn channel_name(stable: &str, locale: Locale) -> Option<&'static str> {
    channel(stable).map(|name| in_locale(name, locale))
}

/// The network with that stable name, hyphens or underscores.
pub(super) fn network(stable: &str) -> Option<Name> {
    find(&NETWORKS, stable)
}

/// The Chinese name of the currency with that code.
pub(super) fn currency_zh(code: &str) -> Option<&'static str> {
    CURRENCIES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, name)| *name)
}

/// What stands for something that the host does not know of this payment.
pub(super) fn unknown(known: Known) -> Name {
    match known {
        Known::Amount => ("the amount", "交易金额"),
        Known::Channel => ("unspecified", "未指明的"),
        Known::Merchant => ("the merchant", "该商户"),
        Known::Terminal => ("the terminal", "该终端"),
        Known::Bank => ("your bank", "发卡银行"),
        Known::Phone => ("the number on the back of the card", "卡背面的客服电话"),
        Known::Network => ("this network", "该卡组织"),
    }
}

fn find(names: &[(&str, Name)], stable: &str) -> Option<Name> {
    let same = |known: &str| {
        let hyphen = |byte: u8| if byte == b'_' { b'-' } else { byte };
        known.bytes().eq(stable.bytes().map(hyphen))
    };
    names
        .iter()
        .find(|(known, _)| same(known))
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn channels_and_networks_have_names_in_both_languages() {
        for (stable, found, expected) in [
            ("qr", channel("qr"), Some(("QR code", "扫码"))),
            ("in_app", channel("in_app"), Some(("in-app", "应用内"))),
            (
                "mail-or-telephone",
                channel("mail-or-telephone"),
                Some(("mail or telephone", "邮购或电话订购")),
            ),
            ("unknown", channel("unknown"), None),
            ("unionpay", network("unionpay"), Some(("UnionPay", "银联"))),
            (
                "wechat_pay",
                network("wechat_pay"),
                Some(("WeChat Pay", "微信支付")),
            ),
            ("mir", network("mir"), None),
        ] {
            assert_eq!(found, expected, "`{stable}`");
        }
    }

    #[test]
    fn every_named_currency_exists() {
        for (code, _) in CURRENCIES {
            assert!(Currency::from_code(code).is_some(), "{code}");
        }
    }
}
