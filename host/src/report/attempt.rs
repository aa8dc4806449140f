//! One decision as a report looks at it.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::decision::{Found, Outcome};
use crate::facts::names;
use crate::money::Amount;
use crate::reasons::{Catalogue, ResponseProfile};
use crate::record::{DecisionId, Told};
use crate::recorded::{Brief, RecordedDecision};
use crate::trail::Seen;
use crate::wit::tollgate::policy::facts::{Network, TransactionType};

/// One decision.
#[derive(Debug)]
pub struct Attempt<'a> {
    /// Its id, with its instant in it.
    pub id: DecisionId,
    /// What was decided.
    pub outcome: Outcome,
    /// What the merchant doesn't get where it fails; `None` where that is nothing, as of a refund.
    pub at_stake: Option<Amount>,
    /// Id of the merchant.
    pub merchant: &'a str,
    /// Its name; empty where none is on file.
    pub merchant_name: &'a str,
    /// Id of the terminal; empty where there is none.
    pub terminal: &'a str,
    /// Id of the issuer; empty where none was on file.
    pub issuer: &'a str,
    /// Its name.
    pub issuer_name: &'a str,
    /// Stable name.
    pub channel: &'static str,
    /// The table in which the issuer's response code is meant.
    pub profile: ResponseProfile,
    /// Who pays; empty where that is not known.
    pub payer: &'a str,
    /// Where the merchant's days are counted.
    pub zone: &'a TimeZone,
    /// Why it was not approved; `None` where it was.
    pub failure: Option<Failure>,
}

/// Why a payment was not approved.
#[derive(Debug)]
pub struct Failure {
    /// What was decided.
    pub outcome: Outcome,
    /// The reasons, the one that leads first.
    pub found: Vec<Found>,
    /// The reasons that were in force.
    pub catalogue: Arc<Catalogue>,
    /// For the texts.
    pub told: Told,
}

impl Failure {
    /// That of a decision which was not approved.
    #[must_use]
    pub fn of(recorded: RecordedDecision, seen: &Seen) -> Self {
        Self {
            outcome: recorded.concluded.outcome,
            found: recorded.concluded.found,
            catalogue: seen.set.recorded.catalogue.clone(),
            told: recorded.told,
        }
    }
}

impl<'a> Attempt<'a> {
    /// The decision of a record, with what that refers to.
    #[must_use]
    pub fn of(brief: &'a Brief, seen: &'a Seen, failure: Option<Failure>) -> Self {
        use TransactionType::{BalanceInquiry, Refund, Void};
        let merchant = seen.merchant();
        let issuer = seen.issuer();
        // Nothing is sold with these.
        let sells = !matches!(brief.kind, Refund | Void | BalanceInquiry);
        Self {
            id: brief.id,
            outcome: brief.outcome,
            at_stake: sells.then_some(brief.amount),
            merchant: &brief.merchant,
            merchant_name: merchant.map_or("", |merchant| &merchant.name),
            terminal: &brief.terminal,
            issuer: issuer.map_or("", |issuer| &issuer.id),
            issuer_name: issuer.map_or("", |issuer| &issuer.name),
            channel: names::channel(brief.channel),
            profile: match brief.network {
                Network::Unionpay => ResponseProfile::UnionPay,
                _ => ResponseProfile::Iso8583,
            },
            payer: &brief.payer,
            zone: &brief.zone,
            failure,
        }
    }
}
