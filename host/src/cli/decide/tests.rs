//! Payments decided by no policy at all, and decisions made up for their texts.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use clap::Parser;
use jiff::tz::TimeZone;

use super::*;
use crate::decision::{Audience, Effect, Found, Held, LimitUsage, Retry};
use crate::money::{Amount, Currency};
use crate::policy::{Digest, Mode, OnFault, Terms};
use crate::reasons::{Catalogue, Reason, ReasonDraft, ResponseProfile, TextDraft};
use crate::record::{Decision, DecisionId, Run, Told};
use crate::sandbox::Fault;
use crate::wit::tollgate::policy::verdicts::FactGroups;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: DecideArgs,
}

const PAYMENT: &str = r#"{"requestId": "r-1", "merchantId": "m-1", "channel": "CHANNEL_POS",
    "occurredAt": "2026-03-01T08:00:00Z", "amount": {"minorUnits": "7700", "currency": "CNY"},
    "card": {"pan": "4111111111111111"}}"#;
const MERCHANTS: &str = "{\"merchantId\": \"m-0\", \"timeZone\": \"UTC\"}\n\
    {\"merchantId\": \"m-1\", \"name\": \"Corner\", \"timeZone\": \"Asia/Shanghai\"}\n";

/// Decides the payment in a policy directory where the only one is off, and returns the exit code and the page.
fn decided(payment: &str, more: &[&str]) -> (String, String) {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name).display().to_string();
    std::fs::create_dir(at("policies")).unwrap();
    std::fs::write(at("policies/none.wasm"), "").unwrap();
    std::fs::write(at("policies/none.toml"), "mode = \"off\"").unwrap();
    std::fs::write(at("payment.json"), payment).unwrap();
    std::fs::write(at("merchants.jsonl"), MERCHANTS).unwrap();
    let (payment, policies) = (at("payment.json"), at("policies"));
    let mut line = vec!["decide", &payment, "--policies", &policies];
    let merchants = at("merchants.jsonl");
    for word in more {
        line.push(if *word == "MERCHANTS" {
            &merchants
        } else {
            word
        });
    }
    let arguments = Line::parse_from(line).arguments;
    let mut page = Page::plain();
    let code = decide(&arguments, &mut page).unwrap();
    let files = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(files, 3, "nothing is written");
    (format!("{code:?}"), page.into_text())
}

#[track_caller]
fn check(payment: &str, more: &[&str], code: u8, told: &[&str]) {
    let (given, page) = decided(payment, more);
    assert_eq!(given, format!("{:?}", ExitCode::from(code)), "{page}");
    for told in told {
        assert!(page.contains(told), "{page}");
    }
    assert!(!page.contains("4111111111111111"), "{page}");
}

#[test]
fn a_payment_is_decided_when_it_occurred() {
    let told = [
        "DECLINE  CNY 77.00  m-1",
        "1 Mar 2026, 08:00 (+00:00)",
        "no profile of this",
    ];
    check(PAYMENT, &[], 10, &told);
}

#[test]
fn the_merchants_profile_is_found_in_a_file() {
    let told = ["DECLINE  CNY 77.00  Corner", "1 Mar 2026, 16:00 (+08:00)"];
    check(PAYMENT, &["--merchants", "MERCHANTS"], 10, &told);
    check(
        PAYMENT,
        &["--merchants", "MERCHANTS", "--locale", "zh-CN"],
        10,
        &["拒绝  77.00元  Corner", "2026年3月1日 16:00"],
    );
}

#[test]
fn a_gateway_gets_the_same_answer() {
    let told = [
        "{\"requestId\":\"r-1\",",
        "\"outcome\":\"OUTCOME_DECLINE\"",
        "engine.policy_missing",
    ];
    check(PAYMENT, &["--json"], 10, &told);
}

#[test]
fn what_no_gateway_could_send_is_not_decided() {
    check(
        &PAYMENT.replace("\"pan\": \"4111111111111111\"", "\"pan\": 4111111111111111"),
        &[],
        2,
        &[],
    );
    check(&PAYMENT.replace("CNY", "cny"), &[], 2, &[]);
}

#[test]
fn outcomes_have_their_codes() {
    for (outcome, expected) in [
        (Outcome::Approve, 0),
        (Outcome::Decline, 10),
        (Outcome::StepUp, 11),
        (Outcome::Review, 12),
    ] {
        let given = format!("{:?}", code(outcome));
        assert_eq!(given, format!("{:?}", ExitCode::from(expected)));
    }
}

fn reason() -> Reason {
    let text = |locale: &str, message: &str, remedy: &str| TextDraft {
        locale: locale.into(),
        message: message.into(),
        remedies: vec![
            (Audience::Merchant, remedy.into()),
            (Audience::Cardholder, remedy.into()),
        ],
    };
    let draft = ReasonDraft {
        code: "limit.channel.daily_amount".into(),
        effect: Effect::Reject,
        retry: Retry::Wait,
        operator_only: false,
        of_claim: true,
        parameters: vec![],
        response_codes: vec![("iso8583".into(), "61".into())],
        texts: vec![
            text(
                "en",
                "Only {remaining} is left today.",
                "Pay in another way.",
            ),
            text("zh", "今日仅剩{remaining}。", "请换一种方式支付。"),
        ],
    };
    Reason::parse(draft, "channel-limits").unwrap()
}

fn terms() -> Terms {
    Terms {
        name: "channel-limits".into(),
        version: "1.0.0".into(),
        summary: "".into(),
        digest: Digest::of(b""),
        identity: Digest::of(b""),
        mode: Mode::Enforce,
        on_fault: OnFault::Decline,
        rank: 1,
        fuel: 100_000,
        needs: FactGroups::empty(),
        reasons: Vec::new(),
        counters: Vec::new(),
        settings: "".into(),
        loaded_at_ms: 0,
    }
}

fn decision() -> Decision {
    let currency = Currency::from_code("CNY");
    Decision {
        id: DecisionId(0),
        request_id: "r-1".into(),
        decided_at_ms: 1_767_614_400_000,
        outcome: Outcome::Decline,
        found: vec![Found {
            reason: Arc::new(reason()),
            values: vec![],
            limit: Some(LimitUsage {
                counter: "channel-day".into(),
                currency,
                used: 99_900,
                cap: 100_000,
                resets_at_ms: Some(1_767_657_600_000),
            }),
            not_before_ms: Some(1_767_657_600_000),
        }],
        holds: vec![Held {
            counter: "channel-day".into(),
            amount: 7_700,
            currency,
            expires_at_ms: Some(1_767_615_000_000),
        }],
        revision: "0123456789abcdef".into(),
        runs: vec![Run {
            policy: Arc::new(terms()),
            fault: Some(Fault::OutOfFuel),
            fuel: 6_521,
            nanoseconds: 70_590,
            outcome: Outcome::Decline,
            score: None,
        }],
        told: Told {
            zone: TimeZone::UTC,
            profile: ResponseProfile::Iso8583,
            amount: Amount {
                minor_units: 7_700,
                currency: currency.unwrap(),
            },
            channel: "pos",
            network: "visa",
            merchant: "Corner".into(),
            terminal: "".into(),
            issuer: None,
            bank: None,
            phone: None,
        },
        trade: None,
        catalogue: Arc::new(Catalogue::new::<&str>([]).unwrap()),
    }
}

#[track_caller]
fn reads(locale: Locale, expected: &str) {
    let decision = decision();
    let mut page = Page::plain();
    let context = decision.told.context(locale, Audience::Operator);
    answer::write(&mut page, &decision, &context, words::WOULD_HOLD);
    closing(&mut page, locale, Without { merchant: false });
    assert_eq!(page.into_text(), expected);
}

#[test]
fn a_decline_reads_well_in_english() {
    reads(
        Locale::En,
        "\
DECLINE  CNY 77.00  Corner
   Request        r-1
   Decided at     5 Jan 2026, 12:00 (+00:00)
   Policy set     0123456789ab
   Response code  61
   Retry          later, not before 6 Jan 2026, 00:00 (+00:00)

1. limit.channel.daily_amount  reject  channel-limits
   Only CNY 1.00 is left today.
   Merchant      Pay in another way.
   Cardholder    Pay in another way.
   Limit         channel-day
   Used          CNY 999.00 / CNY 1,000.00
   Remaining     CNY 1.00
   Starts again  6 Jan 2026, 00:00 (+00:00)
   Retry         later, not before 6 Jan 2026, 00:00 (+00:00)

Would hold      Amount  Until
channel-day  CNY 77.00  5 Jan 2026, 12:10 (+00:00)

Policy          Version  Mode     Alone     Fuel     Time
channel-limits  1.0.0    enforce  decline  6,521  70.5 µs
    out_of_fuel

Limits stood at zero before this payment.
",
    );
}

#[test]
fn a_decline_reads_well_in_chinese() {
    reads(
        Locale::Zh,
        "\
拒绝  77.00元  Corner
   请求      r-1
   判定时间  2026年1月5日 12:00
   策略集    0123456789ab
   应答码    61
   重试      稍后, 不早于 2026年1月6日 00:00

1. limit.channel.daily_amount  拒绝  channel-limits
   今日仅剩1.00元。
   商户      请换一种方式支付。
   持卡人    请换一种方式支付。
   限额      channel-day
   已用      999.00元 / 1,000.00元
   剩余      1.00元
   重新起算  2026年1月6日 00:00
   重试      稍后, 不早于 2026年1月6日 00:00

将占用限额      数额  至
channel-day  77.00元  2026年1月5日 12:10

策略            版本   模式  单独结论   燃料     耗时
channel-limits  1.0.0  生效  拒绝      6,521  70.5 µs
    out_of_fuel

判定前各项限额的已用数为零。
",
    );
}
