//! What this policy can find. The first that applies leads.

use tollgate_policy::verdicts::Audience::{Cardholder, Merchant, Operator};
use tollgate_policy::verdicts::{Audience, Retry, ValueKind};
use tollgate_policy::{Reason, advise, reasons, reject, review};

type Remedies = &'static [(Audience, &'static str)];
type Parameters = &'static [(&'static str, ValueKind)];

const LIMIT: Parameters = &[("limit", ValueKind::Money)];

const LOWER_EN: Remedies = &[
    (
        Merchant,
        "Offer another way to pay; one sale must not be split into several.",
    ),
    (Cardholder, "Pay in another way."),
];
const LOWER_ZH: Remedies = &[
    (Merchant, "请提供其他支付方式；一笔交易不得拆成多笔。"),
    (Cardholder, "请换一种方式支付。"),
];
const RESETS_EN: Remedies = &[
    (
        Merchant,
        "Offer another way to pay until {resets_at}; one sale must not be split.",
    ),
    (Cardholder, "Pay in another way until {resets_at}."),
];
const RESETS_ZH: Remedies = &[
    (
        Merchant,
        "{resets_at}前请提供其他支付方式；一笔交易不得拆分。",
    ),
    (Cardholder, "{resets_at}前请换一种方式支付。"),
];
const ACCOUNT_EN: Remedies = &[
    (
        Merchant,
        "Ask the customer to pay from another account or with a card.",
    ),
    (Cardholder, "Pay from another account."),
];
const ACCOUNT_ZH: Remedies = &[
    (Merchant, "请顾客改用其他账户或银行卡支付。"),
    (Cardholder, "请改用其他账户支付。"),
];
const CODE_EN: Remedies = &[
    (Merchant, "Ask the customer to pay by card."),
    (Cardholder, "Confirm a fresh code with your password."),
];
const CODE_ZH: Remedies = &[
    (Merchant, "请顾客改用银行卡支付。"),
    (Cardholder, "请以密码确认新的付款码。"),
];

const fn amount_over(code: &'static str) -> Reason {
    reject(code).retry(Retry::AfterFix).de39("61", "61")
}

const fn total_over(code: &'static str) -> Reason {
    reject(code).retry(Retry::Wait).de39("61", "61").of_claim()
}

const fn count_over(code: &'static str) -> Reason {
    reject(code).retry(Retry::Wait).de39("65", "65").of_claim()
}

reasons! {
    /// The network forbids to try this card here again.
    VELOCITY_DECLINES = reject("limit.velocity.declines").retry(Retry::Never).de39("57", "57").of_claim()
        .en("The bank refused this card here {used} times lately; {network} allows no further attempt.", &[
            (Merchant, "Take another card; this one must not be tried again."),
            (Cardholder, "Pay with another card."),
        ])
        .zh("发卡行近期已在此拒绝该卡{used}次，{network}不允许再试。", &[
            (Merchant, "请换一张卡，不得再试该卡。"),
            (Cardholder, "请换一张卡支付。"),
        ]);
    /// The channel is closed for this merchant or for all.
    CHANNEL_CLOSED = reject("limit.channel.closed").retry(Retry::OtherMeans).de39("40", "40")
        .en("Payments through {channel} are switched off here.", &[
            (Merchant, "Take the payment through another channel."),
            (Operator, "Open the channel in the merchant's profile or in the settings, if it should be open."),
        ])
        .zh("此处未开放{channel}渠道。", &[
            (Merchant, "请换一个渠道收款。"),
            (Operator, "如应开放，请在商户档案或策略设置中开启该渠道。"),
        ]);
    /// Outside the trading hours of the merchant or the channel.
    TIME_WINDOW = reject("limit.time_window").retry(Retry::Wait).de39("58", "58")
        .parameters(&[
            ("local_time", ValueKind::Text),
            ("hours", ValueKind::Text),
            ("opens_at", ValueKind::Instant),
        ])
        .en("It is {local_time}; payments are taken during {hours}.", &[
            (Merchant, "Try again after {opens_at}."),
            (Operator, "Correct the trading hours if they are wrong."),
        ])
        .zh("现在是{local_time}，受理时段为{hours}。", &[
            (Merchant, "请在{opens_at}后再试。"),
            (Operator, "如时段有误，请更正。"),
        ]);
    /// Above what one payment through the channel may be.
    CHANNEL_SINGLE = amount_over("limit.channel.single_amount").parameters(LIMIT)
        .en("{amount} is more than the {limit} that one payment through {channel} may be.", LOWER_EN)
        .zh("本笔{amount}，{channel}渠道单笔最高{limit}。", LOWER_ZH);
    /// Above what one payment at the merchant may be.
    MERCHANT_SINGLE = amount_over("limit.merchant.single_amount").parameters(LIMIT)
        .en("{amount} is more than the {limit} that one payment at this merchant may be.", LOWER_EN)
        .zh("本笔{amount}，本商户单笔最高{limit}。", LOWER_ZH);
    /// Above what one payment with a card may be.
    CARD_SINGLE = amount_over("limit.card.single_amount").parameters(LIMIT)
        .en("{amount} is more than the {limit} that one card payment may be.", LOWER_EN)
        .zh("本笔{amount}，该卡单笔最高{limit}。", LOWER_ZH);
    /// Above what a wallet may pay at once from a foreign card.
    FOREIGN_WALLET_SINGLE = amount_over("limit.foreign_wallet.single").parameters(LIMIT)
        .en("{amount} is more than the {limit} that a wallet with a foreign card may pay at once.", &[
            (Merchant, "Ask the customer to pay with the card itself."),
            (Cardholder, "Pay with the card itself."),
        ])
        .zh("本笔{amount}，绑定境外卡的钱包单笔最高{limit}。", &[
            (Merchant, "请顾客直接使用银行卡支付。"),
            (Cardholder, "请直接使用银行卡支付。"),
        ]);
    /// Below what a payment through the channel must be.
    CHANNEL_MINIMUM = reject("limit.channel.min_amount").retry(Retry::AfterFix).de39("13", "13")
        .parameters(&[("minimum", ValueKind::Money)])
        .en("{amount} is less than the {minimum} that a payment through {channel} must be.", &[
            (Merchant, "Take small amounts through another channel."),
        ])
        .zh("本笔{amount}，{channel}渠道最低{minimum}。", &[
            (Merchant, "小额请换一个渠道收款。"),
        ]);

    /// A micro merchant's credit cards, in a day.
    MICRO_CREDIT_DAILY = total_over("limit.merchant.micro_credit_daily")
        .en("A small merchant may take {limit} by credit card in a day, and {used} is taken already.", CREDIT_EN)
        .zh("小微商户信用卡收款每日上限{limit}，今日已收{used}。", CREDIT_ZH);
    /// A micro merchant's credit cards, in a month.
    MICRO_CREDIT_MONTHLY = total_over("limit.merchant.micro_credit_monthly")
        .en("A small merchant may take {limit} by credit card in a month, and {used} is taken already.", CREDIT_EN)
        .zh("小微商户信用卡收款每月上限{limit}，本月已收{used}。", CREDIT_ZH);
    /// A customer's payments to printed codes, in a day.
    QR_STATIC_DAILY = total_over("limit.qr.static_daily")
        .en("A customer may pay {limit} in a day by printed code; {remaining} is left.", &[
            (Merchant, "Scan the code on the customer's phone instead."),
            (Cardholder, "Show your payment code instead of scanning the printed one."),
        ])
        .zh("同一顾客每日静态码付款上限{limit}，剩余{remaining}。", &[
            (Merchant, "请改为扫描顾客手机上的付款码。"),
            (Cardholder, "请出示付款码，不要扫静态码。"),
        ]);
    /// A customer's payments by codes of level C, in a day.
    QR_LEVEL_C_DAILY = total_over("limit.qr.level_c_daily")
        .en("A code confirmed this lightly may pay {limit} in a day; {remaining} is left.", CODE_EN)
        .zh("C级验证的付款码每日上限{limit}，剩余{remaining}。", CODE_ZH);
    /// A customer's payments by codes of level B, in a day.
    QR_LEVEL_B_DAILY = total_over("limit.qr.level_b_daily")
        .en("A code without a digital certificate may pay {limit} in a day; {remaining} is left.", RESETS_EN)
        .zh("B级验证的付款码每日上限{limit}，剩余{remaining}。", RESETS_ZH);
    /// A bank account of class III, in a day.
    ACCOUNT_III_DAILY = total_over("limit.account_class.iii_daily")
        .en("A class III account may spend {limit} in a day; {remaining} is left.", ACCOUNT_EN)
        .zh("Ⅲ类账户每日上限{limit}，剩余{remaining}。", ACCOUNT_ZH);
    /// A bank account of class III, in a year.
    ACCOUNT_III_YEARLY = total_over("limit.account_class.iii_yearly")
        .en("A class III account may spend {limit} in a year; {remaining} is left.", ACCOUNT_EN)
        .zh("Ⅲ类账户每年上限{limit}，剩余{remaining}。", ACCOUNT_ZH);
    /// A bank account of class II, in a day.
    ACCOUNT_II_DAILY = total_over("limit.account_class.ii_daily")
        .en("A class II account may spend {limit} in a day; {remaining} is left.", ACCOUNT_EN)
        .zh("Ⅱ类账户每日上限{limit}，剩余{remaining}。", ACCOUNT_ZH);
    /// A bank account of class II, in a year.
    ACCOUNT_II_YEARLY = total_over("limit.account_class.ii_yearly")
        .en("A class II account may spend {limit} in a year; {remaining} is left.", ACCOUNT_EN)
        .zh("Ⅱ类账户每年上限{limit}，剩余{remaining}。", ACCOUNT_ZH);
    /// The balance of a payment account, in a year, or ever for class I.
    WALLET_BALANCE = total_over("limit.wallet.balance_yearly")
        .en("This wallet may spend {limit} from its balance; {remaining} is left.", &[
            (Merchant, "Ask the customer to pay with a bank card."),
            (Cardholder, "Choose a bank card in the wallet instead of the balance."),
        ])
        .zh("该支付账户余额付款上限{limit}，剩余{remaining}。", &[
            (Merchant, "请顾客改用银行卡支付。"),
            (Cardholder, "请在钱包中改选银行卡付款。"),
        ]);
    /// A wallet with a foreign card, in a year.
    FOREIGN_WALLET_YEARLY = total_over("limit.foreign_wallet.yearly")
        .en("A wallet with a foreign card may spend {limit} in a year; {remaining} is left.", &[
            (Merchant, "Ask the customer to pay with the card itself."),
            (Cardholder, "Pay with the card itself."),
        ])
        .zh("绑定境外卡的钱包每年上限{limit}，剩余{remaining}。", &[
            (Merchant, "请顾客直接使用银行卡支付。"),
            (Cardholder, "请直接使用银行卡支付。"),
        ]);

    /// A merchant through one channel, in a day.
    CHANNEL_DAILY = total_over("limit.channel.daily_amount")
        .en("This merchant may take {limit} through {channel} in a day; {remaining} is left.", RESETS_EN)
        .zh("本商户{channel}渠道每日上限{limit}，剩余{remaining}。", RESETS_ZH);
    /// A merchant through one channel, in a month.
    CHANNEL_MONTHLY = total_over("limit.channel.monthly_amount")
        .en("This merchant may take {limit} through {channel} in a month; {remaining} is left.", RESETS_EN)
        .zh("本商户{channel}渠道每月上限{limit}，剩余{remaining}。", RESETS_ZH);
    /// A merchant, in a day.
    MERCHANT_DAILY = total_over("limit.merchant.daily_amount")
        .en("This merchant may take {limit} in a day; {remaining} is left.", MERCHANT_EN)
        .zh("本商户每日收款上限{limit}，剩余{remaining}。", MERCHANT_ZH);
    /// A merchant, in a month.
    MERCHANT_MONTHLY = total_over("limit.merchant.monthly_amount")
        .en("This merchant may take {limit} in a month; {remaining} is left.", MERCHANT_EN)
        .zh("本商户每月收款上限{limit}，剩余{remaining}。", MERCHANT_ZH);
    /// A terminal, in a day.
    TERMINAL_DAILY = total_over("limit.terminal.daily_amount")
        .en("This terminal may take {limit} in a day; {remaining} is left.", &[
            (Merchant, "Take the payment at another terminal."),
        ])
        .zh("本终端每日收款上限{limit}，剩余{remaining}。", &[
            (Merchant, "请换一台终端收款。"),
        ]);
    /// A card, in a day.
    CARD_DAILY = total_over("limit.card.daily_amount")
        .en("This card may spend {limit} in a day; {remaining} is left.", CARD_EN)
        .zh("该卡每日上限{limit}，剩余{remaining}。", CARD_ZH);
    /// A card, in a month.
    CARD_MONTHLY = total_over("limit.card.monthly_amount")
        .en("This card may spend {limit} in a month; {remaining} is left.", CARD_EN)
        .zh("该卡每月上限{limit}，剩余{remaining}。", CARD_ZH);

    /// Payments of a merchant through one channel, in a day.
    CHANNEL_DAILY_COUNT = count_over("limit.channel.daily_count")
        .en("This merchant has taken {used} payments through {channel} today, and {limit} are allowed.", RESETS_EN)
        .zh("本商户{channel}渠道今日已收{used}笔，上限{limit}笔。", RESETS_ZH);
    /// Payments with a card, in a day.
    CARD_DAILY_COUNT = count_over("limit.card.daily_count")
        .en("This card has paid {used} times today, and {limit} are allowed.", CARD_EN)
        .zh("该卡今日已付{used}笔，上限{limit}笔。", CARD_ZH);
    /// Attempts with one card at one merchant.
    CARD_MERCHANT_REPEAT = count_over("limit.card.merchant_repeat")
        .en("This card was tried here {used} times in a short while, and {limit} are allowed.", &[
            (Merchant, "Check that the customer was not charged already before you try after {resets_at}."),
        ])
        .zh("该卡短时间内已在此尝试{used}次，上限{limit}次。", &[
            (Merchant, "{resets_at}后再试之前，请先核对是否已经扣款。"),
        ]);
    /// Attempts at one terminal.
    VELOCITY_TERMINAL = count_over("limit.velocity.terminal")
        .en("This terminal sent {used} payments within a minute, and {limit} are allowed.", &[
            (Merchant, "Wait until {resets_at} before the next payment."),
            (Operator, "Check whether cards are being tested at this terminal."),
        ])
        .zh("本终端一分钟内已发起{used}笔，上限{limit}笔。", &[
            (Merchant, "请等到{resets_at}再收下一笔。"),
            (Operator, "请排查该终端是否在测卡。"),
        ]);
    /// One sale may have been taken in parts, each just under a limit.
    SPLIT_SUSPECTED = review("limit.split_suspected").retry(Retry::Never).operator_only().de39("65", "65")
        .parameters(&[
            ("limit", ValueKind::Money),
            ("earlier", ValueKind::Money),
            ("minutes", ValueKind::Integer),
        ])
        .en("{amount} is just under the limit of {limit}, after {earlier} with this card here in {minutes} minutes.", &[
            (Operator, "Look at these payments together: one sale may have been split."),
        ])
        .zh("{amount}略低于限额{limit}，而该卡{minutes}分钟内已在此支付{earlier}。", &[
            (Operator, "请合并复核这些交易，可能是一笔交易拆单。"),
        ]);
    /// With this payment, most of a limit is used.
    NEAR = advise("limit.near").retry(Retry::None).de39("00", "00")
        .parameters(&[
            ("name", ValueKind::Text),
            ("share", ValueKind::Ppm),
            ("limit", ValueKind::Money),
            ("remaining", ValueKind::Money),
        ])
        .en("With this payment {share} of the limit {name} of {limit} is used; {remaining} is left.", &[
            (Merchant, "Plan larger sales through another channel."),
        ])
        .zh("含本笔，限额{name}（{limit}）已用{share}，剩余{remaining}。", &[
            (Merchant, "较大的交易请安排其他渠道。"),
        ]);
}

const CREDIT_EN: Remedies = &[
    (Merchant, "Ask the customer to pay with a debit card."),
    (Cardholder, "Pay with a debit card."),
];
const CREDIT_ZH: Remedies = &[
    (Merchant, "请顾客改用借记卡。"),
    (Cardholder, "请改用借记卡支付。"),
];
const MERCHANT_EN: Remedies = &[
    (Merchant, "Ask your acquirer for a higher limit."),
    (
        Cardholder,
        "Pay in cash; other payments are taken again from {resets_at}.",
    ),
];
const MERCHANT_ZH: Remedies = &[
    (Merchant, "请向收单机构申请提额。"),
    (Cardholder, "请付现金；{resets_at}起恢复其他支付方式。"),
];
const CARD_EN: Remedies = &[
    (Merchant, "Ask the customer for another card."),
    (
        Cardholder,
        "Pay with another card; this one works again from {resets_at}.",
    ),
];
const CARD_ZH: Remedies = &[
    (Merchant, "请顾客换一张卡。"),
    (Cardholder, "请换一张卡；该卡{resets_at}起可再用。"),
];
