//! What this policy can find. Both reasons are for operators: the host tells everyone else only
//! that the payment was declined.

use tollgate_policy::verdicts::Audience::Operator;
use tollgate_policy::verdicts::Retry;
use tollgate_policy::verdicts::ValueKind::Text;
use tollgate_policy::{reasons, reject};

reasons! {
    /// Somebody who takes part is sanctioned.
    SANCTIONS = reject("compliance.sanctions")
        .retry(Retry::Never).operator_only().de39("93", "57")
        .parameters(&[("parties", Text)])
        .en("A party to this payment is on a sanctions list: {parties}.", &[
            (Operator, "Follow the sanctions procedure, and tell nobody outside why."),
        ])
        .zh("交易相关方在制裁名单中：{parties}。", &[
            (Operator, "请按制裁名单流程处理，不得对外透露原因。"),
        ]);
    /// Somebody who takes part, or a sum, is suspected of money laundering.
    AML = reject("compliance.aml").retry(Retry::Never).operator_only().de39("64", "57")
        .parameters(&[("signs", Text)])
        .en("There are signs of money laundering: {signs}.", &[
            (Operator, "File a report by the anti-money-laundering procedure, and tell nobody outside why."),
        ])
        .zh("存在洗钱迹象：{signs}。", &[
            (Operator, "请按反洗钱流程上报，不得对外透露原因。"),
        ]);
}
