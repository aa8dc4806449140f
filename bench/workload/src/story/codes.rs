//! Payment codes: shown twice, too late, in part; printed ones that are worn or somebody else's.

use tollgate_proto::v1::{PreAuthorization, payment_code};

use super::super::after::Ending;
use super::super::random::Random;
use super::super::sale::Till;
use super::super::shop::wire;
use super::super::{emv, listed};
use super::{Scene, once};

fn shown(till: &Till<'_>, random: &mut Random) -> PreAuthorization {
    let payer = format!("payer-{}", random.below(50_000));
    till.shown_code(till.small(random), &payer, random)
}

fn printed(till: &Till<'_>, payload: String, random: &mut Random) -> PreAuthorization {
    let payer = format!("printed-{}", random.below(50_000));
    let amount = till.small(random).min(till.yuan(120.0));
    let mut payment = till.printed_code(amount, &payer);
    if let Some(code) = &mut payment.code {
        code.payload = payload;
    }
    payment
}

/// The same code for another sum, while it would still be good.
pub(super) fn reused(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut payment = shown(till, random);
    if let Some(code) = &mut payment.code {
        code.issued_at = Some(wire(till.later(-3_000).at));
    }
    let mut again = payment.clone();
    if let Some(amount) = &mut again.amount {
        amount.minor_units += 100;
    }
    vec![
        Scene::before(0, payment).ending(Ending::Authorized),
        Scene::telling(20_000, again),
    ]
}

/// A code from a screen that was not renewed, or from a photograph of it.
pub(super) fn too_late(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut payment = shown(till, random);
    let age_ms = i64::from(random.between(75_000, 400_000));
    if let Some(code) = &mut payment.code {
        code.issued_at = Some(wire(till.later(-age_ms).at));
    }
    once(payment)
}

/// The last digits are missing.
pub(super) fn in_part(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut payment = shown(till, random);
    if let Some(code) = &mut payment.code {
        code.payload.truncate(15);
    }
    once(payment)
}

/// A character of a printed code is read wrongly.
pub(super) fn worn(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(printed(till, emv::worn(till.shop), random))
}

/// Another merchant's code was put over this one's.
pub(super) fn of_another(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut others = (0..20).filter_map(|_| till.shops.busy(0, random));
    let other = others.find(|other| other.record.mcc != till.shop.record.mcc);
    let payload = emv::printed(other.unwrap_or(till.shop));
    once(printed(till, payload, random))
}

/// A code with which a private person is paid.
pub(super) fn personal(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut payment = printed(till, "https://pay.example/friend".into(), random);
    if let Some(code) = &mut payment.code {
        code.kind = payment_code::Kind::Personal.into();
    }
    once(payment)
}

/// A payer who is on the list of sanctions.
pub(super) fn sanctioned(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(till.shown_code(till.small(random), listed::SANCTIONED, random))
}
