//! What the rules find, in the order of the rules. No finding carries values: a peer answers
//! with a code alone.

use tollgate_policy::verdicts::Audience::Merchant;
use tollgate_policy::{reasons, reject, review, step_up};

reasons! {
    /// Nothing, or less, is to be paid.
    NOT_POSITIVE = reject("integrity.amount.not_positive")
        .de39("13", "13")
        .en("The amount must be larger than zero.", &[(Merchant, "Enter the amount again.")])
        .zh("金额必须大于零。", &[(Merchant, "请重新输入金额。")]);
    /// Larger than a payment may be in this channel.
    SINGLE_AMOUNT = reject("limit.channel.single_amount")
        .de39("61", "61")
        .en("The payment is above the channel's limit.", &[(Merchant, "Split the sale, or use another channel.")])
        .zh("超过该渠道单笔限额。", &[(Merchant, "请拆分或改用其他渠道。")]);
    /// The merchant took enough today in this channel.
    DAILY_AMOUNT = reject("limit.channel.daily_amount")
        .de39("61", "61")
        .en("The merchant's day is above the channel's limit.", &[(Merchant, "Ask for a higher limit.")])
        .zh("超过商户该渠道单日限额。", &[(Merchant, "请申请提高限额。")]);
    /// The merchant took enough payments today in this channel.
    DAILY_COUNT = reject("limit.channel.daily_count")
        .de39("65", "65")
        .en("The merchant took too many payments today.", &[(Merchant, "Ask for a higher limit.")])
        .zh("商户当日笔数超限。", &[(Merchant, "请申请提高限额。")]);
    /// The card paid enough today.
    CARD_DAILY = reject("limit.card.daily_amount")
        .de39("61", "61")
        .en("The card's day is above its limit.", &[(Merchant, "Take another card.")])
        .zh("超过该卡单日限额。", &[(Merchant, "请换卡支付。")]);
    /// The terminal is too busy to be honest.
    VELOCITY = reject("limit.velocity.terminal")
        .de39("65", "65")
        .en("The terminal sent too many payments within a minute.", &[(Merchant, "Wait a minute.")])
        .zh("终端一分钟内交易过多。", &[(Merchant, "请稍候一分钟。")]);
    /// Static codes took enough today.
    STATIC_QR = reject("limit.qr.static_daily")
        .de39("61", "61")
        .en("Static codes are above their limit for today.", &[(Merchant, "Show a code of one use.")])
        .zh("超过静态码单日限额。", &[(Merchant, "请使用动态码。")]);
    /// The month on the card has passed.
    EXPIRED = reject("card.expired")
        .de39("54", "54")
        .en("The card has expired.", &[(Merchant, "Take another card.")])
        .zh("该卡已过期。", &[(Merchant, "请换卡支付。")]);
    /// The check digit is wrong.
    LUHN = reject("card.pan.luhn")
        .de39("14", "14")
        .en("The card number has a wrong check digit.", &[(Merchant, "Read the card again.")])
        .zh("卡号校验位错误。", &[(Merchant, "请重新读卡。")]);
    /// No card of this network has so many digits.
    LENGTH = reject("card.pan.length")
        .de39("14", "14")
        .en("The card number is too long or too short.", &[(Merchant, "Read the card again.")])
        .zh("卡号长度不符。", &[(Merchant, "请重新读卡。")]);
    /// A chip card was swiped at a terminal that reads chips.
    CHIP_REQUIRED = reject("entry.chip_required")
        .de39("12", "45")
        .en("The card must be inserted, not swiped.", &[(Merchant, "Insert the card.")])
        .zh("该卡须插卡，不可刷卡。", &[(Merchant, "请插卡。")]);
    /// Too large to pass without a PIN.
    NO_PIN = step_up("cvm.no_pin_limit.single")
        .de39("70", "55")
        .en("The payment is too large without a PIN.", &[(Merchant, "Ask for the PIN.")])
        .zh("本笔超过免密限额。", &[(Merchant, "请持卡人输入密码。")]);
    /// The merchant may not sell.
    SUSPENDED = reject("merchant.suspended")
        .de39("03", "03")
        .en("The merchant is not active.", &[(Merchant, "Call the acquirer.")])
        .zh("商户状态异常。", &[(Merchant, "请联系收单机构。")]);
    /// The trade may not be served.
    PROHIBITED = reject("merchant.mcc_prohibited")
        .de39("03", "03")
        .en("The merchant's trade is not served.", &[(Merchant, "Call the acquirer.")])
        .zh("该商户类别禁止交易。", &[(Merchant, "请联系收单机构。")]);
    /// The merchant's documents have run out.
    KYC_EXPIRED = reject("merchant.kyc.expired")
        .de39("03", "03")
        .en("The merchant's documents have expired.", &[(Merchant, "Hand in new documents.")])
        .zh("商户证件已过期。", &[(Merchant, "请更新证件。")]);
    /// The score declines.
    BELOW_CUTOFF = reject("merchant.score.below_cutoff")
        .de39("03", "03")
        .en("The merchant's score is too low.", &[(Merchant, "Call the acquirer.")])
        .zh("商户评分过低。", &[(Merchant, "请联系收单机构。")]);
    /// The score asks for a person.
    REVIEW_BAND = review("merchant.score.review_band")
        .de39("01", "01")
        .en("The merchant's score needs a look.", &[(Merchant, "Wait for the review.")])
        .zh("商户评分需人工审核。", &[(Merchant, "请等待审核。")]);
    /// Another rate than in the contract.
    MISMATCH = reject("fee.contract_mismatch")
        .de39("23", "23")
        .en("The fee is not that of the contract.", &[(Merchant, "Set the rate of the contract.")])
        .zh("费率与合同不符。", &[(Merchant, "请按合同设置费率。")]);
    /// A rate that no contract may have.
    ABOVE_MAX_SHARE = reject("fee.above_max_share")
        .de39("23", "23")
        .en("The fee is too large a share.", &[(Merchant, "Lower the rate.")])
        .zh("费率超过上限。", &[(Merchant, "请降低费率。")]);
    /// A surcharge where none is allowed.
    SURCHARGE = reject("fee.surcharge_not_allowed")
        .de39("B1", "13")
        .en("No surcharge is allowed here.", &[(Merchant, "Drop the surcharge.")])
        .zh("此处不得收取附加费。", &[(Merchant, "请取消附加费。")]);
    /// Too many customers took their money back.
    CHARGEBACKS = reject("merchant.chargeback_excessive")
        .de39("03", "03")
        .en("The merchant has too many chargebacks.", &[(Merchant, "Call the acquirer.")])
        .zh("商户拒付率过高。", &[(Merchant, "请联系收单机构。")]);
}
