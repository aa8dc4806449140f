//! Compliance: sanctions, and signs of money laundering.

use tollgate_proto::v1::listing::Cause as Listed;
use tollgate_proto::v1::listing::Subject;

use super::{Cause, Scene, cause};

/// What `compliance` finds.
pub const CAUSES: &[Cause] = &[
    cause(
        "compliance.sanctions",
        (
            "the merchant is under sanctions for one more second, and cleared of fraud",
            |scene| sanctioned(scene, 1),
        ),
        (
            "the merchant was under sanctions until this second",
            |scene| sanctioned(scene, 0),
        ),
    ),
    cause(
        "compliance.aml",
        ("the card is suspected of money laundering", |scene| {
            let card = Subject::Pan(scene.pan());
            scene.list(card, Listed::MoneyLaundering, 1);
        }),
        (
            "another card of its bank is suspected of money laundering",
            |scene| {
                let other = Subject::Pan(scene.another_pan(0));
                scene.list(other, Listed::MoneyLaundering, 1);
            },
        ),
    ),
];

fn sanctioned(scene: &mut Scene, seconds: i64) {
    let merchant = Subject::MerchantId(scene.payment.merchant_id.clone());
    scene.list(merchant.clone(), Listed::Sanctioned, seconds);
    scene.list(merchant, Listed::Allowed, 1);
}
