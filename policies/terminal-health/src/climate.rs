//! Temperature and humidity, within what the model is made for.

use serde::Deserialize;
use tollgate_policy::facts::{Facts, TerminalHealth};
use tollgate_policy::{Answer, Figure, Problems, integer};

use crate::model::{self, ByModel};
use crate::reasons;
use crate::settings::{Band, require_positive};

const MINUTE_MS: u64 = 60_000;

/// The rules about the air around the terminal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Climate {
    temperature_celsius: ByModel<Band<i16>>,
    /// How long a terminal that is too hot or too cold is given before a new try.
    recovery_minutes: Option<Figure<u32>>,
    humidity_percent: ByModel<Band<u8>>,
}

impl Climate {
    /// Says what is wrong with the settings.
    pub fn check(&self, problems: &mut Problems) {
        for (model, figure) in &self.temperature_celsius {
            let Band { minimum, maximum } = figure.value;
            problems.require(
                minimum < maximum && minimum >= -100 && maximum <= 200,
                format!("climate.temperature_celsius.{model}.value"),
                "must go up from `minimum` to `maximum`, within -100 to 200 °C",
            );
        }
        for (model, figure) in &self.humidity_percent {
            let Band { minimum, maximum } = figure.value;
            problems.require(
                minimum < maximum && maximum <= 100,
                format!("climate.humidity_percent.{model}.value"),
                "must go up from `minimum` to `maximum`, within 0 to 100 percent",
            );
        }
        let path = "climate.recovery_minutes";
        require_positive(&self.recovery_minutes, path, problems);
    }

    /// Judges what the terminal measures.
    pub fn judge(&self, facts: &Facts, health: &TerminalHealth, answer: &mut Answer) {
        let local = &facts.local;
        let made_for = model::of(&self.temperature_celsius, &health.model, local);
        if let (Some(celsius), Some(band)) = (health.temperature_celsius, made_for)
            && !band.contains(&celsius)
        {
            let values = [celsius, band.minimum, band.maximum].map(integer);
            match self
                .recovery_minutes
                .as_ref()
                .and_then(|minutes| minutes.at(local))
            {
                Some(minutes) => {
                    let then = (facts.now).saturating_add(u64::from(minutes) * MINUTE_MS);
                    answer.find_until(reasons::TEMPERATURE, then, values);
                }
                None => answer.find(reasons::TEMPERATURE, values),
            }
        }
        let made_for = model::of(&self.humidity_percent, &health.model, local);
        if let (Some(percent), Some(band)) = (health.humidity_percent, made_for)
            && !band.contains(&percent)
        {
            let values = [percent, band.minimum, band.maximum].map(integer);
            answer.find(reasons::HUMIDITY, values);
        }
    }
}
