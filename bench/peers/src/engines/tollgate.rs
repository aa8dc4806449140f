//! Tollgate: the rules as one policy, in a fresh sandbox for each input. All that is known here of
//! the host's interface is in this file.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use tollgate::config::Config;
use tollgate::decision::Outcome;
use tollgate::money::Currency;
use tollgate::policy::{Policy, Registry};
use tollgate::sandbox::Instances;
use tollgate::server::loader;

use super::{Engine, Parts};
use crate::facts;
use crate::input::Input;
use crate::verdict::Verdict;

/// Time that one evaluation may take: never reached here, and watched as in a host.
const DEADLINE_MS: u64 = 1_000;

pub(super) struct Sandboxed {
    policy: Arc<Policy>,
    currency: Currency,
    /// By the position of a reason in the manifest: its place in the catalogue, and its outcome.
    codes: Vec<(usize, Outcome)>,
    /// What keeps the sandbox's clock going.
    _registry: Registry,
}

impl Sandboxed {
    pub(super) fn new(parts: &Parts<'_>) -> anyhow::Result<Self> {
        let registry = registry()?;
        let set = registry.pin();
        let (policy, _) = set.policies().next().context("no policy in target/peers")?;
        let code = |reason: &Arc<tollgate::reasons::Reason>| {
            let position = parts.catalogue.position(reason.code())?;
            anyhow::Ok((position, reason.effect().outcome()))
        };
        Ok(Self {
            policy: policy.clone(),
            currency: Currency::from_code("CNY").context("CNY")?,
            codes: policy.reasons.iter().map(code).collect::<Result<_, _>>()?,
            _registry: registry,
        })
    }
}

impl Engine for Sandboxed {
    fn name(&self) -> &'static str {
        "Tollgate, fresh sandbox"
    }

    fn judge(&mut self, input: &Input) -> anyhow::Result<Verdict> {
        let facts = facts::host(input);
        let judged = (self.policy).judge(
            &mut Instances::default(),
            &facts,
            self.currency,
            DEADLINE_MS,
        );
        let assessed = (judged.result).map_err(|fault| anyhow::anyhow!("Tollgate: {fault}"))?;
        let mut verdict = Verdict::APPROVED;
        for finding in &assessed.findings {
            let (position, outcome) = self.codes.get(finding.reason).context("a reason")?;
            verdict.add(*position, *outcome);
        }
        Ok(verdict)
    }
}

/// The policy that `cargo xtask policies` put into a directory of its own. Its module is compiled
/// in a child of this program, as a host does it.
fn registry() -> anyhow::Result<Registry> {
    let mut config = Config::default();
    config.policy.directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/peers");
    config.policy.preparer = Some(std::env::current_exe()?);
    let loader = loader(&config, None, None)?;
    Registry::open(&config.policy.directory, loader, 0).context("run `cargo xtask policies` first")
}
