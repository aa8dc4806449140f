//! The card's network: declared as the number says, and accepted by the merchant.

use tollgate_policy::facts::{Card, Facts, Network};
use tollgate_policy::{Answer, Date, mask, text};

use crate::named::of_network;
use crate::prefix::{Prefix, any_covers, parse_all};
use crate::{reasons, settings};

/// The rules about networks.
pub struct Networks {
    partners: Vec<(Network, Network)>,
    co_branded: Vec<Prefix>,
    co_branded_from: Date,
}

impl Networks {
    /// The rules of checked settings.
    pub fn new(settings: &settings::Networks) -> Self {
        Self {
            partners: (settings.partners.iter())
                .map(|(one, other)| ((*one).into(), (*other).into()))
                .collect(),
            co_branded: parse_all(&settings.co_branded.value),
            co_branded_from: settings.co_branded.effective_from,
        }
    }

    /// Judges what the sender declared. A network that is unknown on either side agrees.
    pub fn check_declared(&self, facts: &Facts, card: &Card, answer: &mut Answer) {
        if !self.agree(facts, card) {
            let declared = of_network(card.declared_network);
            let found = of_network(card.network);
            answer.find(reasons::NETWORK_MISMATCH, [text(declared), text(found)]);
        }
    }

    /// Judges whether the merchant takes the card's network. A card of two networks is taken
    /// on either; a merchant that names no network takes all.
    pub fn check_accepted(&self, facts: &Facts, card: &Card, answer: &mut Answer) {
        let accepted = facts
            .merchant
            .as_ref()
            .map_or(0, |merchant| merchant.networks);
        let declared = match self.agree(facts, card) {
            true => card.declared_network,
            false => Network::Unknown,
        };
        let offered = mask(&[card.network, declared]) & !mask(&[Network::Unknown]);
        if accepted != 0 && offered != 0 && accepted & offered == 0 {
            let network = match card.network {
                Network::Unknown => declared,
                found => found,
            };
            answer.find(reasons::NETWORK_NOT_ACCEPTED, [text(of_network(network))]);
        }
    }

    fn agree(&self, facts: &Facts, card: &Card) -> bool {
        let (found, declared) = (card.network, card.declared_network);
        found == declared
            || found == Network::Unknown
            || declared == Network::Unknown
            || (self.partners.iter())
                .any(|pair| *pair == (found, declared) || *pair == (declared, found))
            || Date::of(&facts.local) >= self.co_branded_from
                && any_covers(&self.co_branded, card.bin)
    }
}
