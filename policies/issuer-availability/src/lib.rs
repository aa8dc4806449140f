//! Can the issuer, and the way to it, take this payment now?
//!
//! The rules, by module:
//! - `route`: the network or wallet as a whole;
//! - `issuer`: what its operations desk or a feed says of an issuer: windows, day cut, status;
//! - `breaker`: what the outcomes of its recent payments say of it;
//! - `earlier`: the same payment a moment ago, left unanswered or sent to the telephone.
//!
//! Refunds, voids and completions need an issuer that is there, as a payment does: one that is
//! down can't take them either. Where a network clears completions from a file, nobody is
//! asked, and nothing here is judged. The breaker and the earlier try hold back only what asks
//! for something new: a void is the way out of a payment that nobody answered.

mod breaker;
mod counters;
mod earlier;
mod issuer;
mod reasons;
mod route;
mod settings;

use tollgate_policy::facts::{Facts, Network, TransactionType};
use tollgate_policy::verdicts::{Counter, FactGroups};
use tollgate_policy::{Answer, Policy, Problems, Reason, export_policy};

/// The policy, with its settings in the form that its rules use.
pub struct IssuerAvailability {
    issuer: issuer::Desk,
    breaker: breaker::Breaker,
    earlier: earlier::Earlier,
    cleared_completions: Vec<Network>,
}

impl Policy for IssuerAvailability {
    const NAME: &'static str = "issuer-availability";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str =
        "Holds a payment back while its issuer or network cannot take it, and says until when.";
    const NEEDS: FactGroups = FactGroups::CARD
        .union(FactGroups::ISSUER)
        .union(FactGroups::ROUTE);
    const REASONS: &'static [Reason] = reasons::REASONS;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
    const DEFAULT_SETTINGS: &'static str = include_str!("../defaults.json");

    type Settings = settings::Settings;

    fn check(settings: &Self::Settings, problems: &mut Problems) {
        settings::check(settings, problems);
    }

    fn new(settings: Self::Settings) -> Self {
        Self {
            issuer: issuer::Desk::new(&settings),
            earlier: earlier::Earlier::new(&settings),
            breaker: breaker::Breaker::new(settings.breaker, settings.slow_p95_ms),
            cleared_completions: (settings.cleared_completions.into_iter())
                .map(Network::from)
                .collect(),
        }
    }

    fn counters(&self) -> Vec<Counter> {
        counters::counters(self.breaker.settings())
    }

    fn evaluate(&self, facts: &Facts, answer: &mut Answer) {
        if self.is_cleared(facts) {
            return;
        }
        route::check(facts, answer);
        if let Some(issuer) = &facts.issuer {
            let down = self.issuer.check(facts, issuer, answer);
            // Of an issuer that is known to be down, a rate tells nothing new.
            if !down {
                self.breaker.check(facts, issuer, answer);
            }
            self.issuer.advise(facts, issuer, answer);
        }
        if asks(facts) {
            self.earlier.check(facts, answer);
        }
    }
}

impl IssuerAvailability {
    /// A completion that goes into a clearing file.
    fn is_cleared(&self, facts: &Facts) -> bool {
        facts.transaction.kind == TransactionType::Completion
            && (facts.card.as_ref())
                .is_some_and(|card| self.cleared_completions.contains(&card.network))
    }
}

/// The request asks the issuer for something new.
fn asks(facts: &Facts) -> bool {
    counters::ASKING.contains(&facts.transaction.kind)
}

export_policy!(IssuerAvailability);
