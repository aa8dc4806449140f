//! What a policy is, and the set of them that decides.
//!
//! A directory is the registry: a `.wasm` with a `.toml` beside it. It is loaded whole or not at
//! all ([`load`]), watched ([`watch`]), and what was active is kept by digest ([`archive`]). A
//! request pins one [`PolicySet`] and sees no other. How a policy is run once is
//! [`crate::sandbox`]'s.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::decision::Effect;
use crate::metrics::{Metrics, RunFigures};
use crate::reasons::Reason;
use crate::sandbox::Module;
use crate::wit::tollgate::policy::verdicts::FactGroups;

mod archive;
mod assess;
pub mod child;
mod compiled;
mod digest;
mod file;
mod load;
mod manifest;
mod rebuild;
mod registry;
mod sample;
mod sections;
mod set;
mod watch;

pub use archive::{Archive, NotArchived};
pub use assess::{Assessed, Claimed, Finding, Judged};
pub use compiled::Shelf;
pub use digest::Digest;
pub use file::PolicyFile;
pub use load::{Loader, NotLoaded};
pub use registry::{Active, LastError, Registry};
pub use sample::sample_facts;
pub use set::PolicySet;
pub(crate) use set::positions;
pub use watch::{Watch, watch};

/// Where policies are, and how their directory is watched.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The directory; relative to the configuration file.
    pub directory: PathBuf,
    /// How long the directory must be quiet before it is read, in milliseconds.
    pub debounce_ms: u64,
    /// How often the directory is read even if nothing was told to change, in milliseconds.
    pub poll_ms: u64,
    /// Policies in one set.
    pub policies_max: usize,
    /// The program that prepares modules in a process of its own; `None` for this one.
    #[serde(skip)]
    pub preparer: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            directory: "policies".into(),
            debounce_ms: 50,
            poll_ms: 5_000,
            policies_max: 64,
            preparer: None,
        }
    }
}

/// Whether a policy has a say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// It decides.
    Enforce,
    /// It is evaluated, without a say.
    Shadow,
    /// It is not loaded.
    Off,
}

/// What to do with a payment when a policy gives no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFault {
    /// Decline it.
    Decline,
    /// Hold it for a person.
    Review,
    /// Approve it up to this amount, in minor units; decline it above.
    ApproveUpTo(u64),
}

impl OnFault {
    /// The effect of the fault on a payment of `amount` minor units, whatever the currency. What
    /// is not positive is no payment to wave through.
    #[must_use]
    pub fn effect(self, amount: i64) -> Effect {
        match self {
            Self::Decline => Effect::Reject,
            Self::Review => Effect::Review,
            Self::ApproveUpTo(most)
                if u64::try_from(amount).is_ok_and(|amount| (1..=most).contains(&amount)) =>
            {
                Effect::Advise
            }
            Self::ApproveUpTo(_) => Effect::Reject,
        }
    }
}

/// One counter of a policy: its name there, and its position among the set's counters.
#[derive(Clone, Debug)]
pub struct NamedCounter {
    /// As in the manifest: the key of a merchant's own cap.
    pub name: Arc<str>,
    /// What it is.
    pub counter: crate::limits::Counter,
}

/// What a policy is and how the host treats it: everything but its module.
#[derive(Debug)]
pub struct Terms {
    /// The name of its file, without the ending.
    pub name: Arc<str>,
    /// From its manifest.
    pub version: Box<str>,
    /// From its manifest.
    pub summary: Box<str>,
    /// SHA-256 of the module.
    pub digest: Digest,
    /// SHA-256 of module, settings and the rest of its file.
    pub identity: Digest,
    /// Whether it has a say.
    pub mode: Mode,
    /// What its failure does.
    pub on_fault: OnFault,
    /// Whose reason leads: the smallest.
    pub rank: u32,
    /// Fuel of one evaluation.
    pub fuel: u64,
    /// The groups of facts that it reads.
    pub needs: FactGroups,
    /// What it can find, by position.
    pub reasons: Vec<Arc<Reason>>,
    /// What it reads and claims, by position.
    pub counters: Vec<NamedCounter>,
    /// Its own settings: the JSON that it was configured with.
    pub settings: Box<str>,
    /// When it became active, Unix milliseconds.
    pub loaded_at_ms: u64,
}

/// A policy that is ready to judge.
pub struct Policy {
    terms: Arc<Terms>,
    /// JSON Schema of its settings.
    pub settings_schema: Box<str>,
    /// When a fault was last told, Unix milliseconds.
    fault_told_ms: AtomicU64,
    figures: OnceLock<RunFigures>,
    module: Module,
}

/// Faults of one policy are told in the log at most this often; the metrics count them all.
const FAULT_TOLD_MS: u64 = 1_000;

/// Whether something that was last told at `last_ms` is to be told again at `now_ms`.
fn due(last_ms: &AtomicU64, now_ms: u64) -> bool {
    let last = last_ms.load(Ordering::Relaxed);
    now_ms.saturating_sub(last) >= FAULT_TOLD_MS
        && last_ms
            .compare_exchange(last, now_ms, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
}

impl std::ops::Deref for Policy {
    type Target = Terms;

    fn deref(&self) -> &Terms {
        &self.terms
    }
}

impl Policy {
    /// Everything but its module.
    #[must_use]
    pub fn terms(&self) -> &Arc<Terms> {
        &self.terms
    }

    /// Whether a fault at `now_ms` belongs in the log: a policy that always fails must not fill
    /// it.
    #[must_use]
    pub fn tells_fault(&self, now_ms: u64) -> bool {
        due(&self.fault_told_ms, now_ms)
    }

    /// Where its runs are told: looked up by its labels once, not for each run.
    pub(crate) fn figures(&self, metrics: &Metrics) -> &RunFigures {
        self.figures
            .get_or_init(|| metrics.of_policy(&self.name, self.mode))
    }

    /// Fuel that the policy takes to say what it is.
    #[must_use]
    pub fn describe_fuel(&self) -> u64 {
        self.module.describe().fuel
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_told_once_a_second() {
        let last = AtomicU64::new(0);
        let told = [5_000, 5_001, 5_999, 6_000, 6_001].map(|now| due(&last, now));
        assert_eq!(told, [true, false, false, true, false]);
    }
}
