//! How values look to a reader.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failed test shall stop"
)]

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::super::super::ReasonDraft;
use super::super::super::samples::{MIDNIGHT_MS, context, draft, found_as, limit, text};
use super::super::render;
use super::*;
use crate::decision::{Audience, ValueKind};
use crate::money::{Amount, Currency};

fn message(context: &Context<'_>, found: &Found) -> String {
    let page = Page { context, found };
    page.text(&found.reason.texts(context.locale).message)
}

/// The message of that reason, in English and in Chinese.
#[track_caller]
fn check(reason: ReasonDraft, limit: Option<LimitUsage>, texts: [&str; 2], expected: [&str; 2]) {
    let [en, zh] = texts;
    let texts = vec![
        text("en", en, &[(Audience::Merchant, "Ask.")]),
        text("zh", zh, &[(Audience::Merchant, "请询问。")]),
    ];
    let found = Found {
        limit,
        ..found_as(ReasonDraft { texts, ..reason }, Vec::new())
    };
    for (locale, expected) in Locale::ALL.into_iter().zip(expected) {
        assert_eq!(
            message(&context(locale, Audience::Operator), &found),
            expected
        );
    }
}

fn of_claim() -> ReasonDraft {
    ReasonDraft {
        of_claim: true,
        ..draft("limit.daily")
    }
}

#[test]
fn what_the_host_knows_is_told_in_the_readers_language() {
    check(
        draft("issuer.refer"),
        None,
        [
            "{amount} by {channel} at {merchant} ({terminal}), {network}: call {bank}, {phone}.",
            "{merchant}（{terminal}）{channel}{amount}，{network}：请致电{bank}{phone}。",
        ],
        [
            "CNY 1,234.50 by QR code at Lao Wang Noodles (T-0042), UnionPay: call Bank of Shanghai, 95594.",
            "Lao Wang Noodles（T-0042）扫码1,234.50元，银联：请致电Bank of Shanghai95594。",
        ],
    );
}

#[test]
fn what_the_host_does_not_know_is_paraphrased() {
    let mut draft = draft("issuer.down");
    let all = "{bank}, {phone}; {bank}, {amount}, {channel}, {merchant}, {terminal}, {network}.";
    draft.texts[0].message = all.into();
    draft.texts[1].message = "请联系{bank}（{phone}）。".into();
    let found = found_as(draft, Vec::new());
    for blank in [None, Some(""), Some("  ")] {
        let context = |locale| Context {
            amount: None,
            channel: Some("pigeon"),
            merchant: blank,
            terminal: blank,
            bank: blank,
            phone: blank,
            network: blank,
            ..context(locale, Audience::Merchant)
        };
        assert_eq!(
            message(&context(Locale::En), &found),
            "Your bank, the number on the back of the card; your bank, the amount, unspecified, \
             the merchant, the terminal, this network."
        );
        assert_eq!(
            message(&context(Locale::Zh), &found),
            "请联系发卡银行（卡背面的客服电话）。"
        );
    }
}

#[test]
fn limits_are_told_in_money_or_as_counts() {
    let texts = [
        "{used} of {limit}, {remaining} left until {resets_at}.",
        "{used}/{limit}/{remaining}/{resets_at}",
    ];
    check(
        of_claim(),
        Some(limit(Some("CNY"), Some(MIDNIGHT_MS))),
        texts,
        [
            "CNY 4,800.00 of CNY 5,000.00, CNY 200.00 left until 24 Nov 2026, 00:00 (+08:00).",
            "4,800.00元/5,000.00元/200.00元/2026年11月24日 00:00",
        ],
    );
    check(
        of_claim(),
        Some(LimitUsage {
            used: 9,
            cap: 3,
            ..limit(None, None)
        }),
        texts,
        [
            "9 of 3, 0 left until a change of the limit.",
            "9/3/0/限额调整",
        ],
    );
    check(
        of_claim(),
        Some(LimitUsage {
            used: u64::MAX,
            ..limit(Some("JPY"), Some(u64::MAX))
        }),
        texts,
        [
            "JPY 18,446,744,073,709,551,615 of JPY 500,000, JPY 0 left until —.",
            "18,446,744,073,709,551,615日元/500,000日元/0日元/—",
        ],
    );
}

#[test]
fn a_value_that_is_not_there_leaves_a_dash() {
    let expected = ["— left.", "剩余—。"];
    check(
        of_claim(),
        None,
        ["{limit} left.", "剩余{limit}。"],
        expected,
    );
    let of_finding = ReasonDraft {
        parameters: vec![("days".into(), ValueKind::Integer)],
        ..draft("licence.expires")
    };
    check(of_finding, None, ["{days} left.", "剩余{days}。"], expected);
}

fn any_currency() -> impl Strategy<Value = Currency> {
    (0_u16..1000).prop_filter_map("no currency has that number", Currency::from_number)
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::Integer),
        (any::<i64>(), any_currency()).prop_map(|(minor_units, currency)| Value::Money(Amount {
            minor_units,
            currency
        })),
        any::<u32>().prop_map(Value::Ppm),
        any::<u64>().prop_map(Value::InstantMs),
        (0_u64..300_000_000_000_000).prop_map(Value::InstantMs),
        "([{}]|.){0,30}".prop_map(Value::Text),
    ]
}

proptest! {
    #[test]
    fn whatever_was_found_is_told_without_a_placeholder(
        values in prop::collection::vec(any_value(), 0..4),
        (used, cap, resets_at_ms) in any::<(u64, u64, Option<u64>)>(),
        currency in prop::option::of(any_currency()),
        amount in prop::option::of((any::<i64>(), any_currency())),
        words in prop::option::of("([{}]|.){0,9}"),
        zone in prop::sample::select(vec!["Asia/Shanghai", "America/St_Johns", "Pacific/Kiritimati", "UTC"]),
    ) {
        let all = "{a}{b}{c}|{amount}{channel}{merchant}{terminal}{bank}{phone}{network}";
        let limits = "{limit}{used}{remaining}{resets_at}";
        let finding = ReasonDraft {
            parameters: ["a", "b", "c"].map(|name| (name.into(), ValueKind::Text)).into(),
            texts: ["en", "zh"].map(|tag| text(tag, all, &[(Audience::Operator, all)])).into(),
            ..draft("any.finding")
        };
        let claim = ReasonDraft {
            of_claim: true,
            texts: ["en", "zh"].map(|tag| text(tag, limits, &[(Audience::Operator, limits)])).into(),
            ..draft("any.claim")
        };
        let usage = LimitUsage { counter: "any".into(), currency, used, cap, resets_at_ms };
        let found = [
            found_as(finding, values),
            Found { limit: Some(usage), ..found_as(claim, Vec::new()) },
        ];
        for locale in Locale::ALL {
            let words = words.as_deref();
            let context = Context {
                zone: TimeZone::get(zone).unwrap(),
                amount: amount.map(|(minor_units, currency)| Amount { minor_units, currency }),
                channel: words,
                merchant: words,
                terminal: words,
                bank: words,
                phone: words,
                network: words,
                ..context(locale, Audience::Merchant)
            };
            for found in &found {
                let reason = render(&context, found);
                let remedies = reason.remedies.iter().map(|(_, text)| text);
                for text in remedies.chain([&reason.message]) {
                    prop_assert!(!text.contains(['{', '}', '\n']), "{}", text);
                }
            }
        }
    }
}
