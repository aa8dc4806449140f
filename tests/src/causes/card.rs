//! Cards: the number, the date, how they were read, how their holder was verified.

use super::{Cause, cause};

/// What `card-validity` finds.
pub const CAUSES: &[Cause] = &[cause(
    "card.expired",
    ("the card was good through last month", |scene| {
        scene.card().expiry_yymm = "2610".into()
    }),
    ("the card is good through this month", |scene| {
        scene.card().expiry_yymm = "2611".into()
    }),
)];
