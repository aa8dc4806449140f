//! The first half of a decision's record: what the policies saw, and what they answered.

use jiff::tz::TimeZone;
use prost::Message as _;
use tollgate_proto::log::v1 as log;

use crate::decide::Heard;
use crate::facts::Parties;
use crate::limits::Entry;
use crate::payment::Payment;
use crate::wit::tollgate::policy::facts::{Facts, RiskIndicators};

use super::{answer, card, issuer, listings, merchant, terminal, transaction};

/// Room for both halves of nearly every record, so that the second costs no allocation under the
/// lock.
const RECORD_BYTES: usize = 1_024;

/// What a decision rests on.
pub struct Evidence<'a> {
    /// The payment.
    pub payment: &'a Payment,
    /// All groups of its facts; the counters of single policies are not read.
    pub facts: &'a Facts,
    /// Who takes part in it.
    pub parties: &'a Parties,
    /// The zone whose days are counted: the merchant's, or the host's where it is not on file.
    pub zone: &'a TimeZone,
    /// By position of the set's counters: `None` where one is not about this request.
    pub applies: &'a [Option<Entry>],
    /// By position of the set's counters: what each held when the policies were asked.
    pub totals: &'a [u64],
    /// Of the merchant's indicators those that are this host's own.
    pub own_risk: Option<&'a RiskIndicators>,
    /// What the policies of the set answered, in its order.
    pub heard: &'a [Heard],
}

/// The first half of the record; [`head`](super::head) appends the second.
#[must_use]
pub fn evidence(of: &Evidence<'_>) -> Vec<u8> {
    let Evidence {
        payment,
        facts,
        parties,
        ..
    } = of;
    let on_file = parties.merchant.as_deref();
    let seen = facts.merchant.as_ref();
    let judged = of.heard.iter().map(|heard| &heard.judged);
    let message = log::Decision {
        request_id: payment.request_id.to_string(),
        content: payment
            .content
            .first_chunk::<16>()
            .map_or_else(Vec::new, |half| half.to_vec()),
        now_ms: facts.now,
        transaction: Some(transaction::encode(facts)),
        card: (facts.card.as_ref().zip(payment.card.as_ref()))
            .map(|(seen, card)| card::encode(seen, &card.token)),
        terminal: (facts.terminal.as_ref())
            .map(|seen| terminal::encode(seen, payment.terminal.as_ref())),
        issuer: facts.issuer.as_ref().map(issuer::encode),
        terminal_id: payment.terminal_id.to_string(),
        applies: applies(of.applies),
        totals: totals(of),
        answers: judged
            .clone()
            .map(|judged| answer::encode(&judged.result))
            .collect(),
        fuel: judged.clone().map(|judged| judged.fuel).collect(),
        nanoseconds: judged.map(|judged| judged.nanoseconds).collect(),
        payment_code: (facts.payment_code.as_ref().zip(payment.code.as_ref()))
            .map(|(seen, code)| card::encode_code(seen, code)),
        terminal_health: facts.terminal_health.as_ref().map(terminal::encode_health),
        route: facts.route.as_ref().map(issuer::encode_route),
        original: facts.original.as_ref().map(issuer::encode_original),
        listings: facts.listings.as_ref().map(listings::encode),
        own_risk: of.own_risk.map(merchant::risk),
        attributes: facts.attributes.as_deref().map(attributes),
        original_request_id: payment.original_request_id.to_string(),
        trace_number: payment.trace_number.to_string(),
        retrieval_reference: payment.retrieval_reference.to_string(),
        merchant_id: match on_file {
            Some(on_file) if *on_file.id() == *payment.merchant_id => String::new(),
            _ => payment.merchant_id.to_string(),
        },
        time_zone: match on_file {
            Some(_) => String::new(),
            None => of.zone.iana_name().unwrap_or_default().to_owned(),
        },
        merchant_tenure_days: seen.map_or(0, |merchant| merchant.tenure_days),
        currency_refused: seen.is_some_and(|merchant| !merchant.currency_accepted),
        fee_contract_unseen: facts.fee_contract.is_none()
            && on_file.is_some_and(|merchant| merchant.fee_contract.is_some()),
        ..log::Decision::default()
    };
    let mut bytes = Vec::with_capacity(RECORD_BYTES);
    // A vector has room for every message.
    let _ = message.encode(&mut bytes);
    bytes
}

/// A bit for each counter that is about the request, without the zeros at the end.
fn applies(entries: &[Option<Entry>]) -> Vec<u8> {
    let byte = |eight: &[Option<Entry>]| {
        (eight.iter().rev()).fold(0, |bits, entry| bits << 1 | u8::from(entry.is_some()))
    };
    let mut bytes: Vec<u8> = entries.chunks(8).map(byte).collect();
    let used = bytes.iter().rposition(|byte| *byte != 0);
    bytes.truncate(used.map_or(0, |last| last + 1));
    bytes
}

fn totals(of: &Evidence<'_>) -> Vec<u64> {
    let totals = of.applies.iter().zip(of.totals);
    totals
        .filter(|(entry, _)| entry.is_some())
        .map(|(_, total)| *total)
        .collect()
}

fn attributes(attributes: &[(String, String)]) -> log::Attributes {
    let (keys, values) = attributes.iter().cloned().unzip();
    log::Attributes { keys, values }
}
