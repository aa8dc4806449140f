//! The settings: their form, and what is refused. Units and meaning of each are in
//! `settings.schema.json`.

use serde::Deserialize;
use tollgate_policy::Problems;
use tollgate_policy::currency::{self, ByCurrency};

/// The longest rolling window of a counter, in seconds: 31 days.
const WINDOW_MAX_S: u32 = 31 * 86_400;

/// All settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub watch: Watch,
}

/// Sums that are suspect.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    pub window_s: u32,
    pub card: ByCurrency,
    pub payer: ByCurrency,
}

/// Says what is wrong with settings beyond their form.
pub fn check(settings: &Settings, problems: &mut Problems) {
    let watch = &settings.watch;
    problems.require(
        (1..=WINDOW_MAX_S).contains(&watch.window_s),
        "watch.window_s",
        "must be from 1 to 2678400 seconds (31 days)",
    );
    currency::check(&watch.card, "watch.card", problems);
    currency::check(&watch.payer, "watch.payer", problems);
}
