//! The settings: their form, and what is refused. Units and meaning of each are in
//! `settings.schema.json`, the defaults with their sources in `defaults.json`.

use serde::Deserialize;
use tollgate_policy::{Figure, Problems, facts};

/// What the host takes for recent, in seconds: the ten minutes of `issuer.samples`.
const RECENT_S: u32 = 600;

/// A week: longer than any of the times here makes sense.
const TIME_MAX_S: u32 = 7 * 86_400;

/// All settings. What is absent is not judged.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub maintenance_soon_minutes: Option<Figure<u32>>,
    pub outage_retry_s: Figure<u32>,
    pub status_stale_s: Option<Figure<u32>>,
    pub unanswered_s: Option<Figure<u32>>,
    pub referred_s: Option<Figure<u32>>,
    pub slow_p95_ms: Option<Figure<u32>>,
    pub breaker: Breaker,
    pub cleared_completions: Vec<Network>,
}

/// When an issuer's success rate holds payments back, and how it is tried meanwhile.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Breaker {
    pub minimum_samples: Figure<u32>,
    pub cut_ppm: Option<Figure<u32>>,
    pub degraded_ppm: Option<Figure<u32>>,
    pub probes: Figure<u32>,
    pub probe_interval_s: u32,
}

/// A card network.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Network {
    Unionpay,
    Visa,
    Mastercard,
    Amex,
    Jcb,
    Diners,
    Discover,
}

impl From<Network> for facts::Network {
    fn from(network: Network) -> Self {
        match network {
            Network::Unionpay => Self::Unionpay,
            Network::Visa => Self::Visa,
            Network::Mastercard => Self::Mastercard,
            Network::Amex => Self::Amex,
            Network::Jcb => Self::Jcb,
            Network::Diners => Self::Diners,
            Network::Discover => Self::Discover,
        }
    }
}

/// Says what is wrong with settings beyond their form.
pub fn check(settings: &Settings, problems: &mut Problems) {
    let soon = settings.maintenance_soon_minutes.as_ref();
    problems.require(
        soon.is_none_or(|soon| (1..=1_440).contains(&soon.value)),
        "maintenance_soon_minutes.value",
        "must be from 1 to 1440 minutes; list it under `remove` for no advice",
    );
    check_time("outage_retry_s", Some(&settings.outage_retry_s), problems);
    check_time("status_stale_s", settings.status_stale_s.as_ref(), problems);
    check_time("unanswered_s", settings.unanswered_s.as_ref(), problems);
    check_time("referred_s", settings.referred_s.as_ref(), problems);
    let slow = settings.slow_p95_ms.as_ref();
    problems.require(
        slow.is_none_or(|slow| (1..=120_000).contains(&slow.value)),
        "slow_p95_ms.value",
        "must be from 1 to 120000 milliseconds; list it under `remove` for no advice",
    );
    check_breaker(&settings.breaker, problems);
}

fn check_time(name: &str, figure: Option<&Figure<u32>>, problems: &mut Problems) {
    problems.require(
        figure.is_none_or(|figure| (1..=TIME_MAX_S).contains(&figure.value)),
        format!("{name}.value"),
        format!("must be from 1 to {TIME_MAX_S} seconds"),
    );
}

fn check_breaker(breaker: &Breaker, problems: &mut Problems) {
    for (name, share) in [
        ("cut_ppm", &breaker.cut_ppm),
        ("degraded_ppm", &breaker.degraded_ppm),
    ] {
        problems.require(
            (share.as_ref()).is_none_or(|share| (1..1_000_000).contains(&share.value)),
            format!("breaker.{name}.value"),
            "must be above 0 and under 1000000, the issuer's usual rate",
        );
    }
    if let (Some(cut), Some(degraded)) = (&breaker.cut_ppm, &breaker.degraded_ppm) {
        problems.require(
            cut.value < degraded.value,
            "breaker.degraded_ppm.value",
            format!("must be above the cut, {}", cut.value),
        );
    }
    let interval_s = breaker.probe_interval_s;
    problems.require(
        (1..=RECENT_S).contains(&interval_s),
        "breaker.probe_interval_s",
        format!("must be from 1 to {RECENT_S} seconds"),
    );
    let minimum = breaker.minimum_samples.value;
    problems.require(
        minimum > 0,
        "breaker.minimum_samples.value",
        "must be larger than 0",
    );
    // INVARIANT: what the probes of ten minutes bring is enough to judge by. With less, the
    // breaker would close because nobody looked, and open again on the customers.
    let probes = u64::from(breaker.probes.value);
    let brought = (probes * u64::from(RECENT_S)).checked_div(interval_s.into());
    problems.require(
        brought.is_some_and(|brought| brought >= u64::from(minimum)),
        "breaker.probes.value",
        format!(
            "must be so many that ten minutes bring {minimum} samples; or shorten the interval"
        ),
    );
}
