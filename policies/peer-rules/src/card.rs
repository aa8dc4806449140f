//! Rules 8 to 12: the card, how it was read, and whether its holder must enter a PIN.

use tollgate_policy::facts::{Card, EntryMode, Facts, Network};
use tollgate_policy::{Answer, mask};

use crate::reasons;
use crate::settings::{NETWORKS, Settings};

/// What the settings say of cards, in the form that the rules use.
pub(crate) struct Cards {
    no_pin_amount: i64,
    /// By network: a bit for each length that is allowed.
    lengths: Vec<(Network, u32)>,
}

impl Cards {
    pub(crate) fn new(settings: &Settings) -> Self {
        let lengths = NETWORKS.iter().filter_map(|(name, network)| {
            let lengths: Vec<u32> = (settings.lengths.get(*name)?.iter())
                .map(|length| u32::from(*length))
                .collect();
            Some((*network, mask(&lengths)))
        });
        Self {
            no_pin_amount: settings.no_pin_amount,
            lengths: lengths.collect(),
        }
    }

    pub(crate) fn check(&self, facts: &Facts, answer: &mut Answer) {
        let Some(card) = &facts.card else { return };
        if month(card.expiry_year, card.expiry_month) < now_month(facts) {
            answer.find(reasons::EXPIRED, []);
        }
        if !card.luhn_valid && card.network != Network::Unionpay {
            answer.find(reasons::LUHN, []);
        }
        if !self.length_allowed(card) {
            answer.find(reasons::LENGTH, []);
        }
        let entry = facts.transaction.entry_mode;
        if entry == EntryMode::Magstripe && has_chip(card) && reads_chips(facts) {
            answer.find(reasons::CHIP_REQUIRED, []);
        }
        let amount = facts.transaction.amount.minor_units;
        let without_pin = entry == EntryMode::Contactless && !facts.transaction.pin_present;
        if without_pin && amount > self.no_pin_amount {
            answer.find(reasons::NO_PIN, []);
        }
    }

    fn length_allowed(&self, card: &Card) -> bool {
        let allowed = (self.lengths.iter())
            .find(|(network, _)| *network == card.network)
            .map_or(0, |(_, allowed)| *allowed);
        card.length < 32 && allowed & 1 << card.length != 0
    }
}

/// Year and month as one number, YYMM.
fn month(year: u8, month: u8) -> u16 {
    u16::from(year) * 100 + u16::from(month)
}

fn now_month(facts: &Facts) -> u16 {
    facts.local.year % 100 * 100 + u16::from(facts.local.month)
}

/// The first digit of the service code says whether the card has a chip.
fn has_chip(card: &Card) -> bool {
    matches!(card.service_code, Some((2 | 6, _, _)))
}

fn reads_chips(facts: &Facts) -> bool {
    facts
        .terminal
        .as_ref()
        .is_some_and(|terminal| terminal.chip_capable)
}
