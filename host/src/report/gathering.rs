//! Decisions and what became of them, as they come.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use jiff::tz::TimeZone;

use super::attempt::Attempt;
use super::cause::{Causes, Key};
use super::parties::Parties;
use super::{Asked, Report, answer, sums};
use crate::decision::Outcome;
use crate::limits;
use crate::money::{Amount, Currency};
use crate::reasons::ResponseProfile;
use crate::record::DecisionId;
use crate::trail::Became;

/// What becomes of a payment that was approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Awaiting,
    Authorized,
    Voided,
    Declined,
    TimedOut,
    Abandoned,
    Expired,
}

impl Fate {
    /// It did not come about.
    pub(super) fn failed(self) -> bool {
        match self {
            Self::Awaiting | Self::Authorized | Self::Voided => false,
            Self::Declined | Self::TimedOut | Self::Abandoned | Self::Expired => true,
        }
    }
}

/// One decision, in numbers: there may be millions.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) at_ms: u64,
    pub(super) outcome: Outcome,
    pub(super) fate: Fate,
    pub(super) unionpay: bool,
    /// What is at stake, in this currency.
    pub(super) at_stake: Option<(u64, Currency)>,
    /// The set of causes; none where it did not fail.
    pub(super) causes: Option<u32>,
    pub(super) merchant: u32,
    pub(super) terminal: u32,
    pub(super) issuer: u32,
    pub(super) channel: u32,
    pub(super) zone: u32,
    /// Payer, merchant and amount together, where the payer is known.
    pub(super) again: Option<u64>,
}

impl Row {
    pub(super) fn failed(&self) -> bool {
        self.outcome != Outcome::Approve || self.fate.failed()
    }
}

/// What a report is made of.
pub struct Gathering {
    pub(super) asked: Asked,
    pub(super) rows: Vec<Row>,
    /// Those approved: a later record may tell what became of them.
    approved: HashMap<DecisionId, usize>,
    pub(super) causes: Causes,
    pub(super) merchants: Parties,
    pub(super) terminals: Parties,
    pub(super) issuers: Parties,
    pub(super) channels: Parties,
    pub(super) zones: Vec<TimeZone>,
}

impl Gathering {
    /// Nothing yet.
    #[must_use]
    pub fn new(asked: Asked) -> Self {
        Self {
            asked,
            rows: Vec::new(),
            approved: HashMap::new(),
            causes: Causes::default(),
            merchants: Parties::default(),
            terminals: Parties::default(),
            issuers: Parties::default(),
            channels: Parties::default(),
            zones: Vec::new(),
        }
    }

    /// What was asked for.
    #[must_use]
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// Takes a decision that fits the scope, in the order of the log.
    pub fn decided(&mut self, attempt: Attempt<'_>) {
        let merchant = self
            .merchants
            .number(attempt.merchant, attempt.merchant_name);
        if attempt.outcome == Outcome::Approve {
            self.approved.insert(attempt.id, self.rows.len());
        }
        let at_stake = attempt.at_stake.map(|amount| {
            let minor_units = u64::try_from(amount.minor_units).unwrap_or(0);
            (minor_units, amount.currency)
        });
        let row = Row {
            at_ms: attempt.id.at_ms(),
            outcome: attempt.outcome,
            fate: Fate::Awaiting,
            unionpay: attempt.profile == ResponseProfile::UnionPay,
            at_stake,
            causes: None,
            merchant,
            terminal: self.terminals.number(attempt.terminal, ""),
            issuer: self.issuers.number(attempt.issuer, attempt.issuer_name),
            channel: self.channels.number(attempt.channel, ""),
            zone: self.zone(attempt.zone),
            again: again(attempt.payer, merchant, attempt.at_stake),
        };
        let causes = attempt
            .failure
            .map(|failure| self.causes.of_reasons(failure, self.asked.audience));
        self.rows.push(Row {
            causes: causes.and_then(|set| u32::try_from(set).ok()),
            ..row
        });
    }

    /// Takes what became of a decision. One that was not taken is passed over.
    pub fn became(&mut self, decision: DecisionId, event: &Became) {
        use limits::{Release, Report};
        let place = self.approved.get(&decision);
        let Some(row) = place.and_then(|place| self.rows.get_mut(*place)) else {
            return;
        };
        let (fate, key) = match event {
            Became::Expired(_) => (Fate::Expired, Some(Key::Expired)),
            Became::Reported(outcome) => match outcome.report {
                Report::Authorized { .. } => (Fate::Authorized, None),
                Report::Voided => (Fate::Voided, None),
                Report::Released(Release::TimedOut) => (Fate::TimedOut, Some(Key::TimedOut)),
                Report::Released(Release::Abandoned) => (Fate::Abandoned, Some(Key::Abandoned)),
                Report::Released(Release::DeclinedByIssuer) => {
                    let code = &outcome.issuer_response_code;
                    let key = answer::key(row.unionpay, code, self.asked.audience);
                    (Fate::Declined, Some(key))
                }
            },
        };
        let causes = key.map(|key| self.causes.of_answer(key));
        row.fate = fate;
        row.causes = causes.and_then(|set| u32::try_from(set).ok());
    }

    /// The report of all that was taken.
    #[must_use]
    pub fn report(&self) -> Report {
        sums::report(self)
    }

    fn zone(&mut self, zone: &TimeZone) -> u32 {
        let known = self.zones.iter().position(|known| known == zone);
        let place = known.unwrap_or_else(|| {
            self.zones.push(zone.clone());
            self.zones.len() - 1
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }
}

/// What a payment that comes again has in common with itself.
fn again(payer: &str, merchant: u32, amount: Option<Amount>) -> Option<u64> {
    if payer.is_empty() {
        return None;
    }
    let amount = amount?;
    let mut hasher = DefaultHasher::new();
    let currency = amount.currency.number();
    (payer, merchant, amount.minor_units, currency).hash(&mut hasher);
    Some(hasher.finish())
}
