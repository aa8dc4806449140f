//! Why a payment is not simply approved, in words that its reader can act on.
//!
//! A policy declares its reasons once, in its manifest; [`Reason::parse`] checks them, texts
//! included, so that nothing can go wrong when one is shown. The [`Catalogue`] is the union of
//! the active policies' reasons and the host's own. A decision holds [`Found`]s: a definition
//! and the values observed. [`order`] says which one leads. [`explain`] is the only way from
//! there to a text: it masks what the reader may not see before anything else looks at it.
//!
//! Pure: no I/O, no clock. What it does not own: which reasons are found, what the outcome is,
//! and the wire form of the answer.
//!
//! [`Found`]: crate::decision::Found

mod advice;
mod catalogue;
mod engine;
mod explain;
mod format;
mod locale;
mod mask;
mod names;
mod order;
mod parse;
mod reason;
mod response_code;
mod template;

#[cfg(test)]
mod samples;

pub use advice::{RetryAdvice, advice, strictest};
pub use catalogue::Catalogue;
pub use engine::{EngineFault, HOST, NoAnswer};
pub use explain::{Context, Explanation, RenderedReason, explain};
pub use format::sum;
pub use locale::Locale;
pub use mask::mask;
pub use names::channel_name;
pub use order::{Ranked, order};
pub use reason::{Parameter, Reason, ReasonDraft, TextDraft};
pub use response_code::{ResponseCode, ResponseProfile, response_code};

use crate::decision::{Effect, Outcome};

/// Whether a reason of the effect keeps the payment from going on by itself.
fn stops(effect: Effect) -> bool {
    effect.outcome() != Outcome::Approve
}
