//! The request itself: wrong, incomplete, changed, or sent twice.

use tollgate_proto::v1::{EntryMode, PreAuthorization, verification};

use super::super::after::Ending;
use super::super::random::Random;
use super::super::sale::Till;
use super::super::shop::wire;
use super::{Scene, once};

/// The cashier typed more than the order comes to.
pub(super) fn wrong_amount(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let amount = till.small(random);
    let mut payment = till.at_terminal(amount, random);
    payment.order = Some(till.order(amount - amount / 10, random));
    once(payment)
}

/// The same payment again a few seconds later, as if the first had not worked.
pub(super) fn tapped_twice(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let payment = till.at_terminal(till.small(random), random);
    let again = payment.clone();
    vec![
        Scene::before(0, payment).ending(Ending::Authorized),
        Scene::telling(i64::from(random.between(4_000, 25_000)), again),
    ]
}

/// How the card was read is not said.
pub(super) fn left_out(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(PreAuthorization {
        entry_mode: EntryMode::Unspecified.into(),
        ..till.at_terminal(till.small(random), random)
    })
}

/// The gateway sends another category than the acquirer has on file.
pub(super) fn wrong_category(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mcc = if till.shop.record.mcc == 5411 {
        5812
    } else {
        5411
    };
    once(PreAuthorization {
        mcc,
        ..till.ordinary(random)
    })
}

/// Dollars at a terminal for yuan.
pub(super) fn wrong_currency(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut payment = till.at_terminal(till.small(random), random);
    payment.order = None;
    if let Some(amount) = &mut payment.amount {
        amount.currency = "USD".into();
    }
    once(payment)
}

/// The message is not as the terminal signed it.
pub(super) fn changed(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut payment = till.at_terminal(till.small(random), random);
    if let Some(verification) = &mut payment.verification {
        verification.message_mac = verification::Result::Failed.into();
    }
    once(payment)
}

/// The terminal's clock is off by more than a quarter of an hour.
pub(super) fn wrong_clock(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut payment = till.at_terminal(till.small(random), random);
    let off_ms = i64::from(random.between(1_000_000, 9_000_000));
    if let Some(report) = &mut payment.terminal {
        report.local_time = Some(wire(till.later(-off_ms).at));
    }
    once(payment)
}
