//! Where merchants are, and when people there go shopping.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// A city with its country's habits.
#[derive(Debug)]
pub struct Place {
    /// Its name.
    pub city: &'static str,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// IANA time zone.
    pub zone: &'static str,
    /// ISO 4217.
    pub currency: &'static str,
    /// Minor units of one unit of the currency.
    pub(super) minor_units: f64,
    /// What costs one yuan in China costs so much here.
    pub(super) price: f64,
    /// Administrative area, in China.
    pub(super) area_code: &'static str,
    /// Latitude and longitude of its middle, degrees (WGS 84).
    pub(super) middle: (f64, f64),
    /// Share of the merchants.
    pub(super) share: f64,
}

const fn china(
    city: &'static str,
    area_code: &'static str,
    middle: (f64, f64),
    share: f64,
) -> Place {
    Place {
        city,
        country: "CN",
        zone: "Asia/Shanghai",
        currency: "CNY",
        minor_units: 100.0,
        price: 1.0,
        area_code,
        middle,
        share,
    }
}

const fn america(city: &'static str, zone: &'static str, middle: (f64, f64), share: f64) -> Place {
    Place {
        city,
        country: "US",
        zone,
        currency: "USD",
        minor_units: 100.0,
        price: 0.22,
        area_code: "",
        middle,
        share,
    }
}

/// Every place. The first is where merchants are that something is wrong with.
pub(super) static PLACES: [Place; 9] = [
    china("Shanghai", "310000", (31.23, 121.47), 0.26),
    china("Beijing", "110000", (39.91, 116.40), 0.18),
    china("Shenzhen", "440300", (22.54, 114.06), 0.17),
    china("Chengdu", "510100", (30.66, 104.06), 0.12),
    china("Hangzhou", "330100", (30.27, 120.15), 0.09),
    Place {
        city: "Hong Kong",
        country: "HK",
        zone: "Asia/Hong_Kong",
        currency: "HKD",
        minor_units: 100.0,
        price: 1.3,
        area_code: "",
        middle: (22.29, 114.17),
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
        middle: (35.68, 139.76),
        share: 0.03,
    },
    america("New York", "America/New_York", (40.75, -73.99), 0.07),
    america("Los Angeles", "America/Los_Angeles", (34.05, -118.25), 0.04),
];

/// Payments in each hour of the local day, 100 being the mean: quiet at night, a peak at noon
/// and a higher one after work.
const BY_HOUR: [f64; 24] = [
    22.0, 12.0, 8.0, 6.0, 6.0, 12.0, 34.0, 74.0, 104.0, 112.0, 122.0, 158.0, 184.0, 140.0, 118.0,
    118.0, 126.0, 154.0, 196.0, 204.0, 174.0, 142.0, 108.0, 66.0,
];

impl Place {
    /// ISO 4217 number of the currency, as codes that merchants show have it.
    pub(super) fn currency_number(&self) -> &'static str {
        match self.currency {
            "CNY" => "156",
            "HKD" => "344",
            "JPY" => "392",
            _ => "840",
        }
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::get(self.zone).unwrap_or(TimeZone::UTC)
    }

    /// Milliseconds from a moment to the next one at which clocks here show this hour and minute.
    pub(super) fn until(&self, at: Timestamp, hour: i8, minute: i8) -> i64 {
        let now = at.to_zoned(self.time_zone());
        let on_day = |days: i64| {
            let day = now.date().checked_add(days.days()).ok()?;
            let then = day.at(hour, minute, 0, 0).to_zoned(self.time_zone());
            Some(then.ok()?.timestamp().as_millisecond() - at.as_millisecond())
        };
        let mut coming = (0..=1).filter_map(on_day).filter(|ms| *ms > 0);
        coming.next().unwrap_or(0)
    }

    /// How busy this place is at a moment, 1 being the mean of the day.
    pub(super) fn busyness(&self, at: Timestamp) -> f64 {
        let hour = at.to_zoned(self.time_zone()).hour();
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
        let minutes = |hour, minute| shanghai.until(at, hour, minute) / 60_000;
        assert_eq!(
            [minutes(19, 45), minutes(19, 30), minutes(3, 45)],
            [15, 1_440, 495]
        );
    }
}
