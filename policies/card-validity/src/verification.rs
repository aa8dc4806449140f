//! How the holder was verified: PIN, no-PIN contactless, signature. Only for what takes money
//! from a card that is present; a payment at a distance is verified by other means.

use tollgate_policy::facts::{Card, EntryMode, Facts, Funding, TransactionType};
use tollgate_policy::{Answer, Figure, integer, money};

use crate::counters::NO_PIN_DAY;
use crate::settings::Settings;
use crate::{entry, reasons};
use tollgate_policy::currency::Limits;

/// The rules about PIN and signature.
pub struct Verification {
    pin_digits: Vec<u8>,
    pin_for_debit: bool,
    pin_above: Limits,
    max_tries: Option<Figure<u8>>,
    no_pin_single: Limits,
    no_pin_daily: Limits,
    signature_above: Limits,
}

impl Verification {
    /// The rules of checked settings.
    pub fn new(settings: &Settings) -> Self {
        Self {
            pin_digits: settings.pin.service_code_digits.clone(),
            pin_for_debit: settings.pin.debit,
            pin_above: Limits::new(&settings.pin.above),
            max_tries: settings.pin.max_tries.clone(),
            no_pin_single: Limits::new(&settings.no_pin.single),
            no_pin_daily: Limits::new(&settings.no_pin.daily),
            signature_above: Limits::new(&settings.signature.above),
        }
    }

    /// Judges how the holder was verified.
    pub fn check(&self, facts: &Facts, card: &Card, answer: &mut Answer) {
        let transaction = &facts.transaction;
        if !takes_money(transaction.kind) {
            return;
        }
        self.check_tries(facts, answer);
        if transaction.pin_present || !is_present(facts) {
            return;
        }
        let contactless = transaction.entry_mode == EntryMode::Contactless;
        let asks_pin = if contactless {
            self.check_no_pin(facts, answer)
        } else {
            false
        };
        // A no-PIN limit is an agreed exception from what the service code asks.
        let excepted = contactless && self.no_pin_single.of(facts).is_some();
        if !excepted && self.needs_pin(facts, card) {
            answer.find(reasons::PIN_REQUIRED, []);
        } else if !asks_pin
            && !transaction.signature_captured
            && let Some(limit) = self.signature_above.exceeded(facts)
        {
            answer.find(reasons::SIGNATURE_REQUIRED, [money(limit)]);
        }
    }

    fn check_tries(&self, facts: &Facts, answer: &mut Answer) {
        let tries = facts.transaction.pin_tries;
        let max = self.max_tries.as_ref().and_then(|max| max.at(&facts.local));
        if let Some(max) = max.filter(|max| tries > *max) {
            let parameters = [integer(tries), integer(max)];
            answer.find(reasons::PIN_TRIES_EXCEEDED, parameters);
        }
    }

    /// Judges a contactless payment without PIN, and says whether it asks for one.
    fn check_no_pin(&self, facts: &Facts, answer: &mut Answer) -> bool {
        let off = (facts.terminal.as_ref())
            .is_some_and(|terminal| terminal.registered && !terminal.no_pin_enabled);
        if off {
            answer.find(reasons::NO_PIN_NOT_ENABLED, []);
        }
        let exceeded = self.no_pin_single.exceeded(facts);
        if let Some(limit) = exceeded {
            answer.find(reasons::NO_PIN_SINGLE, [money(limit)]);
        }
        let cap = self.no_pin_daily.of(facts);
        if let Some(cap) = cap.and_then(|cap| u64::try_from(cap).ok()) {
            answer.claim(facts, NO_PIN_DAY, cap, reasons::NO_PIN_DAILY);
        }
        off || exceeded.is_some()
    }

    fn needs_pin(&self, facts: &Facts, card: &Card) -> bool {
        (card.service_code).is_some_and(|(_, _, use_of_pin)| self.pin_digits.contains(&use_of_pin))
            || self.pin_for_debit && card.funding == Funding::Debit
            || self.pin_above.exceeded(facts).is_some()
    }
}

fn takes_money(kind: TransactionType) -> bool {
    use TransactionType::{CashAdvance, PreAuthorization, Purchase};
    matches!(kind, Purchase | PreAuthorization | CashAdvance)
}

/// The card itself was read where it is used.
fn is_present(facts: &Facts) -> bool {
    use EntryMode::{Chip, Contactless, Magstripe, MagstripeFallback};
    let read = matches!(
        facts.transaction.entry_mode,
        Magstripe | Chip | Contactless | MagstripeFallback
    );
    read && !entry::is_remote(facts.transaction.channel)
}
