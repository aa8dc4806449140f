//! What became of a payment after it was approved, in words: the issuer's response code (DE39)
//! and what to do about it.
//!
//! The texts are ours. What a code means is from ISO 8583:1987 with the international networks'
//! usage, and for UnionPay from Q/CUP 006.6-2014, appendix A.2.

use super::Asked;
use super::answer_table::{ANSWERS, Meant};
use super::cause::{Key, Table, Told, for_reader};
use crate::decision::Audience::{self, Cardholder, Merchant, Operator};
use crate::reasons::{Locale, ResponseCode};

/// A text in English and in Chinese.
pub(super) type Text = (&'static str, &'static str);

/// What helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Help {
    OtherCard,
    LessMoney,
    CardData,
    Chip,
    Pin,
    Later,
    SetUp,
    Data,
    SignIn,
}

/// Codes that tell of fraud, loss, theft or money laundering. Nobody at the counter is told; the
/// general refusal stands for them, as it does for a reason that is for operators only.
const ISO_MASKED: [&str; 13] = [
    "04", "07", "34", "35", "36", "37", "41", "43", "59", "63", "64", "67", "93",
];
const UNIONPAY_MASKED: [&str; 5] = ["04", "34", "41", "43", "59"];

/// What a payment failed of that the issuer declined, as this reader may see it.
pub(super) fn key(unionpay: bool, code: &str, reader: Audience) -> Key {
    let (table, masked, general): (_, &[&str], _) = if unionpay {
        (Table::UnionPay, &UNIONPAY_MASKED, "57")
    } else {
        (Table::Iso8583, &ISO_MASKED, "05")
    };
    // What is no response code is not repeated.
    let code = ResponseCode::from_text(code).map_or("", |_| code);
    let shown = match reader {
        Operator => code,
        Merchant | Cardholder if masked.contains(&code) => general,
        Merchant | Cardholder => code,
    };
    // The same refusal is one cause, whatever the network.
    let is_everywhere = ANSWERS
        .iter()
        .any(|answer| answer.code == shown && answer.meant == Meant::Everywhere);
    Key::Declined((!is_everywhere).then_some(table), shown.into())
}

/// What a reader is told of it.
pub(super) fn told(key: &Key, asked: &Asked) -> Told {
    let say = |(en, zh): Text| match asked.locale {
        Locale::En => en.to_owned(),
        Locale::Zh => zh.to_owned(),
    };
    let (message, remedies): (String, &Advice) = match key {
        Key::Declined(table, code) => match meaning(*table, code) {
            Some((meaning, help)) => (say(meaning), of_help(help)),
            None => (say(NO_MEANING), of_help(Help::OtherCard)),
        },
        Key::TimedOut => (say(TIMED_OUT), &TIMED_OUT_HELP),
        Key::Abandoned => (say(ABANDONED), &ABANDONED_HELP),
        Key::Expired | Key::Reason(_) => (say(EXPIRED), &EXPIRED_HELP),
    };
    let remedies = remedies.iter();
    let remedies = remedies.map(|(audience, text)| (*audience, say(*text), false));
    Told {
        message,
        is_example: false,
        operator_only: false,
        remedies: for_reader(remedies, asked.audience),
    }
}

/// What a response code means in that table.
fn meaning(table: Option<Table>, code: &str) -> Option<(Text, Help)> {
    let known = ANSWERS.iter().find(|answer| {
        answer.code == code
            && match answer.meant {
                Meant::Everywhere => true,
                Meant::Iso => table == Some(Table::Iso8583),
                Meant::UnionPay => table == Some(Table::UnionPay),
            }
    });
    known.map(|answer| (answer.text, answer.help))
}

const NO_MEANING: Text = (
    "The issuer declined without a reason that is known here.",
    "发卡机构拒绝，未说明可识别的原因。",
);
const TIMED_OUT: Text = ("The issuer did not answer in time.", "发卡机构未及时应答。");
const ABANDONED: Text = (
    "The payment was given up before it was finished.",
    "交易未完成即被放弃。",
);
const EXPIRED: Text = (
    "Nobody reported what became of the payment.",
    "未上报交易结果。",
);

type Advice = [(Audience, Text)];

static TIMED_OUT_HELP: [(Audience, Text); 2] = [
    (
        Merchant,
        (
            "Look up the result before you send the payment again.",
            "请先查询交易结果，再决定是否重新发起。",
        ),
    ),
    (
        Operator,
        (
            "Check the line and the time-out to the issuers that stand out.",
            "请检查与明显偏高的发卡机构之间的线路和超时设置。",
        ),
    ),
];
static ABANDONED_HELP: [(Audience, Text); 2] = [
    (
        Merchant,
        (
            "Tell the customer what the terminal asks for, and wait until it says that it is done.",
            "请提示顾客按终端要求操作，并等待终端显示完成。",
        ),
    ),
    (
        Operator,
        (
            "Find out at which step payments are given up, and on which terminals.",
            "请查明交易在哪一步、在哪些终端上被放弃。",
        ),
    ),
];
static EXPIRED_HELP: [(Audience, Text); 2] = [
    (
        Merchant,
        (
            "Look up whether the payment went through before you ask for it again.",
            "请先查询交易是否成功，再决定是否重新收款。",
        ),
    ),
    (
        Operator,
        (
            "Have the gateway report what became of every approved payment.",
            "请让网关上报每一笔已批准交易的结果。",
        ),
    ),
];

fn of_help(help: Help) -> &'static Advice {
    match help {
        Help::OtherCard => &OTHER_CARD,
        Help::LessMoney => &LESS_MONEY,
        Help::CardData => &CARD_DATA,
        Help::Chip => &CHIP,
        Help::Pin => &PIN,
        Help::Later => &LATER,
        Help::SetUp => &SET_UP,
        Help::Data => &DATA,
        Help::SignIn => &SIGN_IN,
    }
}

const COMPARE: (Audience, Text) = (
    Operator,
    (
        "Compare issuers; call the one that stands out.",
        "请对比各发卡机构；如某家明显偏高，请与其联系。",
    ),
);
static OTHER_CARD: [(Audience, Text); 3] = [
    (
        Merchant,
        (
            "Ask for another card or another way to pay.",
            "请顾客换一张卡或换一种支付方式。",
        ),
    ),
    (
        Cardholder,
        (
            "Please pay another way, or ask your bank.",
            "请换一种支付方式，或咨询发卡银行。",
        ),
    ),
    COMPARE,
];
static LESS_MONEY: [(Audience, Text); 3] = [
    (
        Merchant,
        (
            "Ask for another card, or for a part of the amount.",
            "请顾客换一张卡，或先支付一部分。",
        ),
    ),
    (
        Cardholder,
        (
            "Please use another card, or check balance and limits with your bank.",
            "请换一张卡，或向发卡银行核对余额和限额。",
        ),
    ),
    COMPARE,
];
static CARD_DATA: [(Audience, Text); 2] = [
    (
        Merchant,
        (
            "Read the card again by its chip, or compare number and expiry date with the card.",
            "请插入芯片重新读卡，或核对卡号与有效期。",
        ),
    ),
    COMPARE,
];
static CHIP: [(Audience, Text); 2] = [
    (Merchant, ("Insert the chip.", "请插入芯片。")),
    (
        Operator,
        (
            "Look for terminals whose chip reader fails often.",
            "请查找芯片读卡器频繁出错的终端。",
        ),
    ),
];
static PIN: [(Audience, Text); 2] = [
    (
        Merchant,
        (
            "Let the customer take time for the PIN, or pay another way.",
            "请顾客仔细输入密码，或换一种支付方式。",
        ),
    ),
    COMPARE,
];
static LATER: [(Audience, Text); 2] = [
    (
        Merchant,
        (
            "Look up the result, then try again later or with a card of another bank.",
            "请先查询结果，稍后再试或换其他银行的卡。",
        ),
    ),
    (
        Operator,
        (
            "Set the issuer's status or maintenance time, so that its payments are held back.",
            "请登记该发卡机构的状态或维护时间，以便提前拦截。",
        ),
    ),
];
static SET_UP: [(Audience, Text); 2] = [
    (
        Merchant,
        (
            "Ask your acquirer to check how shop and terminal are registered.",
            "请联系收单机构核对商户和终端的登记。",
        ),
    ),
    (
        Operator,
        (
            "Check merchant, terminal and MCC at the network.",
            "请在卡组织侧核对商户、终端和 MCC。",
        ),
    ),
];
static DATA: [(Audience, Text); 2] = [
    (
        Merchant,
        (
            "Begin the payment anew on the terminal.",
            "请在终端上重新发起交易。",
        ),
    ),
    (
        Operator,
        (
            "Check how the gateway fills the message.",
            "请检查网关的报文组装。",
        ),
    ),
];
static SIGN_IN: [(Audience, Text); 2] = [
    (
        Merchant,
        (
            "Sign the terminal in again, then repeat the payment.",
            "请在终端上重新签到，然后再次发起交易。",
        ),
    ),
    (
        Operator,
        (
            "Check the keys and the sign-in of the terminals that stand out.",
            "请检查明显偏高的终端的密钥与签到。",
        ),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fraud_loss_and_theft_are_for_operators() {
        for (unionpay, code, operator, others) in [
            (true, "41", "41", "57"),
            (true, "51", "51", "51"),
            (true, "59", "59", "57"),
            (false, "43", "43", "05"),
            (false, "64", "64", "05"),
            (true, "64", "64", "64"),
            (false, "", "", ""),
            (false, "a!", "", ""),
        ] {
            for (reader, expected) in [
                (Operator, operator),
                (Merchant, others),
                (Cardholder, others),
            ] {
                assert_eq!(key(unionpay, code, reader).code(), expected, "{code}");
            }
        }
    }

    #[test]
    fn a_code_means_what_its_table_says() {
        for (table, code, expected) in [
            (
                Table::Iso8583,
                "05",
                Some("The issuer declined without saying why."),
            ),
            (
                Table::UnionPay,
                "05",
                Some("The issuer could not verify the cardholder."),
            ),
            (
                Table::UnionPay,
                "51",
                Some("There was not enough money on the account."),
            ),
            (Table::Iso8583, "45", None),
            (Table::UnionPay, "ZZ", None),
        ] {
            let found = meaning(Some(table), code).map(|((en, _), _)| en);
            assert_eq!(found, expected, "{code}");
        }
    }
}
