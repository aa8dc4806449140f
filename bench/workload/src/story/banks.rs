//! Banks and networks: in maintenance, down, failing for a while, or not heard of.

use tollgate_proto::v1::{EntryMode, PreAuthorization};

use super::super::after::Ending;
use super::super::bank::WALLET_SHUT;
use super::super::card::{CUT_OFF, DOWN, FAILING, MOVING, Range, VISA};
use super::super::random::Random;
use super::super::sale::Till;
use super::{Scene, once};

/// Payments with cards of the bank that fails: enough for the host to be sure, and as many again.
const FAILURES: u32 = 64;

fn of_bank(till: &Till<'_>, range: &Range, random: &mut Random) -> PreAuthorization {
    let country = if till.shop.place.country == "CN" {
        "CN"
    } else {
        "US"
    };
    let card = (till.cards).of_range(range, country, random.below(19_000));
    let amount = till.small(random);
    till.by_card(&card, EntryMode::Chip, amount, random)
}

pub(super) fn moving(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(of_bank(till, &MOVING, random))
}

pub(super) fn down(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(of_bank(till, &DOWN, random))
}

pub(super) fn cut_off(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(of_bank(till, &CUT_OFF, random))
}

/// A payment every four seconds, at shops in the whole country. The bank answers none of them;
/// once the host is sure of that, it lets one through now and then.
pub(super) fn failing(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    (0..FAILURES)
        .map(|step| {
            let place = random.below(5);
            let till = till.later(i64::from(step) * 4_000);
            let till = till.of(till.shops.busy(place, random).unwrap_or(till.shop));
            let payment = of_bank(&till, &FAILING, random);
            let ending = match step % 4 {
                0 => Ending::TimedOut,
                _ => Ending::Declined("91"),
            };
            Scene {
                tells: step >= 48,
                ..Scene::before(i64::from(step) * 4_000, payment)
            }
            .ending(ending)
        })
        .collect()
}

/// The same payment after so many milliseconds, the first having ended so.
fn again(payment: PreAuthorization, ending: Ending, later_ms: i64) -> Vec<Scene> {
    let next = payment.clone();
    vec![
        Scene::before(0, payment).ending(ending),
        Scene::telling(later_ms, next),
    ]
}

/// Tried again at once, though nobody knows what became of the first.
pub(super) fn unanswered(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let payment = till.at_terminal(till.small(random), random);
    again(payment, Ending::TimedOut, 12_000)
}

/// The issuer asks for a call; the cashier tries again.
pub(super) fn referred(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let payment = till.at_terminal(till.small(random), random);
    again(payment, Ending::Declined("01"), 45_000)
}

/// The issuer knows no such account; the cashier tries again.
pub(super) fn never_again(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let payment = of_bank(till, &VISA, random);
    again(payment, Ending::Declined("14"), 5 * 60_000)
}

/// A code of the wallet in the minutes in which it is shut.
pub(super) fn wallet_shut(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let (hour, minute) = WALLET_SHUT;
    let later_ms = till.shop.place.until(till.at, hour, minute);
    let amount = till.small(random);
    let mut payment = till.later(later_ms).shown_code(amount, "night-owl", random);
    if let Some(code) = &mut payment.code {
        code.payload = format!("28{}", random.digits(16));
        code.payer_token = format!("payer-{}", random.below(50_000));
    }
    vec![Scene::telling(later_ms, payment)]
}
