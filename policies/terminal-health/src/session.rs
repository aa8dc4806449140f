//! The terminal's session with its host: working keys, batch.

use serde::Deserialize;
use tollgate_policy::facts::{Facts, TerminalHealth};
use tollgate_policy::{Answer, Figure, Problems, integer};

use crate::reasons;
use crate::settings::require_positive;

const HOUR_MS: u64 = 3_600_000;

/// The rules about sign-in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    sign_in_hours: Option<Figure<u32>>,
}

impl Session {
    /// Says what is wrong with the settings.
    pub fn check(&self, problems: &mut Problems) {
        require_positive(&self.sign_in_hours, "session.sign_in_hours", problems);
    }

    /// Judges the session.
    pub fn judge(&self, facts: &Facts, health: &TerminalHealth, answer: &mut Answer) {
        let limit = (self.sign_in_hours.as_ref()).and_then(|limit| limit.at(&facts.local));
        if let (Some(age_ms), Some(limit)) = (health.signed_in_age_ms, limit)
            && age_ms > u64::from(limit) * HOUR_MS
        {
            // Upwards, or a minute too late would look as if it were in time.
            let hours = i64::try_from(age_ms.div_ceil(HOUR_MS)).unwrap_or(i64::MAX);
            answer.find(reasons::KEYS_STALE, [integer(hours), integer(limit)]);
        }
        if health.batch_matches == Some(false) {
            answer.find(reasons::BATCH_MISMATCH, []);
        }
    }
}
