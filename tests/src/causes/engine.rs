//! The host's own reasons: policies that fail, none in force, no answer at all, and what is kept
//! from a reader.

use tollgate_proto::v1::Audience;
use tollgate_proto::v1::listing::Cause as Listed;
use tollgate_proto::v1::listing::Subject;

use super::ground::TRIGGER;
use super::{Cause, Ground, Scene, cause, on};

const LOOP: &str = "mode = \"enforce\"\n[settings]\nbehaviour = \"loop\"\n";
const TRAP: &str = "mode = \"enforce\"\n[settings]\nbehaviour = \"trap\"\n";
const GROW: &str = "mode = \"enforce\"\n[settings]\nbehaviour = \"grow\"\n";
const WRONG: &str = "mode = \"enforce\"\n[settings]\nbehaviour = \"unknown-reason\"\n";
const SHADOW: &str = "mode = \"shadow\"\n";
const ENFORCED: &str = "mode = \"enforce\"\n";

/// What the host says of itself.
pub const CAUSES: &[Cause] = &[
    misbehaving(
        LOOP,
        "engine.policy_timeout",
        "a policy never comes to an end with a payment of 666.00 yuan",
        "a payment of 666.01 yuan, with which it does",
    ),
    misbehaving(
        TRAP,
        "engine.policy_trap",
        "a policy crashes at a payment of 666.00 yuan",
        "a payment of 666.01 yuan, at which it does not",
    ),
    misbehaving(
        GROW,
        "engine.policy_memory",
        "a policy wants all memory for a payment of 666.00 yuan",
        "a payment of 666.01 yuan, for which it does not",
    ),
    misbehaving(
        WRONG,
        "engine.policy_output_invalid",
        "a policy gives a reason that it never declared to a payment of 666.00 yuan",
        "a payment of 666.01 yuan, to which it gives none",
    ),
    on(
        [Ground::Misbehaving(SHADOW), Ground::Misbehaving(ENFORCED)],
        "engine.policy_missing",
        ("the only policy is in shadow", |_| {}),
        ("the only policy is enforced", |_| {}),
    ),
    on(
        [Ground::Room(1), Ground::Room(2)],
        "engine.overloaded",
        (
            "a second payment at a host with room for one at a time",
            |_| {},
        ),
        (
            "a second payment at a host with room for two at a time",
            |_| {},
        ),
    ),
    on(
        [Ground::Within("5m"), Ground::Within("60S")],
        "engine.deadline_exceeded",
        (
            "a policy takes tens of milliseconds, and the gateway waits five",
            |scene| scene.amount(TRIGGER),
        ),
        (
            "a policy takes tens of milliseconds, and the gateway waits a minute",
            |scene| scene.amount(TRIGGER),
        ),
    ),
    on(
        [Ground::Disk(0), Ground::Disk(65_536)],
        "engine.state_unavailable",
        ("the disk of the log is full", |_| {}),
        ("the disk of the log has room for 64 KiB", |_| {}),
    ),
    cause(
        "engine.withheld",
        ("a merchant asks why a stolen card is refused", |scene| {
            asked_by(scene, Audience::Merchant)
        }),
        ("an operator asks why a stolen card is refused", |scene| {
            asked_by(scene, Audience::Operator)
        }),
    ),
];

/// The policy misbehaves at an amount, and not at one that is a fen more.
const fn misbehaving(
    file: &'static str,
    code: &'static str,
    fires: &'static str,
    spares: &'static str,
) -> Cause {
    on(
        [Ground::Misbehaving(file); 2],
        code,
        (fires, |scene| scene.amount(TRIGGER)),
        (spares, |scene| scene.amount(TRIGGER + 1)),
    )
}

fn asked_by(scene: &mut Scene, audience: Audience) {
    scene.list(Subject::Pan(scene.pan()), Listed::Stolen, 1);
    scene.audience = audience;
}
