//! What is said in place of what a reader may not see.

use super::{Row, Texts};
use crate::decision::Audience::{Cardholder, Merchant, Operator};
use crate::decision::{Effect, Retry};

const fn withheld(effect: Effect, retry: Retry, en: Texts, zh: Texts) -> Row {
    Row {
        code: "engine.withheld",
        effect,
        retry,
        iso8583: "05",
        unionpay: "57",
        en,
        zh,
    }
}

pub(super) const REJECT: Row = withheld(
    Effect::Reject,
    Retry::OtherMeans,
    Texts {
        message: "The payment was not approved.",
        remedies: &[
            (Cardholder, "Please pay another way, or ask {bank}."),
            (
                Merchant,
                "Offer another way to pay. Do not send this payment again.",
            ),
            (
                Operator,
                "Ask for this decision as an operator to see the reason.",
            ),
        ],
    },
    Texts {
        message: "交易未获批准。",
        remedies: &[
            (Cardholder, "请换一种支付方式，或咨询{bank}。"),
            (Merchant, "请提供其他支付方式，不要重复发起本笔交易。"),
            (Operator, "请以运营人员身份查询本决定以查看原因。"),
        ],
    },
);

pub(super) const STEP_UP: Row = withheld(
    Effect::StepUp,
    Retry::OtherMeans,
    Texts {
        message: "The payment needs to be verified.",
        remedies: &[
            (
                Cardholder,
                "Please verify the payment, with chip and PIN or in your app, or pay another way.",
            ),
            (
                Merchant,
                "Let the customer verify the payment, with chip and PIN or in the app, or offer another way to pay.",
            ),
            (
                Operator,
                "Ask for this decision as an operator to see the reason.",
            ),
        ],
    },
    Texts {
        message: "本笔交易需要验证。",
        remedies: &[
            (
                Cardholder,
                "请插入芯片并输入密码，或在手机应用中完成验证，也可换一种支付方式。",
            ),
            (
                Merchant,
                "请顾客插入芯片并输入密码，或在手机应用中完成验证，也可提供其他支付方式。",
            ),
            (Operator, "请以运营人员身份查询本决定以查看原因。"),
        ],
    },
);

pub(super) const REVIEW: Row = withheld(
    Effect::Review,
    Retry::AfterOperator,
    Texts {
        message: "The payment is being checked.",
        remedies: &[
            (
                Cardholder,
                "Please wait for the result. You need not pay again.",
            ),
            (
                Merchant,
                "Wait for the result. Do not send this payment again.",
            ),
            (
                Operator,
                "Ask for this decision as an operator to see the reason.",
            ),
        ],
    },
    Texts {
        message: "交易正在核实中。",
        remedies: &[
            (Cardholder, "请等待核实结果，无需重复支付。"),
            (Merchant, "请等待核实结果，不要重复发起本笔交易。"),
            (Operator, "请以运营人员身份查询本决定以查看原因。"),
        ],
    },
);
