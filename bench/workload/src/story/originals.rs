//! What comes after a payment: refunds, voids, completions, and those that don't fit.

use tollgate_proto::v1::{EntryMode, PreAuthorization, TransactionType};

use super::super::after::Ending;
use super::super::random::Random;
use super::super::sale::Till;
use super::{Scene, once};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// A sale, and what is done to it later: so much of it, in percent.
struct Pair {
    first: TransactionType,
    then: TransactionType,
    percent: i64,
    later_ms: i64,
}

impl Pair {
    /// Both, the second one telling.
    fn scenes(&self, till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
        let card = till.cards.of_customer(till.shop.place, random);
        let amount = till.small(random).max(till.yuan(10.0));
        let first = PreAuthorization {
            r#type: self.first.into(),
            condition_code: condition(self.first),
            ..till.by_card(&card, EntryMode::Chip, amount, random)
        };
        let terminal_id = first.terminal_id.clone();
        let later = till.later(self.later_ms);
        let part = amount * self.percent / 100;
        let mut then = later.by_card(&card, EntryMode::Chip, part, random);
        let device = (till.shop.terminals.iter()).find(|one| one.terminal_id == terminal_id);
        if let (Some(report), Some(device)) = (&mut then.terminal, device) {
            report.serial_number.clone_from(&device.serial_number);
            report.batch_number.clone_from(&device.batch_number);
            (report.latitude, report.longitude) = (device.latitude, device.longitude);
        }
        let then = PreAuthorization {
            r#type: self.then.into(),
            condition_code: condition(self.then),
            terminal_id,
            order: None,
            ..then
        };
        vec![
            Scene::before(0, first).ending(Ending::Authorized),
            Scene::telling(self.later_ms, then)
                .of(0)
                .ending(Ending::Authorized),
        ]
    }
}

/// DE25: a pre-authorization and its completion are marked as such.
fn condition(kind: TransactionType) -> String {
    match kind {
        TransactionType::PreAuthorization | TransactionType::Completion => "06".into(),
        _ => "00".into(),
    }
}

fn refund(percent: u32, random: &mut Random) -> Pair {
    Pair {
        first: TransactionType::Purchase,
        then: TransactionType::Refund,
        percent: percent.into(),
        later_ms: i64::from(random.between(20, 180)) * MINUTE_MS,
    }
}

/// A refund of all or a part.
pub(super) fn given_back(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let percent = *random.pick(&[100, 100, 60, 25]).unwrap_or(&100);
    refund(percent, random).scenes(till, random)
}

/// A refund of more than was paid.
pub(super) fn too_much_back(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let percent = random.between(120, 300);
    refund(percent, random).scenes(till, random)
}

/// A refund that names a payment that never was.
pub(super) fn of_nothing(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut scenes = refund(100, random).scenes(till, random);
    let mut payment = scenes.swap_remove(1).payment;
    payment.original_request_id = format!("old-till-{}", random.digits(6));
    once(payment)
}

/// A void within minutes.
pub(super) fn taken_back(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let void = Pair {
        first: TransactionType::Purchase,
        then: TransactionType::Void,
        percent: 100,
        later_ms: 3 * MINUTE_MS,
    };
    void.scenes(till, random)
}

/// A void of what was voided.
pub(super) fn taken_back_twice(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut scenes = taken_back(till, random);
    if let Some(void) = scenes.last_mut() {
        void.tells = false;
        let again = Scene::telling(8 * MINUTE_MS, void.payment.clone()).of(0);
        scenes.push(again);
    }
    scenes
}

fn stay(percent: u32, random: &mut Random) -> Pair {
    Pair {
        first: TransactionType::PreAuthorization,
        then: TransactionType::Completion,
        percent: percent.into(),
        later_ms: i64::from(random.between(4, 14)) * HOUR_MS,
    }
}

/// A room is completed for up to 115 % of what was pre-authorized.
pub(super) fn booked(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let percent = random.between(80, 115);
    stay(percent, random).scenes(till, random)
}

/// A completion of far more than was pre-authorized.
pub(super) fn too_much_completed(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let percent = random.between(125, 240);
    stay(percent, random).scenes(till, random)
}
