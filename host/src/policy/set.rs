//! The policies that decide together.

use std::sync::Arc;

use crate::identity::Identity;
use crate::limits::{Counter, CounterId};
use crate::reasons::Catalogue;
use crate::sandbox::Bounds;

use super::{Digest, Mode, Policy, Terms};

/// An immutable set of policies. A request sees one from start to end.
pub struct PolicySet {
    identity: Identity,
    policies: Vec<Arc<Policy>>,
    positions: Vec<Vec<usize>>,
    counters: Vec<Counter>,
    catalogue: Arc<Catalogue>,
    revision: Arc<str>,
    loaded_at_ms: u64,
}

impl PolicySet {
    /// Makes a set. Policies run in the order of their ranks, enforced ones first.
    ///
    /// # Errors
    /// Where two enforced policies declare the same reason.
    pub fn new(mut policies: Vec<Arc<Policy>>, loaded_at_ms: u64) -> Result<Self, Vec<String>> {
        policies.sort_by(|left, right| order(left).cmp(&order(right)));
        let enforced = policies
            .iter()
            .filter(|policy| policy.mode == Mode::Enforce);
        let catalogue = Arc::new(Catalogue::new(
            enforced.map(|policy| (policy.name.clone(), policy.reasons.clone())),
        )?);
        let (counters, positions) = positions(policies.iter().map(|policy| &***policy));
        let identities: Vec<&[u8]> = policies
            .iter()
            .map(|policy| policy.identity.bytes().as_slice())
            .collect();
        let revision = Digest::of_parts(&identities).to_string().into();
        Ok(Self {
            identity: Identity::new(),
            policies,
            positions,
            counters,
            catalogue,
            revision,
            loaded_at_ms,
        })
    }

    /// Tells this set from every other.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The policies in the order in which they run, each with the positions of its counters
    /// among [`counters`](Self::counters).
    pub fn policies(&self) -> impl Iterator<Item = (&Arc<Policy>, &[usize])> {
        self.policies
            .iter()
            .zip(self.positions.iter().map(Vec::as_slice))
    }

    /// Every counter that some policy declares, once.
    #[must_use]
    pub fn counters(&self) -> &[Counter] {
        &self.counters
    }

    /// Every reason of the enforced policies, and the host's own.
    #[must_use]
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// Digest of all modules, settings and modes: the same revision, the same rules.
    #[must_use]
    pub fn revision(&self) -> &Arc<str> {
        &self.revision
    }

    /// What its policies may use; `None` where there are none.
    #[must_use]
    pub fn bounds(&self) -> Option<Bounds> {
        // One host makes all of a set.
        self.policies.first().map(|policy| policy.module.bounds())
    }

    /// When the set became active, Unix milliseconds.
    #[must_use]
    pub fn loaded_at_ms(&self) -> u64 {
        self.loaded_at_ms
    }
}

fn order(policy: &Policy) -> (bool, u32, &str) {
    (policy.mode != Mode::Enforce, policy.rank, &policy.name)
}

/// Every counter that some policy declares, once, and for each policy the positions of its own
/// among them.
pub(crate) fn positions<'a>(
    policies: impl Iterator<Item = &'a Terms>,
) -> (Vec<Counter>, Vec<Vec<usize>>) {
    let mut counters: Vec<Counter> = Vec::new();
    let positions = policies
        .map(|policy| {
            let own = policy.counters.iter();
            own.map(|named| position(&mut counters, &named.counter))
                .collect()
        })
        .collect();
    (counters, positions)
}

fn position(counters: &mut Vec<Counter>, counter: &Counter) -> usize {
    let id: CounterId = counter.id();
    counters
        .iter()
        .position(|known| known.id() == id)
        .unwrap_or_else(|| {
            counters.push(counter.clone());
            counters.len() - 1
        })
}
