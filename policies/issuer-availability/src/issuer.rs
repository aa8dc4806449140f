//! What is declared of an issuer: maintenance, day cut, status, and what it can do at all.

use tollgate_policy::facts::{Facts, Issuer, SystemStatus};
use tollgate_policy::{Answer, Figure, instant};

use crate::reasons;
use crate::settings::Settings;

/// The rules about what was declared.
pub struct Desk {
    maintenance_soon_minutes: Option<Figure<u32>>,
    outage_retry_s: Figure<u32>,
    status_stale_s: Option<Figure<u32>>,
}

impl Desk {
    /// The rules of checked settings.
    pub fn new(settings: &Settings) -> Self {
        Self {
            maintenance_soon_minutes: settings.maintenance_soon_minutes.clone(),
            outage_retry_s: settings.outage_retry_s.clone(),
            status_stale_s: settings.status_stale_s.clone(),
        }
    }

    /// Judges whether the issuer is there, and says whether it is known not to be.
    pub fn check(&self, facts: &Facts, issuer: &Issuer, answer: &mut Answer) -> bool {
        if !issuer.supports_type {
            answer.find(reasons::UNSUPPORTED_FUNCTION, []);
        }
        let window = (issuer.maintenance)
            .filter(|window| !window.degraded_only && window.ends_at > facts.now);
        // A planned window says why the issuer is down, and until when, so it is told alone.
        if let Some(window) = window {
            let parameters = [instant(window.ends_at)];
            answer.find_until(reasons::MAINTENANCE, window.ends_at, parameters);
        } else if issuer.status == SystemStatus::Down {
            self.find_outage(facts, answer);
        }
        let cutover = issuer.cutover_ends_at.filter(|at| *at > facts.now);
        if let Some(ends_at) = cutover {
            answer.find_until(reasons::CUTOVER, ends_at, [instant(ends_at)]);
        }
        window.is_some() || cutover.is_some() || issuer.status == SystemStatus::Down
    }

    /// However long ago somebody looked: what was marked by hand holds until it is taken back.
    fn find_outage(&self, facts: &Facts, answer: &mut Answer) {
        match self.outage_retry_s.at(&facts.local) {
            Some(seconds) => {
                let not_before = facts.now.saturating_add(u64::from(seconds) * 1_000);
                answer.find_until(reasons::OUTAGE, not_before, []);
            }
            None => answer.find(reasons::OUTAGE, []),
        }
    }

    /// Tells what an operator or a merchant should know of the issuer.
    pub fn advise(&self, facts: &Facts, issuer: &Issuer, answer: &mut Answer) {
        if let (None, Some(at)) = (issuer.maintenance, issuer.next_maintenance_at)
            && let Some(minutes) = at_of(&self.maintenance_soon_minutes, facts)
            && at.saturating_sub(facts.now) <= u64::from(minutes) * 60_000
        {
            answer.find(reasons::MAINTENANCE_SOON, [instant(at)]);
        }
        if issuer.status != SystemStatus::Unknown
            && let (Some(age_ms), Some(seconds)) =
                (issuer.status_age_ms, at_of(&self.status_stale_s, facts))
            && age_ms > u64::from(seconds) * 1_000
        {
            let looked_at = facts.now.saturating_sub(age_ms);
            answer.find(reasons::STATUS_STALE, [instant(looked_at)]);
        }
    }
}

/// The figure, where it is set and holds on the day of the request.
pub fn at_of(figure: &Option<Figure<u32>>, facts: &Facts) -> Option<u32> {
    figure.as_ref()?.at(&facts.local)
}
