//! Phase 2: pins the policy set and gathers profiles, time and totals.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::activity::{Circumstances, Trade};
use crate::clock::Deadline;
use crate::earlier::Footprint;
use crate::facts::{self, Earlier, Gathered, Known, Parties};
use crate::issuers::Standing;
use crate::limits::{Calendar, Entry};
use crate::lists::Sought;
use crate::metrics::Phase;
use crate::original;
use crate::payment::Payment;
use crate::policy::PolicySet;
use crate::profiles::ProfileError;
use crate::wit::tollgate::policy::facts::RiskIndicators;

use super::{Ask, Evaluator, Refusal, spans};

/// Everything that the policies may look at, pinned.
pub(super) struct Scene {
    pub(super) set: Arc<PolicySet>,
    pub(super) parties: Parties,
    pub(super) gathered: Gathered,
    pub(super) zone: TimeZone,
    pub(super) calendar: Calendar,
    /// By position of the set's counters; `None` where one does not apply.
    pub(super) entries: Vec<Option<Entry>>,
    pub(super) totals: Vec<u64>,
    /// As the merchant's figures count it.
    pub(super) trade: Option<Trade>,
    /// Of the merchant's indicators those that are this host's own.
    pub(super) own_risk: Option<RiskIndicators>,
    pub(super) now_ms: u64,
    /// The payment as those that come after it will know it.
    pub(super) footprint: Footprint,
    /// What came before, as the policies see it.
    pub(super) earlier: Earlier,
}

impl Scene {
    /// Moves a request whose day is over to the one that is running now. Says whether it was.
    pub(super) fn renew(&mut self) -> bool {
        let Self {
            entries,
            calendar,
            set,
            zone,
            now_ms,
            ..
        } = self;
        spans::renew(entries, calendar, set.counters(), zone, *now_ms)
    }
}

impl Evaluator {
    pub(super) async fn gather(&self, ask: &Ask, deadline: Deadline) -> Result<Scene, Refusal> {
        let _phase = self.metrics.phase(Phase::Gather);
        let payment = &ask.payment;
        let former = self.original(payment, deadline).await?;
        let set = Arc::clone(&self.registry.pin());
        let now_ms = if ask.dry_run {
            self.clock.peek_ms(payment.occurred_at_ms)
        } else {
            self.clock.now_ms(payment.occurred_at_ms)
        };
        let parties = self.parties(payment).map_err(|error| {
            tracing::error!(%error, "profiles cannot be read");
            Refusal::Unavailable
        })?;
        let zone = parties
            .merchant
            .as_ref()
            .map_or(&self.zone, |merchant| &merchant.zone)
            .clone();
        let counted = facts::counted(payment, &parties);
        let calendar = Calendar::at(now_ms, &zone);
        let entries: Vec<_> = set
            .counters()
            .iter()
            .map(|counter| counter.entry(&counted, &calendar))
            .collect();
        let merchant = Trade::merchant(&counted);
        let samples_min = self.config.samples_min;
        let listings = self.lists.find(&sought(payment, &parties), now_ms);
        let footprint = Footprint::of(payment, now_ms);
        let books = self.books();
        let totals = entries
            .iter()
            .map(|entry| entry.map_or(0, |entry| books.ledger.read(entry.key, entry.span, now_ms)));
        let totals = totals.collect();
        let issuer = parties.issuer.as_ref();
        let known = Known {
            answers: issuer.map_or_else(Standing::default, |issuer| {
                books.issuers.read(&issuer.id, now_ms)
            }),
            own_risk: merchant.and_then(|key| books.activity.read(key, now_ms, samples_min)),
            listings,
            earlier: books.earlier.read(&footprint, now_ms),
            original: (!payment.original_request_id.is_empty())
                .then(|| original::seen(former.as_ref(), payment, now_ms)),
        };
        drop(books);
        let gathered = facts::gather(payment, &parties, &known, &zone, now_ms);
        let made = Circumstances::of(gathered.facts());
        Ok(Scene {
            trade: Trade::of(&counted, payment.amount, &made),
            own_risk: known.own_risk,
            earlier: known.earlier,
            gathered,
            set,
            parties,
            zone,
            calendar,
            entries,
            totals,
            now_ms,
            footprint,
        })
    }

    fn parties(&self, payment: &Payment) -> Result<Parties, ProfileError> {
        let card = payment.card.as_ref();
        let terminal = &*payment.terminal_id;
        Ok(Parties {
            merchant: self.profiles.merchant(&payment.merchant_id)?,
            terminal: match terminal {
                "" => None,
                id => self.profiles.terminal(id)?,
            },
            issuer: card.and_then(|card| {
                self.profiles
                    .issuer_for(&card.bin.to_string(), card.issuer_id.as_deref())
            }),
            network: payment
                .route()
                .and_then(|network| self.profiles.network(network)),
        })
    }
}

/// Who may be on a list.
fn sought<'a>(payment: &'a Payment, parties: &Parties) -> Sought<'a> {
    let card = payment.card.as_ref();
    Sought {
        card,
        payer: payment.code.as_ref().and_then(|code| code.payer.as_deref()),
        merchant: &payment.merchant_id,
        terminal: &payment.terminal_id,
        countries: [
            card.map_or(0, |card| facts::issuer_country(card, parties)),
            parties
                .merchant
                .as_ref()
                .map_or(0, |merchant| merchant.country),
        ],
    }
}
