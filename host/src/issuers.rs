//! How issuers answer: a fold of reported outcomes.
//!
//! For each issuer the answers of the last ten minutes, and, to compare them with, how it answers
//! usually. Integers only and no clock: the same reports in the same order give the same figures
//! wherever they are folded. Knows nothing of profiles: an issuer is its id.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

mod answer;
mod recent;
mod snapshot;
#[cfg(test)]
mod tests;
mod usual;

pub use answer::Answered;
use recent::Recent;
use usual::Usual;

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Issuers at most; the one that was not reported of for longest is dropped.
    pub issuers_max: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { issuers_max: 4_096 }
    }
}

/// How an issuer answers. All zeros where nothing was reported of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Successes of a million, in the last ten minutes.
    pub success_ppm: u32,
    /// Successes of a million, over some 14 days, later ones weighing more.
    pub usual_success_ppm: u32,
    /// Payments that [`Standing::success_ppm`] is made of.
    pub samples: u32,
    /// What 95 of 100 answers of the last ten minutes took at most, milliseconds, rounded up to
    /// a step of the histogram; 0 where no time was reported.
    pub latency_p95_ms: u32,
}

struct Issuer {
    recent: Recent,
    usual: Usual,
    /// Its place in the order of last reports.
    reported: u64,
}

/// The statistics of all issuers. They change by [`IssuerStats::reported`] alone.
pub struct IssuerStats {
    bounds: Bounds,
    issuers: HashMap<Arc<str>, Issuer>,
    /// By their last report, the oldest first.
    order: BTreeMap<u64, Arc<str>>,
    /// Reports so far.
    reports: u64,
    latest_ms: u64,
}

impl IssuerStats {
    /// Those of no reports.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            issuers: HashMap::new(),
            order: BTreeMap::new(),
            reports: 0,
            latest_ms: 0,
        }
    }

    /// Folds what was reported at an instant in milliseconds since the Unix epoch. One before
    /// that of an earlier report is taken as that.
    pub fn reported(&mut self, issuer: &str, at_ms: u64, answered: Answered) {
        self.latest_ms = self.latest_ms.max(at_ms);
        let now_ms = self.latest_ms;
        let known = self.last(issuer);
        known.recent.add(now_ms, answered);
        known.usual.add(now_ms, answered.success);
        self.drop_oldest();
    }

    /// How the issuer stands at this instant.
    #[must_use]
    pub fn read(&self, issuer: &str, now_ms: u64) -> Standing {
        let now_ms = now_ms.max(self.latest_ms);
        let Some(known) = self.issuers.get(issuer) else {
            return Standing::default();
        };
        let recent = known.recent.read(now_ms);
        Standing {
            success_ppm: recent.success_ppm(),
            usual_success_ppm: known.usual.success_ppm(),
            samples: recent.samples,
            latency_p95_ms: recent.latency_p95_ms(),
        }
    }

    /// How many issuers are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.issuers.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.issuers.is_empty()
    }

    /// The issuer, which is now the last one reported of.
    fn last(&mut self, issuer: &str) -> &mut Issuer {
        let reported = self.reports;
        self.reports += 1;
        let known = self.issuers.get(issuer);
        let name = known
            .and_then(|known| self.order.remove(&known.reported))
            .unwrap_or_else(|| issuer.into());
        self.order.insert(reported, name.clone());
        let known = self.issuers.entry(name).or_insert_with(|| Issuer {
            recent: Recent::default(),
            usual: Usual::default(),
            reported,
        });
        known.reported = reported;
        known
    }

    fn drop_oldest(&mut self) {
        if self.issuers.len() > self.bounds.issuers_max
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.issuers.remove(&oldest);
        }
    }
}

/// So many of a million.
fn ppm(part: u64, of: u64) -> u32 {
    let millionths = u128::from(part) * 1_000_000;
    let ppm = millionths.checked_div(u128::from(of)).unwrap_or(0);
    u32::try_from(ppm).unwrap_or(1_000_000)
}
