//! Version 2: what differs from version 1. It declines.

use tollgate_policy::verdicts::Audience::{Cardholder, Merchant, Operator};
use tollgate_policy::verdicts::{Retry, ValueKind};
use tollgate_policy::{Reason, reject};

/// Whether this is version 2.
pub const ON: bool = cfg!(feature = "strict");

/// In place of the reason of version 1.
pub const LARGE_AMOUNT: Reason = reject("night.large_amount")
    .retry(Retry::OtherMeans)
    .de39("61", "61")
    .parameters(&[("limit", ValueKind::Money), ("hour", ValueKind::Integer)])
    .en(
        "This payment of {amount} is above {limit}, the most that is taken at once.",
        &[
            (Cardholder, "Pay by bank transfer."),
            (Merchant, "Ask the customer to pay by bank transfer."),
            (
                Operator,
                "Raise the merchant's limit if larger sales are its trade.",
            ),
        ],
    )
    .zh(
        "本笔{amount}超过单笔可收的最高金额{limit}。",
        &[
            (Cardholder, "请改用银行转账付款。"),
            (Merchant, "请让顾客改用银行转账付款。"),
            (Operator, "如大额交易属该商户正常经营，请调高其限额。"),
        ],
    );
