//! The engines: each is given an input, and answers with a verdict. What is made once (rules
//! parsed and compiled, settings read) is made in its `new`; what a payment needs is in `judge`,
//! the engine's own form of the input and the reading of its answer included.

use peer_rules::PeerRules;

use crate::input::Input;
use crate::rules::Rules;
use crate::verdict::{Catalogue, Verdict};

mod cedar;
mod cel;
mod native;
mod rego;
mod tollgate;
mod zen;

/// Judges one input at a time.
pub(crate) trait Engine {
    /// As the table names it.
    fn name(&self) -> &'static str;

    /// Judges one input.
    fn judge(&mut self, input: &Input) -> anyhow::Result<Verdict>;
}

/// What engines are made of.
pub(crate) struct Parts<'a> {
    /// The rules as native code, with their settings.
    pub(crate) native: &'a PeerRules,
    /// The codes that rules have.
    pub(crate) catalogue: &'a Catalogue,
}

impl Parts<'_> {
    /// The rules of a peer, with the figures of the settings filled in.
    fn rules(&self, score: &str) -> Rules {
        Rules::new(self.native.settings(), score)
    }
}

/// Every engine, native code first: the others are held to it.
pub(crate) fn all<'a>(parts: &Parts<'a>) -> anyhow::Result<Vec<Box<dyn Engine + 'a>>> {
    Ok(vec![
        Box::new(native::Native::new(parts)),
        Box::new(tollgate::Sandboxed::new(parts)?),
        Box::new(zen::Expressions::new(parts)?),
        Box::new(zen::Decided::new(parts)?),
        Box::new(cel::Cel::new(parts)?),
        Box::new(rego::Rego::new(parts)?),
        Box::new(cedar::Cedar::new(parts)?),
    ])
}
