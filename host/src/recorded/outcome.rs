//! What the gateway reported of a decision.

use prost::Message as _;
use tollgate_proto::log::v1::{self as log, outcome as parts};
use tollgate_proto::v1::report_outcome_request::Result as Named;

use crate::activity::{Kind, Trade};
use crate::limits::{CounterKey, Entry, Measure, Release, Report, Span};
use crate::record::DecisionId;

use super::cases::{Numbered as _, case, pack, unpack};
use super::policy::measure;
use super::{Damaged, exactly, narrow, read};

/// A report that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The decision that it is about.
    pub decision: DecisionId,
    /// When it came, Unix milliseconds.
    pub at_ms: u64,
    /// What was reported.
    pub report: Report,
    /// DE39 from the issuer; empty where it gave none.
    pub issuer_response_code: Box<str>,
    /// Two digits of advice that the network sent with a decline; empty where there was none.
    pub merchant_advice_code: Box<str>,
    /// Time that the issuer took, milliseconds.
    pub issuer_latency_ms: Option<u32>,
    /// The issuer; empty where it is not on file.
    pub issuer_id: Box<str>,
    /// It came after the holds had expired.
    pub late: bool,
    /// The totals that the payment is counted in, where the report needs them.
    pub entries: Vec<Entry>,
    /// The payment as the merchant's figures count it, where the report changes them.
    pub trade: Option<Trade>,
}

/// The payload of a report.
#[must_use]
pub fn encode_outcome(of: &Outcome) -> Vec<u8> {
    let (result, amount) = match of.report {
        Report::Authorized { amount } => (Named::Authorized, amount),
        Report::Released(Release::DeclinedByIssuer) => (Named::DeclinedByIssuer, None),
        Report::Released(Release::TimedOut) => (Named::TimedOut, None),
        Report::Released(Release::Abandoned) => (Named::Abandoned, None),
        Report::Voided => (Named::Voided, None),
    };
    log::Outcome {
        decision_id: of.decision.0.to_be_bytes().to_vec(),
        at_ms: of.at_ms,
        result: result.into(),
        amount,
        issuer_response_code: of.issuer_response_code.to_string(),
        merchant_advice_code: of.merchant_advice_code.to_string(),
        issuer_latency_ms: of.issuer_latency_ms,
        issuer_id: of.issuer_id.to_string(),
        late: of.late,
        entries: of.entries.iter().map(entry).collect(),
        trade: of.trade.as_ref().map(trade),
    }
    .encode_to_vec()
}

fn entry(entry: &Entry) -> parts::Entry {
    let (window, ends_at_ms, window_seconds) = match entry.span {
        Span::Until { ends_at_ms } => (log::Window::CalendarDay, ends_at_ms, 0),
        Span::Rolling { seconds } => (log::Window::Rolling, 0, seconds),
        Span::Lifetime => (log::Window::Lifetime, 0, 0),
    };
    parts::Entry {
        key: entry.key.to_u128().to_be_bytes().to_vec(),
        window: window.into(),
        ends_at_ms,
        window_seconds,
        counts_requests: entry.measure == Measure::Count,
        counts: entry.counts.number(),
    }
}

fn trade(trade: &Trade) -> parts::Trade {
    let some = |known: Option<bool>| [known.is_some(), known == Some(true)];
    let ([funded, credit], [located, away]) = (some(trade.credit), some(trade.away));
    parts::Trade {
        merchant: trade.merchant,
        amount: trade.amount,
        currency: trade.currency.into(),
        card: trade.card,
        flags: pack([
            trade.kind == Kind::Reservation,
            trade.kind == Kind::Refund,
            trade.night,
            trade.round,
            funded,
            credit,
            located,
            away,
        ]),
    }
}

fn decode_trade(message: &parts::Trade) -> Result<Trade, Damaged> {
    let [
        reservation,
        refund,
        night,
        round,
        funded,
        credit,
        located,
        away,
    ] = unpack("trade.flags", message.flags)?;
    Ok(Trade {
        merchant: message.merchant,
        kind: match (reservation, refund) {
            (true, _) => Kind::Reservation,
            (false, true) => Kind::Refund,
            (false, false) => Kind::Sale,
        },
        amount: message.amount,
        currency: narrow("trade.currency", message.currency)?,
        card: message.card,
        night,
        round,
        credit: funded.then_some(credit),
        away: located.then_some(away),
    })
}

/// Reads the payload of a report.
///
/// # Errors
/// The field that is damaged.
pub fn decode_outcome(payload: &[u8]) -> Result<Outcome, Damaged> {
    let message: log::Outcome = read("Outcome", payload)?;
    let named = Named::try_from(message.result).unwrap_or(Named::Unspecified);
    let report = match named {
        Named::Unspecified => return Err(Damaged::new("result", "is not known")),
        Named::Authorized => Report::Authorized {
            amount: message.amount,
        },
        Named::DeclinedByIssuer => Report::Released(Release::DeclinedByIssuer),
        Named::TimedOut => Report::Released(Release::TimedOut),
        Named::Abandoned => Report::Released(Release::Abandoned),
        Named::Voided => Report::Voided,
    };
    Ok(Outcome {
        decision: id(&message.decision_id)?,
        at_ms: message.at_ms,
        report,
        issuer_response_code: message.issuer_response_code.into(),
        merchant_advice_code: message.merchant_advice_code.into(),
        issuer_latency_ms: message.issuer_latency_ms,
        issuer_id: message.issuer_id.into(),
        late: message.late,
        entries: (message.entries.iter())
            .map(decode_entry)
            .collect::<Result<_, _>>()?,
        trade: message.trade.as_ref().map(decode_trade).transpose()?,
    })
}

/// The id of a decision.
pub(super) fn id(bytes: &[u8]) -> Result<DecisionId, Damaged> {
    let bytes = exactly("decision_id", bytes)?;
    Ok(DecisionId(u128::from_be_bytes(bytes)))
}

fn decode_entry(message: &parts::Entry) -> Result<Entry, Damaged> {
    let key = exactly("entries.key", &message.key)?;
    let span = match log::Window::try_from(message.window) {
        Ok(log::Window::CalendarDay) => Span::Until {
            ends_at_ms: message.ends_at_ms,
        },
        Ok(log::Window::Rolling) => Span::Rolling {
            seconds: message.window_seconds,
        },
        Ok(log::Window::Lifetime) => Span::Lifetime,
        _ => return Err(Damaged::new("entries.window", "has an unknown case")),
    };
    Ok(Entry {
        key: CounterKey::from_u128(u128::from_be_bytes(key)),
        span,
        measure: measure(message.counts_requests),
        counts: case("entries.counts", message.counts)?,
    })
}
