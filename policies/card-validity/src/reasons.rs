//! What this policy can find, the reason that should lead first: a card that must not be used,
//! the number, then the card's standing, how it was read, how its holder was verified, and last
//! what only advises.
//!
//! Why a card must not be used is for operators: whoever holds it is not told.

use tollgate_policy::verdicts::Audience::{Cardholder, Merchant, Operator};
use tollgate_policy::verdicts::Retry;
use tollgate_policy::verdicts::ValueKind::{Instant, Integer, Money, Text};
use tollgate_policy::{advise, reasons, reject, review, step_up};

reasons! {
    /// On the list of lost cards.
    LOST = reject("card.lost").retry(Retry::Never).operator_only().de39("41", "41")
        .en("The card is on the list of lost cards.", &[
            (Operator, "Follow the procedure for lost cards."),
        ])
        .zh("该卡在挂失名单中。", &[
            (Operator, "请按挂失卡流程处理。"),
        ]);
    /// On the list of stolen cards.
    STOLEN = reject("card.stolen").retry(Retry::Never).operator_only().de39("43", "43")
        .en("The card is on the list of stolen cards.", &[
            (Operator, "Follow the procedure for stolen cards."),
        ])
        .zh("该卡在被盗卡名单中。", &[
            (Operator, "请按被盗卡流程处理。"),
        ]);
    /// Listed or declared as fraud, or scored so.
    FRAUD_SUSPECTED = reject("card.fraud_suspected")
        .retry(Retry::Never).operator_only().de39("59", "57")
        .parameters(&[("signs", Text)])
        .en("There are signs of fraud: {signs}.", &[
            (Operator, "Open a case; if the suspicion proves wrong, list the card or payer as `allowed`."),
        ])
        .zh("存在欺诈迹象：{signs}。", &[
            (Operator, "请立案核查；如排除嫌疑，请将该卡或付款人列为 `allowed`。"),
        ]);
    /// Blocked by the operator.
    BLOCKED = reject("card.blocked").retry(Retry::Never).operator_only().de39("62", "57")
        .parameters(&[("lists", Text)])
        .en("The card or its payer is blocked: {lists}.", &[
            (Operator, "Look up the entry in the block list; remove it if it no longer holds."),
        ])
        .zh("该卡或付款人已被列入黑名单：{lists}。", &[
            (Operator, "请查看黑名单条目；如已失效请移除。"),
        ]);
    /// The number is too short or too long for its network.
    LENGTH = reject("card.pan.length").retry(Retry::AfterFix).de39("14", "14")
        .parameters(&[("length", Integer), ("allowed", Text)])
        .en("The card number has {length} digits, but cards like this have {allowed}.", &[
            (Merchant, "Read the card once more, so that no digit is lost."),
            (Cardholder, "Pay with a different card."),
        ])
        .zh("卡号为{length}位，而此类卡应为{allowed}位。", &[
            (Merchant, "请再读一次卡，确认卡号完整。"),
            (Cardholder, "请换一张卡付款。"),
        ]);
    /// The check digit is wrong.
    LUHN = reject("card.pan.luhn").retry(Retry::AfterFix).de39("14", "14")
        .parameters(&[("bin", Text)])
        .en("The card number contains a wrong digit.", &[
            (Merchant, "Read the card again, or compare each digit you keyed with the card."),
            (Cardholder, "Pay with a different card."),
            (Operator, "If cards of BIN {bin} have no check digit, add it to `number.luhn_exempt`."),
        ])
        .zh("卡号中有数字错误，校验位不符。", &[
            (Merchant, "请再读一次卡，或逐位核对输入的卡号。"),
            (Cardholder, "请换一张卡付款。"),
            (Operator, "如卡BIN {bin} 不使用校验位，请加入 `number.luhn_exempt`。"),
        ]);
    /// Neither network nor issuer is known.
    UNKNOWN_BIN = reject("card.pan.unknown_bin").retry(Retry::OtherMeans).de39("15", "15")
        .parameters(&[("bin", Text)])
        .en("We do not know which bank issued this card (number begins {bin}).", &[
            (Cardholder, "Pay with a different card."),
            (Operator, "Add the issuer of BIN {bin} to the issuer directory."),
        ])
        .zh("无法确定此卡的发卡银行（卡号以{bin}开头）。", &[
            (Cardholder, "请换一张卡付款。"),
            (Operator, "请将卡BIN {bin} 的发卡机构录入机构目录。"),
        ]);
    /// Declared as a card of another network.
    NETWORK_MISMATCH = reject("card.network_mismatch").retry(Retry::AfterFix).de39("30", "30")
        .parameters(&[("declared", Text), ("found", Text)])
        .en("The card was sent as {declared}, but its number belongs to {found}.", &[
            (Operator, "Route cards of this BIN to {found}, or list it in `network.co_branded`."),
        ])
        .zh("该卡按{declared}上送，但卡号属于{found}。", &[
            (Operator, "请将此卡BIN路由至{found}，或列入 `network.co_branded`。"),
        ]);
    /// The date is no year and month.
    EXPIRY_MALFORMED = reject("card.expiry.malformed").retry(Retry::AfterFix).de39("30", "30")
        .en("The expiry date that was sent is not a year and a month.", &[
            (Merchant, "Enter the expiry date exactly as the card shows it."),
        ])
        .zh("上送的有效期不是有效的年月。", &[
            (Merchant, "请严格按卡面所示录入有效期。"),
        ]);
    /// There is no date where one is needed.
    EXPIRY_MISSING = reject("card.expiry.missing").retry(Retry::AfterFix).de39("54", "54")
        .en("This payment needs the card's expiry date, and none was sent.", &[
            (Merchant, "Read the card again, or enter its expiry date."),
        ])
        .zh("此笔交易需要卡有效期，但未上送。", &[
            (Merchant, "请再读一次卡，或录入卡有效期。"),
        ]);
    /// The month on the card has passed.
    EXPIRED = reject("card.expired").retry(Retry::OtherMeans).de39("54", "54")
        .parameters(&[("expiry", Text), ("month", Text)])
        .en("The card was good through {expiry}, and it is now {month}.", &[
            (Cardholder, "Pay with a different card, and ask your bank to renew this one."),
            (Merchant, "Replace the card details if you keep them on file."),
        ])
        .zh("该卡有效期至{expiry}，现在已是{month}。", &[
            (Cardholder, "请换一张卡付款，并向银行申请换发新卡。"),
            (Merchant, "如留存了此卡信息，请予以更换。"),
        ]);
    /// Not yet activated, or asleep.
    INACTIVE = reject("card.inactive").retry(Retry::OtherMeans).de39("78", "21")
        .en("This card is not active.", &[
            (Cardholder, "Pay with a different card, and ask {bank} at {phone} to activate this one."),
        ])
        .zh("该卡尚未激活或已休眠。", &[
            (Cardholder, "请换一张卡付款，并致电{bank}（{phone}）激活此卡。"),
        ]);
    /// The issuer refused it here for good.
    REFUSED_FOR_GOOD = reject("card.number_used_before_fail")
        .retry(Retry::Never).de39("57", "57")
        .parameters(&[("refused_at", Instant)])
        .en("This card was refused here at {refused_at} and must not be tried again.", &[
            (Merchant, "Ask the customer for another card."),
            (Cardholder, "Pay with a different card, or ask {bank} at {phone} about this one."),
        ])
        .zh("该卡已于{refused_at}在此被拒，不得再试。", &[
            (Merchant, "请顾客换一张卡。"),
            (Cardholder, "请换一张卡付款，或致电{bank}（{phone}）询问此卡情况。"),
        ]);
    /// A test card where money is real.
    TEST_CARD = reject("card.service_code.test").retry(Retry::Never).de39("14", "57")
        .parameters(&[("service_code", Text)])
        .en("This is a test card (service code {service_code}), and it moves no money here.", &[
            (Cardholder, "Pay with a card that your bank issued to you."),
        ])
        .zh("这是一张测试卡（服务代码{service_code}），不能在此付款。", &[
            (Cardholder, "请使用银行正式发给您的卡付款。"),
        ]);
    /// Abroad with a card for its own country.
    DOMESTIC_ONLY = reject("card.service_code.domestic_only")
        .retry(Retry::OtherMeans).de39("62", "62")
        .parameters(&[("home", Text)])
        .en("This card works only in the country that issued it ({home}).", &[
            (Cardholder, "Pay with a card that works abroad."),
        ])
        .zh("该卡只能在发卡国家或地区（{home}）使用。", &[
            (Cardholder, "请换一张可在境外使用的卡。"),
        ]);
    /// A purchase with a card for cash.
    NO_GOODS = reject("card.service_code.no_goods").retry(Retry::OtherMeans).de39("57", "57")
        .parameters(&[("service_code", Text)])
        .en("This card is for cash only (service code {service_code}) and cannot buy anything.", &[
            (Cardholder, "Pay with a different card."),
        ])
        .zh("该卡仅可取现（服务代码{service_code}），不能用于消费。", &[
            (Cardholder, "请换一张卡付款。"),
        ]);
    /// The operator's rule about places.
    RESTRICTED_REGION = reject("card.restricted.region").retry(Retry::OtherMeans).de39("62", "62")
        .parameters(&[("issuer_country", Text), ("merchant_country", Text)])
        .en("A card issued in {issuer_country} cannot be used at this merchant in {merchant_country}.", &[
            (Cardholder, "Ask your bank to open the card for this region, or use a different card."),
        ])
        .zh("{issuer_country}发行的此卡不能在{merchant_country}的本商户使用。", &[
            (Cardholder, "请联系银行开通本地区用卡，或换一张卡。"),
        ]);
    /// The operator's rule about kinds of card.
    RESTRICTED_PRODUCT = reject("card.restricted.product").retry(Retry::OtherMeans).de39("57", "57")
        .parameters(&[("mcc", Text)])
        .en("A card of this kind cannot pay for this sale (category {mcc}).", &[
            (Cardholder, "Pay with a card of another kind, for example a debit card."),
        ])
        .zh("此类卡不能支付本次交易（商户类别{mcc}）。", &[
            (Cardholder, "请换用其他类型的卡，例如借记卡。"),
        ]);
    /// The merchant has no contract for the network.
    NETWORK_NOT_ACCEPTED = reject("card.network.not_accepted")
        .retry(Retry::OtherMeans).de39("57", "57")
        .parameters(&[("card_network", Text)])
        .en("This shop does not take {card_network} cards.", &[
            (Cardholder, "Pay with a card of another network, or by QR code."),
            (Operator, "If the merchant's contract covers {card_network}, add it to its profile."),
        ])
        .zh("本店不受理{card_network}卡。", &[
            (Cardholder, "请换用其他卡组织的卡，或扫码付款。"),
            (Operator, "如商户合同包含{card_network}，请在商户档案中开通。"),
        ]);

    /// The chip gave no answer.
    CHIP_READ_FAILED = reject("entry.chip_read_failed").retry(Retry::Reenter).de39("19", "30")
        .en("The terminal could not read the chip.", &[
            (Merchant, "Clean the chip, push the card all the way in and leave it there; after a second failure try contactless or another card."),
        ])
        .zh("终端未能读出芯片。", &[
            (Merchant, "请擦净芯片，将卡插到底并保持不动；第二次仍失败，请改用挥卡或换卡。"),
        ]);
    /// The stripe gave no answer.
    MAGSTRIPE_UNREADABLE = reject("entry.magstripe_unreadable")
        .retry(Retry::Reenter).de39("19", "30")
        .en("The terminal could not read the magnetic stripe.", &[
            (Merchant, "Swipe once more at a steady pace, with a clean stripe and away from magnets."),
        ])
        .zh("终端未能读出磁条。", &[
            (Merchant, "请擦净磁条、避开磁场，匀速再刷一次。"),
        ]);
    /// The card left the field too soon.
    CONTACTLESS_READ_FAILED = reject("entry.contactless_read_failed")
        .retry(Retry::Reenter).de39("19", "30")
        .en("The contactless reading was not completed.", &[
            (Merchant, "Hold one card alone on the reader for two seconds, or else insert its chip."),
        ])
        .zh("挥卡读取未完成。", &[
            (Merchant, "请单独将一张卡贴住感应区两秒；仍不成功请插卡。"),
        ]);
    /// A chip card was swiped where its chip can be read.
    CHIP_REQUIRED = reject("entry.chip_required").retry(Retry::Reenter).de39("12", "45")
        .en("This card has a chip, so it must be inserted or tapped instead of swiped.", &[
            (Merchant, "Insert the card with the chip facing up."),
        ])
        .zh("该卡带有芯片，请插卡或挥卡，不要刷磁条。", &[
            (Merchant, "请将芯片面朝上插入读卡器。"),
        ]);
    /// A chip card was swiped where that is forbidden even after a failure.
    FALLBACK_NOT_ALLOWED = reject("entry.fallback_not_allowed")
        .retry(Retry::OtherMeans).de39("12", "45")
        .en("A chip card may not be swiped here, even when its chip fails.", &[
            (Merchant, "Try the chip again; if it still fails, take another card or a QR code."),
        ])
        .zh("芯片卡在此不得刷磁条，芯片失败时也不可以。", &[
            (Merchant, "请再试一次芯片；仍失败请换卡或扫码。"),
        ]);
    /// Chip or contactless without what the chip said.
    CHIP_DATA_MISSING = reject("entry.chip_data_missing").retry(Retry::Reenter).de39("30", "30")
        .en("The payment came without the data that the chip gives.", &[
            (Merchant, "Insert the card again."),
            (Operator, "Check that the gateway passes on field 55."),
        ])
        .zh("交易缺少芯片数据。", &[
            (Merchant, "请重新插卡。"),
            (Operator, "请检查网关是否上送55域。"),
        ]);
    /// A keyed number without permission.
    MANUAL_NOT_ALLOWED = reject("entry.manual_not_allowed")
        .retry(Retry::OtherMeans).de39("58", "58")
        .en("Card numbers may not be typed in here.", &[
            (Merchant, "Insert, tap or swipe the card itself."),
        ])
        .zh("此处不可手工输入卡号。", &[
            (Merchant, "请插卡、挥卡或刷卡。"),
        ]);
    /// Read in a way that the terminal cannot.
    CAPABILITY_MISMATCH = reject("entry.capability_mismatch")
        .retry(Retry::AfterOperator).de39("30", "30")
        .parameters(&[("reader", Text)])
        .en("The payment needs a {reader} reader, which this terminal says it does not have.", &[
            (Operator, "Correct the readers that terminal {terminal} reports."),
        ])
        .zh("该交易需要{reader}读取功能，而本终端报告不具备。", &[
            (Operator, "请更正终端{terminal}上报的读卡能力。"),
        ]);
    /// One card failed too often at one terminal.
    REPEAT_FAILURES = reject("entry.repeat_failures").retry(Retry::Wait).de39("65", "65")
        .of_claim()
        .en("This card failed {used} times at this terminal; {limit} are allowed until {resets_at}.", &[
            (Merchant, "Help the customer to pay with another card or in another way."),
        ])
        .zh("该卡在本终端已失败{used}次，{resets_at}前最多允许{limit}次。", &[
            (Merchant, "请协助顾客换卡或改用其他方式付款。"),
        ]);

    /// The PIN was wrong too often.
    PIN_TRIES_EXCEEDED = reject("cvm.pin_tries_exceeded")
        .retry(Retry::OtherMeans).de39("75", "75")
        .parameters(&[("tries", Integer), ("allowed", Integer)])
        .en("The PIN was tried {tries} times, and {allowed} are allowed.", &[
            (Cardholder, "Ask your bank to reset the PIN, or use a different card."),
        ])
        .zh("密码已输入{tries}次，最多允许{allowed}次。", &[
            (Cardholder, "请联系银行重置密码，或换一张卡。"),
        ]);
    /// Too much for one payment without PIN.
    NO_PIN_SINGLE = step_up("cvm.no_pin_limit.single").retry(Retry::Reenter).de39("70", "55")
        .parameters(&[("limit", Money)])
        .en("{amount} is more than the {limit} that can be paid without a PIN.", &[
            (Merchant, "Ask the customer for the PIN, or insert the chip."),
        ])
        .zh("{amount}超过免密限额{limit}，需要输入密码。", &[
            (Merchant, "请顾客输入密码，或改为插卡。"),
        ]);
    /// Too much in one day without PIN.
    NO_PIN_DAILY = step_up("cvm.no_pin_limit.daily").retry(Retry::Reenter).de39("70", "55")
        .of_claim()
        .en("This card has paid {used} today without a PIN, and the daily limit is {limit}.", &[
            (Merchant, "Ask the customer for the PIN, or insert the chip."),
        ])
        .zh("该卡今日免密已付{used}，每日上限为{limit}。", &[
            (Merchant, "请顾客输入密码，或改为插卡。"),
        ]);
    /// The terminal is not set up for payments without PIN.
    NO_PIN_NOT_ENABLED = step_up("cvm.no_pin.not_enabled").retry(Retry::Reenter).de39("70", "55")
        .en("Payments without a PIN are switched off on this terminal.", &[
            (Merchant, "Ask the customer for the PIN."),
        ])
        .zh("本终端未开通免密支付。", &[
            (Merchant, "请顾客输入密码。"),
        ]);
    /// Card or amount ask for a PIN.
    PIN_REQUIRED = step_up("cvm.pin_required").retry(Retry::Reenter).de39("70", "55")
        .en("This payment of {amount} needs the customer's PIN.", &[
            (Merchant, "Hand the PIN pad to the customer."),
        ])
        .zh("本次支付{amount}需要顾客输入密码。", &[
            (Merchant, "请将密码键盘交给顾客。"),
        ]);

    /// Credit that may be turned into cash.
    CASHOUT_SUSPECTED = review("card.cashout_suspected")
        .retry(Retry::Never).operator_only().de39("59", "57")
        .parameters(&[("sign", Text), ("payments", Integer)])
        .en("This may be credit turned into cash ({sign}); it is the payer's payment {payments} here of late.", &[
            (Operator, "Ask the merchant for the proof of sale."),
        ])
        .zh("疑似信用套现（{sign}）：付款人近期在此的第{payments}笔付款。", &[
            (Operator, "请向商户调取交易凭证。"),
        ]);
    /// A date too far ahead.
    EXPIRY_IMPLAUSIBLE = review("card.expiry.implausible").retry(Retry::AfterFix).de39("54", "54")
        .parameters(&[("expiry", Text), ("years", Integer)])
        .en("The expiry date {expiry} is more than {years} years ahead.", &[
            (Merchant, "Compare the date with the one on the card."),
        ])
        .zh("有效期{expiry}距今超过{years}年。", &[
            (Merchant, "请与卡面有效期核对。"),
        ]);
    /// The signature is still to be collected.
    SIGNATURE_REQUIRED = advise("cvm.signature_required").de39("00", "00")
        .parameters(&[("limit", Money)])
        .en("Above {limit}, a payment without a PIN needs the customer's signature.", &[
            (Merchant, "Have the receipt signed, and compare the signature with the card."),
        ])
        .zh("超过{limit}且未输密码的交易需要顾客签名。", &[
            (Merchant, "请顾客在签购单上签名，并与卡背核对。"),
        ]);
    /// The date is near.
    EXPIRING_SOON = advise("card.expiring_soon").de39("00", "00")
        .parameters(&[("expiry", Text)])
        .en("The card is good through {expiry} and soon needs a successor.", &[
            (Merchant, "Tell the customer, and update the card details if you keep them."),
        ])
        .zh("该卡有效期至{expiry}，即将到期。", &[
            (Merchant, "请提醒顾客换卡；如留存卡信息，请及时更新。"),
        ]);
}
