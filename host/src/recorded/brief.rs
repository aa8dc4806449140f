//! What a report needs of every decision, read without the rest: most are approvals, of which
//! nothing more is told.
//!
//! The messages here declare some of the fields of those in `record.proto`, under the same
//! numbers; the others are skipped.

use jiff::tz::TimeZone;

use crate::decision::Outcome;
use crate::money::Amount;
use crate::record::DecisionId;
use crate::wit::tollgate::policy::facts::{Channel, Network, TransactionType};

use super::cases::case;
use super::outcome::id;
use super::{Damaged, MerchantSeen, merchant, narrow, read, seen};

/// A decision as far as it is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief {
    /// Its id, with its instant in it.
    pub id: DecisionId,
    /// What the gateway was told to do.
    pub outcome: Outcome,
    /// What the payment was.
    pub kind: TransactionType,
    /// How it came.
    pub channel: Channel,
    /// The network of the card, or the wallet of the code; unknown where there is neither.
    pub network: Network,
    /// The amount.
    pub amount: Amount,
    /// Id of the merchant.
    pub merchant: Box<str>,
    /// Where the merchant's days are counted.
    pub zone: TimeZone,
    /// Id of the terminal; empty where there is none.
    pub terminal: Box<str>,
    /// Token of the card, or the paying account; empty where neither is known.
    pub payer: Box<str>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Slim {
    #[prost(message, optional, tag = "4")]
    transaction: Option<Transaction>,
    #[prost(message, optional, tag = "5")]
    card: Option<Card>,
    #[prost(string, tag = "8")]
    terminal_id: String,
    #[prost(bytes = "vec", tag = "14")]
    decision_id: Vec<u8>,
    #[prost(message, optional, tag = "15")]
    conclusion: Option<Conclusion>,
    #[prost(message, optional, tag = "16")]
    payment_code: Option<Code>,
    #[prost(string, tag = "21")]
    merchant_id: String,
    #[prost(string, tag = "22")]
    time_zone: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Transaction {
    #[prost(int32, tag = "1")]
    kind: i32,
    #[prost(int32, tag = "2")]
    channel: i32,
    #[prost(int64, tag = "4")]
    amount: i64,
    #[prost(uint32, tag = "5")]
    currency: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Card {
    #[prost(string, tag = "1")]
    token: String,
    #[prost(int32, tag = "5")]
    network: i32,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Code {
    #[prost(int32, tag = "2")]
    wallet: i32,
    #[prost(string, tag = "7")]
    payer: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Conclusion {
    #[prost(int32, tag = "1")]
    outcome: i32,
}

/// Reads a decision for a report, with the merchant where its record refers to one.
///
/// # Errors
/// The field that is damaged.
pub fn decode_brief(payload: &[u8], merchant: Option<&MerchantSeen>) -> Result<Brief, Damaged> {
    let message: Slim = read("Decision", payload)?;
    let missing = |field| move || Damaged::new(field, "is missing");
    let seen = (message.transaction.as_ref()).ok_or_else(missing("transaction"))?;
    let ended = (message.conclusion.as_ref()).ok_or_else(missing("conclusion"))?;
    let currency = narrow("transaction.currency", seen.currency)?;
    let (network, payer) = match (message.card, message.payment_code) {
        (Some(card), _) => (case("card.network", card.network)?, card.token),
        (None, Some(code)) => (case("payment_code.wallet", code.wallet)?, code.payer),
        (None, None) => (Network::Unknown, String::new()),
    };
    Ok(Brief {
        id: id(&message.decision_id)?,
        outcome: case("conclusion.outcome", ended.outcome)?,
        kind: case("transaction.type", seen.kind)?,
        channel: case("transaction.channel", seen.channel)?,
        network,
        amount: Amount {
            minor_units: seen.amount,
            currency: seen::currency(currency)?,
        },
        merchant: seen::merchant_id(&message.merchant_id, merchant)?.into(),
        zone: match merchant {
            Some(merchant) => merchant.zone.clone(),
            None => merchant::zone("time_zone", &message.time_zone)?,
        },
        terminal: message.terminal_id.into(),
        payer: payer.into(),
    })
}
