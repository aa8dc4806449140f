//! What this policy can find, the reason that should lead first: what must not be here at all,
//! then a request that is not whole, its amount, currency and merchant, what it refers to, and
//! the codes that were scanned; last what a person should look at.

use tollgate_policy::verdicts::Audience::{Cardholder, Merchant, Operator};
use tollgate_policy::verdicts::Retry;
use tollgate_policy::verdicts::ValueKind::{Integer, Money, Ppm, Text};
use tollgate_policy::{reasons, reject, review};

reasons! {
    /// CVV, PIN or track data where it may be stored.
    SENSITIVE_DATA = reject("integrity.sensitive_data")
        .retry(Retry::AfterOperator).operator_only().de39("30", "30")
        .en("The request holds a security code, a PIN or stripe data where none may be.", &[
            (Operator, "Stop sending it, and delete every copy of it (PCI DSS 3.3.1)."),
        ])
        .zh("请求中含有不允许上送的安全码、密码或磁道数据。", &[
            (Operator, "请停止上送，并清除所有留存副本（PCI DSS 3.3.1）。"),
        ]);
    /// The message authentication code does not verify.
    MAC_INVALID = reject("integrity.mac_invalid").retry(Retry::AfterOperator).de39("63", "A0")
        .en("The terminal's message failed its check and may have been changed on the way.", &[
            (Merchant, "Sign the terminal in again."),
            (Operator, "Give terminal {terminal} a new working key."),
        ])
        .zh("终端报文校验失败，内容可能在途中被改动。", &[
            (Merchant, "请将终端重新签到。"),
            (Operator, "请为终端{terminal}更换工作密钥。"),
        ]);
    /// The same payment was approved a moment ago.
    DUPLICATE = reject("integrity.duplicate").retry(Retry::Never).de39("94", "94")
        .parameters(&[("seconds", Integer)])
        .en("The same payment of {amount} was already taken {seconds} s ago.", &[
            (Merchant, "Look up the first payment; do not charge the customer twice."),
            (Operator, "Look for an earlier request like this one from terminal {terminal}."),
        ])
        .zh("{seconds}秒前已收过同样的一笔{amount}。", &[
            (Merchant, "请查询前一笔交易，不要重复收款。"),
            (Operator, "请核查终端{terminal}此前的相同请求。"),
        ]);
    /// A field that this kind of request needs is absent.
    FIELD_MISSING = reject("integrity.field.missing").retry(Retry::AfterFix).de39("30", "30")
        .parameters(&[("field", Text)])
        .en("The payment was sent without something that it needs: {field}.", &[
            (Merchant, "Start the payment again on the terminal."),
            (Operator, "Check that terminal {terminal} and the gateway send {field}."),
        ])
        .zh("交易缺少必需的内容：{field}。", &[
            (Merchant, "请在终端上重新发起交易。"),
            (Operator, "请检查终端{terminal}和网关是否上送{field}。"),
        ]);
    /// A field holds what it cannot.
    FIELD_MALFORMED = reject("integrity.field.malformed").retry(Retry::AfterFix).de39("30", "30")
        .parameters(&[("field", Text)])
        .en("Part of the payment cannot be read: {field}.", &[
            (Merchant, "Enter the payment again."),
            (Operator, "Correct the form in which {field} is sent."),
        ])
        .zh("交易中有无法识别的内容：{field}。", &[
            (Merchant, "请重新录入交易。"),
            (Operator, "请更正{field}的上送格式。"),
        ]);
    /// Neither a purchase nor anything else that is known.
    TYPE_UNKNOWN = reject("integrity.type.unknown").retry(Retry::AfterFix).de39("12", "30")
        .en("It is not clear what kind of transaction this is.", &[
            (Merchant, "Start again from the menu of the terminal."),
            (Operator, "Map the processing code (DE3) to a transaction type."),
        ])
        .zh("无法识别交易类型。", &[
            (Merchant, "请从终端菜单重新发起。"),
            (Operator, "请将交易处理码（3域）对应到交易类型。"),
        ]);
    /// The merchant may not do this.
    TYPE_NOT_ENABLED = reject("integrity.type.not_enabled")
        .retry(Retry::AfterOperator).de39("40", "40")
        .parameters(&[("type", Text)])
        .en("This kind of transaction is not switched on for the shop.", &[
            (Merchant, "Ask your acquirer to switch it on."),
            (Operator, "If the contract of merchant {merchant} covers {type}, add it to the profile."),
        ])
        .zh("本店未开通此类交易。", &[
            (Merchant, "请联系收单机构开通。"),
            (Operator, "如商户{merchant}的合同包含{type}，请在档案中开通。"),
        ]);
    /// Channel, entry mode and condition code contradict each other.
    CONDITION_CONFLICT = reject("integrity.type.condition_conflict")
        .retry(Retry::AfterFix).de39("12", "30")
        .parameters(&[("seen", Text)])
        .en("The way of payment that was sent contradicts itself.", &[
            (Merchant, "Start the payment again from the right menu of the terminal."),
            (Operator, "These do not go together: {seen}; correct the mapping of DE22 and DE25."),
        ])
        .zh("上送的支付方式自相矛盾。", &[
            (Merchant, "请从终端的正确菜单重新发起交易。"),
            (Operator, "以下取值互相矛盾：{seen}；请更正22域和25域的取值。"),
        ]);
    /// Nothing, or less, where money moves.
    NOT_POSITIVE = reject("integrity.amount.not_positive").retry(Retry::AfterFix).de39("13", "13")
        .en("The amount is {amount}, and it must be more than zero.", &[
            (Merchant, "Enter the amount again."),
        ])
        .zh("金额为{amount}，必须大于零。", &[
            (Merchant, "请重新输入金额。"),
        ]);
    /// Reckoned in other minor units than the currency has.
    PRECISION = reject("integrity.amount.precision").retry(Retry::AfterFix).de39("13", "13")
        .parameters(&[("currency", Text), ("sent", Integer), ("allowed", Integer)])
        .en("The amount was sent with {sent} decimal places, and {currency} has {allowed}.", &[
            (Merchant, "Tell your acquirer that the terminal is set up wrongly for {currency}."),
            (Operator, "Send amounts in minor units of ISO 4217."),
        ])
        .zh("金额按{sent}位小数上送，而{currency}有{allowed}位。", &[
            (Merchant, "请告知收单机构：终端的{currency}设置有误。"),
            (Operator, "请按ISO 4217的最小货币单位上送金额。"),
        ]);
    /// Too large for the message, or for anything sold here.
    OVERFLOW = reject("integrity.amount.overflow").retry(Retry::AfterFix).de39("13", "13")
        .parameters(&[("largest", Money)])
        .en("{amount} is too large for one payment; {largest} is the most.", &[
            (Merchant, "Check the amount for extra zeros."),
        ])
        .zh("{amount}过大，单笔最多为{largest}。", &[
            (Merchant, "请检查金额是否多输了零。"),
        ]);
    /// Not what the order comes to.
    ORDER_MISMATCH = reject("integrity.amount.order_mismatch")
        .retry(Retry::AfterFix).de39("13", "13")
        .parameters(&[("order_amount", Money)])
        .en("The amount is {amount}, but the order comes to {order_amount}.", &[
            (Merchant, "Compare the amount with the order, and enter it again."),
        ])
        .zh("交易金额为{amount}，而订单金额为{order_amount}。", &[
            (Merchant, "请与订单核对金额后重新输入。"),
        ]);
    /// Too large a tip.
    TIP_EXCEEDS = reject("integrity.amount.tip_exceeds").retry(Retry::AfterFix).de39("13", "13")
        .parameters(&[("tip", Money), ("max_share", Ppm)])
        .en("The tip of {tip} is more than {max_share} of the bill.", &[
            (Merchant, "Enter a tip of at most {max_share} of the bill."),
        ])
        .zh("小费{tip}超过账单的{max_share}。", &[
            (Merchant, "请输入不超过账单{max_share}的小费。"),
        ]);
    /// Far more than was pre-authorized.
    CAPTURE_EXCEEDS_AUTH = reject("integrity.amount.capture_exceeds_auth")
        .retry(Retry::AfterFix).de39("13", "13")
        .parameters(&[("authorized", Money), ("most", Money)])
        .en("{amount} is too much for a pre-authorization of {authorized}; {most} is the most.", &[
            (Merchant, "Complete at most {most}, and take the rest as a new sale."),
        ])
        .zh("预授权{authorized}最多可完成{most}，本笔为{amount}。", &[
            (Merchant, "请最多完成{most}，其余金额另做一笔消费。"),
        ]);
    /// More than is left of the sale.
    REFUND_EXCEEDS_ORIGINAL = reject("integrity.amount.refund_exceeds_original")
        .retry(Retry::AfterFix).de39("13", "64").of_claim()
        .en("Of the sale of {limit}, {used} was given back before; {amount} is more than is left.", &[
            (Merchant, "Refund at most {remaining}."),
        ])
        .zh("原交易{limit}，此前已退{used}，本次{amount}超过剩余可退金额。", &[
            (Merchant, "请退款不超过{remaining}。"),
        ]);
    /// A void of another amount than the original's.
    ORIGINAL_MISMATCH = reject("integrity.amount.original_mismatch")
        .retry(Retry::AfterFix).de39("64", "64")
        .parameters(&[("original_amount", Money)])
        .en("A void takes back all of the {original_amount}, but {amount} was sent.", &[
            (Merchant, "Void the whole {original_amount}."),
            (Operator, "Check that the void names the right original."),
        ])
        .zh("撤销须为原交易全额{original_amount}，而上送金额为{amount}。", &[
            (Merchant, "请按全额{original_amount}撤销。"),
            (Operator, "请核对撤销所指的原交易。"),
        ]);
    /// The merchant has no contract for the currency.
    CURRENCY_UNSUPPORTED = reject("integrity.currency.unsupported")
        .retry(Retry::OtherMeans).de39("13", "13")
        .parameters(&[("currency", Text)])
        .en("The shop cannot take payments in {currency}.", &[
            (Merchant, "Charge the customer in another currency."),
            (Operator, "If the contract of merchant {merchant} covers {currency}, add it to the profile."),
        ])
        .zh("本店不能以{currency}收款。", &[
            (Merchant, "请改用其他币种收款。"),
            (Operator, "如商户{merchant}的合同包含{currency}，请在档案中开通。"),
        ]);
    /// Not the currency of the terminal, the order or the original.
    CURRENCY_MISMATCH = reject("integrity.currency.mismatch").retry(Retry::AfterFix).de39("30", "30")
        .parameters(&[("currency", Text), ("expected", Text)])
        .en("The payment is in {currency}, but {expected} is expected here.", &[
            (Merchant, "Charge the customer in {expected}."),
            (Operator, "Correct the currency of terminal {terminal} or of the order."),
        ])
        .zh("交易币种为{currency}，而此处应为{expected}。", &[
            (Merchant, "请以{expected}收款。"),
            (Operator, "请更正终端{terminal}或订单的币种。"),
        ]);
    /// No profile of this merchant.
    MERCHANT_UNKNOWN = reject("integrity.merchant.unknown")
        .retry(Retry::AfterOperator).de39("03", "03")
        .en("The shop is not registered for payments (number {merchant}).", &[
            (Merchant, "Call your acquirer."),
            (Operator, "Register merchant {merchant}, or correct the number that is sent."),
        ])
        .zh("本店尚未登记，不能收款（商户号{merchant}）。", &[
            (Merchant, "请联系收单机构。"),
            (Operator, "请登记商户{merchant}，或更正上送的商户号。"),
        ]);
    /// Another category than the one on file.
    MCC_MISMATCH = reject("integrity.merchant.mcc_mismatch")
        .retry(Retry::AfterOperator).de39("03", "03")
        .parameters(&[("mcc", Text), ("registered", Text)])
        .en("The shop's line of business was sent as {mcc} and is registered as {registered}.", &[
            (Merchant, "Ask your acquirer to correct it."),
            (Operator, "Correct the MCC, and look into the merchant if this repeats."),
        ])
        .zh("上送的商户类别为{mcc}，而登记的是{registered}。", &[
            (Merchant, "请联系收单机构更正。"),
            (Operator, "请更正MCC；反复出现时须调查该商户。"),
        ]);
    /// No such transaction of this merchant and payer.
    ORIGINAL_NOT_FOUND = reject("integrity.original.not_found")
        .retry(Retry::AfterFix).de39("25", "25")
        .en("The original transaction was not found.", &[
            (Merchant, "Compare the date and the number with the customer's receipt."),
        ])
        .zh("找不到原交易。", &[
            (Merchant, "请与顾客的小票核对日期和流水号。"),
        ]);
    /// What became of the original does not allow this.
    ORIGINAL_STATE = reject("integrity.original.state").retry(Retry::Never).de39("12", "22")
        .parameters(&[("state", Text)])
        .en("The original transaction does not allow this, or it was already done.", &[
            (Merchant, "Look up the original transaction on the terminal."),
            (Operator, "The original is {state}."),
        ])
        .zh("原交易的状态不允许此操作，或此操作已经做过。", &[
            (Merchant, "请在终端上查询原交易。"),
            (Operator, "原交易状态：{state}。"),
        ]);
    /// Another request is ending the original at this moment. A code of our own: what a counter
    /// shows before is `integrity.original.state`, and a reason of claims has no findings.
    ORIGINAL_TAKEN = reject("integrity.original.taken").retry(Retry::Never).de39("12", "22")
        .of_claim()
        .en("The original transaction was completed, voided or refunded just now.", &[
            (Merchant, "Look up the original transaction on the terminal."),
        ])
        .zh("原交易刚刚已被完成、撤销或退货。", &[
            (Merchant, "请在终端上查询原交易。"),
        ]);
    /// Past the days in which this can be done.
    ORIGINAL_TOO_OLD = reject("integrity.original.too_old")
        .retry(Retry::OtherMeans).de39("12", "22")
        .parameters(&[("age", Integer), ("days", Integer)])
        .en("The original transaction is from {age} days ago, and this can be done for {days} days.", &[
            (Merchant, "Ask your acquirer to do it by hand."),
        ])
        .zh("原交易距今{age}天，此操作须在{days}天内进行。", &[
            (Merchant, "请联系收单机构人工办理。"),
        ]);
    /// The terminal's clock is wrong.
    CLOCK_SKEW = reject("integrity.clock_skew").retry(Retry::AfterFix).de39("30", "30")
        .parameters(&[("seconds", Integer), ("allowed", Integer)])
        .en("The clock of the terminal is {seconds} s off; {allowed} s are allowed.", &[
            (Merchant, "Sign the terminal in again, which sets its clock."),
            (Operator, "Check the clock battery of terminal {terminal}."),
        ])
        .zh("终端时钟偏差{seconds}秒，最多允许{allowed}秒。", &[
            (Merchant, "请重新签到以校准终端时钟。"),
            (Operator, "请检查终端{terminal}的时钟电池。"),
        ]);
    /// The security module could not use the PIN block.
    PIN_BLOCK_FORMAT = reject("integrity.pin_block_format").retry(Retry::Reenter).de39("81", "99")
        .en("The PIN arrived in a form that cannot be used.", &[
            (Merchant, "Sign the terminal in again, then ask for the PIN once more."),
            (Operator, "Check the PIN key and the PIN block format of terminal {terminal}."),
        ])
        .zh("密码数据无法使用。", &[
            (Merchant, "请重新签到，再请顾客输入密码。"),
            (Operator, "请检查终端{terminal}的密码密钥和密码格式。"),
        ]);

    /// No wallet makes codes like this.
    CODE_MALFORMED = reject("qr.code.malformed").retry(Retry::Reenter).de39("30", "30")
        .parameters(&[("length", Integer), ("prefix", Integer)])
        .en("What was scanned is no payment code of a known wallet ({length} characters).", &[
            (Merchant, "Scan the code again."),
            (Cardholder, "Open the payment code of your wallet."),
            (Operator, "If codes that begin with {prefix} are good, add their form to `code.forms`."),
        ])
        .zh("扫到的不是已知钱包的付款码（共{length}位）。", &[
            (Merchant, "请重新扫码。"),
            (Cardholder, "请打开钱包的付款码。"),
            (Operator, "如以{prefix}开头的付款码有效，请将其格式加入 `code.forms`。"),
        ]);
    /// Shown for too long.
    CODE_EXPIRED = reject("qr.code.expired").retry(Retry::Reenter).de39("12", "12")
        .parameters(&[("seconds", Integer), ("allowed", Integer)])
        .en("The payment code is {seconds} s old and is good for {allowed} s.", &[
            (Merchant, "Ask the customer for a fresh code."),
            (Cardholder, "Refresh the code and show it again."),
        ])
        .zh("付款码已出示{seconds}秒，有效期为{allowed}秒。", &[
            (Merchant, "请顾客出示新的付款码。"),
            (Cardholder, "请刷新付款码后重新出示。"),
        ]);
    /// A code for one payment, seen before.
    CODE_REUSED = reject("qr.code.reused").retry(Retry::Reenter).de39("94", "94")
        .en("This payment code was used before, and each is good for one payment.", &[
            (Merchant, "Look up the earlier payment before you scan a fresh code."),
            (Cardholder, "Refresh the code and show it again."),
        ])
        .zh("此付款码已使用过，每个付款码只能支付一次。", &[
            (Merchant, "请先查询前一笔交易，再扫新的付款码。"),
            (Cardholder, "请刷新付款码后重新出示。"),
        ]);
    /// A merchant's code whose checksum is wrong.
    MPM_CRC_INVALID = reject("qr.mpm.crc_invalid").retry(Retry::AfterOperator).de39("30", "30")
        .en("The shop's QR code is damaged or was changed.", &[
            (Merchant, "Take this code down and ask your acquirer for a new one."),
            (Cardholder, "Pay in another way."),
            (Operator, "Find out whether the code was swapped."),
        ])
        .zh("商家收款码已损坏或被改动。", &[
            (Merchant, "请取下此码，并向收单机构申请新码。"),
            (Cardholder, "请换一种方式支付。"),
            (Operator, "请排查收款码是否被调换。"),
        ]);
    /// A merchant's code that names another merchant.
    MPM_MERCHANT_MISMATCH = reject("qr.mpm.merchant_mismatch")
        .retry(Retry::AfterOperator).de39("03", "03")
        .parameters(&[("differs", Text)])
        .en("The QR code does not belong to this shop.", &[
            (Merchant, "Take this code down and put up your own."),
            (Cardholder, "Pay in another way."),
            (Operator, "Compare the code with the profile of merchant {merchant}: {differs}."),
        ])
        .zh("此收款码不属于本店。", &[
            (Merchant, "请取下此码，换上本店的收款码。"),
            (Cardholder, "请换一种方式支付。"),
            (Operator, "请将收款码与商户{merchant}的档案核对：{differs}。"),
        ]);
    /// The merchant has no contract for the wallet.
    WALLET_UNSUPPORTED = reject("qr.wallet.unsupported").retry(Retry::OtherMeans).de39("40", "40")
        .parameters(&[("wallet", Text)])
        .en("The shop does not take {wallet}.", &[
            (Cardholder, "Pay with another wallet or a card."),
            (Operator, "If the contract of merchant {merchant} covers {wallet}, add it to the profile."),
        ])
        .zh("本店不受理{wallet}。", &[
            (Cardholder, "请换用其他钱包或银行卡。"),
            (Operator, "如商户{merchant}的合同包含{wallet}，请在档案中开通。"),
        ]);

    /// A merchant number of another area.
    AREA_MISMATCH = review("integrity.merchant.area_mismatch")
        .retry(Retry::AfterOperator).de39("03", "03")
        .en("The area in the merchant number is not the one where the shop is registered.", &[
            (Merchant, "Call your acquirer."),
            (Operator, "Check whether merchant {merchant} trades under a number of another area."),
        ])
        .zh("商户号中的地区与本店登记的地区不一致。", &[
            (Merchant, "请联系收单机构。"),
            (Operator, "请排查商户{merchant}是否跨地区使用商户号。"),
        ]);
    /// A name that is not the merchant's.
    DESCRIPTOR_MISMATCH = review("integrity.merchant.descriptor_mismatch")
        .retry(Retry::AfterOperator).de39("03", "03")
        .en("The shop's name that was sent is not the registered one.", &[
            (Merchant, "Compare the name on your receipts with the one that you registered."),
            (Operator, "Correct the name in the profile or in the message."),
        ])
        .zh("上送的店名与登记的不一致。", &[
            (Merchant, "请核对小票上的店名与登记的店名。"),
            (Operator, "请更正档案或报文中的名称。"),
        ]);
}
