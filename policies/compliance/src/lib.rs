//! May this payment be made at all? Sanctions, and signs of money laundering.
//!
//! Who is listed comes with the facts, for each who takes part; here are only what it means
//! and, where an operator sets thresholds, a watch on sums (`watch`). A party that is listed as
//! `allowed` is not spared: what somebody cleared as no fraud is not cleared by the law.
//!
//! Every transaction is judged, also one that returns money: that too is paid to somebody.
//! Why it was refused is for operators alone; to tell those concerned is forbidden.

mod reasons;
mod settings;
mod watch;

use tollgate_policy::facts::{Facts, Listing, Listings};
use tollgate_policy::verdicts::{Counter, FactGroups};
use tollgate_policy::{Answer, Policy, Problems, Reason, export_policy, text};

/// The policy, with its settings in the form that its rules use.
pub struct Compliance {
    watch: watch::Watch,
}

impl Policy for Compliance {
    const NAME: &'static str = "compliance";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str =
        "Refuses payments of sanctioned parties and those suspected of money laundering.";
    const NEEDS: FactGroups = FactGroups::LISTINGS;
    const REASONS: &'static [Reason] = reasons::REASONS;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
    const DEFAULT_SETTINGS: &'static str = include_str!("../defaults.json");

    type Settings = settings::Settings;

    fn check(settings: &Self::Settings, problems: &mut Problems) {
        settings::check(settings, problems);
    }

    fn new(settings: Self::Settings) -> Self {
        Self {
            watch: watch::Watch::new(&settings.watch),
        }
    }

    fn counters(&self) -> Vec<Counter> {
        self.watch.counters()
    }

    fn evaluate(&self, facts: &Facts, answer: &mut Answer) {
        // Nothing is allocated for a list on which nobody is.
        let sanctioned: Vec<&str> = listed_as(facts, Listing::SANCTIONED).collect();
        if !sanctioned.is_empty() {
            answer.find(reasons::SANCTIONS, [text(sanctioned.join(", "))]);
        }
        let signs: Vec<&str> = listed_as(facts, Listing::MONEY_LAUNDERING)
            .chain(self.watch.exceeded(facts))
            .collect();
        if !signs.is_empty() {
            answer.find(reasons::AML, [text(signs.join(", "))]);
        }
    }
}

/// Who is listed so. The same words in every language: operators know the lists by these names.
fn listed_as(facts: &Facts, so: Listing) -> impl Iterator<Item = &'static str> {
    (facts.listings.iter().flat_map(named))
        .filter(move |(_, party)| party.contains(so))
        .map(|(name, _)| name)
}

fn named(listings: &Listings) -> [(&'static str, Listing); 6] {
    [
        ("card", listings.card),
        ("bin", listings.bin),
        ("payer", listings.payer),
        ("merchant", listings.merchant),
        ("terminal", listings.terminal),
        ("country", listings.country),
    ]
}

export_policy!(Compliance);
