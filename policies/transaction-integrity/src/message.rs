//! The message itself: what it may not hold, its authentication, its time, and whether it was
//! sent before.

use tollgate_policy::facts::{Check, Facts};
use tollgate_policy::{Answer, Figure, integer};

use crate::settings::Settings;
use crate::{moves_money, reasons};

/// The rules about the message.
pub struct Message {
    duplicate_window_s: Option<Figure<u32>>,
    clock_skew_max_s: Option<Figure<u32>>,
}

impl Message {
    /// The rules of checked settings.
    pub fn new(settings: &Settings) -> Self {
        Self {
            duplicate_window_s: settings.duplicate_window_s.clone(),
            clock_skew_max_s: settings.clock_skew_max_s.clone(),
        }
    }

    /// Judges the message.
    pub fn check(&self, facts: &Facts, answer: &mut Answer) {
        let transaction = &facts.transaction;
        if transaction.sensitive_data {
            answer.find(reasons::SENSITIVE_DATA, []);
        }
        if transaction.message_mac == Check::Failed {
            answer.find(reasons::MAC_INVALID, []);
        }
        self.duplicate(facts, answer);
        self.clock(facts, answer);
        if transaction.pin_block_invalid {
            answer.find(reasons::PIN_BLOCK_FORMAT, []);
        }
    }

    /// Two rooms of one price may be settled within a minute: they have originals of their own, and
    /// are no copies of each other.
    fn duplicate(&self, facts: &Facts, answer: &mut Answer) {
        let transaction = &facts.transaction;
        let window_s = figure(&self.duplicate_window_s, facts);
        let (Some(age_ms), Some(window_s)) = (transaction.duplicate_age_ms, window_s) else {
            return;
        };
        if moves_money(transaction.kind) && age_ms <= seconds(window_s) {
            answer.find(reasons::DUPLICATE, [integer(whole_seconds(age_ms))]);
        }
    }

    fn clock(&self, facts: &Facts, answer: &mut Answer) {
        let Some(allowed_s) = figure(&self.clock_skew_max_s, facts) else {
            return;
        };
        let skew_ms = facts.transaction.clock_skew_ms.unsigned_abs();
        if skew_ms > seconds(allowed_s) {
            let seconds = integer(whole_seconds(skew_ms));
            answer.find(reasons::CLOCK_SKEW, [seconds, integer(allowed_s)]);
        }
    }
}

/// An optional figure, where it holds today.
pub fn figure<T: Copy>(figure: &Option<Figure<T>>, facts: &Facts) -> Option<T> {
    figure.as_ref()?.at(&facts.local)
}

/// Seconds in milliseconds.
pub fn seconds(seconds: u32) -> u64 {
    u64::from(seconds) * 1_000
}

/// Milliseconds in seconds, rounded up: what is above a limit is also shown above it.
pub fn whole_seconds(ms: u64) -> i64 {
    i64::try_from(ms.div_ceil(1_000)).unwrap_or(i64::MAX)
}
