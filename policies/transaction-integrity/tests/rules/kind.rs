//! Types that are switched off, and conditions that contradict each other.

use tollgate_policy::facts::{Channel, EntryMode, Facts, TransactionType};
use tollgate_policy::mask;
use tollgate_policy::verdicts::Value;

use super::{merchant, shipped, shown};

#[test]
fn a_type_that_the_merchant_may_not_use() {
    use TransactionType::{PreAuthorization, Purchase, Refund};
    let enabled = |types: &'static [TransactionType]| {
        move |facts: &mut Facts| merchant(facts).transaction_types = mask(types)
    };
    let code = "integrity.type.not_enabled";
    let fires = || enabled(&[PreAuthorization, Refund]);
    shipped().check(code, fires(), enabled(&[Refund, Purchase]));
    shipped().check(code, fires(), enabled(&[]));
    shipped().check(code, fires(), |facts| facts.merchant = None);
    let values = shown(fires());
    assert_eq!(values, [Value::Text("purchase".into())]);
}

type Presented = (TransactionType, Channel, EntryMode, u8);

fn presented((kind, channel, entry_mode, condition): Presented) -> impl Fn(&mut Facts) {
    move |facts| {
        let transaction = &mut facts.transaction;
        (transaction.kind, transaction.channel) = (kind, channel);
        (transaction.entry_mode, transaction.condition_code) = (entry_mode, condition);
    }
}

#[test]
fn conditions_that_contradict_each_other() {
    use Channel::{Atm, InApp, MailOrTelephone, Online, Pos, Qr};
    use EntryMode::{
        Chip, Contactless, CredentialOnFile, Ecommerce, Magstripe, MagstripeFallback, Manual,
        QrDynamic, QrStatic,
    };
    use TransactionType::{Completion, PreAuthorization, Purchase, Refund, Void};
    let rows: &[(Presented, Presented)] = &[
        // A card in a reader, and a payer elsewhere.
        ((Purchase, Online, Chip, 0), (Purchase, Pos, Chip, 0)),
        (
            (Purchase, InApp, Contactless, 0),
            (Purchase, InApp, CredentialOnFile, 0),
        ),
        (
            (Purchase, MailOrTelephone, Magstripe, 0),
            (Purchase, MailOrTelephone, Manual, 8),
        ),
        (
            (Purchase, Online, MagstripeFallback, 0),
            (Purchase, Atm, Magstripe, 0),
        ),
        ((Purchase, Pos, Chip, 1), (Purchase, Pos, Chip, 51)),
        ((Purchase, Pos, Contactless, 5), (Purchase, Pos, Manual, 5)),
        ((Purchase, Pos, Magstripe, 8), (Purchase, Pos, Manual, 8)),
        ((Purchase, Pos, Chip, 59), (Purchase, Online, Ecommerce, 59)),
        ((Purchase, Qr, Chip, 59), (Purchase, Qr, QrDynamic, 59)),
        // A keyed card that is there.
        ((Purchase, Pos, Manual, 59), (Purchase, Pos, Manual, 71)),
        // A pre-authorization that is none.
        ((Purchase, Pos, Chip, 6), (PreAuthorization, Pos, Chip, 6)),
        ((Refund, Pos, Chip, 6), (Completion, Pos, Chip, 6)),
        ((Purchase, Pos, Chip, 6), (Void, Pos, Chip, 6)),
        // Codes and websites.
        (
            (Purchase, MailOrTelephone, QrStatic, 0),
            (Purchase, Qr, QrStatic, 0),
        ),
        (
            (Purchase, MailOrTelephone, QrDynamic, 0),
            (Purchase, Pos, QrDynamic, 0),
        ),
        (
            (Purchase, Pos, Ecommerce, 0),
            (Purchase, Online, Ecommerce, 0),
        ),
        (
            (Purchase, Atm, Ecommerce, 0),
            (Purchase, Online, QrDynamic, 0),
        ),
        // What is not known contradicts nothing.
        (
            (Purchase, Online, Chip, 0),
            (Purchase, Channel::Unknown, Chip, 0),
        ),
        (
            (Purchase, Pos, Chip, 6),
            (TransactionType::Unknown, Pos, Chip, 6),
        ),
        (
            (Purchase, Pos, Chip, 8),
            (Purchase, Pos, EntryMode::Unknown, 8),
        ),
    ];
    for (fires, spares) in rows {
        let code = "integrity.type.condition_conflict";
        shipped().check(code, presented(*fires), presented(*spares));
    }
}

#[test]
fn operators_see_what_was_sent() {
    let values = shown(presented((
        TransactionType::Purchase,
        Channel::Online,
        EntryMode::Chip,
        8,
    )));
    let seen = "purchase, chip, online, DE25 08";
    assert_eq!(values, [Value::Text(seen.into())]);
}
