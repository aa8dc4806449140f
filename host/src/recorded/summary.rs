//! What the folds need of a decision, read without the rest.
//!
//! The messages here declare some of the fields of those in `record.proto`, under the same
//! numbers; the others are skipped.

use crate::activity::{Circumstances, Trade};
use crate::decision::Outcome;
use crate::earlier::{Footprint, Made};
use crate::facts::Counted;
use crate::limits::{Calendar, Entry, Request};
use crate::money::Amount;
use crate::place::Place;
use crate::record::DecisionId;
use crate::wit::tollgate::policy::facts::Network;

use super::cases::case;
use super::decision::entries;
use super::outcome::id;
use super::{
    Damaged, IssuerSeen, MerchantSeen, RecordedSet, conclusion, exactly, narrow, read, seen,
};

/// A decision as far as totals and remembered requests know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: DecisionId,
    /// When it was made, Unix milliseconds.
    pub decided_at_ms: u64,
    /// The request that it answers.
    pub request_id: Box<str>,
    /// The first 16 bytes of the digest of the request's content.
    pub content: [u8; 16],
    /// What the gateway was told to do.
    pub outcome: Outcome,
    /// The amount.
    pub amount: Amount,
    /// When its holds expire, Unix milliseconds.
    pub hold_until_ms: u64,
    /// The calendar in which it was counted.
    pub calendar: Calendar,
    /// The request as counters saw it.
    pub request: Request,
    /// The payment as the merchant's figures count it.
    pub trade: Option<Trade>,
    /// The payment as those that come after it know it.
    pub footprint: Footprint,
}

impl Summary {
    /// By position of the set's counters: the totals that the request counts in.
    #[must_use]
    pub fn entries(&self, set: &RecordedSet) -> Vec<Option<Entry>> {
        entries(set, &self.request, &self.calendar)
    }
}

/// What a decision is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// Its id.
    pub id: DecisionId,
    /// The request that it answers.
    pub request_id: Box<str>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Named {
    #[prost(string, tag = "1")]
    request_id: String,
    #[prost(bytes = "vec", tag = "14")]
    decision_id: Vec<u8>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Slim {
    #[prost(string, tag = "1")]
    request_id: String,
    #[prost(bytes = "vec", tag = "2")]
    content: Vec<u8>,
    #[prost(uint64, tag = "3")]
    now_ms: u64,
    #[prost(message, optional, tag = "4")]
    transaction: Option<Transaction>,
    #[prost(message, optional, tag = "5")]
    card: Option<Card>,
    #[prost(message, optional, tag = "6")]
    terminal: Option<Terminal>,
    #[prost(string, tag = "8")]
    terminal_id: String,
    #[prost(bytes = "vec", tag = "14")]
    decision_id: Vec<u8>,
    #[prost(message, optional, tag = "15")]
    conclusion: Option<Conclusion>,
    #[prost(message, optional, tag = "16")]
    payment_code: Option<Code>,
    #[prost(string, tag = "20")]
    original_request_id: String,
    #[prost(string, tag = "21")]
    merchant_id: String,
    #[prost(string, tag = "27")]
    trace_number: String,
    #[prost(string, tag = "28")]
    retrieval_reference: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Terminal {
    #[prost(uint32, optional, tag = "4")]
    distance_m: Option<u32>,
    #[prost(uint32, tag = "5")]
    radius_m: u32,
    #[prost(sint32, optional, tag = "7")]
    latitude_e6: Option<i32>,
    #[prost(sint32, optional, tag = "8")]
    longitude_e6: Option<i32>,
    #[prost(bool, tag = "9")]
    reported: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Transaction {
    #[prost(int32, tag = "1")]
    kind: i32,
    #[prost(int32, tag = "2")]
    channel: i32,
    #[prost(int32, tag = "3")]
    entry_mode: i32,
    #[prost(int64, tag = "4")]
    amount: i64,
    #[prost(uint32, tag = "5")]
    currency: u32,
    #[prost(sint64, tag = "8")]
    occurred_before_ms: i64,
    #[prost(sint32, tag = "10")]
    utc_offset_minutes: i32,
    #[prost(uint32, tag = "13")]
    flags: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Card {
    #[prost(string, tag = "1")]
    token: String,
    #[prost(int32, tag = "5")]
    network: i32,
    #[prost(int32, tag = "7")]
    funding: i32,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Code {
    #[prost(int32, tag = "1")]
    kind: i32,
    #[prost(int32, tag = "2")]
    wallet: i32,
    #[prost(string, tag = "3")]
    token: String,
    #[prost(string, tag = "7")]
    payer: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Conclusion {
    #[prost(int32, tag = "1")]
    outcome: i32,
    #[prost(uint64, tag = "2")]
    hold_ms: u64,
    #[prost(int64, repeated, tag = "3")]
    calendar_ends_ms: Vec<i64>,
}

/// Reads what a decision is found by.
///
/// # Errors
/// The field that is damaged.
pub fn decode_names(payload: &[u8]) -> Result<Names, Damaged> {
    let message: Named = read("Decision", payload)?;
    Ok(Names {
        id: id(&message.decision_id)?,
        request_id: message.request_id.into(),
    })
}

/// Reads a decision for the folds, with merchant and issuer where its record refers to them.
///
/// # Errors
/// The field that is damaged.
pub fn decode_summary(
    payload: &[u8],
    merchant: Option<&MerchantSeen>,
    issuer: Option<&IssuerSeen>,
) -> Result<Summary, Damaged> {
    let message: Slim = read("Decision", payload)?;
    let id = id(&message.decision_id)?;
    let missing = |field| move || Damaged::new(field, "is missing");
    let seen = (message.transaction.as_ref()).ok_or_else(missing("transaction"))?;
    let ended = (message.conclusion.as_ref()).ok_or_else(missing("conclusion"))?;
    let currency = narrow("transaction.currency", seen.currency)?;
    let amount = Amount {
        minor_units: seen.amount,
        currency: seen::currency(currency)?,
    };
    let request = request(&message, seen, currency, merchant, issuer)?;
    Ok(Summary {
        id,
        decided_at_ms: id.at_ms(),
        content: exactly("content", &message.content)?,
        outcome: case("conclusion.outcome", ended.outcome)?,
        trade: Trade::of(&request, amount, &circumstances(&message, seen)),
        amount,
        hold_until_ms: id.at_ms().saturating_add(ended.hold_ms),
        calendar: conclusion::calendar(&ended.calendar_ends_ms, id.at_ms())?,
        request,
        footprint: footprint(&message, seen, currency, merchant)?,
        request_id: message.request_id.into(),
    })
}

fn circumstances(message: &Slim, seen: &Transaction) -> Circumstances {
    let before_ms = seen.occurred_before_ms.cast_unsigned();
    let terminal = message.terminal.as_ref();
    Circumstances {
        occurred_at_ms: message.now_ms.wrapping_sub(before_ms),
        utc_offset_minutes: seen.utc_offset_minutes,
        distance_m: terminal.and_then(|terminal| terminal.distance_m),
        radius_m: terminal.map_or(0, |terminal| terminal.radius_m),
    }
}

fn request(
    message: &Slim,
    seen: &Transaction,
    currency: u16,
    merchant: Option<&MerchantSeen>,
    issuer: Option<&IssuerSeen>,
) -> Result<Request, Damaged> {
    let card = message.card.as_ref();
    let code = message.payment_code.as_ref();
    let network: Option<Network> = match (card, code) {
        (Some(card), _) => Some(case("card.network", card.network)?),
        (None, Some(code)) => Some(case("payment_code.wallet", code.wallet)?),
        (None, None) => None,
    };
    let card = match card {
        Some(card) => Some((&*card.token, case("card.funding", card.funding)?)),
        None => None,
    };
    let counted = Counted {
        kind: case("transaction.type", seen.kind)?,
        channel: case("transaction.channel", seen.channel)?,
        entry_mode: case("transaction.entry_mode", seen.entry_mode)?,
        pin_present: seen.flags & 1 != 0,
        currency,
        merchant: seen::merchant_id(&message.merchant_id, merchant)?,
        terminal: &message.terminal_id,
        original: &message.original_request_id,
        on_file: merchant.map(MerchantSeen::on_file),
        card,
        payer: code.map_or("", |code| &code.payer),
        network,
        issuer: issuer.map_or("", |issuer| &issuer.id),
    };
    Ok(counted.request())
}

fn footprint(
    message: &Slim,
    seen: &Transaction,
    currency: u16,
    merchant: Option<&MerchantSeen>,
) -> Result<Footprint, Damaged> {
    let terminal = message.terminal.as_ref();
    let place = terminal.and_then(|terminal| terminal.latitude_e6.zip(terminal.longitude_e6));
    let code = message.payment_code.as_ref();
    let made = Made {
        kind: case("transaction.type", seen.kind)?,
        amount: seen.amount,
        currency,
        merchant: seen::merchant_id(&message.merchant_id, merchant)?,
        original: &message.original_request_id,
        terminal: &message.terminal_id,
        trace_number: &message.trace_number,
        retrieval_reference: &message.retrieval_reference,
        card: match message.card.as_ref() {
            Some(card) => Some((&*card.token, case("card.network", card.network)?)),
            None => None,
        },
        code: match code {
            Some(code) => Some((case("payment_code.kind", code.kind)?, &*code.token)),
            None => None,
        },
        payer: code.map_or("", |code| &code.payer),
        place: place.map(|(latitude_e6, longitude_e6)| Place {
            latitude_e6,
            longitude_e6,
        }),
        reported: terminal.is_some_and(|terminal| terminal.reported),
        occurred_at_ms: (message.now_ms).wrapping_sub(seen.occurred_before_ms.cast_unsigned()),
    };
    Ok(made.footprint())
}
