//! Currencies: settings name them by their letters, facts by their number (ISO 4217).

use serde::Deserialize;

/// A currency that can have a limit, with its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[allow(clippy::upper_case_acronyms, reason = "currencies are written so")]
pub enum Currency {
    CNY = 156,
    EUR = 978,
    HKD = 344,
    USD = 840,
}

impl Currency {
    /// The currency with this number.
    pub fn of(number: u16) -> Option<Self> {
        let all = [Self::CNY, Self::EUR, Self::HKD, Self::USD];
        all.into_iter().find(|currency| *currency as u16 == number)
    }
}
