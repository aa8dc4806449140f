//! The type of the transaction, and whether type, channel, entry mode and condition code make
//! sense together.

use tollgate_policy::facts::{Channel, EntryMode, Facts, TransactionType};
use tollgate_policy::{Answer, mask, text};

use crate::named::{of_channel, of_entry_mode, of_type};
use crate::reasons;

/// Judges the type and how the payment is presented.
pub fn check(facts: &Facts, answer: &mut Answer) {
    let kind = facts.transaction.kind;
    // A merchant that names no type may use all.
    let enabled = (facts.merchant.as_ref()).map_or(0, |merchant| merchant.transaction_types);
    if kind != TransactionType::Unknown && enabled != 0 && enabled & mask(&[kind]) == 0 {
        answer.find(reasons::TYPE_NOT_ENABLED, [text(of_type(kind))]);
    }
    if conflict(facts) {
        answer.find(reasons::CONDITION_CONFLICT, [text(seen(facts))]);
    }
}

/// DE25: the cardholder or the card is elsewhere, in an order by mail or telephone, or online.
const NOT_PRESENT: [u8; 4] = [1, 5, 8, 59];
/// DE25: pre-authorization.
const PRE_AUTHORIZATION: u8 = 6;
/// DE25: e-commerce.
const ECOMMERCE: u8 = 59;

/// Whether two of the four contradict each other (DE22 and DE25 as in Galileo's field tables and
/// the terminal tables of UnionPay). A condition code of 0 is normal or absent, and an unknown
/// case contradicts nothing.
fn conflict(facts: &Facts) -> bool {
    use Channel::{Atm, InApp, MailOrTelephone, Online, Pos};
    use EntryMode::{Chip, Contactless, Ecommerce, Magstripe, MagstripeFallback};
    use EntryMode::{QrDynamic, QrStatic};
    let transaction = &facts.transaction;
    let (channel, condition) = (transaction.channel, transaction.condition_code);
    let conditions_differ = match condition {
        PRE_AUTHORIZATION => !may_be_pre_authorization(transaction.kind),
        ECOMMERCE => matches!(channel, Pos | Atm | MailOrTelephone),
        _ => false,
    };
    conditions_differ
        || match transaction.entry_mode {
            // The card was in the reader.
            Magstripe | Chip | Contactless | MagstripeFallback => {
                matches!(channel, Online | InApp | MailOrTelephone)
                    || NOT_PRESENT.contains(&condition)
            }
            // A code was on a screen or on paper: of a shop, a website, an app or a cash machine.
            QrDynamic | QrStatic => channel == MailOrTelephone,
            Ecommerce => matches!(channel, Pos | Atm),
            EntryMode::Unknown | EntryMode::Manual | EntryMode::CredentialOnFile => false,
        }
}

fn may_be_pre_authorization(kind: TransactionType) -> bool {
    use TransactionType::{Completion, PreAuthorization, Unknown, Void};
    matches!(kind, PreAuthorization | Completion | Void | Unknown)
}

/// `purchase, chip, online, DE25 59`.
fn seen(facts: &Facts) -> String {
    let transaction = &facts.transaction;
    let [tens, units] =
        [10, 1].map(|part| char::from(b'0' + transaction.condition_code / part % 10));
    let mut seen = String::from(of_type(transaction.kind));
    for part in [
        of_entry_mode(transaction.entry_mode),
        of_channel(transaction.channel),
        "DE25 ",
    ] {
        seen.push_str(", ");
        seen.push_str(part);
    }
    seen.extend([tens, units]);
    seen
}
