//! A whole decision, read back: what was seen, what was answered, what became of it.

use std::sync::Arc;

use tollgate_proto::log::v1 as log;

use crate::activity::{Circumstances, Trade};
use crate::decide::{self, Concluded, Heard};
use crate::decision::Outcome;
use crate::limits::{Calendar, Entry, Miss, Request};
use crate::money::{Amount, Currency};
use crate::policy::Judged;
use crate::record::{Decision, DecisionId, Told};
use crate::wit::tollgate::policy::facts::{CounterState, Facts, RiskIndicators};

use super::outcome::id;
use super::{
    Damaged, IssuerSeen, MerchantSeen, RecordedSet, answer, conclusion, exactly, read, seen,
};

/// A decision as it is in the log, with the parts that it refers to.
#[derive(Debug)]
pub struct RecordedDecision {
    /// Its id.
    pub id: DecisionId,
    /// When it was made, Unix milliseconds.
    pub decided_at_ms: u64,
    /// The request that it answers.
    pub request_id: Arc<str>,
    /// The first 16 bytes of the digest of the request's content.
    pub content: [u8; 16],
    /// All groups of the facts, without counters: those are by policy, see
    /// [`counters`](Self::counters).
    pub facts: Facts,
    /// Of the merchant's indicators in the facts those that were this host's own.
    pub own_risk: Option<RiskIndicators>,
    /// The amount.
    pub amount: Amount,
    /// The token of the payment code; empty where there is none.
    pub code_token: Box<str>,
    /// The paying account; empty where it is not known.
    pub payer: Box<str>,
    /// The earlier request that this one completes, voids or refunds; empty for none.
    pub original_request_id: Box<str>,
    /// By position of the set's counters: which are about the request.
    pub applies: Vec<bool>,
    /// By position of the set's counters: what each held when the policies were asked; 0 where
    /// one does not apply.
    pub totals: Vec<u64>,
    /// What each policy of the set answered, in its order.
    pub answers: Vec<Judged>,
    /// What was decided: the outcome, the reasons, and what each policy alone would have said.
    pub concluded: Concluded,
    /// The demands that did not fit.
    pub misses: Vec<Miss>,
    /// When its holds expire, Unix milliseconds.
    pub hold_until_ms: u64,
    /// The calendar in which it was counted.
    pub calendar: Calendar,
    /// For its texts.
    pub told: Told,
    /// As the merchant's figures count it.
    pub trade: Option<Trade>,
    pub(super) request: Request,
}

/// Reads a decision of `set`, with merchant and issuer where its record refers to them.
///
/// # Errors
/// The field that is damaged, or that these parts are not the ones of the record.
pub fn decode_decision(
    payload: &[u8],
    set: &RecordedSet,
    merchant: Option<&MerchantSeen>,
    issuer: Option<&IssuerSeen>,
) -> Result<RecordedDecision, Damaged> {
    let mut message: log::Decision = read("Decision", payload)?;
    let id = id(&message.decision_id)?;
    let content = exactly("content", &message.content)?;
    let (applies, totals) = seen::totals(&message, set.counters.len())?;
    let facts = seen::facts(&mut message, merchant, issuer)?;
    let amount = seen::amount(&facts)?;
    let request = seen::request(&message, &facts, merchant, issuer);
    let own_risk = seen::own_risk(&message)?;
    let trade = Trade::of(&request, amount, &Circumstances::of(&facts));
    let told = seen::told(&message, &facts, amount, merchant, issuer)?;
    let heard = heard(&mut message, set, amount.currency)?;
    let ended = (message.conclusion.as_ref())
        .ok_or_else(|| Damaged::new("conclusion", "is missing"))
        .and_then(|message| conclusion::decode(message, id.at_ms()))?;
    let entries = entries(set, &request, &ended.calendar);
    let concluded = ended.concluded(set, &heard, &entries, amount)?;
    let code = message.payment_code.unwrap_or_default();
    Ok(RecordedDecision {
        id,
        decided_at_ms: id.at_ms(),
        request_id: message.request_id.into(),
        content,
        facts,
        own_risk,
        amount,
        code_token: code.token.into(),
        payer: code.payer.unwrap_or_default().into(),
        original_request_id: message.original_request_id.into(),
        applies,
        totals,
        answers: heard.into_iter().map(|heard| heard.judged).collect(),
        concluded,
        misses: ended.misses,
        hold_until_ms: ended.hold_until_ms,
        calendar: ended.calendar,
        told,
        trade,
        request,
    })
}

fn heard(
    message: &mut log::Decision,
    set: &RecordedSet,
    currency: Currency,
) -> Result<Vec<Heard>, Damaged> {
    let answers = std::mem::take(&mut message.answers);
    for (field, count) in [
        ("answers", answers.len()),
        ("fuel", message.fuel.len()),
        ("nanoseconds", message.nanoseconds.len()),
    ] {
        if count != set.policies.len() {
            return Err(Damaged::new(
                field,
                "has not one for each policy of the set",
            ));
        }
    }
    let cost = message.fuel.iter().zip(&message.nanoseconds);
    (set.policies().zip(answers).zip(cost))
        .map(|(((terms, positions), answer), (fuel, nanoseconds))| {
            let judged = Judged {
                result: answer::decode(answer, terms, currency)?,
                fuel: *fuel,
                nanoseconds: *nanoseconds,
            };
            Ok(Heard {
                policy: terms.clone(),
                counters: positions.into(),
                judged,
            })
        })
        .collect()
}

/// In which totals of the set's counters a request counts.
pub(super) fn entries(
    set: &RecordedSet,
    request: &Request,
    calendar: &Calendar,
) -> Vec<Option<Entry>> {
    let counters = set.counters.iter();
    counters
        .map(|counter| counter.entry(request, calendar))
        .collect()
}

impl RecordedDecision {
    /// The request as counters saw it.
    #[must_use]
    pub fn request(&self) -> Request {
        self.request.clone()
    }

    /// By position of the set's counters: the totals that the request counts in.
    #[must_use]
    pub fn entries(&self, set: &RecordedSet) -> Vec<Option<Entry>> {
        entries(set, &self.request, &self.calendar)
    }

    /// The counters of the policy at a position of the set as it saw them, in the order of its
    /// manifest.
    #[must_use]
    pub fn counters(
        &self,
        set: &RecordedSet,
        policy: usize,
        merchant: Option<&MerchantSeen>,
    ) -> Vec<CounterState> {
        let Some((terms, positions)) = set.policies().nth(policy) else {
            return Vec::new();
        };
        let named = terms.counters.iter().zip(positions);
        named
            .map(|(named, position)| CounterState {
                applies: self.applies.get(*position).copied().unwrap_or(false),
                value: self.totals.get(*position).copied().unwrap_or(0),
                cap_override: merchant.and_then(|merchant| merchant.cap(&named.name)),
            })
            .collect()
    }

    /// What the policies answered, as [`decide::collect`] takes it.
    #[must_use]
    pub fn heard(&self, set: &RecordedSet) -> Vec<Heard> {
        (set.policies().zip(&self.answers))
            .map(|((terms, positions), judged)| Heard {
                policy: terms.clone(),
                counters: positions.into(),
                judged: judged.clone(),
            })
            .collect()
    }

    /// The very answer that was given.
    #[must_use]
    pub fn decision(&self, set: &RecordedSet) -> Decision {
        let heard = self.heard(set);
        let concluded = &self.concluded;
        Decision {
            id: self.id,
            request_id: self.request_id.clone(),
            decided_at_ms: self.decided_at_ms,
            outcome: concluded.outcome,
            found: concluded.found.clone(),
            holds: if concluded.outcome == Outcome::Approve {
                decide::holds(&heard, &self.entries(set), self.amount, self.hold_until_ms)
            } else {
                Vec::new()
            },
            revision: set.revision.clone(),
            runs: (heard.iter().zip(&concluded.alone))
                .map(|(heard, alone)| heard.run(*alone))
                .collect(),
            told: self.told.clone(),
            trade: self.trade,
            catalogue: set.catalogue.clone(),
        }
    }
}
