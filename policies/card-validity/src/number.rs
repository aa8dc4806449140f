//! The card number: its length, its check digit, and whether anybody issues it.

use tollgate_policy::facts::{Card, Facts, Network};
use tollgate_policy::{Answer, Date, integer, text};

use crate::prefix::{Prefix, any_covers, parse_all};
use crate::reasons;
use crate::settings::{self, UnknownNetwork};

/// The rules about the number.
pub struct Number {
    lengths: Vec<Lengths>,
    luhn_exempt: Vec<Prefix>,
    luhn_exempt_from: Date,
    require_known_issuer: bool,
    unknown_network: UnknownNetwork,
}

struct Lengths {
    network: Network,
    /// Bit n: n digits are allowed.
    digits: u32,
    from: Date,
}

impl Number {
    /// The rules of checked settings.
    pub fn new(settings: &settings::Number) -> Self {
        let lengths = |(network, _, figure): (Network, &str, &settings::Digits)| Lengths {
            network,
            digits: (figure.value.iter()).fold(0, |mask, digits| mask | bit(*digits)),
            from: figure.effective_from,
        };
        Self {
            lengths: settings.lengths.rows().map(lengths).collect(),
            luhn_exempt: parse_all(&settings.luhn_exempt.value),
            luhn_exempt_from: settings.luhn_exempt.effective_from,
            require_known_issuer: settings.require_known_issuer,
            unknown_network: settings.unknown_network,
        }
    }

    /// Judges the number. One that was not given (length 0, BIN 0) is not judged.
    pub fn check(&self, facts: &Facts, card: &Card, answer: &mut Answer) {
        let today = Date::of(&facts.local);
        if card.length != 0 {
            self.check_length(today, card, answer);
            self.check_digit(today, card, answer);
        }
        if card.bin != 0 && !card.issuer_known && self.wants_issuer(card) {
            answer.find(reasons::UNKNOWN_BIN, [text(card.bin.to_string())]);
        }
    }

    fn check_length(&self, today: Date, card: &Card, answer: &mut Answer) {
        let rule =
            (self.lengths.iter()).find(|rule| rule.network == card.network && today >= rule.from);
        let Some(rule) = rule else { return };
        if rule.digits & bit(card.length) == 0 {
            let parameters = [integer(card.length), text(list(rule.digits))];
            answer.find(reasons::LENGTH, parameters);
        }
    }

    fn check_digit(&self, today: Date, card: &Card, answer: &mut Answer) {
        let exempt = || today >= self.luhn_exempt_from && any_covers(&self.luhn_exempt, card.bin);
        if !card.luhn_valid && !exempt() {
            answer.find(reasons::LUHN, [text(card.bin.to_string())]);
        }
    }

    /// Whether a card whose issuer is not in the directory is refused. The host's table has no
    /// range of Maestro, Mir and other networks, so a network that was declared is believed
    /// unless settings say otherwise.
    fn wants_issuer(&self, card: &Card) -> bool {
        let undeclared = card.declared_network == Network::Unknown;
        let unknown = card.network == Network::Unknown;
        self.require_known_issuer
            || unknown
                && match self.unknown_network {
                    UnknownNetwork::Accept => false,
                    UnknownNetwork::RejectUndeclared => undeclared,
                    UnknownNetwork::Reject => true,
                }
    }
}

fn bit(digits: u8) -> u32 {
    1_u32.checked_shl(u32::from(digits)).unwrap_or(0)
}

/// The allowed lengths as a cashier reads them: `13, 16, 19`.
fn list(digits: u32) -> String {
    let allowed: Vec<String> = (0_u8..32)
        .filter(|length| digits & bit(*length) != 0)
        .map(|length| length.to_string())
        .collect();
    allowed.join(", ")
}
