//! What this policy can find, the leading reason first.

use tollgate_policy::verdicts::Audience::{Cardholder, Merchant, Operator};
use tollgate_policy::verdicts::Retry::{AfterFix, AfterOperator, None as NoRetry, OtherMeans};
use tollgate_policy::verdicts::ValueKind::{Instant, Integer, Money, Ppm, Text};
use tollgate_policy::{advise, reasons, reject, review};

reasons! {
    /// A surcharge where none may be asked.
    SURCHARGE_NOT_ALLOWED = reject("fee.surcharge_not_allowed").retry(AfterFix).de39("B1", "13")
        .parameters(&[("surcharge", Money), ("country", Text)])
        .en("A surcharge of {surcharge} was added, and surcharges on card payments are forbidden in {country}.", &[
            (Merchant, "Take the surcharge off and send the payment again."),
            (Cardholder, "Ask the cashier to take the extra charge off."),
        ])
        .zh("本笔交易加收了{surcharge}，{country}不允许向持卡人加收手续费。", &[
            (Merchant, "请去掉加收的金额后重新发起交易。"),
            (Cardholder, "请让收银员去掉加收的费用。"),
        ]);

    /// A surcharge larger than the country's cap.
    SURCHARGE_OVER_CAP = reject("fee.surcharge_over_cap").retry(AfterFix).de39("B1", "13")
        .parameters(&[("surcharge", Money), ("cap", Ppm)])
        .en("The surcharge of {surcharge} is more than the {cap} that may be added to this sale.", &[
            (Merchant, "Lower the surcharge to {cap} or less and send the payment again."),
        ])
        .zh("加收的{surcharge}超过本笔消费允许的比例{cap}。", &[
            (Merchant, "请把加收比例降到{cap}以内后重新发起交易。"),
        ]);

    /// Conversion into the card's currency that the cardholder did not choose.
    DCC_NOT_DISCLOSED = reject("fee.dcc_not_disclosed").retry(AfterFix).de39("12", "12")
        .en("The payment is converted into the card's currency, but the customer's choice was not recorded.", &[
            (Merchant, "Show the customer both amounts and record the choice."),
            (Cardholder, "Choose the currency that you want to pay in."),
        ])
        .zh("本笔交易要兑换成卡片币种，但没有顾客选择币种的记录。", &[
            (Merchant, "请向顾客出示两种币种的金额，并记录其选择。"),
            (Cardholder, "请选择您要支付的币种。"),
        ]);

    /// No row of the contract fits.
    RULE_MISSING = reject("fee.rule_missing").retry(AfterOperator).de39("03", "03")
        .parameters(&[("key", Text)])
        .en("The merchant's contract has no fee for this kind of payment ({key}).", &[
            (Operator, "Add a row for {key} to the merchant's fee contract."),
            (Merchant, "Take this payment through another channel for now."),
        ])
        .zh("商户合同中没有适用于此类交易（{key}）的费率。", &[
            (Operator, "请在商户费率合同中增加{key}一行。"),
            (Merchant, "请暂时改用其他收款渠道。"),
        ]);

    /// What will be charged is not what was agreed.
    CONTRACT_MISMATCH = reject("fee.contract_mismatch").retry(AfterOperator).de39("23", "23")
        .parameters(&[("fee", Money), ("rate", Ppm), ("agreed_fee", Money), ("agreed_rate", Ppm)])
        .en("The fee would be {fee} at {rate}, but the contract says {agreed_fee} at {agreed_rate}.", &[
            (Operator, "Set the gateway's rate to the contract's {agreed_rate}."),
            (Merchant, "Compare your last statement with your contract."),
        ])
        .zh("按{rate}将收取手续费{fee}，而合同约定为{agreed_rate}，应收{agreed_fee}。", &[
            (Operator, "请把网关费率改为合同约定的{agreed_rate}。"),
            (Merchant, "请用合同核对最近一期对账单。"),
        ]);

    /// A fee out of proportion.
    ABOVE_MAX_SHARE = reject("fee.above_max_share").retry(OtherMeans).de39("23", "23")
        .parameters(&[("fee", Money), ("max_share", Ppm)])
        .en("The fee of {fee} is too high for {amount}: it must stay below the sale and within {max_share} of it.", &[
            (Merchant, "Take this payment through a channel with a lower fee."),
        ])
        .zh("{amount}的交易要收{fee}手续费，过高：手续费须低于交易金额，且不超过其{max_share}。", &[
            (Merchant, "请改用手续费更低的收款渠道。"),
        ]);

    /// More for issuer or network than the state allows.
    REGULATED_CAP_EXCEEDED = review("fee.regulated_cap_exceeded")
        .retry(AfterOperator).operator_only().de39("23", "23")
        .parameters(&[("part", Text), ("fee", Money), ("most", Money)])
        .en("The {part}'s part of the fee is {fee}, and {most} is the most that is allowed.", &[
            (Operator, "Correct the {part}'s part to {most} or less."),
        ])
        .zh("手续费中{part}部分为{fee}，超过规定上限{most}。", &[
            (Operator, "请将{part}部分更正至{most}以内。"),
        ]);

    /// A debit fee without the usual cap.
    CAP_NOT_APPLIED = review("fee.cap_not_applied").retry(AfterOperator).de39("23", "23")
        .parameters(&[("fee", Money), ("cap", Money)])
        .en("The debit card fee of {fee} is above the usual cap of {cap}, and the contract's row has no cap.", &[
            (Operator, "Set the debit cap in the merchant's fee contract."),
            (Merchant, "Ask your acquirer to put the debit cap into your contract."),
        ])
        .zh("借记卡手续费{fee}超过通常的封顶额{cap}，合同对应行未设封顶。", &[
            (Operator, "请在商户费率合同中设置借记卡封顶额。"),
            (Merchant, "请联系收单机构在合同中补上借记卡封顶额。"),
        ]);

    /// A favoured price at a merchant of another category.
    MCC_RATE_MISMATCH = review("fee.mcc_rate_mismatch").retry(AfterOperator).operator_only().de39("03", "03")
        .parameters(&[("mcc", Integer), ("fee_class", Text)])
        .en("Category {mcc} is charged a price of the {fee_class} class, which it does not belong to.", &[
            (Operator, "Visit the merchant and confirm its category."),
        ])
        .zh("类别{mcc}的商户按{fee_class}类费率计费，但该类别不享受此费率。", &[
            (Operator, "请上门核实商户的真实类别。"),
        ]);

    /// A fee that does not cover issuer and network.
    RATE_BELOW_COST = advise("fee.rate_below_cost").retry(AfterOperator).operator_only().de39("00", "00")
        .parameters(&[("rate", Ppm), ("cost", Ppm)])
        .en("The fee is {rate} of the amount, less than the {cost} that issuer and network take.", &[
            (Operator, "Look for a wrong category or a hidden subsidy."),
        ])
        .zh("手续费仅为金额的{rate}，低于发卡行和卡组织收取的{cost}。", &[
            (Operator, "请排查商户类别套用或隐性补贴。"),
        ]);

    /// A rate above what is usual.
    RATE_ABOVE_BAND = advise("fee.rate_above_band").retry(AfterOperator).de39("00", "00")
        .parameters(&[("rate", Ppm), ("band", Ppm)])
        .en("The rate of {rate} is above the {band} that is usual for such payments.", &[
            (Operator, "Go through the rate with the merchant."),
        ])
        .zh("费率{rate}高于同类交易通常的上限{band}。", &[
            (Operator, "请与商户重新商定费率。"),
        ]);

    /// A new rate before its notice has run out.
    CHANGED_WITHOUT_NOTICE = advise("fee.changed_without_notice").retry(AfterOperator).de39("00", "00")
        .parameters(&[("changed_at", Instant), ("notice_days", Integer)])
        .en("The fees changed on {changed_at} without the {notice_days} days of notice.", &[
            (Operator, "Restore the former fees until the notice has run out."),
            (Merchant, "Read your new fees before the next sale."),
        ])
        .zh("费率已于{changed_at}调整，未提前{notice_days}天通知商户。", &[
            (Operator, "通知期满之前请恢复原费率。"),
            (Merchant, "下一笔收款前请先查看新费率。"),
        ]);

    /// A card from abroad under a price for cards at home.
    CROSS_BORDER_MISSING = advise("fee.cross_border_missing").retry(AfterOperator).operator_only().de39("00", "00")
        .parameters(&[("issuer_country", Text)])
        .en("The card was issued in {issuer_country}, and the contract has no row for cards from abroad.", &[
            (Operator, "Add a cross-border row to the merchant's fee contract."),
        ])
        .zh("该卡发卡地为{issuer_country}，商户合同中没有境外卡费率。", &[
            (Operator, "请在商户费率合同中增加境外卡费率。"),
        ]);

    /// The fee and its parts.
    QUOTE = advise("fee.quote").retry(NoRetry).de39("00", "00")
        .parameters(&[("fee", Money), ("rate", Ppm), ("share", Money), ("fixed", Money), ("bounded", Money)])
        .en("The fee is {fee}: {share} at {rate}, {fixed} fixed, and {bounded} from its minimum or cap.", &[
            (Merchant, "Compare it with the fee on your statement."),
        ])
        .zh("手续费{fee}：按{rate}计{share}，固定部分{fixed}，保底或封顶调整{bounded}。", &[
            (Merchant, "请与结算单上的手续费核对。"),
        ]);
}
