//! What the operator's lists and the sender say of a card or a payer: lost, stolen, blocked,
//! not active, or suspected of fraud.
//!
//! Where a list says both, what stops a payment holds. `allowed` is for a card or payer whose
//! suspicion was cleared: it spares the card from what is listed of its whole BIN, and either
//! from a score, which is a guess.

use tollgate_policy::facts::{Facts, Listing, Listings};
use tollgate_policy::{Answer, Figure, text};

use crate::reasons;
use crate::settings::Fraud;

/// The rules about lists and signs of fraud.
pub struct Listed {
    score_ppm: Option<Figure<u32>>,
    condition_codes: Vec<u8>,
}

impl Listed {
    /// The rules of checked settings.
    pub fn new(settings: &Fraud) -> Self {
        Self {
            score_ppm: settings.score_ppm.clone(),
            condition_codes: settings.condition_codes.clone(),
        }
    }

    /// Judges who pays. A wallet has a payer and no card.
    pub fn check(&self, facts: &Facts, answer: &mut Answer) {
        if let Some(listings) = &facts.listings {
            check_card(listings.card, answer);
            let blocked = entries(listings, Listing::BLOCKED);
            if blocked.iter().any(Option::is_some) {
                answer.find(reasons::BLOCKED, [text(joined(&blocked))]);
            }
        }
        self.check_fraud(facts, answer);
    }

    fn check_fraud(&self, facts: &Facts, answer: &mut Answer) {
        let [card, bin, payer] = (facts.listings.as_ref())
            .map_or([None; 3], |listings| entries(listings, Listing::FRAUD));
        let code = facts.transaction.condition_code;
        let declared = self
            .condition_codes
            .contains(&code)
            .then_some("condition-code");
        let score = self.is_high(facts).then_some("score");
        let signs = [card, bin, payer, declared, score];
        if signs.iter().any(Option::is_some) {
            answer.find(reasons::FRAUD_SUSPECTED, [text(joined(&signs))]);
        }
    }

    fn is_high(&self, facts: &Facts) -> bool {
        let limit = (self.score_ppm.as_ref()).and_then(|limit| limit.at(&facts.local));
        let (Some(score), Some(limit)) = (facts.transaction.fraud_score_ppm, limit) else {
            return false;
        };
        score >= limit && !is_allowed(facts)
    }
}

/// A suspicion of the card or the payer was looked into and cleared.
pub fn is_allowed(facts: &Facts) -> bool {
    (facts.listings.as_ref())
        .is_some_and(|listings| (listings.card | listings.payer).contains(Listing::ALLOWED))
}

fn check_card(card: Listing, answer: &mut Answer) {
    for (listing, reason) in [
        (Listing::LOST, reasons::LOST),
        (Listing::STOLEN, reasons::STOLEN),
        (Listing::INACTIVE, reasons::INACTIVE),
    ] {
        if card.contains(listing) {
            answer.find(reason, []);
        }
    }
}

/// Which of card, BIN and payer is listed so. The same words in every language: operators know
/// the lists by these names.
fn entries(listings: &Listings, so: Listing) -> [Option<&'static str>; 3] {
    let spared = listings.card.contains(Listing::ALLOWED);
    [
        listings.card.contains(so).then_some("card-list"),
        (listings.bin.contains(so) && !spared).then_some("bin-list"),
        listings.payer.contains(so).then_some("payer-list"),
    ]
}

fn joined(signs: &[Option<&'static str>]) -> String {
    let signs: Vec<&str> = signs.iter().flatten().copied().collect();
    signs.join(", ")
}
