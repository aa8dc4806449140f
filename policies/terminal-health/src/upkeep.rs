//! Whether somebody looks after the terminal: its reports, its approval, its service.

use serde::Deserialize;
use tollgate_policy::facts::{Facts, TerminalHealth};
use tollgate_policy::{Answer, Figure, Problems, instant, integer};

use crate::reasons;
use crate::settings::require_positive;

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 86_400_000;

/// The rules about upkeep.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upkeep {
    report_minutes: Option<Figure<u32>>,
    service_days: Option<Figure<u32>>,
}

impl Upkeep {
    /// Says what is wrong with the settings.
    pub fn check(&self, problems: &mut Problems) {
        require_positive(&self.report_minutes, "upkeep.report_minutes", problems);
        require_positive(&self.service_days, "upkeep.service_days", problems);
    }

    /// Judges what is known of the terminal's past.
    pub fn judge(&self, facts: &Facts, health: &TerminalHealth, answer: &mut Answer) {
        let local = &facts.local;
        let limit = (self.report_minutes.as_ref()).and_then(|limit| limit.at(local));
        if let (Some(age_ms), Some(limit)) = (health.last_report_age_ms, limit)
            && age_ms > u64::from(limit) * MINUTE_MS
        {
            let minutes = i64::try_from(age_ms.div_ceil(MINUTE_MS)).unwrap_or(i64::MAX);
            answer.find(reasons::HEARTBEAT_STALE, [integer(minutes), integer(limit)]);
        }
        // The approval is good until this instant, and no longer at it.
        if let Some(ended) = health.pts_expires_at.filter(|end| facts.now >= *end) {
            answer.find(reasons::PTS_EXPIRED, [instant(ended)]);
        }
        let days = (self.service_days.as_ref()).and_then(|days| days.at(local));
        if let (Some(serviced), Some(days)) = (health.serviced_at, days)
            && facts.now.saturating_sub(serviced) > u64::from(days) * DAY_MS
        {
            let values = [instant(serviced), integer(days)];
            answer.find(reasons::MAINTENANCE_DUE, values);
        }
    }
}
