//! Decisions for tests: a few words make one.
#![allow(
    clippy::unwrap_used,
    reason = "a sample that is wrong shall stop the test"
)]

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{Asked, Attempt, Failure, Gathering, Scope};
use crate::decision::{Audience, Effect, Found, Outcome, Retry, Value, ValueKind};
use crate::limits::{Release, Report as Told};
use crate::money::{Amount, Currency};
use crate::reasons::{Catalogue, Locale, Reason, ReasonDraft, ResponseProfile, TextDraft};
use crate::record::{self, DecisionId};
use crate::recorded;
use crate::trail::Became;

/// 23 November 2026, 09:30 in Shanghai.
pub(crate) const MORNING_MS: u64 = 1_795_397_400_000;

/// What is asked of a report for an operator in English.
pub(crate) fn asked() -> Asked {
    Asked {
        scope: Scope::default(),
        locale: Locale::En,
        audience: Audience::Operator,
        zone: None,
    }
}

/// A payment.
pub(crate) struct Sample {
    pub(crate) at_ms: u64,
    pub(crate) merchant: &'static str,
    pub(crate) merchant_name: &'static str,
    pub(crate) payer: &'static str,
    pub(crate) minor_units: i64,
    pub(crate) currency: &'static str,
    pub(crate) zone: &'static str,
    pub(crate) unionpay: bool,
    pub(crate) outcome: Outcome,
    /// Codes of reasons, the one that led first; `!` before one that is for operators only.
    pub(crate) reasons: &'static [&'static str],
    pub(crate) fate: Option<Told>,
    pub(crate) code: &'static str,
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            at_ms: MORNING_MS,
            merchant: "m-1",
            merchant_name: "Noodles",
            payer: "",
            minor_units: 10_000,
            currency: "CNY",
            zone: "Asia/Shanghai",
            unionpay: true,
            outcome: Outcome::Approve,
            reasons: &[],
            fate: None,
            code: "",
        }
    }
}

impl Sample {
    /// One that was declined for these reasons.
    pub(crate) fn declined(reasons: &'static [&'static str]) -> Self {
        Self {
            outcome: Outcome::Decline,
            reasons,
            ..Self::default()
        }
    }

    /// One that was approved, and of which this was reported.
    pub(crate) fn reported(fate: Told, code: &'static str) -> Self {
        Self {
            fate: Some(fate),
            code,
            ..Self::default()
        }
    }

    /// One that the issuer declined.
    pub(crate) fn refused(code: &'static str) -> Self {
        Self::reported(Told::Released(Release::DeclinedByIssuer), code)
    }

    fn amount(&self) -> Amount {
        Amount {
            minor_units: self.minor_units,
            currency: Currency::from_code(self.currency).unwrap(),
        }
    }

    fn failure(&self, zone: &TimeZone) -> Option<Failure> {
        if self.outcome == Outcome::Approve {
            return None;
        }
        Some(Failure {
            outcome: self.outcome,
            found: self.reasons.iter().map(|code| found(code)).collect(),
            catalogue: Arc::new(Catalogue::new::<&str>([]).unwrap()),
            told: record::Told {
                zone: zone.clone(),
                profile: ResponseProfile::UnionPay,
                amount: self.amount(),
                channel: "pos",
                network: "unionpay",
                merchant: self.merchant_name.into(),
                terminal: "t-1".into(),
                issuer: None,
                bank: None,
                phone: None,
            },
        })
    }
}

fn found(code: &str) -> Found {
    let (code, operator_only) = match code.strip_prefix('!') {
        Some(code) => (code, true),
        None => (code, false),
    };
    let text = |locale: &str, message: &str, remedy: &str| TextDraft {
        locale: locale.into(),
        message: message.into(),
        remedies: vec![
            (Audience::Merchant, remedy.into()),
            (Audience::Operator, remedy.into()),
        ],
    };
    let draft = ReasonDraft {
        code: code.into(),
        effect: Effect::Reject,
        retry: Retry::None,
        operator_only,
        of_claim: false,
        parameters: vec![("seen".into(), ValueKind::Text)],
        response_codes: vec![("iso8583".into(), "05".into())],
        texts: vec![
            text("en", "Seen: {seen}.", "Do this."),
            text("zh", "见到{seen}。", "请处理。"),
        ],
    };
    Found {
        reason: Arc::new(Reason::parse(draft, "sample").unwrap()),
        values: vec![Value::Text(code.into())],
        limit: None,
        not_before_ms: None,
    }
}

/// All of these, gathered.
pub(crate) fn gathered(asked: Asked, samples: &[Sample]) -> Gathering {
    let mut gathering = Gathering::new(asked);
    for (number, sample) in (1_u64..).zip(samples) {
        let zone = TimeZone::get(sample.zone).unwrap();
        let mut random = [0; 10];
        random[2..].copy_from_slice(&number.to_be_bytes());
        let id = DecisionId::new(sample.at_ms, random);
        gathering.decided(Attempt {
            id,
            outcome: sample.outcome,
            at_stake: Some(sample.amount()),
            merchant: sample.merchant,
            merchant_name: sample.merchant_name,
            terminal: "t-1",
            issuer: "",
            issuer_name: "",
            channel: "pos",
            profile: match sample.unionpay {
                true => ResponseProfile::UnionPay,
                false => ResponseProfile::Iso8583,
            },
            payer: sample.payer,
            zone: &zone,
            failure: sample.failure(&zone),
        });
        if let Some(report) = sample.fate {
            let outcome = recorded::Outcome {
                decision: id,
                at_ms: sample.at_ms + 1_000,
                report,
                issuer_response_code: sample.code.into(),
                merchant_advice_code: "".into(),
                issuer_latency_ms: None,
                issuer_id: "".into(),
                trade: None,
                late: false,
                entries: Vec::new(),
            };
            gathering.became(id, &Became::Reported(outcome));
        }
    }
    gathering
}
