//! The names of areas and audiences, in English and Chinese.

use crate::decision::Audience;
use crate::reasons::Locale;

/// An area of causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area<'a> {
    pub(super) stable: &'a str,
}

/// What became of a payment that was approved.
pub(super) const AFTER_APPROVAL: Area<'static> = Area {
    stable: "after_approval",
};

/// What stands for a reason that the reader may not see.
const WITHHELD: &str = "engine.withheld";

/// By the first part of a reason's code, as the shipped policies have them.
const AREAS: [(&str, &str, &str); 15] = [
    ("after_approval", "After approval", "批准之后"),
    ("card", "Card", "卡片"),
    ("compliance", "Compliance", "合规"),
    ("cvm", "PIN and signature", "密码与签名"),
    ("engine", "Policies and host", "策略与主机"),
    ("entry", "Reading the card", "读卡方式"),
    ("fee", "Fees", "费率"),
    ("integrity", "Payment data", "交易信息"),
    ("issuer", "Issuer", "发卡机构"),
    ("limit", "Limits", "限额"),
    ("merchant", "Merchant", "商户"),
    ("network", "Network", "网络"),
    ("qr", "Payment codes", "支付码"),
    ("terminal", "Terminal", "终端"),
    ("withheld", "Not stated", "未说明"),
];

/// The area of a reason.
pub(super) fn area_of(code: &str) -> Area<'_> {
    let stable = match code {
        WITHHELD => "withheld",
        code => code.split('.').next().unwrap_or(code),
    };
    Area { stable }
}

/// What a reader calls an area; a policy's own has its stable name.
pub(super) fn area_name(stable: &str, locale: Locale) -> &str {
    let known = AREAS.iter().find(|(known, ..)| *known == stable);
    match (known, locale) {
        (Some((_, en, _)), Locale::En) => en,
        (Some((_, _, zh)), Locale::Zh) => zh,
        (None, _) => stable,
    }
}

/// The stable name of an audience.
pub(super) fn audience_name(audience: Audience) -> &'static str {
    match audience {
        Audience::Cardholder => "cardholder",
        Audience::Merchant => "merchant",
        Audience::Operator => "operator",
    }
}
