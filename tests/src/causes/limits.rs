//! Limits: amounts, totals, counts, hours.

use tollgate_proto::v1::report_outcome_request::Result as Told;
use tollgate_proto::v1::{self, Channel, EntryMode, Funding};

use super::{Cause, Scene, authorized, cause, reported};
use crate::payment::{caps, cny};

/// Settings without which some of these are never found.
pub const SETTINGS: &str = "
[settings.limits.CNY.channels.pos]
minimum = { value = 100, source = \"a contract\", effective_from = \"2026-01-01\" }
";

/// What `channel-limits` finds.
pub const CAUSES: &[Cause] = &[
    cause(
        "limit.velocity.declines",
        (
            "a Visa card that its issuer refused 20 times at this shop this month",
            |scene| refused(scene, 20),
        ),
        (
            "a Visa card that its issuer refused 19 times at this shop this month",
            |scene| refused(scene, 19),
        ),
    ),
    cause(
        "limit.channel.closed",
        (
            "a terminal's payment at a merchant that sells by QR code alone",
            |scene| channels(scene, Channel::Qr),
        ),
        (
            "a terminal's payment at a merchant that sells by terminal alone",
            |scene| channels(scene, Channel::Pos),
        ),
    ),
    cause(
        "limit.time_window",
        (
            "a payment at 12:31 at a shop that opens at 13:00",
            |scene| scene.merchant().trading_hours = "13:00-22:00".into(),
        ),
        (
            "a payment at 12:31 at a shop that opens at 12:00",
            |scene| scene.merchant().trading_hours = "12:00-22:00".into(),
        ),
    ),
    cause(
        "limit.channel.single_amount",
        ("one fen more than a terminal may take at once", |scene| {
            scene.amount(5_000_001)
        }),
        ("as much as a terminal may take at once", |scene| {
            scene.amount(5_000_000)
        }),
    ),
    cause(
        "limit.channel.min_amount",
        (
            "one fen less than the channel's minimum of 1 yuan",
            |scene| scene.amount(99),
        ),
        ("the channel's minimum of 1 yuan", |scene| scene.amount(100)),
    ),
    cause(
        "limit.merchant.single_amount",
        ("one fen more than a merchant may take at once", |scene| {
            online(scene, 10_000_001)
        }),
        ("as much as a merchant may take at once", |scene| {
            online(scene, 10_000_000)
        }),
    ),
    cause(
        "limit.card.single_amount",
        ("one fen more than a card may pay at once", |scene| {
            online(scene, 5_000_001)
        }),
        ("as much as a card may pay at once", |scene| {
            online(scene, 5_000_000)
        }),
    ),
    cause(
        "limit.channel.daily_amount",
        (
            "the terminals' day is one fen short of this payment",
            |scene| second(scene, "channel-day", 19_999),
        ),
        (
            "the payment is the last that the terminals' day has room for",
            |scene| second(scene, "channel-day", 20_000),
        ),
    ),
    cause(
        "limit.channel.monthly_amount",
        (
            "the terminals' month is one fen short of this payment",
            |scene| second(scene, "channel-month", 19_999),
        ),
        (
            "the payment is the last that the terminals' month has room for",
            |scene| second(scene, "channel-month", 20_000),
        ),
    ),
    cause(
        "limit.channel.daily_count",
        ("the second payment on a day with room for one", |scene| {
            second(scene, "channel-day-count", 1)
        }),
        ("the second payment on a day with room for two", |scene| {
            second(scene, "channel-day-count", 2)
        }),
    ),
    cause(
        "limit.merchant.daily_amount",
        (
            "the merchant's day is one fen short of this payment",
            |scene| second(scene, "merchant-day", 19_999),
        ),
        (
            "the payment is the last that the merchant's day has room for",
            |scene| second(scene, "merchant-day", 20_000),
        ),
    ),
    cause(
        "limit.merchant.monthly_amount",
        (
            "the merchant's month is one fen short of this payment",
            |scene| second(scene, "merchant-month", 19_999),
        ),
        (
            "the payment is the last that the merchant's month has room for",
            |scene| second(scene, "merchant-month", 20_000),
        ),
    ),
    cause(
        "limit.merchant.micro_credit_daily",
        (
            "1,000.01 yuan by credit card at a micro merchant",
            |scene| micro(scene, 100_001),
        ),
        (
            "1,000.00 yuan by credit card at a micro merchant",
            |scene| micro(scene, 100_000),
        ),
    ),
    cause(
        "limit.merchant.micro_credit_monthly",
        (
            "the micro merchant's own month for credit cards is one fen short",
            |scene| micro_month(scene, 19_999),
        ),
        (
            "the micro merchant's own month for credit cards has just room",
            |scene| micro_month(scene, 20_000),
        ),
    ),
    cause(
        "limit.terminal.daily_amount",
        (
            "the terminal's day is one fen short of this payment",
            |scene| second(scene, "terminal-day", 19_999),
        ),
        (
            "the payment is the last that the terminal's day has room for",
            |scene| second(scene, "terminal-day", 20_000),
        ),
    ),
    cause(
        "limit.card.daily_amount",
        ("the card's day is one fen short of this payment", |scene| {
            second(scene, "card-day", 19_999)
        }),
        (
            "the payment is the last that the card's day has room for",
            |scene| second(scene, "card-day", 20_000),
        ),
    ),
    cause(
        "limit.card.monthly_amount",
        (
            "the card's month is one fen short of this payment",
            |scene| second(scene, "card-month", 19_999),
        ),
        (
            "the payment is the last that the card's month has room for",
            |scene| second(scene, "card-month", 20_000),
        ),
    ),
    cause(
        "limit.card.daily_count",
        (
            "the card's second payment on a day with room for one",
            |scene| second(scene, "card-day-count", 1),
        ),
        (
            "the card's second payment on a day with room for two",
            |scene| second(scene, "card-day-count", 2),
        ),
    ),
    cause(
        "limit.card.merchant_repeat",
        ("the same card for the sixth time in ten minutes", |scene| {
            repeated(scene, 5, 60)
        }),
        ("the same card for the fifth time in ten minutes", |scene| {
            repeated(scene, 4, 60)
        }),
    ),
    cause(
        "limit.velocity.terminal",
        (
            "the second attempt in a minute at a terminal that has room for one",
            |scene| per_minute(scene, 59),
        ),
        (
            "the second attempt in 61 seconds at a terminal that has room for one a minute",
            |scene| per_minute(scene, 61),
        ),
    ),
    cause(
        "limit.account_class.ii_daily",
        (
            "10,000.01 yuan in a day from a bank account of class II",
            |scene| account(scene, 2, 1_000_001),
        ),
        (
            "10,000.00 yuan in a day from a bank account of class II",
            |scene| account(scene, 2, 1_000_000),
        ),
    ),
    cause(
        "limit.account_class.ii_yearly",
        (
            "the class II account's own year is one fen short",
            |scene| account_year(scene, 2, 19_999),
        ),
        ("the class II account's own year has just room", |scene| {
            account_year(scene, 2, 20_000)
        }),
    ),
    cause(
        "limit.account_class.iii_daily",
        (
            "2,000.01 yuan in a day from a bank account of class III",
            |scene| account(scene, 3, 200_001),
        ),
        (
            "2,000.00 yuan in a day from a bank account of class III",
            |scene| account(scene, 3, 200_000),
        ),
    ),
    cause(
        "limit.account_class.iii_yearly",
        (
            "the class III account's own year is one fen short",
            |scene| account_year(scene, 3, 19_999),
        ),
        ("the class III account's own year has just room", |scene| {
            account_year(scene, 3, 20_000)
        }),
    ),
    cause(
        "limit.wallet.balance_yearly",
        ("1,000.01 yuan from a payment account of class I", |scene| {
            balance(scene, 100_001)
        }),
        ("1,000.00 yuan from a payment account of class I", |scene| {
            balance(scene, 100_000)
        }),
    ),
    cause(
        "limit.qr.static_daily",
        ("500.01 yuan in a day through a printed code", |scene| {
            printed(scene, 50_001)
        }),
        ("500.00 yuan in a day through a printed code", |scene| {
            printed(scene, 50_000)
        }),
    ),
    cause(
        "limit.qr.level_c_daily",
        ("1,000.01 yuan in a day through codes of level C", |scene| {
            level(scene, "C", 100_001)
        }),
        ("1,000.00 yuan in a day through codes of level C", |scene| {
            level(scene, "C", 100_000)
        }),
    ),
    cause(
        "limit.qr.level_b_daily",
        ("5,000.01 yuan in a day through codes of level B", |scene| {
            level(scene, "B", 500_001)
        }),
        ("5,000.00 yuan in a day through codes of level B", |scene| {
            level(scene, "B", 500_000)
        }),
    ),
    cause(
        "limit.foreign_wallet.single",
        (
            "5,000.01 dollars at once with a foreign card in a wallet",
            |scene| foreign(scene, 500_001),
        ),
        (
            "5,000.00 dollars at once with a foreign card in a wallet",
            |scene| foreign(scene, 500_000),
        ),
    ),
    cause(
        "limit.foreign_wallet.yearly",
        ("the foreign wallet's own year is one cent short", |scene| {
            foreign_year(scene, 19_999)
        }),
        ("the foreign wallet's own year has just room", |scene| {
            foreign_year(scene, 20_000)
        }),
    ),
    cause(
        "limit.split_suspected",
        (
            "80 % of the most for one payment, for the third time in half an hour",
            |scene| near_the_limit(scene, 4_000_000),
        ),
        (
            "a fen less than 80 % of the most for one payment, after two such payments",
            |scene| near_the_limit(scene, 3_999_999),
        ),
    ),
    cause(
        "limit.near",
        (
            "80 % of the merchant's day are used with this payment",
            |scene| scene.merchant().limit_overrides = caps([("merchant-day", 12_500)]),
        ),
        (
            "less than 80 % of the merchant's day are used with this payment",
            |scene| scene.merchant().limit_overrides = caps([("merchant-day", 12_501)]),
        ),
    ),
];

fn channels(scene: &mut Scene, channel: Channel) {
    scene.merchant().channels = vec![channel.into()];
}

/// One was authorized a while before, and the merchant's own cap for the counter is this.
fn second(scene: &mut Scene, counter: &'static str, cap: u64) {
    scene.merchant().limit_overrides = caps([(counter, cap)]);
    scene.earlier(120, Some(authorized()), |_| {});
}

/// A Visa card that was refused before, an hour apart.
fn refused(scene: &mut Scene, times: usize) {
    scene.visa();
    for _ in 0..times {
        scene.earlier(3_600, Some(reported(Told::DeclinedByIssuer, "51")), |_| {});
    }
}

fn online(scene: &mut Scene, fen: i64) {
    scene.amount(fen);
    scene.payment.channel = Channel::Online.into();
    scene.payment.entry_mode = EntryMode::Ecommerce.into();
}

fn credit(scene: &mut Scene) {
    scene.merchant().size = v1::merchant::Size::Micro.into();
    scene.card().funding = Funding::Credit.into();
}

fn micro(scene: &mut Scene, fen: i64) {
    credit(scene);
    scene.amount(fen);
}

fn micro_month(scene: &mut Scene, cap: u64) {
    credit(scene);
    second(scene, "micro-credit-month", cap);
}

/// Each time for another amount: the same one would be the same payment.
fn repeated(scene: &mut Scene, times: i64, seconds: i64) {
    for more in 1..=times {
        scene.earlier(seconds, Some(authorized()), |payment| {
            payment.amount = Some(cny(10_000 + more));
        });
    }
}

fn per_minute(scene: &mut Scene, seconds: i64) {
    scene.merchant().limit_overrides = caps([("terminal-minute-count", 1)]);
    repeated(scene, 1, seconds);
}

/// Twice 40,000.00 yuan came before, half an hour ago at most.
fn near_the_limit(scene: &mut Scene, fen: i64) {
    scene.amount(4_000_000);
    for _ in 0..2 {
        scene.earlier(600, Some(authorized()), |_| {});
    }
    scene.amount(fen);
}

/// A bank's account pays by its UnionPay code.
fn bank_code(scene: &mut Scene, class: u32) {
    let payload = format!("62{:017}", scene.number);
    let code = scene.wallet();
    code.payload = payload;
    code.account_class = class;
    code.auth_level = "A".into();
}

fn account(scene: &mut Scene, class: u32, fen: i64) {
    bank_code(scene, class);
    scene.amount(fen);
}

fn account_year(scene: &mut Scene, class: u32, cap: u64) {
    bank_code(scene, class);
    another_code(scene, "payer-year", cap);
}

/// As [`second`], and each time with a code of its own.
fn another_code(scene: &mut Scene, counter: &'static str, cap: u64) {
    scene.merchant().limit_overrides = caps([(counter, cap)]);
    scene.earlier(120, Some(authorized()), |before| {
        if let Some(code) = &mut before.code {
            code.payload = code.payload.replacen("00", "11", 1);
        }
    });
    let now = scene.now;
    if let Some(code) = &mut scene.payment.code {
        code.issued_at = Some(crate::payment::at(now - 5));
    }
}

fn balance(scene: &mut Scene, fen: i64) {
    scene.wallet().auth_level = "A".into();
    scene.amount(fen);
}

fn printed(scene: &mut Scene, fen: i64) {
    let code = scene.wallet();
    code.kind = v1::payment_code::Kind::MerchantStatic.into();
    code.payload = "https://qr.example/shop".into();
    code.issued_at = None;
    scene.payment.entry_mode = EntryMode::QrStatic.into();
    scene.amount(fen);
}

fn level(scene: &mut Scene, level: &str, fen: i64) {
    let code = scene.wallet();
    code.auth_level = level.into();
    code.account_class = 0;
    scene.amount(fen);
}

/// A wallet with a card of another country behind it.
fn foreign(scene: &mut Scene, cents: i64) {
    let card = scene.payment.card.clone();
    scene.wallet().auth_level = "A".into();
    scene.payment.card = card;
    scene.issuer().country = "SG".into();
    scene.card().issuer_country = "SG".into();
    scene.terminal().currency = String::new();
    scene.payment.amount = Some(v1::Money {
        minor_units: cents,
        currency: "USD".into(),
    });
}

fn foreign_year(scene: &mut Scene, cap: u64) {
    foreign(scene, 10_000);
    another_code(scene, "payer-year", cap);
}
