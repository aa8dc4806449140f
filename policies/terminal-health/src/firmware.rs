//! The terminal's software. A version that is merely old is told of until its deadline; from
//! that day on it may not be used, which is another reason: one code has one effect.

use serde::Deserialize;
use tollgate_policy::facts::{Facts, TerminalHealth};
use tollgate_policy::{Answer, Date, Figure, Problems, text};

use crate::model::{self, ANY, ByModel};
use crate::{reasons, version};

/// The longest version that is shown, as the gateway may send it.
const VERSION_BYTES_MAX: usize = 64;

/// The rules about versions.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Firmware {
    /// Versions that may not be used, whatever the minimum.
    blocked: ByModel<Vec<String>>,
    minimum: ByModel<Minimum>,
}

/// The oldest version that may be used from a day on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Minimum {
    version: String,
    /// The first local day on which an older one may not be used.
    deadline: Date,
}

impl Firmware {
    /// Says what is wrong with the settings.
    pub fn check(&self, problems: &mut Problems) {
        for (model, Figure { value: list, .. }) in &self.blocked {
            for (row, name) in list.iter().enumerate() {
                problems.require(
                    !version::bare(name).is_empty() && name.len() <= VERSION_BYTES_MAX,
                    format!("firmware.blocked.{model}.value[{row}]"),
                    "must have 1 to 64 bytes; give the version as the terminal reports it",
                );
            }
        }
        for (model, Figure { value, .. }) in &self.minimum {
            let name = &value.version;
            problems.require(
                version::order(name, name).is_some() && name.len() <= VERSION_BYTES_MAX,
                format!("firmware.minimum.{model}.value.version"),
                format!("`{name}` is not a version; give numbers and dots like 3.2.1"),
            );
        }
    }

    /// Judges the version that the terminal reports.
    pub fn judge(&self, facts: &Facts, health: &TerminalHealth, answer: &mut Answer) {
        let running = version::bare(&health.firmware_version);
        if running.is_empty() {
            return;
        }
        let minimum = model::of(&self.minimum, &health.model, &facts.local);
        let old = minimum.filter(|minimum| {
            version::order(running, &minimum.version).is_some_and(|order| order.is_lt())
        });
        let late = old.is_some_and(|old| Date::of(&facts.local) >= old.deadline);
        if late || self.blocks(facts, health, running) {
            let allowed = match old {
                Some(minimum) => format!("≥ {}", version::bare(&minimum.version)),
                None => format!("≠ {running}"),
            };
            answer.find(reasons::FIRMWARE_BLOCKED, [text(running), text(allowed)]);
        } else if let Some(Minimum { version, deadline }) = old {
            let minimum = version::bare(version);
            let values = [text(running), text(minimum), text(deadline.to_string())];
            answer.find(reasons::FIRMWARE_OUTDATED, values);
        }
    }

    fn blocks(&self, facts: &Facts, health: &TerminalHealth, running: &str) -> bool {
        [health.model.as_str(), ANY]
            .into_iter()
            .filter_map(|model| model::own(&self.blocked, model, &facts.local))
            .flatten()
            .any(|name| version::same(name, running))
    }
}
