//! Definitions and findings for the tests of this room.
#![allow(
    clippy::unwrap_used,
    reason = "a sample that is wrong shall stop the test"
)]

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{Context, Locale, Reason, ReasonDraft, ResponseProfile, TextDraft};
use crate::decision::{Audience, Effect, Found, LimitUsage, Retry, Value};
use crate::money::{Amount, Currency};

/// A reason without a fault.
pub(super) fn draft(code: &str) -> ReasonDraft {
    ReasonDraft {
        code: code.into(),
        effect: Effect::Reject,
        retry: Retry::None,
        operator_only: false,
        of_claim: false,
        parameters: Vec::new(),
        response_codes: vec![
            ("iso8583".into(), "54".into()),
            ("unionpay".into(), "57".into()),
        ],
        texts: vec![
            text("en", "Stopped.", &[(Audience::Merchant, "Ask.")]),
            text("zh", "已停止。", &[(Audience::Merchant, "请询问。")]),
        ],
    }
}

pub(super) fn text(locale: &str, message: &str, remedies: &[(Audience, &str)]) -> TextDraft {
    TextDraft {
        locale: locale.into(),
        message: message.into(),
        remedies: remedies
            .iter()
            .map(|(audience, text)| (*audience, (*text).into()))
            .collect(),
    }
}

pub(super) fn parsed(draft: ReasonDraft) -> Arc<Reason> {
    Arc::new(Reason::parse(draft, "sample").unwrap())
}

/// A reason of that code and effect, found without values.
pub(super) fn found(code: &str, effect: Effect) -> Found {
    found_as(
        ReasonDraft {
            effect,
            ..draft(code)
        },
        Vec::new(),
    )
}

pub(super) fn found_as(draft: ReasonDraft, values: Vec<Value>) -> Found {
    Found {
        reason: parsed(draft),
        values,
        limit: None,
        not_before_ms: None,
    }
}

pub(super) fn limit(currency: Option<&str>, resets_at_ms: Option<u64>) -> LimitUsage {
    LimitUsage {
        counter: "merchant_day".into(),
        currency: currency.map(|code| Currency::from_code(code).unwrap()),
        used: 480_000,
        cap: 500_000,
        resets_at_ms,
    }
}

pub(super) fn amount(minor_units: i64, currency: &str) -> Amount {
    Amount {
        minor_units,
        currency: Currency::from_code(currency).unwrap(),
    }
}

pub(super) fn codes(found: &[impl std::borrow::Borrow<Found>]) -> Vec<&str> {
    found
        .iter()
        .map(|found| &**found.borrow().reason.code())
        .collect()
}

/// 24 November 2026, midnight in Shanghai.
pub(super) const MIDNIGHT_MS: u64 = 1_795_449_600_000;

pub(super) fn context(locale: Locale, audience: Audience) -> Context<'static> {
    Context {
        locale,
        zone: TimeZone::get("Asia/Shanghai").unwrap(),
        audience,
        profile: ResponseProfile::UnionPay,
        amount: Some(amount(123_450, "CNY")),
        channel: Some("qr"),
        merchant: Some("Lao Wang Noodles"),
        terminal: Some("T-0042"),
        bank: Some("Bank of Shanghai"),
        phone: Some("95594"),
        network: Some("unionpay"),
    }
}
