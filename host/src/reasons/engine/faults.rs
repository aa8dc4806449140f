//! What is said of a policy that failed.

use super::{Remedies, Row, Texts};
use crate::decision::Audience::{Cardholder, Merchant, Operator};
use crate::decision::{Effect, Retry};

/// What is said of one kind of fault, whatever its effect; the message in English and in
/// Chinese.
struct Fault {
    code: &'static str,
    retry: Retry,
    message: (&'static str, &'static str),
}

/// A rejection, a review and a note.
const fn rows(
    fault: &Fault,
    reject: [Remedies; 2],
    review: [Remedies; 2],
    advise: [Remedies; 2],
) -> [Row; 3] {
    [
        row(fault, Effect::Reject, fault.retry, "96", reject),
        row(fault, Effect::Review, fault.retry, "96", review),
        // The payment goes on: nothing is to be sent again.
        row(fault, Effect::Advise, Retry::None, "00", advise),
    ]
}

const fn row(
    fault: &Fault,
    effect: Effect,
    retry: Retry,
    de39: &'static str,
    [en, zh]: [Remedies; 2],
) -> Row {
    Row {
        code: fault.code,
        effect,
        retry,
        iso8583: de39,
        unionpay: de39,
        en: Texts {
            message: fault.message.0,
            remedies: en,
        },
        zh: Texts {
            message: fault.message.1,
            remedies: zh,
        },
    }
}

const ONCE_REJECT: [Remedies; 2] = [
    &[
        (
            Cardholder,
            "Nothing has been charged. Please wait a moment and try once more.",
        ),
        (
            Merchant,
            "Wait 30 seconds, make sure that nothing was charged, and send the payment once more. If it fails again, take another way to pay.",
        ),
        (
            Operator,
            "Look at the faults and the fuel of policy {policy}: its newest version, its settings, its limits.",
        ),
    ],
    &[
        (Cardholder, "本次未扣款，请稍候再试一次。"),
        (
            Merchant,
            "请等待30秒，确认未扣款后重新发起一次；若再次失败，请改用其他支付方式。",
        ),
        (
            Operator,
            "请查看策略{policy}的故障与燃料指标，检查其最新版本、设置和资源上限。",
        ),
    ],
];

const ONCE_REVIEW: [Remedies; 2] = [
    &[
        (
            Cardholder,
            "Please wait while the payment is checked. You need not pay again.",
        ),
        (
            Merchant,
            "Wait for the result. To send the payment once more instead, cancel this one first.",
        ),
        (
            Operator,
            "Review the payment by hand. Look at the faults and the fuel of policy {policy}: its newest version, its settings, its limits.",
        ),
    ],
    &[
        (Cardholder, "交易正在核实，请稍候，无需重复支付。"),
        (
            Merchant,
            "请等待核实结果；如需重新发起一次，请先取消本笔交易。",
        ),
        (
            Operator,
            "请人工审核本笔交易，并查看策略{policy}的故障与燃料指标，检查其最新版本、设置和资源上限。",
        ),
    ],
];

const REPAIR_REJECT: [Remedies; 2] = [
    &[
        (
            Cardholder,
            "Nothing has been charged. Please ask the merchant for another way to pay.",
        ),
        (
            Merchant,
            "Sending the payment again does not help until the check has been repaired. Tell your acquirer.",
        ),
        (
            Operator,
            "Policy {policy} answers what its manifest does not allow: repair it, or go back to its last good version.",
        ),
    ],
    &[
        (Cardholder, "本次未扣款，请向商户询问其他支付方式。"),
        (Merchant, "检查修复之前重新发起无效，请联系收单机构。"),
        (
            Operator,
            "策略{policy}的输出不符合其清单，请修复该策略或退回上一个正常版本。",
        ),
    ],
];

const REPAIR_REVIEW: [Remedies; 2] = [
    &[
        (
            Cardholder,
            "Please wait while the payment is checked. You need not pay again.",
        ),
        (
            Merchant,
            "Wait for the result. Do not send the payment again.",
        ),
        (
            Operator,
            "Review the payment by hand. Policy {policy} answers what its manifest does not allow: repair it, or go back to its last good version.",
        ),
    ],
    &[
        (Cardholder, "交易正在核实，请稍候，无需重复支付。"),
        (Merchant, "请等待核实结果，不要重复发起。"),
        (
            Operator,
            "请人工审核本笔交易。策略{policy}的输出不符合其清单，请修复该策略或退回上一个正常版本。",
        ),
    ],
];

const ADVISE: [Remedies; 2] = [
    &[(
        Operator,
        "The payment went on without policy {policy}, as its settings ask for. Look at its faults.",
    )],
    &[(
        Operator,
        "按其设置，本笔交易未经策略{policy}检查即放行，请查看该策略的故障。",
    )],
];

pub(super) const TIMEOUT: [Row; 3] = rows(
    &Fault {
        code: "engine.policy_timeout",
        retry: Retry::Once,
        message: ("A check did not finish in time.", "一项检查未能按时完成。"),
    },
    ONCE_REJECT,
    ONCE_REVIEW,
    ADVISE,
);

pub(super) const TRAP: [Row; 3] = rows(
    &Fault {
        code: "engine.policy_trap",
        retry: Retry::Once,
        message: ("A check stopped with an error.", "一项检查出错中止。"),
    },
    ONCE_REJECT,
    ONCE_REVIEW,
    ADVISE,
);

pub(super) const MEMORY: [Row; 3] = rows(
    &Fault {
        code: "engine.policy_memory",
        retry: Retry::Once,
        message: (
            "A check asked for too much memory.",
            "一项检查所需内存超出上限。",
        ),
    },
    ONCE_REJECT,
    ONCE_REVIEW,
    ADVISE,
);

pub(super) const OUTPUT_INVALID: [Row; 3] = rows(
    &Fault {
        code: "engine.policy_output_invalid",
        retry: Retry::AfterOperator,
        message: (
            "A check gave an answer that cannot be used.",
            "一项检查给出了无法采用的结果。",
        ),
    },
    REPAIR_REJECT,
    REPAIR_REVIEW,
    ADVISE,
);
