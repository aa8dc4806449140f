//! The same payment a moment ago: one that the issuer left unanswered may have been charged,
//! one that it sent to the telephone is still waiting for the call.

use tollgate_policy::{Answer, Facts, Figure, ReasonId, integer};

use crate::issuer::at_of;
use crate::reasons;
use crate::settings::Settings;

/// The rules about an earlier try.
pub struct Earlier {
    unanswered_s: Option<Figure<u32>>,
    referred_s: Option<Figure<u32>>,
}

impl Earlier {
    /// The rules of checked settings.
    pub fn new(settings: &Settings) -> Self {
        Self {
            unanswered_s: settings.unanswered_s.clone(),
            referred_s: settings.referred_s.clone(),
        }
    }

    /// Judges whether it is too soon to ask again.
    pub fn check(&self, facts: &Facts, answer: &mut Answer) {
        let transaction = &facts.transaction;
        for (age_ms, wait_s, reason) in [
            (
                transaction.unanswered_age_ms,
                &self.unanswered_s,
                reasons::TIMEOUT,
            ),
            (
                transaction.referred_age_ms,
                &self.referred_s,
                reasons::REFER,
            ),
        ] {
            if let (Some(age_ms), Some(wait_s)) = (age_ms, at_of(wait_s, facts)) {
                find_within(facts, age_ms, wait_s, reason, answer);
            }
        }
    }
}

fn find_within(facts: &Facts, age_ms: u64, wait_s: u32, reason: ReasonId, answer: &mut Answer) {
    let wait_ms = u64::from(wait_s) * 1_000;
    let left_ms = wait_ms.saturating_sub(age_ms);
    if left_ms > 0 {
        let age_s = u32::try_from(age_ms / 1_000).unwrap_or(u32::MAX);
        let left_s = u32::try_from(left_ms.div_ceil(1_000)).unwrap_or(u32::MAX);
        let not_before = facts.now.saturating_add(left_ms);
        answer.find_until(reason, not_before, [integer(age_s), integer(left_s)]);
    }
}
