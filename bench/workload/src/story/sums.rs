//! How much, how often and for what fee: ordinary sales, limits, splits and fees.

use tollgate_proto::v1::{self, EntryMode, PreAuthorization};

use super::super::card::{CREDIT, Plastic};
use super::super::random::Random;
use super::super::sale::Till;
use super::{Scene, once};

const MINUTE_MS: i64 = 60_000;

/// A sale as most are. What is wrong, if anything, is the merchant.
pub(super) fn sale(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(till.ordinary(random))
}

/// A terminal takes 45 payments within a minute.
pub(super) fn rush(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let first = till.at_terminal(till.yuan(9.0), random);
    (0..45)
        .map(|step| {
            let amount = till.yuan(9.0 + 40.0 * random.unit());
            let payment = PreAuthorization {
                terminal_id: first.terminal_id.clone(),
                terminal: first.terminal.clone(),
                ..till.at_terminal(amount, random)
            };
            tell_from(40, step, 1_200, payment)
        })
        .collect()
}

/// One bill in many payments just below the no-PIN limit.
pub(super) fn split_bill(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let card = till.cards.of_customer(till.shop.place, random);
    (0..8)
        .map(|step| {
            let amount = till.yuan(880.0 + 2.0 * f64::from(step));
            tell_from(7, step, 35_000, with_pin(till, &card, amount, random))
        })
        .collect()
}

/// One sale in four payments, each just below what may be paid at once.
pub(super) fn split_sale(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let till = &till.of(till.shops.large(random).unwrap_or(till.shop));
    let card = home_card(till, random);
    (0..4)
        .map(|step| {
            let amount = till.yuan(46_100.0 + 500.0 * f64::from(step));
            tell_from(
                3,
                step,
                3 * MINUTE_MS,
                with_pin(till, &card, amount, random),
            )
        })
        .collect()
}

/// Nine times some 28,000 yuan within two hours of a morning: the daily limit of a card is
/// 200,000.
pub(super) fn spree(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let morning_ms = till.shop.place.until(till.at, 9, 0);
    let till = &till.later(morning_ms);
    let till = &till.of(till.shops.large(random).unwrap_or(till.shop));
    let card = home_card(till, random);
    (0..9)
        .map(|step| {
            let amount = till.yuan(27_500.0 + f64::from(random.between(0, 1_400)));
            let scene = tell_from(
                8,
                step,
                14 * MINUTE_MS,
                with_pin(till, &card, amount, random),
            );
            Scene {
                later_ms: morning_ms + scene.later_ms,
                ..scene
            }
        })
        .collect()
}

/// Round thousands again and again with one credit card at one merchant.
pub(super) fn cash_out(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let till = &till.of(till.shops.large(random).unwrap_or(till.shop));
    let card = home_card(till, random);
    (0..4)
        .map(|step| {
            let amount = till.yuan(6_000.0 + 1_000.0 * f64::from(step));
            tell_from(
                4,
                step,
                20 * MINUTE_MS,
                with_pin(till, &card, amount, random),
            )
        })
        .collect()
}

/// Five payments of some 120 yuan: the daily limit of printed codes is 500.
pub(super) fn printed_codes(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let payer = format!("regular-{}", random.below(1_000_000_000));
    (0..5)
        .map(|step| {
            let amount = till.yuan(102.0 + f64::from(random.between(0, 48)));
            let payment = till.printed_code(amount, &payer);
            tell_from(5, step, 40 * MINUTE_MS, payment)
        })
        .collect()
}

/// The scene with this number from 0, `gap_ms` after the one before; it tells from the
/// `telling`th on.
fn tell_from(telling: u32, step: u32, gap_ms: i64, payment: PreAuthorization) -> Scene {
    let later_ms = i64::from(step) * gap_ms;
    match step + 1 >= telling {
        true => Scene::telling(later_ms, payment),
        false => Scene::before(later_ms, payment),
    }
}

/// A credit card of a Chinese bank.
fn home_card(till: &Till<'_>, random: &mut Random) -> Plastic {
    till.cards.of_range(&CREDIT, "CN", random.below(19_000))
}

fn with_pin(till: &Till<'_>, card: &Plastic, amount: i64, random: &mut Random) -> PreAuthorization {
    PreAuthorization {
        verification: Some(v1::Verification {
            pin_present: true,
            ..v1::Verification::default()
        }),
        ..till.by_card(card, EntryMode::Chip, amount, random)
    }
}

/// The gateway would charge another rate than was agreed.
pub(super) fn wrong_fee(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut payment = till.ordinary(random);
    let rate = payment.fee.as_mut().and_then(|fee| fee.rate_ppm.as_mut());
    if let Some(rate) = rate {
        *rate += 2_200;
    }
    once(payment)
}

/// A surcharge where none is allowed.
pub(super) fn surcharge(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut payment = till.ordinary(random);
    let amount = payment.amount.as_ref().map_or(0, |money| money.minor_units);
    if let Some(fee) = &mut payment.fee {
        fee.surcharge = Some(till.money((amount / 50).max(1)));
    }
    once(payment)
}

/// More of the fee for the issuer than the state allows: 0.35 % for debit, 0.45 % for credit.
pub(super) fn fee_parts(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let card = home_card(till, random);
    let amount = till.yuan(200.0) + till.small(random);
    let mut payment = with_pin(till, &card, amount, random);
    if let Some(fee) = &mut payment.fee {
        fee.issuer_fee = Some(till.money(amount * 55 / 10_000 + 1));
    }
    once(payment)
}

/// An amount converted into the currency of a visitor's card, who was not asked.
pub(super) fn converted(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let card = till.cards.of_visitor(random);
    let amount = till.small(random);
    let mut payment = till.by_card(&card, EntryMode::Chip, amount, random);
    if let Some(fee) = &mut payment.fee {
        fee.dynamic_currency_conversion = true;
    }
    once(payment)
}
