//! Where merchants are, and when people there go shopping.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A city with its country's habits.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) city: &'static str,
    /// ISO 3166-1 alpha-2.
    pub(crate) country: &'static str,
    /// IANA time zone.
    pub(crate) zone: &'static str,
    /// ISO 4217.
    pub(crate) currency: &'static str,
    /// Minor units of one unit of the currency.
    pub(super) minor_units: f64,
    /// What costs one yuan in China costs so much here.
    pub(super) price: f64,
    /// Administrative area, in China.
    pub(super) area_code: &'static str,
    /// Share of the merchants.
    pub(super) share: f64,
}

const fn china(city: &'static str, area_code: &'static str, share: f64) -> Place {
    Place {
        city,
        country: "CN",
        zone: "Asia/Shanghai",
        currency: "CNY",
        minor_units: 100.0,
        price: 1.0,
        area_code,
        share,
    }
}

const fn america(city: &'static str, zone: &'static str, share: f64) -> Place {
    Place {
        city,
        country: "US",
        zone,
        currency: "USD",
        minor_units: 100.0,
        price: 0.22,
        area_code: "",
        share,
    }
}

/// Every place. The first is where merchants are that something is wrong with.
pub(crate) static PLACES: [Place; 9] = [
    china("Shanghai", "310000", 0.26),
    china("Beijing", "110000", 0.18),
    china("Shenzhen", "440300", 0.17),
    china("Chengdu", "510100", 0.12),
    china("Hangzhou", "330100", 0.09),
    Place {
        city: "Hong Kong",
        country: "HK",
        zone: "Asia/Hong_Kong",
        currency: "HKD",
        minor_units: 100.0,
        price: 1.3,
        area_code: "",
        share: 0.04,
    },
    Place {
        city: "Tokyo",
        country: "JP",
        zone: "Asia/Tokyo",
        currency: "JPY",
        minor_units: 1.0,
        price: 21.0,
        area_code: "",
        share: 0.03,
    },
    america("New York", "America/New_York", 0.07),
    america("Los Angeles", "America/Los_Angeles", 0.04),
];

/// Payments in each hour of the local day, 100 being the mean: quiet at night, a peak at noon
/// and a higher one after work.
const BY_HOUR: [f64; 24] = [
    22.0, 12.0, 8.0, 6.0, 6.0, 12.0, 34.0, 74.0, 104.0, 112.0, 122.0, 158.0, 184.0, 140.0, 118.0,
    118.0, 126.0, 154.0, 196.0, 204.0, 174.0, 142.0, 108.0, 66.0,
];

impl Place {
    /// How busy this place is at a moment, 1 being the mean of the day.
    pub(super) fn busyness(&self, at: Timestamp) -> f64 {
        let zone = TimeZone::get(self.zone).unwrap_or(TimeZone::UTC);
        let hour = at.to_zoned(zone).hour();
        let share = usize::try_from(hour)
            .ok()
            .and_then(|hour| BY_HOUR.get(hour));
        share.map_or(1.0, |share| share / 100.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn shares_and_hours_add_up() {
        let shares: f64 = PLACES.iter().map(|place| place.share).sum();
        assert!((shares - 1.0).abs() < 1e-9, "{shares}");
        let mean = BY_HOUR.iter().sum::<f64>() / 24.0;
        assert!((mean - 100.0).abs() < 1.0, "{mean}");
    }

    #[test]
    fn the_day_is_the_one_of_the_place() {
        // 19:30 in Shanghai, 07:30 in New York: daylight saving time holds there.
        let at: Timestamp = "2026-09-17T11:30:00Z".parse().unwrap();
        let [shanghai, .., new_york, _] = &PLACES;
        assert_eq!((shanghai.busyness(at), new_york.busyness(at)), (2.04, 0.74));
    }
}
