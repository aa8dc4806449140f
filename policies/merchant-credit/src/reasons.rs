//! What this policy can find. A merchant that is blocked leads one that is undocumented, and
//! that one a low score; the factors explain the score.
//!
//! The remedies of an operator-only reason tell a cardholder or a merchant nothing of it.

use tollgate_policy::verdicts::Audience::{Cardholder, Merchant, Operator};
use tollgate_policy::verdicts::Retry;
use tollgate_policy::verdicts::ValueKind::{Instant, Integer, Text};
use tollgate_policy::{Reason, factor, reasons, reject, review};

const fn scored(code: &'static str) -> Reason {
    factor(code).operator_only().parameters(&[
        ("points_lost", Integer),
        ("value", Text),
        ("points", Integer),
    ])
}

reasons! {
    /// The merchant is on a risk list.
    BLACKLISTED = reject("merchant.blacklisted")
        .retry(Retry::Never).operator_only().de39("03", "03")
        .parameters(&[("lists", Text)])
        .en("The merchant {merchant} is on a risk list: {lists}.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Contact your acquirer."),
            (Operator, "Follow the risk-list procedure."),
        ])
        .zh("商户{merchant}在风险名单中：{lists}。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请联系您的收单机构。"),
            (Operator, "请按风险名单流程处理。"),
        ]);
    /// The merchant has left its acquirer.
    CLOSED = reject("merchant.closed")
        .retry(Retry::Never).de39("03", "03")
        .en("The merchant {merchant} is closed and takes no more payments.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Contact your acquirer."),
            (Operator, "Remove the terminals of the merchant."),
        ])
        .zh("商户{merchant}已销户，不再受理付款。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请联系您的收单机构。"),
            (Operator, "请撤回该商户的终端。"),
        ]);
    /// The merchant is suspended by its acquirer.
    SUSPENDED = reject("merchant.suspended")
        .retry(Retry::AfterOperator).de39("03", "03")
        .en("The merchant {merchant} is suspended.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Contact your acquirer."),
            (Operator, "Lift the suspension once its cause is settled."),
        ])
        .zh("商户{merchant}已被暂停交易。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请联系您的收单机构。"),
            (Operator, "原因消除后请恢复该商户。"),
        ]);
    /// The settlement account is not in the merchant's own name.
    SETTLEMENT_ACCOUNT_MISMATCH = reject("merchant.settlement_account_mismatch")
        .retry(Retry::AfterOperator).operator_only().de39("03", "03")
        .en("The settlement account of the merchant {merchant} is in another name.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Contact your acquirer."),
            (Operator, "Hold settlement until the owner of the account is verified."),
        ])
        .zh("商户{merchant}的结算账户户名与商户不一致。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请联系您的收单机构。"),
            (Operator, "核实账户归属前请暂缓结算。"),
        ]);
    /// A business of this type is not served.
    MCC_PROHIBITED = reject("merchant.mcc_prohibited")
        .retry(Retry::Never).de39("03", "03")
        .parameters(&[("mcc", Text), ("list", Text)])
        .en("Business type {mcc} is not served here (list {list}).", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Contact your acquirer."),
            (Operator, "Correct the MCC if it is wrong, or end the contract."),
        ])
        .zh("此处不受理行业类别{mcc}的付款（名单{list}）。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请联系您的收单机构。"),
            (Operator, "MCC有误请更正，无误请解约。"),
        ]);
    /// Documents are missing.
    KYC_INCOMPLETE = reject("merchant.kyc.incomplete")
        .retry(Retry::AfterOperator).de39("03", "03")
        .parameters(&[("documents", Text)])
        .en("The merchant {merchant} has not handed in all documents: {documents}.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Send your acquirer what is missing: {documents}."),
            (Operator, "Check the documents when they arrive."),
        ])
        .zh("商户{merchant}资料不全，缺少：{documents}。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请向收单机构补交{documents}。"),
            (Operator, "收到资料后请审核。"),
        ]);
    /// The business licence has run out.
    KYC_EXPIRED = reject("merchant.kyc.expired")
        .retry(Retry::AfterOperator).de39("03", "03")
        .parameters(&[("expired_at", Instant)])
        .en("The business licence of the merchant {merchant} expired at {expired_at}.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Send the renewed licence to your acquirer."),
            (Operator, "Enter the new date once the licence is checked."),
        ])
        .zh("商户{merchant}的营业执照已于{expired_at}到期。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请向收单机构提交新执照。"),
            (Operator, "审核新执照后请更新到期日。"),
        ]);
    /// A personal receive code takes a business payment.
    PERSONAL_CODE = reject("qr.personal_code.business_use")
        .retry(Retry::AfterOperator).de39("57", "57")
        .en("This is a personal receive code, which may not take business payments.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Apply to your acquirer for a merchant code."),
            (Operator, "Issue a merchant code."),
        ])
        .zh("这是个人收款码，不得用于经营收款。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请向收单机构申请商户收款码。"),
            (Operator, "请为其开通商户收款码。"),
        ]);
    /// The score is too low.
    BELOW_CUTOFF = reject("merchant.score.below_cutoff")
        .retry(Retry::AfterOperator).operator_only().de39("03", "03")
        .parameters(&[("score", Integer), ("cutoff", Integer)])
        .en("The merchant scores {score} points; at least {cutoff} are needed.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Contact your acquirer."),
            (Operator, "Review the factors that cost the most points."),
        ])
        .zh("商户评分为{score}分，低于最低要求{cutoff}分。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请联系您的收单机构。"),
            (Operator, "请复核主要扣分项。"),
        ]);
    /// The score is neither good nor bad.
    REVIEW_BAND = review("merchant.score.review_band")
        .retry(Retry::Wait).operator_only().de39("01", "01")
        .parameters(&[("score", Integer), ("cutoff", Integer), ("review_below", Integer)])
        .en("The merchant scores {score} points, from {cutoff} but below {review_below}.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Wait for the result of the review."),
            (Operator, "Review the payment within the agreed time."),
        ])
        .zh("商户评分为{score}分，介于{cutoff}分与{review_below}分之间。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请等待复核结果。"),
            (Operator, "请在约定时限内复核该交易。"),
        ]);
    /// Chargebacks.
    CHARGEBACK_RATIO = scored("merchant.factor.chargeback_ratio")
        .en("The chargeback rate ({value}) costs {points_lost} points.",
            &[(Operator, "Ask the merchant to answer disputes in time.")])
        .zh("拒付率（{value}）使评分减少{points_lost}分。",
            &[(Operator, "请要求商户及时处理争议。")]);
    /// Reported fraud.
    FRAUD_RATIO = scored("merchant.factor.fraud_ratio")
        .en("The rate of reported fraud ({value}) costs {points_lost} points.",
            &[(Operator, "Have the merchant ask for chip and PIN.")])
        .zh("欺诈率（{value}）使评分减少{points_lost}分。",
            &[(Operator, "请要求商户使用芯片加密码。")]);
    /// Refunds.
    REFUND_RATIO = scored("merchant.factor.refund_ratio")
        .en("The refund rate ({value}) costs {points_lost} points.",
            &[(Operator, "Ask the merchant what its refunds are for.")])
        .zh("退货率（{value}）使评分减少{points_lost}分。",
            &[(Operator, "请要求商户说明退货原因。")]);
    /// Sales against the usual.
    VOLUME_SPIKE = scored("merchant.factor.volume_spike")
        .en("The week's sales ({value} of the usual) cost {points_lost} points.",
            &[(Operator, "Ask the merchant whether a promotion is on.")])
        .zh("近一周交易量（平常的{value}）使评分减少{points_lost}分。",
            &[(Operator, "请向商户核实是否有促销。")]);
    /// The average sale against the usual.
    TICKET_ANOMALY = scored("merchant.factor.ticket_anomaly")
        .en("The average sale ({value} of the usual) costs {points_lost} points.",
            &[(Operator, "Ask the merchant for the invoices of its large sales.")])
        .zh("客单价（平常的{value}）使评分减少{points_lost}分。",
            &[(Operator, "请要求商户提供大额交易发票。")]);
    /// The time since the merchant joined.
    TENURE_SHORT = scored("merchant.factor.tenure_short")
        .en("The time since the merchant joined ({value} days) costs {points_lost} points.",
            &[(Operator, "Watch the merchant until it has a history.")])
        .zh("入网时间（{value}天）使评分减少{points_lost}分。",
            &[(Operator, "积累交易记录前请持续关注该商户。")]);
    /// The risk of the business type.
    MCC_RISK = scored("merchant.factor.mcc_risk")
        .en("The risk tier of the business type ({value}) costs {points_lost} points.",
            &[(Operator, "Monitor this business type closely.")])
        .zh("行业风险等级（{value}）使评分减少{points_lost}分。",
            &[(Operator, "请对该行业加强监测。")]);
    /// How well the merchant is known.
    KYC_LEVEL = scored("merchant.factor.kyc_level")
        .en("The verification of the merchant ({value}) costs {points_lost} points.",
            &[(Operator, "Ask the merchant for its licence and photos of the shop.")])
        .zh("商户认证类型（{value}）使评分减少{points_lost}分。",
            &[(Operator, "请要求商户补充执照和门店照片。")]);
    /// Sales at night.
    NIGHT_RATIO = scored("merchant.factor.night_ratio")
        .en("The share of sales from 23:00 to 06:00 ({value}) costs {points_lost} points.",
            &[(Operator, "Compare it with the trading hours on file.")])
        .zh("23:00至06:00的交易占比（{value}）使评分减少{points_lost}分。",
            &[(Operator, "请与报备的营业时间核对。")]);
    /// Round amounts.
    ROUND_AMOUNTS = scored("merchant.factor.round_amounts")
        .en("The share of round or just-below-limit amounts ({value}) costs {points_lost} points.",
            &[(Operator, "Check the merchant for cash-out.")])
        .zh("整数或贴近限额的交易占比（{value}）使评分减少{points_lost}分。",
            &[(Operator, "请排查套现。")]);
    /// Credit cards.
    CREDIT_SHARE = scored("merchant.factor.credit_share")
        .en("The share of credit cards ({value}) costs {points_lost} points.",
            &[(Operator, "Compare it with others of the same MCC.")])
        .zh("信用卡交易占比（{value}）使评分减少{points_lost}分。",
            &[(Operator, "请与同类商户比较。")]);
    /// Declines.
    DECLINE_RATIO = scored("merchant.factor.decline_ratio")
        .en("The decline rate ({value}) costs {points_lost} points.",
            &[(Operator, "Check the merchant for card testing.")])
        .zh("拒绝率（{value}）使评分减少{points_lost}分。",
            &[(Operator, "请排查试卡行为。")]);
    /// Sales away from the registered place.
    LOCATION_DISPERSION = scored("merchant.factor.location_dispersion")
        .en("The share of sales outside the registered area ({value}) costs {points_lost} points.",
            &[(Operator, "Find out where the terminals are.")])
        .zh("异地交易占比（{value}）使评分减少{points_lost}分。",
            &[(Operator, "请核实终端所在位置。")]);
    /// Few cards.
    CARD_CONCENTRATION = scored("merchant.factor.card_concentration")
        .en("The share of the five busiest cards ({value}) costs {points_lost} points.",
            &[(Operator, "Check the merchant for dealing with itself.")])
        .zh("前五张卡的交易占比（{value}）使评分减少{points_lost}分。",
            &[(Operator, "请排查商户自刷。")]);
    /// Sales paid before delivery.
    DELIVERY_EXPOSURE = scored("merchant.factor.delivery_exposure")
        .en("The time to delivery ({value} days) costs {points_lost} points.",
            &[(Operator, "Hold a reserve for what is not yet delivered.")])
        .zh("交付周期（{value}天）使评分减少{points_lost}分。",
            &[(Operator, "请为未交付部分计提准备金。")]);
    /// Complaints.
    COMPLAINTS = scored("merchant.factor.complaints")
        .en("The complaints per million sales ({value}) cost {points_lost} points.",
            &[(Operator, "Have the merchant settle its open complaints.")])
        .zh("每百万笔交易的投诉数（{value}）使评分减少{points_lost}分。",
            &[(Operator, "请督促商户处理未结投诉。")]);
}
