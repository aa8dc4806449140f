//! Times that the terminal is set to, each within a band of what can be meant. One that is too
//! long lets an old code or session pass; one that is too short refuses good payments.

use serde::Deserialize;
use tollgate_policy::facts::{Facts, TerminalHealth};
use tollgate_policy::{Answer, Figure, Problems, integer, text};

use crate::reasons;
use crate::settings::Band;

/// The bands, named as the report names the settings, with their units.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    qr_code_valid_s: Option<Figure<Band<u32>>>,
    pre_authorization_valid_days: Option<Figure<Band<u32>>>,
    session_valid_minutes: Option<Figure<Band<u32>>>,
    password_valid_days: Option<Figure<Band<u32>>>,
}

type Row<'a> = (&'static str, &'a Option<Figure<Band<u32>>>);

impl Validity {
    fn rows(&self) -> [Row<'_>; 4] {
        let days = &self.pre_authorization_valid_days;
        [
            ("qr_code_valid_s", &self.qr_code_valid_s),
            ("pre_authorization_valid_days", days),
            ("session_valid_minutes", &self.session_valid_minutes),
            ("password_valid_days", &self.password_valid_days),
        ]
    }

    /// Says what is wrong with the settings.
    pub fn check(&self, problems: &mut Problems) {
        for (name, band) in self.rows() {
            problems.require(
                (band.as_ref()).is_none_or(|band| band.value.minimum <= band.value.maximum),
                format!("validity.{name}.value"),
                "must have a `minimum` that is not above its `maximum`",
            );
        }
    }

    /// Judges each of the terminal's settings by itself: each is put right by itself.
    pub fn judge(&self, facts: &Facts, health: &TerminalHealth, answer: &mut Answer) {
        let set_to = [
            health.qr_code_valid_s,
            health.pre_authorization_valid_days,
            health.session_valid_minutes,
            health.password_valid_days,
        ];
        for ((name, band), value) in self.rows().into_iter().zip(set_to) {
            let band = band.as_ref().and_then(|band| band.at(&facts.local));
            if let (Some(band), Some(value)) = (band, value)
                && !band.contains(&value)
            {
                let [value, minimum, maximum] = [value, band.minimum, band.maximum].map(integer);
                answer.find(
                    reasons::VALIDITY_WINDOW,
                    [text(name), value, minimum, maximum],
                );
            }
        }
    }
}
