//! A set of policies, once in each segment.

use std::sync::Arc;

use prost::Message as _;
use tollgate_proto::log::v1 as log;

use crate::limits::Counter;
use crate::policy::{Mode, PolicySet, Terms, positions};
use crate::reasons::Catalogue;
use crate::sandbox::{Bounds, WASMTIME_VERSION};

use super::{Damaged, policy, read};

/// The version of this host.
pub(super) const HOST_VERSION: &str = env!("CARGO_PKG_VERSION");

/// A set of policies as it was: everything but the modules.
#[derive(Debug)]
pub struct RecordedSet {
    /// Digest of all modules, settings and modes, hexadecimal.
    pub revision: Arc<str>,
    /// When it became active, Unix milliseconds.
    pub loaded_at_ms: u64,
    /// In the order in which they run.
    pub policies: Vec<Arc<Terms>>,
    /// Every counter that some policy declares, once.
    pub counters: Vec<Counter>,
    /// For each policy the positions of its counters among them.
    pub positions: Vec<Vec<usize>>,
    /// Every reason of the enforced policies, and the host's own.
    pub catalogue: Arc<Catalogue>,
    /// What its policies may use; `None` where there are none.
    pub bounds: Option<Bounds>,
    /// The engine's version, on which fuel depends.
    pub wasmtime_version: Box<str>,
    /// The host's version, on which fuel depends.
    pub host_version: Box<str>,
}

impl RecordedSet {
    /// The policies, each with the positions of its counters.
    pub fn policies(&self) -> impl ExactSizeIterator<Item = (&Arc<Terms>, &[usize])> {
        let positions = self.positions.iter().map(Vec::as_slice);
        self.policies.iter().zip(positions)
    }
}

/// The payload of a set.
#[must_use]
pub fn encode_set(set: &PolicySet) -> Vec<u8> {
    let terms = set.policies().map(|(policy, _)| &**policy.terms());
    encode(set.revision(), set.loaded_at_ms(), terms, set.bounds())
}

pub(super) fn encode<'a>(
    revision: &str,
    loaded_at_ms: u64,
    policies: impl Iterator<Item = &'a Terms>,
    bounds: Option<Bounds>,
) -> Vec<u8> {
    log::PolicySet {
        revision: revision.to_owned(),
        loaded_at_ms,
        policies: policies.map(policy::encode).collect(),
        wasmtime_version: WASMTIME_VERSION.to_owned(),
        host_version: HOST_VERSION.to_owned(),
        sandbox: bounds.map(sandbox),
    }
    .encode_to_vec()
}

fn sandbox(bounds: Bounds) -> log::Sandbox {
    log::Sandbox {
        module_bytes_max: bounds.module_bytes_max as u64,
        memory_bytes_max: bounds.memory_bytes_max as u64,
        table_elements_max: bounds.table_elements_max as u64,
        stack_bytes_max: bounds.stack_bytes_max as u64,
        answer_bytes_max: bounds.answer_bytes_max as u64,
        manifest_bytes_max: bounds.manifest_bytes_max as u64,
        findings_max: bounds.findings_max as u64,
        configure_fuel: bounds.configure_fuel,
    }
}

fn decode_sandbox(message: log::Sandbox) -> Result<Bounds, Damaged> {
    let figure = |figure: u64| {
        usize::try_from(figure).map_err(|_| Damaged::new("sandbox", "has too large a figure"))
    };
    Ok(Bounds {
        module_bytes_max: figure(message.module_bytes_max)?,
        memory_bytes_max: figure(message.memory_bytes_max)?,
        table_elements_max: figure(message.table_elements_max)?,
        stack_bytes_max: figure(message.stack_bytes_max)?,
        answer_bytes_max: figure(message.answer_bytes_max)?,
        manifest_bytes_max: figure(message.manifest_bytes_max)?,
        findings_max: figure(message.findings_max)?,
        configure_fuel: message.configure_fuel,
    })
}

/// Reads the payload of a set.
///
/// # Errors
/// The field that is damaged.
pub fn decode_set(payload: &[u8]) -> Result<RecordedSet, Damaged> {
    let message: log::PolicySet = read("PolicySet", payload)?;
    let policies: Vec<Arc<Terms>> = (message.policies.into_iter())
        .map(|message| policy::decode(message).map(Arc::new))
        .collect::<Result<_, _>>()?;
    let enforced = policies.iter().filter(|terms| terms.mode == Mode::Enforce);
    let catalogue =
        Catalogue::new(enforced.map(|terms| (terms.name.clone(), terms.reasons.clone())))
            .map_err(|problems| Damaged::new("policies.reasons", problems.join("; ")))?;
    let (counters, positions) = positions(policies.iter().map(|terms| &**terms));
    Ok(RecordedSet {
        revision: message.revision.into(),
        loaded_at_ms: message.loaded_at_ms,
        policies,
        counters,
        positions,
        catalogue: Arc::new(catalogue),
        bounds: message.sandbox.map(decode_sandbox).transpose()?,
        wasmtime_version: message.wasmtime_version.into(),
        host_version: message.host_version.into(),
    })
}
