//! A place on the Earth, and how far it is to another.

/// Mean radius of the Earth (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_009.0;

/// A place in whole millionths of a degree, some 11 cm: the same on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Positive to the north.
    pub(crate) latitude_e6: i32,
    /// Positive to the east.
    pub(crate) longitude_e6: i32,
}

impl Place {
    /// The place at these degrees of latitude and longitude.
    pub(crate) fn of_degrees((latitude, longitude): (f64, f64)) -> Self {
        // Degrees were checked where they came in: at most 180 million millionths.
        #[expect(clippy::cast_possible_truncation, reason = "saturates")]
        let millionths = |degrees: f64| (degrees * 1e6).round() as i32;
        Self {
            latitude_e6: millionths(latitude),
            longitude_e6: millionths(longitude),
        }
    }

    /// Great-circle distance, metres.
    pub(crate) fn metres_to(self, other: Self) -> u32 {
        let degrees = |place: Self| {
            let whole = |millionths: i32| f64::from(millionths) / 1e6;
            (whole(place.latitude_e6), whole(place.longitude_e6))
        };
        metres(degrees(self), degrees(other))
    }
}

/// Great-circle distance between two pairs of latitude and longitude in degrees (haversine).
pub(crate) fn metres(from: (f64, f64), to: (f64, f64)) -> u32 {
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let cosines = from.0.to_radians().cos() * to.0.to_radians().cos();
    let chord = half(from.0, to.0) + cosines * half(from.1, to.1);
    let metres = 2.0 * EARTH_RADIUS_M * chord.sqrt().min(1.0).asin();
    // At most half the way around the Earth: 20,015,115 m.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 20,015,115"
    )]
    let metres = metres.round() as u32;
    metres
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_as_far_apart_as_on_a_map() {
        let beijing = Place::of_degrees((39.9042, 116.4074));
        let shanghai = Place::of_degrees((31.2304, 121.4737));
        let metres = beijing.metres_to(shanghai);
        assert!((1_066_000..1_069_000).contains(&metres), "{metres}");
        assert_eq!(shanghai.metres_to(beijing), metres);
        assert_eq!(beijing.metres_to(beijing), 0);
        let poles = [90.0, -90.0].map(|latitude| Place::of_degrees((latitude, 0.0)));
        assert_eq!(poles.map(|pole| pole.metres_to(poles[0])), [0, 20_015_115]);
    }
}
