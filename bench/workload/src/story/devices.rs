//! Terminals: whose they are, where they are, and what is wrong with them.

use tollgate_proto::v1::{PreAuthorization, TerminalReport};

use super::super::random::Random;
use super::super::sale::Till;
use super::super::shop::hours_before;
use super::super::terminal;
use super::{Scene, once};

fn small(till: &Till<'_>, random: &mut Random) -> PreAuthorization {
    till.at_terminal(till.small(random), random)
}

/// A small sum at a terminal that reports this.
fn reporting(
    till: &Till<'_>,
    change: impl FnOnce(&mut TerminalReport),
    random: &mut Random,
) -> Vec<Scene> {
    let mut payment = small(till, random);
    payment.terminal.as_mut().map(change);
    once(payment)
}

pub(super) fn unknown(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    once(PreAuthorization {
        terminal_id: format!("X{}", random.digits(7)),
        ..small(till, random)
    })
}

/// The terminal of a shop around the corner.
pub(super) fn borrowed(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let mut others = (0..20).filter_map(|_| till.shops.busy(0, random));
    let own = &till.shop.record.merchant_id;
    let Some(other) = others.find(|other| other.record.merchant_id != *own) else {
        return Vec::new();
    };
    let device = other.terminal(random);
    once(PreAuthorization {
        terminal_id: device.terminal_id.clone(),
        terminal: Some(terminal::report(device, till.at, random)),
        ..small(till, random)
    })
}

/// Another device says that it is this terminal.
pub(super) fn exchanged(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let serial = format!("SN-{}-99", random.digits(6));
    reporting(till, |report| report.serial_number = serial, random)
}

pub(super) fn tampered(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    reporting(till, |report| report.tampered = true, random)
}

/// Some kilometres from where it is registered.
pub(super) fn moved(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let kilometres = 1.5 + 2.5 * random.unit();
    let change = |report: &mut TerminalReport| terminal::carry(report, kilometres);
    reporting(till, change, random)
}

pub(super) fn hidden(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let change = |report: &mut TerminalReport| {
        (report.latitude, report.longitude) = (None, None);
    };
    reporting(till, change, random)
}

/// In the sun, or on a stove.
pub(super) fn hot(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let celsius = i32::try_from(random.between(53, 66)).unwrap_or(60);
    let change = |report: &mut TerminalReport| report.temperature_celsius = Some(celsius);
    reporting(till, change, random)
}

/// Its keys are from another day.
pub(super) fn not_signed_in(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let since = hours_before(till.at, random.between(26, 120));
    reporting(till, |report| report.signed_in_at = Some(since), random)
}

pub(super) fn other_batch(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    reporting(till, |report| report.batch_number = "000999".into(), random)
}

/// A third of what is sent is lost.
pub(super) fn bad_line(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let lost_ppm = random.between(310_000, 500_000);
    let change = |report: &mut TerminalReport| {
        report.packet_loss_ppm = Some(lost_ppm);
        report.signal_dbm = Some(-112);
    };
    reporting(till, change, random)
}

pub(super) fn backlog(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let waiting = random.between(21, 60);
    reporting(
        till,
        |report| report.pending_offline = Some(waiting),
        random,
    )
}

pub(super) fn dark(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    reporting(till, |report| report.display_fault = true, random)
}

/// Codes that are good for hours.
pub(super) fn odd_settings(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let change = |report: &mut TerminalReport| report.qr_code_valid_s = Some(7_200);
    reporting(till, change, random)
}

pub(super) fn dirty(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let errors_ppm = random.between(55_000, 180_000);
    let change = |report: &mut TerminalReport| report.read_error_ppm = Some(errors_ppm);
    reporting(till, change, random)
}

pub(super) fn no_paper(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    reporting(till, |report| report.printer_fault = true, random)
}

pub(super) fn low_battery(till: &Till<'_>, random: &mut Random) -> Vec<Scene> {
    let percent = i32::try_from(random.between(3, 14)).unwrap_or(3);
    reporting(
        till,
        |report| report.battery_percent = Some(percent),
        random,
    )
}
