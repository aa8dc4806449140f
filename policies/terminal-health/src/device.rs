//! The device itself: display, power, printer, application, readers.

use serde::Deserialize;
use tollgate_policy::facts::{Facts, LocalTime, TerminalHealth};
use tollgate_policy::{Answer, Figure, Problems, integer, ppm, text};

use crate::reasons;
use crate::settings::{require, require_share};

/// The rules about the device.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    battery_percent: Option<Figure<u8>>,
    brownouts_day: Option<Figure<u32>>,
    restarts_day: Option<Figure<u32>>,
    read_error_ppm: Option<Figure<u32>>,
    fallback_ppm: Option<Figure<u32>>,
}

impl Device {
    /// Says what is wrong with the settings.
    pub fn check(&self, problems: &mut Problems) {
        require(
            &self.battery_percent,
            "device.battery_percent",
            |percent| (1..=100).contains(&percent),
            "must be from 1 to 100 percent",
            problems,
        );
        require_share(&self.read_error_ppm, "device.read_error_ppm", problems);
        require_share(&self.fallback_ppm, "device.fallback_ppm", problems);
    }

    /// Judges what the terminal reports of itself.
    pub fn judge(&self, facts: &Facts, health: &TerminalHealth, answer: &mut Answer) {
        let local = &facts.local;
        if health.display_fault {
            answer.find(reasons::DISPLAY_FAULT, []);
        }
        let fallback = above(health.fallback_ppm, &self.fallback_ppm, local);
        if let Some((share, limit)) = fallback {
            answer.find(reasons::FALLBACK_EXCESSIVE, [ppm(share), ppm(limit)]);
        }
        self.judge_power(local, health, answer);
        if health.magnetic_interference {
            answer.find(reasons::MAGNETIC_INTERFERENCE, []);
        }
        let errors = above(health.read_error_ppm, &self.read_error_ppm, local);
        if let Some((share, limit)) = errors {
            answer.find(reasons::READER_DIRTY, [ppm(share), ppm(limit)]);
        }
        if health.printer_fault {
            answer.find(reasons::PRINTER_FAULT, []);
        }
        let restarts = above(health.restarts_day, &self.restarts_day, local);
        if let Some((restarts, limit)) = restarts {
            let values = [integer(restarts), integer(limit)];
            answer.find(reasons::APP_UNRESPONSIVE, values);
        }
    }

    /// One finding, the battery's before that of the cuts: it is the one that ends soon.
    fn judge_power(&self, local: &LocalTime, health: &TerminalHealth, answer: &mut Answer) {
        let floor = (self.battery_percent.as_ref()).and_then(|floor| floor.at(local));
        let cuts = above(health.brownouts_day, &self.brownouts_day, local);
        let (seen, allowed) = match (health.battery_percent, floor, cuts) {
            (Some(left), Some(floor), _) if left < floor => {
                (format!("{left}%"), format!("≥ {floor}%"))
            }
            (.., Some((cuts, limit))) => (cuts.to_string(), format!("≤ {limit}")),
            _ => return,
        };
        answer.find(reasons::POWER_UNSTABLE, [text(seen), text(allowed)]);
    }
}

/// What was seen and the limit, where it is above the one of the day.
fn above(seen: Option<u32>, limit: &Option<Figure<u32>>, local: &LocalTime) -> Option<(u32, u32)> {
    let limit = limit.as_ref()?.at(local)?;
    let seen = seen.filter(|seen| *seen > limit)?;
    Some((seen, limit))
}
