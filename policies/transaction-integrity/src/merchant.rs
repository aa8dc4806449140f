//! The merchant: on file, and what the message and its number say of it as it is on file.

use tollgate_policy::facts::{Facts, Fields};
use tollgate_policy::{Answer, text};

use crate::reasons;
use crate::settings::Settings;

/// The rules about merchants.
pub struct Merchants {
    require_known: bool,
}

impl Merchants {
    /// The rules of checked settings.
    pub fn new(settings: &Settings) -> Self {
        Self {
            require_known: settings.require_known_merchant,
        }
    }

    /// Judges what is said of the merchant.
    pub fn check(&self, facts: &Facts, answer: &mut Answer) {
        let transaction = &facts.transaction;
        if transaction.name_matches == Some(false) {
            answer.find(reasons::DESCRIPTOR_MISMATCH, []);
        }
        let Some(merchant) = &facts.merchant else {
            if self.require_known && !transaction.missing.contains(Fields::MERCHANT_ID) {
                answer.find(reasons::MERCHANT_UNKNOWN, []);
            }
            return;
        };
        // The category that the message says, and the one that the merchant's number carries.
        let said = [transaction.mcc, merchant.id_mcc.unwrap_or(0)];
        if let Some(mcc) = said.into_iter().find(|mcc| differ(*mcc, merchant.mcc)) {
            let (mcc, registered) = (digits(mcc), digits(merchant.mcc));
            answer.find(reasons::MCC_MISMATCH, [text(mcc), text(registered)]);
        }
        if merchant.id_area_matches == Some(false) {
            answer.find(reasons::AREA_MISMATCH, []);
        }
    }
}

/// Two numbers that are both known are not the same; 0 is not known.
pub fn differ(one: u16, other: u16) -> bool {
    one != 0 && other != 0 && one != other
}

/// A category as its four digits.
fn digits(mcc: u16) -> String {
    let mut digits = mcc.to_string();
    while digits.len() < 4 {
        digits.insert(0, '0');
    }
    digits
}
