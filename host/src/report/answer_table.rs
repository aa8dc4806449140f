//! The response codes (DE39) that issuers and networks decline with, and what they mean.
//!
//! UnionPay's are those of Q/CUP 006.6-2014, appendix A.2; the others are of ISO 8583:1987 with
//! the international networks' usage. The words are ours.

use super::answer::{Help, Text};

/// In which table a code means this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    Everywhere,
    Iso,
    UnionPay,
}

/// What a code means.
pub(super) struct Answer {
    pub(super) code: &'static str,
    pub(super) meant: Meant,
    pub(super) text: Text,
    pub(super) help: Help,
}

const fn answer(code: &'static str, meant: Meant, help: Help, text: Text) -> Answer {
    Answer {
        code,
        meant,
        text,
        help,
    }
}

use Help::{CardData, Chip, Data, Later, LessMoney, OtherCard, Pin, SetUp, SignIn};
use Meant::{Everywhere, Iso, UnionPay};

#[rustfmt::skip]
pub(super) static ANSWERS: [Answer; 57] = [
    answer("01", Everywhere, OtherCard, ("The issuer asks the cardholder to call.", "发卡机构要求持卡人与其联系。")),
    answer("02", Iso, OtherCard, ("The issuer asks the cardholder to call.", "发卡机构要求持卡人与其联系。")),
    answer("03", Everywhere, SetUp, ("The issuer or network does not know the merchant.", "商户无效或未登记。")),
    answer("04", Everywhere, OtherCard, ("The issuer wants the card kept.", "发卡机构要求没收卡片。")),
    answer("05", Iso, OtherCard, ("The issuer declined without saying why.", "发卡机构拒绝，未说明原因。")),
    answer("05", UnionPay, Pin, ("The issuer could not verify the cardholder.", "持卡人身份认证失败。")),
    answer("07", Iso, OtherCard, ("The issuer wants the card kept.", "发卡机构要求没收卡片。")),
    answer("12", Iso, Data, ("The issuer does not accept this transaction.", "交易无效。")),
    answer("12", UnionPay, Data, ("The transaction does not fit the one it belongs to.", "关联交易无效。")),
    answer("13", Everywhere, Data, ("The issuer does not accept the amount.", "交易金额无效。")),
    answer("14", Everywhere, CardData, ("The issuer does not know the card number.", "卡号无效。")),
    answer("15", Everywhere, OtherCard, ("The network knows no such issuer.", "找不到发卡机构。")),
    answer("19", Iso, Data, ("The issuer asks to enter the payment again.", "发卡机构要求重新发起交易。")),
    answer("21", UnionPay, OtherCard, ("The card was not activated.", "卡片尚未激活。")),
    answer("22", UnionPay, Data, ("The original was already voided, or is too old.", "原交易已撤销或已过期。")),
    answer("25", Everywhere, Data, ("The original transaction was not found.", "找不到原交易。")),
    answer("30", Everywhere, Data, ("The message was not well formed.", "报文格式错误。")),
    answer("33", Iso, OtherCard, ("The card has expired.", "卡片已过期。")),
    answer("34", Everywhere, OtherCard, ("The issuer suspects fraud.", "发卡机构怀疑欺诈。")),
    answer("38", Everywhere, OtherCard, ("The PIN was wrong too often.", "密码错误次数超限。")),
    answer("40", Everywhere, SetUp, ("The issuer does not offer this kind of payment.", "发卡机构不支持该交易类型。")),
    answer("41", Everywhere, OtherCard, ("The card was reported lost.", "卡片已挂失。")),
    answer("43", Everywhere, OtherCard, ("The card was reported stolen.", "卡片已报失窃。")),
    answer("45", UnionPay, Chip, ("The stripe was read where the chip must be.", "不允许降级为磁条交易。")),
    answer("51", Everywhere, LessMoney, ("There was not enough money on the account.", "账户余额不足。")),
    answer("54", Everywhere, CardData, ("The card has expired, or the expiry date is wrong.", "卡片已过期或有效期有误。")),
    answer("55", Everywhere, Pin, ("The PIN was wrong.", "密码错误。")),
    answer("57", Everywhere, OtherCard, ("The issuer does not allow this payment with this card.", "发卡机构不允许该卡进行此交易。")),
    answer("58", Everywhere, SetUp, ("The terminal may not make this payment.", "该终端不允许进行此交易。")),
    answer("59", Iso, OtherCard, ("The issuer suspects fraud.", "发卡机构怀疑欺诈。")),
    answer("59", UnionPay, CardData, ("The card's check value was wrong.", "卡片校验未通过。")),
    answer("61", Everywhere, LessMoney, ("The amount is above the card's limit.", "超出卡片金额限制。")),
    answer("62", Everywhere, OtherCard, ("The card may not be used here.", "卡片使用受限。")),
    answer("63", Iso, SignIn, ("The issuer found a breach of security.", "安全校验未通过。")),
    answer("64", Iso, OtherCard, ("The issuer must not allow the payment by money laundering rules.", "因反洗钱要求被拒绝。")),
    answer("64", UnionPay, Data, ("The amount is not that of the original.", "与原交易金额不符。")),
    answer("65", Everywhere, LessMoney, ("The card was used too often, or the issuer asks for a PIN.", "用卡次数超限，或需要输入密码。")),
    answer("68", Everywhere, Later, ("The issuer answered too late.", "发卡机构应答超时。")),
    answer("70", Iso, Pin, ("The issuer asks for a PIN.", "发卡机构要求输入密码。")),
    answer("75", Everywhere, OtherCard, ("The PIN was wrong too often.", "密码错误次数超限。")),
    answer("77", UnionPay, SignIn, ("The terminal's batch does not match.", "终端批次号不一致。")),
    answer("78", Iso, OtherCard, ("The card was not activated.", "卡片尚未激活。")),
    answer("81", Iso, SignIn, ("The PIN could not be decrypted.", "密码无法解密。")),
    answer("90", Everywhere, Later, ("The issuer's day was just ending.", "发卡机构正在日终处理。")),
    answer("91", Everywhere, Later, ("The issuer could not be reached.", "发卡机构暂时无法处理。")),
    answer("92", Everywhere, Later, ("The network found no way to the issuer.", "无法路由到发卡机构。")),
    answer("93", Iso, OtherCard, ("The payment would break a law.", "交易违反法律规定。")),
    answer("94", Everywhere, Data, ("The issuer saw the same payment before.", "重复交易。")),
    answer("96", Everywhere, Later, ("A system failed at the issuer or the network.", "发卡机构或网络系统异常。")),
    answer("97", UnionPay, SetUp, ("The network does not know the terminal.", "终端未登记。")),
    answer("98", UnionPay, Later, ("The network got no answer from the issuer.", "未收到发卡机构应答。")),
    answer("99", UnionPay, SignIn, ("The PIN could not be decrypted.", "密码格式错误。")),
    answer("A0", UnionPay, SignIn, ("The message's authentication code was wrong.", "报文校验码错误。")),
    answer("A7", UnionPay, SignIn, ("Security checks failed.", "安全处理失败。")),
    answer("B1", Iso, Data, ("A surcharge is not permitted on this card.", "该卡不允许加收附加费。")),
    answer("C1", UnionPay, SignIn, ("The acquirer was not signed in.", "受理方未签到。")),
    answer("R0", Iso, OtherCard, ("The cardholder has stopped payments of this kind.", "持卡人已停止此类扣款。")),
];
