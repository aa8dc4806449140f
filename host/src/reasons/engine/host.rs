//! What the host says of itself: that no policy decides, or why there is no answer at all.

use super::{Row, Texts};
use crate::decision::Audience::{Cardholder, Merchant, Operator};
use crate::decision::{Effect, Retry};

/// One that stops the payment: what the host can't judge it doesn't let through.
const fn row(code: &'static str, retry: Retry, en: Texts, zh: Texts) -> Row {
    Row {
        code,
        effect: Effect::Reject,
        retry,
        iso8583: "96",
        unionpay: "96",
        en,
        zh,
    }
}

pub(super) const POLICY_MISSING: Row = row(
    "engine.policy_missing",
    Retry::AfterOperator,
    Texts {
        message: "No policy is in force here, so no payment can be approved.",
        remedies: &[
            (
                Cardholder,
                "Nothing has been charged. Please ask the merchant for another way to pay.",
            ),
            (
                Merchant,
                "Sending the payment again does not help yet. Tell your acquirer.",
            ),
            (
                Operator,
                "Put a policy with `mode = \"enforce\"` into the policy directory.",
            ),
        ],
    },
    Texts {
        message: "目前没有生效的策略，无法批准任何交易。",
        remedies: &[
            (Cardholder, "本次未扣款，请向商户询问其他支付方式。"),
            (Merchant, "暂时重新发起无效，请联系收单机构。"),
            (
                Operator,
                "请在策略目录中放入一个 `mode = \"enforce\"` 的策略。",
            ),
        ],
    },
);

pub(super) const STATE_UNAVAILABLE: Row = row(
    "engine.state_unavailable",
    Retry::Once,
    Texts {
        message: "The payment could not be checked, because records cannot be read or written.",
        remedies: &[
            (
                Cardholder,
                "Nothing has been charged. Please wait a moment and try once more.",
            ),
            (
                Merchant,
                "Wait 30 seconds and send the payment once more. If it fails again, take another way to pay.",
            ),
            (
                Operator,
                "Look at the host's log and its disk. It answers again once it can record.",
            ),
        ],
    },
    Texts {
        message: "记录无法读写，未能检查本笔交易。",
        remedies: &[
            (Cardholder, "本次未扣款，请稍候再试一次。"),
            (
                Merchant,
                "请等待30秒后重新发起一次；若再次失败，请改用其他支付方式。",
            ),
            (Operator, "请查看主机日志与磁盘；恢复记录后即可继续应答。"),
        ],
    },
);

pub(super) const DEADLINE_EXCEEDED: Row = row(
    "engine.deadline_exceeded",
    Retry::Once,
    Texts {
        message: "The payment was not checked in the time it was given.",
        remedies: &[
            (
                Cardholder,
                "Nothing has been charged. Please wait a moment and try once more.",
            ),
            (
                Merchant,
                "Send the payment once more. If it fails again, take another way to pay.",
            ),
            (
                Operator,
                "Compare the gateway's deadline with how long decisions take in the metrics.",
            ),
        ],
    },
    Texts {
        message: "未能在限定时间内检查完本笔交易。",
        remedies: &[
            (Cardholder, "本次未扣款，请稍候再试一次。"),
            (Merchant, "请重新发起一次；若再次失败，请改用其他支付方式。"),
            (Operator, "请对照指标中的判定耗时，检查网关设定的时限。"),
        ],
    },
);

pub(super) const OVERLOADED: Row = row(
    "engine.overloaded",
    Retry::Wait,
    Texts {
        message: "Too many payments are being checked at this moment.",
        remedies: &[
            (
                Cardholder,
                "Nothing has been charged. Please wait a moment and try again.",
            ),
            (Merchant, "Wait a few seconds, then send the payment again."),
            (
                Operator,
                "Add hosts, or raise `evaluator.concurrency_max` where the host has room.",
            ),
        ],
    },
    Texts {
        message: "当前待检查的交易过多。",
        remedies: &[
            (Cardholder, "本次未扣款，请稍候再试。"),
            (Merchant, "请等待几秒后重新发起。"),
            (
                Operator,
                "请增加主机；若主机仍有余量，可调高 `evaluator.concurrency_max`。",
            ),
        ],
    },
);
