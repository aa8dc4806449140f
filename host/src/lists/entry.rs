//! One entry of a list: who, why and until when, and the rules that it must meet.

use tollgate_proto::v1;
use tollgate_proto::v1::listing::{Cause, Subject as Named};

use crate::pan::holds_card_number;
use crate::payment::Bin;
use crate::profiles::{Check, ProfileError};
use crate::wit::tollgate::policy::facts::Listing;

use super::Subject;

/// Longest token, in bytes; as in a payment.
const MAX_TOKEN_BYTES: usize = 64;
/// Longest note, in characters.
const MAX_NOTE_CHARS: usize = 200;

/// The causes, what policies see of each, and its name in ids.
///
/// INVARIANT: in the order of their numbers in the contract, from 1; and their bits in
/// `policy.wit`, from 0.
pub(super) const CAUSES: [(Cause, Listing, &str); 9] = [
    (Cause::Lost, Listing::LOST, "lost"),
    (Cause::Stolen, Listing::STOLEN, "stolen"),
    (Cause::Inactive, Listing::INACTIVE, "inactive"),
    (Cause::Blocked, Listing::BLOCKED, "blocked"),
    (Cause::Fraud, Listing::FRAUD, "fraud"),
    (Cause::CashOut, Listing::CASH_OUT, "cash-out"),
    (Cause::Sanctioned, Listing::SANCTIONED, "sanctioned"),
    (
        Cause::MoneyLaundering,
        Listing::MONEY_LAUNDERING,
        "money-laundering",
    ),
    (Cause::Allowed, Listing::ALLOWED, "allowed"),
];

/// An entry that meets the rules.
pub(super) struct Entry<'a> {
    pub(super) subject: Subject<'a>,
    /// Position in [`CAUSES`].
    pub(super) cause: u8,
    /// The first moment at which it no longer counts; `None` for never.
    pub(super) expires_at_ms: Option<u64>,
    /// As it is kept.
    pub(super) listing: &'a v1::Listing,
}

impl<'a> Entry<'a> {
    /// Reads an entry whose card number is a token already.
    ///
    /// # Errors
    /// [`ProfileError::Invalid`] names each field that breaks a rule.
    pub(super) fn read(listing: &'a v1::Listing) -> Result<Self, ProfileError> {
        let mut check = Check::default();
        let subject = subject(listing.subject.as_ref(), &mut check);
        let cause = (0..)
            .zip(&CAUSES)
            .find(|(_, (cause, ..))| i32::from(*cause) == listing.cause);
        if cause.is_none() {
            check.refuse("cause", "must be a cause from 1 to 9, such as CAUSE_LOST");
        }
        let expires_at_ms = check.instant("expires_at", listing.expires_at.as_ref());
        check.text("note", &listing.note, MAX_NOTE_CHARS);
        check.finish(Self {
            subject,
            cause: cause.map_or(0, |(position, _)| position),
            expires_at_ms,
            listing,
        })
    }

    /// What it is kept by: entries in the order of ids are in that of their subjects.
    pub(super) fn id(&self) -> String {
        let cause = CAUSES.get(usize::from(self.cause));
        format!("{}/{}", self.subject, cause.map_or("", |(.., name)| name))
    }

    /// Whether it counts no more.
    pub(super) fn has_ended(&self, now_ms: u64) -> bool {
        self.expires_at_ms
            .is_some_and(|expires_at_ms| expires_at_ms <= now_ms)
    }
}

/// What stands where a subject was refused.
const NOBODY: Subject<'_> = Subject::Country(0);

fn subject<'a>(named: Option<&'a Named>, check: &mut Check) -> Subject<'a> {
    match named {
        None => {
            check.refuse(
                "subject",
                "must be set: one of pan, card_token, bin, merchant_id, terminal_id, \
                 payer_token or country",
            );
            NOBODY
        }
        // What could be a card number has a token in its place by now.
        Some(Named::Pan(_)) => {
            check.refuse(
                "pan",
                "must be 8 to 19 digits, without anything between them",
            );
            NOBODY
        }
        Some(Named::CardToken(token)) => Subject::Card(self::token("card_token", token, check)),
        Some(Named::PayerToken(token)) => Subject::Payer(self::token("payer_token", token, check)),
        Some(Named::Bin(digits)) => bin(digits, check),
        Some(Named::MerchantId(id)) => {
            check.id("merchant_id", id);
            Subject::Merchant(id)
        }
        Some(Named::TerminalId(id)) => {
            check.id("terminal_id", id);
            Subject::Terminal(id)
        }
        Some(Named::Country(letters)) => match check.country("country", letters) {
            0 if letters.is_empty() => {
                check.refuse("country", "must not be empty");
                NOBODY
            }
            country => Subject::Country(country),
        },
    }
}

/// Somebody else's name for a card or a payer, as a payment brings it.
fn token<'a>(field: &str, token: &'a str, check: &mut Check) -> &'a str {
    if holds_card_number(token) {
        check.refuse(
            field,
            "holds what looks like a card number, which belongs in pan",
        );
    } else if !(1..=MAX_TOKEN_BYTES).contains(&token.len()) || token.chars().any(char::is_control) {
        check.refuse(
            field,
            format!("must be 1 to {MAX_TOKEN_BYTES} bytes, without control characters"),
        );
    }
    token
}

fn bin(digits: &str, check: &mut Check) -> Subject<'static> {
    let count = match digits.len() {
        6 => 6,
        8 => 8,
        _ => 0,
    };
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.parse() {
        Ok(value) if count > 0 && all_digits => Subject::Bin(Bin {
            value,
            digits: count,
        }),
        _ => {
            check.refuse(
                "bin",
                "must be the first 6 or 8 digits of card numbers, and no more of them",
            );
            NOBODY
        }
    }
}
