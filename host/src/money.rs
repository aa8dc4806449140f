//! Currencies and amounts.
//!
//! An amount is a whole number of minor units of one currency. Arithmetic on it is checked.

use std::fmt;

mod table;

/// An ISO 4217 currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency {
    position: u8,
}

impl Currency {
    /// No currency (ISO 4217 `XXX`).
    pub const NONE: Self = Self { position: u8::MAX };

    /// The currency with the alphabetic code, for example `CNY`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let code: [u8; 3] = code.as_bytes().try_into().ok()?;
        let position = table::CURRENCIES
            .binary_search_by_key(&code, |row| row.0)
            .ok()?;
        Some(Self {
            position: u8::try_from(position).ok()?,
        })
    }

    /// The currency with the numeric code, for example 156.
    #[must_use]
    pub fn from_number(number: u16) -> Option<Self> {
        let position = table::CURRENCIES.iter().position(|row| row.1 == number)?;
        Some(Self {
            position: u8::try_from(position).ok()?,
        })
    }

    fn row(self) -> &'static table::Row {
        // INVARIANT: `position` came from the table, or is that of `NONE`.
        table::CURRENCIES
            .get(usize::from(self.position))
            .unwrap_or(&table::NO_CURRENCY)
    }

    /// The alphabetic code.
    #[must_use]
    pub fn code(self) -> &'static str {
        std::str::from_utf8(&self.row().0).unwrap_or("XXX")
    }

    /// The numeric code.
    #[must_use]
    pub fn number(self) -> u16 {
        self.row().1
    }

    /// Digits after the decimal point.
    #[must_use]
    pub fn exponent(self) -> u8 {
        self.row().2
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// An amount of money: minor units (fen, cents, yen) of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Minor units; negative and zero are possible, and are for policies to refuse.
    pub minor_units: i64,
    /// The currency.
    pub currency: Currency,
}

impl Amount {
    /// What the amount adds to a limit: nothing where it is negative.
    #[must_use]
    pub fn to_add(self) -> u64 {
        u64::try_from(self.minor_units).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_both_keys_find_the_same_currency() {
        assert!(
            table::CURRENCIES
                .windows(2)
                .all(|pair| pair[0].0 < pair[1].0)
        );
        for row in table::CURRENCIES {
            let code = std::str::from_utf8(&row.0).unwrap();
            assert_eq!(
                Currency::from_code(code),
                Currency::from_number(row.1),
                "{code}"
            );
        }
    }

    #[test]
    fn exponents_are_those_of_iso_4217() {
        let exponent = |code| Currency::from_code(code).map(Currency::exponent);
        for (code, expected) in [("CNY", 2), ("JPY", 0), ("KWD", 3), ("USD", 2), ("CLF", 4)] {
            assert_eq!(exponent(code), Some(expected), "{code}");
        }
        assert_eq!(exponent("cny"), None);
        assert_eq!(exponent("XXXX"), None);
    }
}
