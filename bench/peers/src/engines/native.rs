//! The rules as native code: what the policy's module is compiled from, without a sandbox.

use peer_rules::PeerRules;
use tollgate_policy::evaluate;

use super::{Engine, Parts};
use crate::facts;
use crate::input::Input;
use crate::verdict::{Catalogue, Verdict};

pub(super) struct Native<'a> {
    policy: &'a PeerRules,
    catalogue: &'a Catalogue,
}

impl<'a> Native<'a> {
    pub(super) fn new(parts: &Parts<'a>) -> Self {
        Self {
            policy: parts.native,
            catalogue: parts.catalogue,
        }
    }
}

impl Engine for Native<'_> {
    fn name(&self) -> &'static str {
        "native Rust"
    }

    fn judge(&mut self, input: &Input) -> anyhow::Result<Verdict> {
        let facts = facts::native(input);
        let assessment = evaluate(self.policy, &facts);
        let mut verdict = Verdict::APPROVED;
        for finding in &assessment.findings {
            let position = usize::from(finding.reason);
            verdict.add(position, self.catalogue.outcome(position));
        }
        Ok(verdict)
    }
}
