//! The breaker: an issuer whose payments fail far more often than they do usually is tried now
//! and then, instead of by every customer.
//!
//! **Open** is where, of at least `minimum_samples` payments of the last ten minutes, no more
//! succeeded than the share `cut_ppm` of what usually succeeds *at this issuer*. One rate for
//! all would hold back for ever those that decline more than others. An issuer without a usual
//! rate is not judged.
//!
//! **While it is open** a payment is not refused but claims one of the few places (`probes`)
//! that each issuer has in a rolling interval. Who gets one is sent on as usual; the others are
//! told when the next place is free. A place is taken with the decision and never given back,
//! so it can't be taken twice, and a probe that ends quickly doesn't let in a second one.
//!
//! **It closes** by what is reported of those probes. Nothing is remembered here: the payments
//! that failed before it opened leave the ten minutes, and from then on the recent rate is that
//! of the probes alone. Once more of them succeed than the cut asks, everybody passes again:
//! ten minutes after it opened at the earliest, and about half of ten minutes after the issuer
//! is well. A success or two among failures don't close it, and settings must let ten minutes
//! of probes bring `minimum_samples`, so that it isn't closed by knowing too little: that is
//! what would make it flap. Where an issuer has fewer payments than that it does close, and
//! what passes then is as little as the probes were.
//!
//! Between the cut and `degraded_ppm`, as on the way back, payments pass with advice.

use tollgate_policy::facts::{Facts, Issuer, SystemStatus};
use tollgate_policy::{Answer, Figure, integer, ppm};

use crate::counters::PROBES;
use crate::issuer::at_of;
use crate::{asks, reasons, settings};

/// The rules about rates.
pub struct Breaker {
    settings: settings::Breaker,
    slow_p95_ms: Option<Figure<u32>>,
}

impl Breaker {
    /// The rules of checked settings.
    pub fn new(settings: settings::Breaker, slow_p95_ms: Option<Figure<u32>>) -> Self {
        Self {
            settings,
            slow_p95_ms,
        }
    }

    /// What shapes the counter of probes.
    pub fn settings(&self) -> &settings::Breaker {
        &self.settings
    }

    /// Judges how the issuer's payments went of late.
    pub fn check(&self, facts: &Facts, issuer: &Issuer, answer: &mut Answer) {
        let known = (self.settings.minimum_samples.at(&facts.local))
            .is_some_and(|minimum| issuer.samples >= minimum);
        let open = known && self.is_open(facts, issuer);
        if open
            && asks(facts)
            && let Some(probes) = self.settings.probes.at(&facts.local)
        {
            answer.claim_regulated(facts, PROBES, probes.into(), reasons::CIRCUIT_OPEN);
            return;
        }
        let slower = known && self.is_slow(facts, issuer);
        let declared = issuer.status == SystemStatus::Degraded
            || issuer
                .maintenance
                .is_some_and(|window| window.degraded_only);
        if open || slower || declared || known && self.is_degraded(facts, issuer) {
            let parameters = [
                ppm(issuer.success_ppm),
                integer(issuer.samples),
                ppm(issuer.usual_success_ppm),
                integer(issuer.latency_p95_ms),
            ];
            answer.find(reasons::DEGRADED, parameters);
        }
    }

    fn is_open(&self, facts: &Facts, issuer: &Issuer) -> bool {
        let cut = at_of(&self.settings.cut_ppm, facts).and_then(|cut| share(cut, issuer));
        cut.is_some_and(|cut| successes(issuer) <= cut)
    }

    fn is_degraded(&self, facts: &Facts, issuer: &Issuer) -> bool {
        let band = at_of(&self.settings.degraded_ppm, facts).and_then(|band| share(band, issuer));
        band.is_some_and(|band| successes(issuer) < band)
    }

    fn is_slow(&self, facts: &Facts, issuer: &Issuer) -> bool {
        at_of(&self.slow_p95_ms, facts).is_some_and(|slow| issuer.latency_p95_ms > slow)
    }
}

/// So much of the issuer's usual rate, in millionths of a ppm; `None` where none is known.
fn share(of_usual_ppm: u32, issuer: &Issuer) -> Option<u64> {
    let usual = u64::from(issuer.usual_success_ppm);
    (usual > 0).then(|| usual * u64::from(of_usual_ppm))
}

fn successes(issuer: &Issuer) -> u64 {
    u64::from(issuer.success_ppm) * 1_000_000
}
