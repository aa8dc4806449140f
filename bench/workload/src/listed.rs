//! The operator's lists, and the cards and payers that are on them.

use tollgate_proto::v1::listing::{Cause, Subject};
use tollgate_proto::v1::{Listing, card};

use super::card::{CREDIT, Cards, MADE_UP, Plastic};

/// Cards on the list for each cause.
pub(super) const CARDS: usize = 3;
/// Why cards are on a list.
const CAUSES: [(Cause, &str); 6] = [
    (Cause::Lost, "reported by the cardholder"),
    (Cause::Stolen, "reported by the police"),
    (Cause::Inactive, "sent out, not activated yet"),
    (Cause::Blocked, "asked for by the risk team"),
    (Cause::CashOut, "seen at several shops of one owner"),
    (Cause::Allowed, "looked into and cleared"),
];
/// Whose payments the law forbids.
pub(super) const SANCTIONED: &str = "payer-of-a-sanctioned-house";

/// The card with this number among those that are listed so.
pub(super) fn card_of(cause: Cause, number: usize, cards: &Cards) -> Plastic {
    let first = usize::try_from(i32::from(cause)).unwrap_or(0) * CARDS;
    // Of the end of the pool: other stories take cards from all of it, and hardly these.
    cards.of_range(&CREDIT, "CN", 19_900 + first + number % CARDS)
}

/// Every entry.
pub(super) fn entries(cards: &Cards) -> Vec<Listing> {
    let on = |subject, cause: Cause, note: &str| Listing {
        subject: Some(subject),
        cause: cause.into(),
        expires_at: None,
        note: note.into(),
    };
    let mut entries = Vec::new();
    for (cause, note) in CAUSES {
        for number in 0..CARDS {
            let card = card_of(cause, number, cards);
            if let Some(card::Number::Pan(pan)) = card.record.number {
                entries.push(on(Subject::Pan(pan), cause, note));
            }
        }
    }
    let (bin, payer) = (MADE_UP.0.into(), SANCTIONED.into());
    entries.push(on(Subject::Bin(bin), Cause::Fraud, "numbers are made up"));
    entries.push(on(
        Subject::PayerToken(payer),
        Cause::Sanctioned,
        "list of the foreign ministry",
    ));
    entries
}
