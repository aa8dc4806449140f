//! Makes policies again from what was recorded of them and from the archive, never from the
//! policy directory.

use std::sync::Arc;

use crate::reasons::{Locale, Reason, ResponseProfile};
use crate::sandbox::{Bounds, Sandbox};

use super::{Archive, Loader, NotLoaded, Policy, PolicyFile, PolicySet, Terms};

impl Loader {
    /// Makes a set again: every policy as `recorded`, of the module that `archive` has, prepared
    /// and loaded as when it went live. What each says of itself must be what was recorded.
    ///
    /// # Errors
    /// Everything that stands in the way, each with the policy and the digest of its module.
    pub fn rebuild(
        &self,
        recorded: &[Arc<Terms>],
        revision: &str,
        loaded_at_ms: u64,
        archive: &Archive,
    ) -> Result<PolicySet, NotLoaded> {
        let mut problems = Vec::new();
        let mut told = |terms: &Terms, problem: &str| {
            let Terms { name, digest, .. } = terms;
            problems.push(format!("policy `{name}`, module {digest}: {problem}"));
        };
        // Nothing is compiled for a set that cannot be whole.
        let mut modules = Vec::with_capacity(recorded.len());
        for terms in recorded {
            match archive.read(terms.digest) {
                Ok(bytes) => modules.push(bytes),
                Err(problem) => told(terms, &problem.to_string()),
            }
        }
        let mut policies = Vec::with_capacity(recorded.len());
        if modules.len() == recorded.len() {
            for (terms, bytes) in recorded.iter().zip(&modules) {
                match self.again(terms, bytes) {
                    Ok(policy) => policies.push(Arc::new(policy)),
                    Err(found) => found.iter().for_each(|problem| told(terms, problem)),
                }
            }
        }
        if !problems.is_empty() {
            return Err(NotLoaded(problems));
        }
        let set = PolicySet::new(policies, loaded_at_ms).map_err(NotLoaded)?;
        let same_order = set
            .policies()
            .zip(recorded)
            .all(|((made, _), recorded)| made.name == recorded.name);
        if **set.revision() != *revision || !same_order {
            let (made, recorded) = (set.revision(), revision);
            return Err(NotLoaded(vec![format!(
                "policy set {recorded}: its policies make the set {made}; the record or this \
                 program is another than the host's"
            )]));
        }
        Ok(set)
    }

    /// A loader for policies that ran under other bounds than this one's, with a sandbox of its
    /// own for so many instances; `None` where the bounds are the same.
    ///
    /// # Errors
    /// Where this machine cannot have such a sandbox, or none can.
    pub fn under(&self, bounds: Bounds, instances: u32) -> Result<Option<Self>, NotLoaded> {
        let own = self.sandbox().config();
        if own.bounds() == bounds {
            return Ok(None);
        }
        let mut config = own.under(bounds).map_err(NotLoaded)?;
        config.instances_max = instances;
        let told = |error: &dyn std::fmt::Display| {
            NotLoaded(vec![format!("a sandbox as it was cannot be made: {error}")])
        };
        let sandbox = Sandbox::new(&config).map_err(|error| told(&error))?;
        sandbox.start_epochs().map_err(|error| told(&error))?;
        Ok(Some(self.with(sandbox)))
    }

    fn again(&self, recorded: &Terms, bytes: &[u8]) -> Result<Policy, Vec<String>> {
        let file = PolicyFile {
            mode: recorded.mode,
            on_fault: recorded.on_fault,
            rank: recorded.rank,
            fuel: recorded.fuel,
            settings: recorded.settings.to_string(),
        };
        let made = self.make(
            &recorded.name,
            bytes,
            file,
            recorded.digest,
            recorded.identity,
            recorded.loaded_at_ms,
        )?;
        let others = others(recorded, made.terms());
        if others.is_empty() {
            Ok(made)
        } else {
            let others = others.join(", ");
            Err(vec![format!(
                "says another {others} of itself than was recorded; is this program another \
                 version than the host's?"
            )])
        }
    }
}

/// The parts of a manifest that are not as they were recorded.
fn others(recorded: &Terms, made: &Terms) -> Vec<String> {
    let mut others = Vec::new();
    let mut look = |same: bool, name: &str| {
        if !same {
            others.push(name.to_owned());
        }
    };
    look(recorded.version == made.version, "version");
    look(recorded.summary == made.summary, "summary");
    look(recorded.needs == made.needs, "needs");
    look(
        recorded.reasons.len() == made.reasons.len(),
        "number of reasons",
    );
    look(
        recorded.counters.len() == made.counters.len(),
        "number of counters",
    );
    for (recorded, made) in recorded.reasons.iter().zip(&made.reasons) {
        look(
            is_same(recorded, made),
            &format!("reason `{}`", recorded.code()),
        );
    }
    for (recorded, made) in recorded.counters.iter().zip(&made.counters) {
        let same = recorded.name == made.name && recorded.counter.spec() == made.counter.spec();
        look(same, &format!("counter `{}`", recorded.name));
    }
    others
}

fn is_same(recorded: &Reason, made: &Reason) -> bool {
    let declared = |reason: &Reason| {
        (
            reason.code().clone(),
            (reason.effect(), reason.retry()),
            (reason.operator_only(), reason.of_claim()),
            reason.parameters().to_vec(),
            ResponseProfile::ALL.map(|profile| reason.response_code(profile)),
        )
    };
    let texts = |reason: &Reason, locale| {
        let remedies: Vec<_> = reason.remedies(locale).collect();
        (reason.message(locale), remedies)
    };
    declared(recorded) == declared(made)
        && (Locale::ALL.into_iter()).all(|locale| texts(recorded, locale) == texts(made, locale))
}
