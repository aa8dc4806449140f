//! Where the terminal is, and how fast it came there.

use serde::Deserialize;
use tollgate_policy::facts::{Facts, Terminal};
use tollgate_policy::{Answer, Figure, Problems, integer};

use crate::reasons;
use crate::settings::{Channel, require_positive};

/// The rules about location. The radius is the terminal's own; without one it may be anywhere.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Where a terminal with a radius must say where it is.
    location_channels: Vec<Channel>,
    speed_m_s: Option<Figure<u32>>,
}

impl Place {
    /// Says what is wrong with the settings.
    pub fn check(&self, problems: &mut Problems) {
        require_positive(&self.speed_m_s, "place.speed_m_s", problems);
    }

    /// Judges the terminal's location.
    pub fn judge(&self, facts: &Facts, terminal: &Terminal, answer: &mut Answer) {
        let radius = terminal.radius_m;
        let channel = facts.transaction.channel;
        let far = (terminal.distance_m).filter(|distance| radius > 0 && *distance > radius);
        if let Some(distance) = far {
            answer.find(reasons::OUT_OF_AREA, [integer(distance), integer(radius)]);
        }
        let fixed = terminal.registered && radius > 0;
        if fixed
            && !terminal.location_present
            && self.location_channels.iter().any(|one| one.is(channel))
        {
            answer.find(reasons::LOCATION_MISSING, [integer(radius)]);
        }
        let limit = (self.speed_m_s.as_ref()).and_then(|limit| limit.at(&facts.local));
        if let (Some(speed), Some(limit)) = (terminal.travel_speed, limit)
            && speed > limit
        {
            answer.find(reasons::IMPOSSIBLE_TRAVEL, [integer(speed), integer(limit)]);
        }
    }
}
