//! What merchants sell: how much people pay there, and how.

use super::place::Place;
use super::random::Random;

/// A line of business.
#[derive(Debug)]
pub struct Trade {
    /// ISO 18245.
    pub mcc: u16,
    /// What such a shop calls itself.
    pub name: &'static str,
    /// Median of a sale, in yuan.
    median: f64,
    /// Standard deviation of a sale's logarithm.
    sigma: f64,
    /// How often people pay by card at a terminal, by code, and online.
    pub(super) ways: [(Way, f64); 3],
    /// Share of the merchants.
    pub(super) share: f64,
}

/// How people pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Terminal,
    Code,
    Online,
}

const fn trade(
    (mcc, name): (u16, &'static str),
    (median, sigma): (f64, f64),
    ways: [f64; 3],
    share: f64,
) -> Trade {
    let [terminal, code, online] = ways;
    Trade {
        mcc,
        name,
        median,
        sigma,
        ways: [
            (Way::Terminal, terminal),
            (Way::Code, code),
            (Way::Online, online),
        ],
        share,
    }
}

/// Every trade, with invented figures of a plausible size.
pub(super) static TRADES: [Trade; 14] = [
    trade((5411, "Supermarket"), (86.0, 0.9), [50.0, 50.0, 0.0], 18.0),
    trade((5499, "Corner Shop"), (22.0, 0.7), [30.0, 70.0, 0.0], 14.0),
    trade((5812, "Restaurant"), (120.0, 0.8), [45.0, 55.0, 0.0], 16.0),
    trade((5814, "Noodle Bar"), (32.0, 0.6), [25.0, 65.0, 10.0], 13.0),
    trade((5912, "Pharmacy"), (65.0, 0.8), [50.0, 50.0, 0.0], 6.0),
    trade((5541, "Fuel Station"), (260.0, 0.4), [60.0, 40.0, 0.0], 6.0),
    trade((5651, "Clothing"), (240.0, 0.9), [55.0, 35.0, 10.0], 7.0),
    trade((5732, "Electronics"), (900.0, 1.0), [55.0, 25.0, 20.0], 5.0),
    trade(
        (5311, "Department Store"),
        (320.0, 1.0),
        [60.0, 40.0, 0.0],
        5.0,
    ),
    trade((4121, "Taxi"), (38.0, 0.5), [5.0, 90.0, 5.0], 4.0),
    trade((7011, "Hotel"), (480.0, 0.7), [75.0, 15.0, 10.0], 3.0),
    trade((7832, "Cinema"), (80.0, 0.5), [20.0, 40.0, 40.0], 2.0),
    trade((8062, "Hospital"), (180.0, 1.1), [70.0, 30.0, 0.0], 2.0),
    trade((5944, "Jewellery"), (1_500.0, 1.0), [80.0, 15.0, 5.0], 1.0),
];

impl Trade {
    /// Whether people spend little at once.
    pub(super) fn is_small(&self) -> bool {
        self.median < 50.0
    }

    /// Whether its terminals are on the road.
    pub(super) fn moves(&self) -> bool {
        self.mcc == 4121
    }

    /// What a customer pays, in minor units: log-normal, and often a round price.
    pub(super) fn amount(&self, place: &Place, random: &mut Random) -> i64 {
        let price = random.log_normal(self.median, self.sigma) * place.price;
        let step = if random.chance(0.4) { 1.0 } else { 0.1 };
        let rounded = (price / step).round() * step;
        minor_units(rounded.max(place.price), place)
    }
}

/// An amount in units of the place's currency, as minor units.
#[allow(
    clippy::cast_possible_truncation,
    reason = "prices are far below 2^53, and `as` saturates"
)]
pub(super) fn minor_units(units: f64, place: &Place) -> i64 {
    (units * place.minor_units).round() as i64
}

#[cfg(test)]
mod tests {
    use super::super::place::PLACES;
    use super::*;

    #[test]
    fn half_of_the_sales_are_above_the_median() {
        let mut random = Random::new(5);
        for trade in &TRADES {
            for place in &PLACES {
                let median = minor_units(trade.median * place.price, place);
                let draws = 4_000;
                let above = (0..draws)
                    .filter(|_| trade.amount(place, &mut random) > median)
                    .count();
                let share = 100 * above / draws;
                assert!(
                    (44..=56).contains(&share),
                    "{} in {}: {share} %",
                    trade.name,
                    place.city
                );
            }
        }
    }
}
