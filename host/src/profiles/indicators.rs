//! Risk indicators in little memory: a number for each, and one for which of them are known.

use std::num::NonZeroU16;

use crate::wit::tollgate::policy::facts::{Money, RiskIndicators};

/// Indicators that are a number.
const NUMBERS: usize = 14;
/// That the monthly volume is known. Below it is a bit for each number.
const VOLUME: u16 = 1 << NUMBERS;
/// Set in all, so that an `Option` takes no more.
const ON_FILE: u16 = 1 << 15;

/// The risk indicators on file of one merchant; an unknown one is 0 and has no bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indicators {
    known: NonZeroU16,
    volume_currency: u16,
    numbers: [u32; NUMBERS],
    volume_minor_units: i64,
}

/// The numbers, once, in the order in which they are kept.
macro_rules! with_numbers {
    ($with:ident) => {
        $with!(
            chargeback_ppm,
            chargebacks_month,
            fraud_ppm,
            refund_ppm,
            decline_ppm,
            volume_ratio_percent,
            ticket_ratio_percent,
            night_ppm,
            round_amount_ppm,
            credit_share_ppm,
            out_of_area_ppm,
            top_cards_ppm,
            days_to_delivery,
            complaints_per_million,
        )
    };
}

impl Indicators {
    /// What the indicators say.
    #[must_use]
    pub fn of(indicators: &RiskIndicators) -> Self {
        macro_rules! listed {
            ($($name:ident),+ $(,)?) => { [$(indicators.$name),+] };
        }
        let listed: [Option<u32>; NUMBERS] = with_numbers!(listed);
        let known = listed
            .iter()
            .rev()
            .fold(0, |known, number| known << 1 | u16::from(number.is_some()));
        let volume = indicators.monthly_volume;
        let known = ON_FILE | known | volume.map_or(0, |_| VOLUME);
        Self {
            // INVARIANT: it has the bit `ON_FILE`.
            known: NonZeroU16::new(known).unwrap_or(NonZeroU16::MAX),
            volume_currency: volume.map_or(0, |volume| volume.currency),
            numbers: listed.map(Option::unwrap_or_default),
            volume_minor_units: volume.map_or(0, |volume| volume.minor_units),
        }
    }

    /// The indicators, as policies get them.
    #[must_use]
    pub fn indicators(&self) -> RiskIndicators {
        let mut known = self.known.get();
        let monthly_volume = (known & VOLUME != 0).then_some(Money {
            minor_units: self.volume_minor_units,
            currency: self.volume_currency,
        });
        let listed = self.numbers.map(|number| {
            let is_known = known & 1 != 0;
            known >>= 1;
            is_known.then_some(number)
        });
        macro_rules! named {
            ($($name:ident),+ $(,)?) => {{
                let [$($name),+] = listed;
                RiskIndicators { $($name,)+ monthly_volume }
            }};
        }
        with_numbers!(named)
    }
}
