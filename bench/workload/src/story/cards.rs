//! Cards: expired, misread, listed; and how they are presented.

use jiff::ToSpan as _;
use tollgate_proto::v1::listing::Cause;
use tollgate_proto::v1::{EntryMode, PreAuthorization, TerminalReport};

use super::super::card::{MADE_UP, Plastic};
use super::super::listed;
use super::super::random::Random;
use super::super::sale::Till;
use super::{Scene, once};

/// A small sum with a customer's card, which `change` does something to first.
fn with_card(
    till: &Till<'_>,
    entry: EntryMode,
    change: impl FnOnce(&mut Plastic),
    random: &mut Random,
) -> Vec<Scene> {
    let mut card = till.cards.of_customer(till.shop.place, random);
    change(&mut card);
    let amount = till.small(random);
    once(till.by_card(&card, entry, amount, random))
}

pub(super) fn expired(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let ago = -i64::from(random.between(1, 2));
    let change = |card: &mut Plastic| card.record.expiry_yymm = till.cards.month(ago.months());
    with_card(till, EntryMode::Chip, change, random)
}

pub(super) fn wrong_digit(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    with_card(till, EntryMode::Chip, Plastic::spoil, random)
}

/// The stripe of a chip card.
pub(super) fn swiped(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let change = |card: &mut Plastic| card.record.service_code = "201".into();
    with_card(till, EntryMode::Magstripe, change, random)
}

/// The stripe again, because the chip was not read.
pub(super) fn fallback(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let change = |card: &mut Plastic| card.record.service_code = "201".into();
    with_card(till, EntryMode::MagstripeFallback, change, random)
}

/// A number read out and typed.
pub(super) fn keyed(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    with_card(till, EntryMode::Manual, |_| {}, random)
}

pub(super) fn strange_network(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let card = till.cards.of_visitor(random);
    let amount = till.small(random);
    once(till.by_card(&card, EntryMode::Chip, amount, random))
}

/// A large contactless payment without a PIN.
pub(super) fn forgotten_pin(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let card = till.cards.of_customer(till.shop.place, random);
    let amount = till.yuan(1_100.0) + till.small(random);
    let mut payment = till.by_card(&card, EntryMode::Contactless, amount, random);
    payment.verification = None;
    once(payment)
}

pub(super) fn pin_tries(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut scenes = with_card(till, EntryMode::Chip, |_| {}, random);
    for scene in &mut scenes {
        if let Some(verification) = &mut scene.payment.verification {
            verification.pin_present = true;
            verification.pin_tries = random.between(4, 6);
        }
    }
    scenes
}

/// A card that was not read: the terminal says so, and there is no number.
fn unread(
    till: &Till<'_>,
    entry: EntryMode,
    failed: fn(&mut TerminalReport),
    random: &mut Random,
) -> Vec<Scene> {
    let mut scenes = with_card(till, entry, |_| {}, random);
    for scene in &mut scenes {
        scene.payment.card = None;
        scene.payment.terminal.as_mut().map(failed);
    }
    scenes
}

pub(super) fn worn_stripe(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let failed = |report: &mut TerminalReport| report.magstripe_read_failed = true;
    unread(till, EntryMode::Magstripe, failed, random)
}

pub(super) fn dead_chip(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let failed = |report: &mut TerminalReport| report.chip_read_failed = true;
    unread(till, EntryMode::Chip, failed, random)
}

pub(super) fn short_tap(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let failed = |report: &mut TerminalReport| report.contactless_read_failed = true;
    unread(till, EntryMode::Contactless, failed, random)
}

/// A card on the list for this cause.
fn on_list(till: &Till<'_>, cause: Cause, random: &mut Random) -> PreAuthorization {
    let card = listed::card_of(cause, random.below(listed::CARDS), till.cards);
    let amount = till.small(random);
    till.by_card(&card, EntryMode::Chip, amount, random)
}

pub(super) fn lost(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(on_list(till, Cause::Lost, random))
}

pub(super) fn stolen(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(on_list(till, Cause::Stolen, random))
}

pub(super) fn inactive(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(on_list(till, Cause::Inactive, random))
}

pub(super) fn blocked(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(on_list(till, Cause::Blocked, random))
}

pub(super) fn cash_out_listed(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(on_list(till, Cause::CashOut, random))
}

/// The gateway's model says fraud, but somebody has looked into this card and cleared it.
pub(super) fn cleared(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(PreAuthorization {
        fraud_score_ppm: Some(930_000),
        ..on_list(till, Cause::Allowed, random)
    })
}

/// The gateway's model says fraud.
pub(super) fn high_score(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(PreAuthorization {
        fraud_score_ppm: Some(random.between(905_000, 995_000)),
        ..till.ordinary(random)
    })
}

/// A number that no bank has given out: its BIN is on a list.
pub(super) fn made_up(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let card = (till.cards).of_range(&MADE_UP, "CN", random.below(9_000));
    let amount = till.small(random);
    once(till.by_card(&card, EntryMode::Chip, amount, random))
}
