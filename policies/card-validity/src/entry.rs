//! How the card was presented.

use tollgate_policy::facts::{Card, Channel, EntryMode, Facts, Terminal};
use tollgate_policy::{Answer, Date, Figure, text};

use crate::counters::FAILURES;
use crate::named::cases;
use crate::{place, reasons, settings};

/// The rules about reading a card.
pub struct Entry {
    chip_data_required: bool,
    fallback_forbidden_in: Vec<u16>,
    fallback_forbidden_from: Date,
    manual_channels: Vec<Channel>,
    manual_mccs: Vec<u16>,
    failures: Option<Figure<u64>>,
    /// How far back failed attempts are counted, in seconds.
    pub failures_window_s: u32,
}

impl Entry {
    /// The rules of checked settings.
    pub fn new(settings: &settings::Entry) -> Self {
        Self {
            chip_data_required: settings.chip_data_required,
            fallback_forbidden_in: place::parse_all(&settings.fallback_forbidden_in.value),
            fallback_forbidden_from: settings.fallback_forbidden_in.effective_from,
            manual_channels: cases(&settings.manual_channels),
            manual_mccs: settings.manual_mccs.clone(),
            failures: settings.failures.clone(),
            failures_window_s: settings.failures_window_s,
        }
    }

    /// Judges how the card was presented.
    pub fn check(&self, facts: &Facts, card: &Card, answer: &mut Answer) {
        let mode = facts.transaction.entry_mode;
        if let Some(terminal) = &facts.terminal {
            check_capability(mode, terminal, answer);
            if mode == EntryMode::Magstripe && has_chip(card) && terminal.chip_capable {
                answer.find(reasons::CHIP_REQUIRED, []);
            }
        }
        if mode == EntryMode::MagstripeFallback && has_chip(card) && self.forbids_fallback(facts) {
            answer.find(reasons::FALLBACK_NOT_ALLOWED, []);
        }
        let reads_chip = matches!(mode, EntryMode::Chip | EntryMode::Contactless);
        if reads_chip && self.chip_data_required && !card.chip_data_present {
            answer.find(reasons::CHIP_DATA_MISSING, []);
        }
        if mode == EntryMode::Manual && !self.may_key(facts) {
            answer.find(reasons::MANUAL_NOT_ALLOWED, []);
        }
        if let Some(cap) = self.failures.as_ref().and_then(|cap| cap.at(&facts.local)) {
            answer.claim(facts, FAILURES, cap, reasons::REPEAT_FAILURES);
        }
    }

    fn forbids_fallback(&self, facts: &Facts) -> bool {
        let country = facts
            .merchant
            .as_ref()
            .map_or(0, |merchant| merchant.country);
        Date::of(&facts.local) >= self.fallback_forbidden_from
            && self.fallback_forbidden_in.contains(&country)
    }

    fn may_key(&self, facts: &Facts) -> bool {
        let channel = facts.transaction.channel;
        channel == Channel::Unknown
            || self.manual_channels.contains(&channel)
            || self.manual_mccs.contains(&facts.transaction.mcc)
    }
}

/// Judges what the terminal says of the attempt itself. An earlier attempt's failure is no
/// matter once the card was read in another way.
pub fn check_reads(facts: &Facts, answer: &mut Answer) {
    let Some(terminal) = &facts.terminal else {
        return;
    };
    let failed = match facts.transaction.entry_mode {
        EntryMode::Chip if terminal.chip_read_failed => reasons::CHIP_READ_FAILED,
        EntryMode::Magstripe | EntryMode::MagstripeFallback if terminal.magstripe_read_failed => {
            reasons::MAGSTRIPE_UNREADABLE
        }
        EntryMode::Contactless if terminal.contactless_read_failed => {
            reasons::CONTACTLESS_READ_FAILED
        }
        _ => return,
    };
    answer.find(failed, []);
}

/// The payer is elsewhere.
pub fn is_remote(channel: Channel) -> bool {
    matches!(
        channel,
        Channel::Online | Channel::InApp | Channel::MailOrTelephone
    )
}

/// Service code 2 or 6: use the chip where feasible.
fn has_chip(card: &Card) -> bool {
    matches!(card.service_code, Some((2 | 6, _, _)))
}

/// A terminal that names no reader at all has told nothing, and is not judged.
fn check_capability(mode: EntryMode, terminal: &Terminal, answer: &mut Answer) {
    let told = terminal.chip_capable || terminal.contactless_capable || terminal.qr_capable;
    let lacks = match mode {
        EntryMode::Chip if !terminal.chip_capable => "chip",
        // Who cannot read a chip has nothing to fall back from.
        EntryMode::MagstripeFallback if !terminal.chip_capable => "chip",
        EntryMode::Contactless if !terminal.contactless_capable => "contactless",
        EntryMode::QrDynamic if !terminal.qr_capable => "QR",
        _ => return,
    };
    if told {
        answer.find(reasons::CAPABILITY_MISMATCH, [text(lacks)]);
    }
}
