//! Cards: how they were read, and how their holder was verified.

use tollgate_proto::v1::{Channel, EntryMode};

use super::{Cause, Scene, authorized, cause};

/// What `card-validity` finds of how a card is used.
pub const CAUSES: &[Cause] = &[
    cause(
        "entry.chip_read_failed",
        ("the chip could not be read", |scene| {
            scene.report().chip_read_failed = true
        }),
        (
            "the chip could not be read, so the card was tapped",
            |scene| {
                scene.report().chip_read_failed = true;
                scene.payment.entry_mode = EntryMode::Contactless.into();
            },
        ),
    ),
    cause(
        "entry.magstripe_unreadable",
        ("the stripe could not be read", |scene| stripe(scene, true)),
        ("the stripe was read", |scene| stripe(scene, false)),
    ),
    cause(
        "entry.contactless_read_failed",
        ("the tap failed", |scene| tap(scene, true)),
        ("the tap was read", |scene| tap(scene, false)),
    ),
    cause(
        "entry.chip_required",
        (
            "a card with a chip was swiped at a terminal that reads chips",
            |scene| swiped(scene, "201"),
        ),
        ("a card without a chip was swiped there", |scene| {
            swiped(scene, "101")
        }),
    ),
    cause(
        "entry.fallback_not_allowed",
        ("a chip card fell back to its stripe in China", |scene| {
            fallback(scene, "CN")
        }),
        ("a chip card fell back to its stripe abroad", |scene| {
            fallback(scene, "SG")
        }),
    ),
    cause(
        "entry.chip_data_missing",
        ("the chip was read, but its data was not sent", |scene| {
            scene.card().chip_data_present = false
        }),
        ("the stripe was read, which has no such data", |scene| {
            stripe(scene, false);
            scene.card().chip_data_present = false;
        }),
    ),
    cause(
        "entry.manual_not_allowed",
        ("the number was keyed at a counter", |scene| {
            keyed(scene, Channel::Pos)
        }),
        ("the number was keyed for an order by telephone", |scene| {
            keyed(scene, Channel::MailOrTelephone)
        }),
    ),
    cause(
        "entry.capability_mismatch",
        ("a tap at a terminal that only reads chips", |scene| {
            capable(scene, false)
        }),
        ("a tap at a terminal that reads taps", |scene| {
            capable(scene, true)
        }),
    ),
    cause(
        "entry.repeat_failures",
        (
            "the sixth unreadable card in ten minutes at a terminal",
            |scene| failures(scene, 5),
        ),
        (
            "the fifth unreadable card in ten minutes at a terminal",
            |scene| failures(scene, 4),
        ),
    ),
    cause(
        "cvm.pin_tries_exceeded",
        ("four PINs were entered", |scene| {
            scene.verification().pin_tries = 4
        }),
        ("three PINs were entered", |scene| {
            scene.verification().pin_tries = 3
        }),
    ),
    cause(
        "cvm.no_pin_limit.single",
        ("1,000.01 yuan by tap without a PIN", |scene| {
            tapped_without_pin(scene, 100_001)
        }),
        ("1,000.00 yuan by tap without a PIN", |scene| {
            tapped_without_pin(scene, 100_000)
        }),
    ),
    cause(
        "cvm.no_pin_limit.daily",
        ("3,000.01 yuan by taps without a PIN today", |scene| {
            taps_today(scene, 100_000)
        }),
        ("3,000.00 yuan by taps without a PIN today", |scene| {
            taps_today(scene, 99_999)
        }),
    ),
    cause(
        "cvm.no_pin.not_enabled",
        (
            "a tap without a PIN where the terminal may not go without",
            |scene| no_pin_enabled(scene, false),
        ),
        ("a tap without a PIN where the terminal may", |scene| {
            no_pin_enabled(scene, true)
        }),
    ),
    cause(
        "cvm.pin_required",
        ("service code 220 without a PIN", |scene| {
            without_pin(scene, "220")
        }),
        ("service code 201 without a PIN", |scene| {
            without_pin(scene, "201")
        }),
    ),
    cause(
        "cvm.signature_required",
        ("1,000.01 yuan without a PIN or a signature", |scene| {
            signed(scene, false)
        }),
        ("1,000.01 yuan without a PIN, but signed", |scene| {
            signed(scene, true)
        }),
    ),
];

fn read_by(scene: &mut Scene, mode: EntryMode) {
    scene.payment.entry_mode = mode.into();
}

fn stripe(scene: &mut Scene, failed: bool) {
    swiped(scene, "101");
    scene.report().magstripe_read_failed = failed;
}

fn swiped(scene: &mut Scene, service_code: &str) {
    read_by(scene, EntryMode::Magstripe);
    scene.card().service_code = service_code.into();
}

fn tap(scene: &mut Scene, failed: bool) {
    read_by(scene, EntryMode::Contactless);
    scene.report().contactless_read_failed = failed;
}

fn fallback(scene: &mut Scene, country: &str) {
    read_by(scene, EntryMode::MagstripeFallback);
    scene.merchant().country = country.into();
}

fn keyed(scene: &mut Scene, channel: Channel) {
    read_by(scene, EntryMode::Manual);
    scene.payment.channel = channel.into();
}

fn capable(scene: &mut Scene, contactless: bool) {
    read_by(scene, EntryMode::Contactless);
    scene.report().contactless_capable = contactless;
}

/// So many cards whose chips could not be read came before, and this one can't be either.
fn failures(scene: &mut Scene, times: usize) {
    scene.report().chip_read_failed = true;
    for _ in 0..times {
        scene.earlier(30, None, |_| {});
    }
}

fn tapped_without_pin(scene: &mut Scene, fen: i64) {
    read_by(scene, EntryMode::Contactless);
    scene.verification().pin_present = false;
    scene.amount(fen);
}

/// Three of 2,000.01 yuan together came before.
fn taps_today(scene: &mut Scene, fen: i64) {
    tapped_without_pin(scene, fen);
    for before in [100_000, 99_901, 100] {
        scene.earlier(120, Some(authorized()), |payment| {
            payment.amount = Some(crate::payment::cny(before));
        });
    }
}

fn no_pin_enabled(scene: &mut Scene, enabled: bool) {
    tapped_without_pin(scene, 10_000);
    scene.terminal().no_pin_enabled = enabled;
}

fn without_pin(scene: &mut Scene, service_code: &str) {
    scene.card().service_code = service_code.into();
    scene.verification().pin_present = false;
}

fn signed(scene: &mut Scene, captured: bool) {
    without_pin(scene, "201");
    scene.verification().signature_captured = captured;
    scene.amount(100_001);
}
