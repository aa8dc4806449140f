//! What a later request needs of a decision that it names, read without the rest.
//!
//! As with summaries, the messages here declare some of the fields of those in `record.proto`.

use crate::decision::Outcome;
use crate::money::Amount;
use crate::original::Former;
use crate::record::DecisionId;

use super::cases::case;
use super::outcome::id;
use super::{Damaged, MerchantSeen, narrow, read, seen};

#[derive(Clone, PartialEq, prost::Message)]
struct Named {
    #[prost(string, tag = "1")]
    request_id: String,
    #[prost(message, optional, tag = "4")]
    transaction: Option<Transaction>,
    #[prost(message, optional, tag = "5")]
    card: Option<Card>,
    #[prost(bytes = "vec", tag = "14")]
    decision_id: Vec<u8>,
    #[prost(message, optional, tag = "15")]
    conclusion: Option<Conclusion>,
    #[prost(message, optional, tag = "16")]
    payment_code: Option<Code>,
    #[prost(string, tag = "21")]
    merchant_id: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Transaction {
    #[prost(int32, tag = "1")]
    kind: i32,
    #[prost(int64, tag = "4")]
    amount: i64,
    #[prost(uint32, tag = "5")]
    currency: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Card {
    #[prost(string, tag = "1")]
    token: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Code {
    #[prost(string, tag = "7")]
    payer: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Conclusion {
    #[prost(int32, tag = "1")]
    outcome: i32,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Reported {
    #[prost(bytes = "vec", tag = "1")]
    decision_id: Vec<u8>,
}

/// Reads a decision for a request that names it, with the merchant where its record refers to
/// one.
///
/// # Errors
/// The field that is damaged.
pub fn decode_former(payload: &[u8], merchant: Option<&MerchantSeen>) -> Result<Former, Damaged> {
    let message: Named = read("Decision", payload)?;
    let missing = |field| move || Damaged::new(field, "is missing");
    let seen = (message.transaction.as_ref()).ok_or_else(missing("transaction"))?;
    let ended = (message.conclusion.as_ref()).ok_or_else(missing("conclusion"))?;
    let outcome: Outcome = case("conclusion.outcome", ended.outcome)?;
    Ok(Former {
        request_id: message.request_id.into(),
        id: id(&message.decision_id)?,
        approved: outcome == Outcome::Approve,
        kind: case("transaction.type", seen.kind)?,
        amount: Amount {
            minor_units: seen.amount,
            currency: seen::currency(narrow("transaction.currency", seen.currency)?)?,
        },
        merchant: seen::merchant_id(&message.merchant_id, merchant)?.into(),
        card: message.card.unwrap_or_default().token.into(),
        payer: message.payment_code.unwrap_or_default().payer.into(),
    })
}

/// Reads of which decision a report is.
///
/// # Errors
/// The field that is damaged.
pub fn decode_reported(payload: &[u8]) -> Result<DecisionId, Damaged> {
    let message: Reported = read("Outcome", payload)?;
    id(&message.decision_id)
}
