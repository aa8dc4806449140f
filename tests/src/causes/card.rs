//! Cards: the number, the date, how they were read, how their holder was verified.

use super::{Cause, Scene, cause};

/// What `card-validity` finds.
pub const CAUSES: &[Cause] = &[cause(
    "card.expired",
    ("the card was good through last month", |scene| {
        expiry(scene, -1)
    }),
    ("the card is good through this month", |scene| {
        expiry(scene, 0)
    }),
)];

fn expiry(scene: &mut Scene, months_later: i32) {
    scene.card().expiry_yymm = scene.month(months_later);
}
