//! Single payments, totals and what is nearly used up.

use tollgate_policy::facts::{
    Channel, CodeKind, EntryMode, Facts, MerchantSize, Network, TransactionType,
};
use tollgate_policy::testing::{Subject, country, payment_code};
use tollgate_policy::verdicts::Value;
use tollgate_policy::{CounterId, Policy};

use super::{only, overridden, subject, used};
use crate::ChannelLimits;
use crate::counters::*;

const USD: u16 = 840;

fn amount(facts: &mut Facts, minor_units: i64) {
    facts.transaction.amount.minor_units = minor_units;
}

fn dollars(facts: &mut Facts, minor_units: i64) {
    amount(facts, minor_units);
    facts.transaction.amount.currency = USD;
}

#[track_caller]
fn settings(settings: &str) -> Subject<ChannelLimits> {
    Subject::with(settings)
}

/// A payment of `limit` passes and one of a minor unit more does not.
#[track_caller]
fn single(code: &str, limit: i64, change: impl Fn(&mut Facts)) {
    subject().check(
        code,
        |facts| {
            change(facts);
            amount(facts, limit + 1);
        },
        |facts| {
            change(facts);
            amount(facts, limit);
        },
    );
}

/// The sample's 100.00 takes the last of `cap`, and not a minor unit more.
#[track_caller]
fn total(code: &str, counter: CounterId, cap: u64, change: impl Fn(&mut Facts)) {
    subject().check(
        code,
        |facts| {
            change(facts);
            used(facts, counter, cap - 10_000 + 1);
        },
        |facts| {
            change(facts);
            used(facts, counter, cap - 10_000);
        },
    );
}

fn micro(facts: &mut Facts) {
    if let Some(merchant) = &mut facts.merchant {
        merchant.size = MerchantSize::Micro;
    }
}

fn code(class: u8, level: u8) -> impl Fn(&mut Facts) {
    move |facts| {
        let mut code = payment_code();
        (code.account_class, code.auth_level) = (class, level);
        facts.payment_code = Some(code);
    }
}

fn balance(class: u8) -> impl Fn(&mut Facts) {
    move |facts| {
        code(class, b'A')(facts);
        facts.card = None;
    }
}

fn foreign_wallet(facts: &mut Facts) {
    code(0, b'A')(facts);
    facts.transaction.amount.currency = USD;
    if let Some(card) = &mut facts.card {
        card.issuer_country = country("GB");
    }
}

fn through(channel: Channel) -> impl Fn(&mut Facts) {
    move |facts| facts.transaction.channel = channel
}

#[test]
fn single_payments() {
    single("limit.channel.single_amount", 5_000_000, |_| {});
    single(
        "limit.channel.single_amount",
        2_000_000,
        through(Channel::Qr),
    );
    single("limit.merchant.single_amount", 10_000_000, |_| {});
    single("limit.card.single_amount", 5_000_000, |_| {});
    single("limit.foreign_wallet.single", 500_000, foreign_wallet);
}

#[test]
fn dollars_have_limits_of_their_own() {
    for code in ["limit.merchant.single_amount", "limit.card.single_amount"] {
        subject().check(code, |f| dollars(f, 2_000_001), |f| dollars(f, 2_000_000));
    }
    let yen = subject().codes(|facts| {
        dollars(facts, i64::MAX);
        facts.transaction.amount.currency = 392;
    });
    assert_eq!(yen, [""; 0], "a currency without limits is not limited");
}

#[test]
fn minimum() {
    let subject = settings(
        r#"{"limits": {"CNY": {"channels": {"pos":
            {"minimum": {"value": 500, "source": "ours", "effective_from": "2026-01-01"}}}}}}"#,
    );
    subject.check(
        "limit.channel.min_amount",
        |f| amount(f, 499),
        |f| amount(f, 500),
    );
}

#[test]
fn sizes_replace_what_they_name_and_no_more() {
    single("limit.channel.single_amount", 500_000, |facts| {
        micro(facts);
        through(Channel::Qr)(facts);
    });
    total("limit.channel.daily_amount", CHANNEL_DAY, 30_000_000, micro);
    // The micro merchant's card payments have no single cap of their own.
    single("limit.channel.single_amount", 5_000_000, micro);
}

#[test]
fn totals_of_merchants_terminals_and_cards() {
    let none = |_: &mut Facts| {};
    total("limit.channel.daily_amount", CHANNEL_DAY, 60_000_000, none);
    total(
        "limit.channel.daily_amount",
        CHANNEL_DAY,
        10_000_000,
        through(Channel::Qr),
    );
    total(
        "limit.channel.monthly_amount",
        CHANNEL_MONTH,
        900_000_000,
        none,
    );
    total(
        "limit.merchant.daily_amount",
        MERCHANT_DAY,
        100_000_000,
        none,
    );
    total(
        "limit.merchant.monthly_amount",
        MERCHANT_MONTH,
        2_000_000_000,
        none,
    );
    total(
        "limit.merchant.micro_credit_daily",
        MICRO_CREDIT_DAY,
        100_000,
        micro,
    );
    total(
        "limit.merchant.micro_credit_monthly",
        MICRO_CREDIT_MONTH,
        1_000_000,
        micro,
    );
    total(
        "limit.terminal.daily_amount",
        TERMINAL_DAY,
        60_000_000,
        none,
    );
    total("limit.card.daily_amount", CARD_DAY, 20_000_000, none);
    total("limit.card.monthly_amount", CARD_MONTH, 100_000_000, none);
}

#[test]
fn totals_of_paying_accounts() {
    total(
        "limit.account_class.ii_daily",
        PAYER_DAY,
        1_000_000,
        code(2, b'A'),
    );
    total(
        "limit.account_class.ii_yearly",
        PAYER_YEAR,
        20_000_000,
        code(2, b'A'),
    );
    total(
        "limit.account_class.iii_daily",
        PAYER_DAY,
        200_000,
        code(3, b'A'),
    );
    total(
        "limit.account_class.iii_yearly",
        PAYER_YEAR,
        5_000_000,
        code(3, b'A'),
    );
    total(
        "limit.wallet.balance_yearly",
        PAYER_LIFETIME,
        100_000,
        balance(1),
    );
    total(
        "limit.wallet.balance_yearly",
        PAYER_YEAR,
        10_000_000,
        balance(2),
    );
    total(
        "limit.wallet.balance_yearly",
        PAYER_YEAR,
        20_000_000,
        balance(3),
    );
    total(
        "limit.foreign_wallet.yearly",
        PAYER_YEAR,
        5_000_000,
        foreign_wallet,
    );
}

#[test]
fn totals_of_codes() {
    total(
        "limit.qr.level_c_daily",
        DYNAMIC_QR_DAY,
        100_000,
        code(0, b'C'),
    );
    total(
        "limit.qr.level_b_daily",
        DYNAMIC_QR_DAY,
        500_000,
        code(0, b'B'),
    );
    let printed = |facts: &mut Facts| {
        code(0, 0)(facts);
        facts.transaction.entry_mode = EntryMode::QrStatic;
        if let Some(code) = &mut facts.payment_code {
            code.kind = CodeKind::MerchantStatic;
        }
        only(facts, &[STATIC_QR_DAY]);
    };
    total("limit.qr.static_daily", STATIC_QR_DAY, 50_000, printed);
    let photographed = |facts: &mut Facts| {
        code(0, b'D')(facts);
        only(facts, &[DYNAMIC_QR_DAY]);
    };
    total(
        "limit.qr.static_daily",
        DYNAMIC_QR_DAY,
        50_000,
        photographed,
    );
}

/// The codes of a payment whose every payer counter is used up.
fn exhausted(change: impl Fn(&mut Facts)) -> Vec<String> {
    subject().codes(|facts| {
        change(facts);
        for counter in [
            PAYER_DAY,
            PAYER_YEAR,
            PAYER_LIFETIME,
            STATIC_QR_DAY,
            DYNAMIC_QR_DAY,
        ] {
            used(facts, counter, u64::MAX);
        }
    })
}

#[test]
fn a_class_or_level_that_the_code_does_not_say_limits_nothing() {
    let none = [""; 0];
    assert_eq!(exhausted(|_| {}), none, "no code");
    assert_eq!(exhausted(code(0, 0)), none, "unknown");
    assert_eq!(exhausted(code(1, b'A')), none, "class I, level A");
    assert_eq!(exhausted(code(9, b'Z')), none, "not in the contract");
    assert_eq!(exhausted(balance(0)), none, "balance of unknown class");
}

#[test]
fn a_bank_account_is_no_balance() {
    let unionpay = |facts: &mut Facts| {
        balance(2)(facts);
        if let Some(code) = &mut facts.payment_code {
            code.wallet = Network::Unionpay;
        }
    };
    let bank = [
        "limit.account_class.ii_daily",
        "limit.account_class.ii_yearly",
    ];
    assert_eq!(exhausted(unionpay), bank);
    assert_eq!(exhausted(code(2, 0)), bank, "a card behind the wallet");
    assert_eq!(exhausted(balance(2)), ["limit.wallet.balance_yearly"]);
}

#[test]
fn a_wallet_is_foreign_only_where_both_countries_are_known() {
    let yearly = ["limit.foreign_wallet.yearly"];
    assert_eq!(exhausted(foreign_wallet), yearly);
    let variations: [fn(&mut Facts); 5] = [
        |facts| facts.payment_code = None,
        |facts| facts.card = None,
        |facts| facts.merchant = None,
        |facts| {
            if let Some(card) = &mut facts.card {
                card.issuer_known = false;
            }
        },
        |facts| {
            if let Some(merchant) = &mut facts.merchant {
                merchant.country = 0;
            }
        },
    ];
    for (position, vary) in variations.into_iter().enumerate() {
        let codes = exhausted(|facts| {
            foreign_wallet(facts);
            vary(facts);
        });
        assert_eq!(codes, [""; 0], "{position}");
    }
    let yuan = exhausted(|facts| {
        foreign_wallet(facts);
        facts.transaction.amount.currency = 156;
    });
    assert_eq!(yuan, [""; 0], "no figure in yuan");
}

#[test]
fn only_spending_is_limited() {
    use TransactionType::*;
    let codes = |kind| {
        subject().codes(|facts| {
            facts.transaction.kind = kind;
            amount(facts, i64::MAX);
            if let Some(merchant) = &mut facts.merchant {
                merchant.trading_hours = Some((0, 1));
            }
        })
    };
    for kind in [Purchase, PreAuthorization, CashAdvance] {
        assert!(codes(kind).len() > 3, "{kind:?}");
    }
    for kind in [Unknown, Completion, Refund, Void, BalanceInquiry] {
        assert_eq!(codes(kind), [""; 0], "{kind:?}");
    }
}

#[test]
fn a_figure_holds_from_its_day_on() {
    let on = |year, month, day| {
        move |facts: &mut Facts| {
            code(0, b'B')(facts);
            used(facts, DYNAMIC_QR_DAY, 500_000);
            let local = &mut facts.local;
            (local.year, local.month, local.day) = (year, month, day);
        }
    };
    subject().check("limit.qr.level_b_daily", on(2018, 4, 1), on(2018, 3, 31));
}

#[test]
fn a_merchants_own_cap_replaces_the_figure() {
    let own = |used_before| {
        move |facts: &mut Facts| {
            overridden(facts, MERCHANT_DAY, 30_000);
            used(facts, MERCHANT_DAY, used_before);
        }
    };
    subject().check("limit.merchant.daily_amount", own(20_001), own(20_000));
}

#[test]
fn near_from_four_fifths_on() {
    // 800,000.00 of a merchant's day of 1,000,000.00.
    subject().check(
        "limit.near",
        |f| used(f, MERCHANT_DAY, 79_990_000),
        |f| used(f, MERCHANT_DAY, 79_989_999),
    );
    let near = settings(r#"{"near_ppm": 900000}"#);
    near.check(
        "limit.near",
        |f| used(f, MERCHANT_DAY, 89_990_000),
        |f| used(f, MERCHANT_DAY, 89_989_999),
    );
}

#[test]
fn near_tells_the_nearest_that_still_fits() {
    let found = subject().assess(|facts| {
        used(facts, MERCHANT_DAY, 85_000_000);
        used(facts, CARD_DAY, 19_990_000);
        used(facts, TERMINAL_DAY, 60_000_000);
    });
    assert_eq!(found.findings.len(), 1);
    let expected = [
        Value::Text("card-day".into()),
        Value::Ppm(1_000_000),
        Value::Money(20_000_000),
        Value::Money(0),
    ];
    assert_eq!(found.findings[0].parameters, expected);
    assert_eq!(
        ChannelLimits::REASONS[usize::from(found.findings[0].reason)].code,
        "limit.near"
    );
}
