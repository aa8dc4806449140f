//! From what was found to what a reader is told.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::mask::mask;
use super::{
    Catalogue, Locale, ResponseCode, ResponseProfile, RetryAdvice, advice, response_code, strictest,
};
use crate::decision::{Audience, Effect, Found, LimitUsage, Outcome, Value};
use crate::money::Amount;

mod page;

use page::Page;

/// For whom, and of which payment. What is `None` or blank is paraphrased in the texts.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The reader's language.
    pub locale: Locale,
    /// The merchant's time zone.
    pub zone: TimeZone,
    /// Who reads the answer.
    pub audience: Audience,
    /// Which DE39 table the merchant's terminals understand.
    pub profile: ResponseProfile,
    /// Of the payment.
    pub amount: Option<Amount>,
    /// Stable name, as in `policy.wit`.
    pub channel: Option<&'a str>,
    /// Name or id.
    pub merchant: Option<&'a str>,
    /// Id.
    pub terminal: Option<&'a str>,
    /// Name of the issuer.
    pub bank: Option<&'a str>,
    /// Number of the issuer's customer service.
    pub phone: Option<&'a str>,
    /// Stable name, as in `policy.wit`.
    pub network: Option<&'a str>,
}

impl Context<'_> {
    /// A value as the reader writes it.
    #[must_use]
    pub fn show(&self, value: &Value) -> String {
        let mut out = String::new();
        // INVARIANT: writing to a string cannot fail, and the date formats are valid for every
        // instant.
        let _ = page::value_to(&mut out, self, value);
        out
    }
}

/// What a reader is told of one decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// In the order of what was found, less what the reader may not see.
    pub reasons: Vec<RenderedReason>,
    /// Of the whole answer.
    pub retry: RetryAdvice,
    /// DE39 for the terminal.
    pub response_code: ResponseCode,
}

/// What a reader is told of one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedReason {
    /// The stable code.
    pub code: Arc<str>,
    /// What it does to the payment.
    pub effect: Effect,
    /// Name of the policy that declares it; empty where that is withheld.
    pub policy: Arc<str>,
    /// What happened.
    pub message: String,
    /// What each audience can do.
    pub remedies: Vec<(Audience, String)>,
    /// What was observed, by name of the parameter.
    pub evidence: Vec<(Arc<str>, Value)>,
    /// Set for a limit.
    pub limit: Option<LimitUsage>,
    /// When a retry makes sense.
    pub retry: RetryAdvice,
    /// Shown to this reader as an operator: others see `engine.withheld`, which is not
    /// itself marked.
    pub operator_only: bool,
}

/// Explains a decision to one reader. `found` is in the order of [`super::order`].
///
/// What the reader may not see is masked first; the retry advice and the response code are
/// those of what is left.
#[must_use]
pub fn explain(
    catalogue: &Catalogue,
    context: &Context<'_>,
    outcome: Outcome,
    found: &[Found],
) -> Explanation {
    let shown = mask(catalogue, found, context.audience);
    let primary = shown.first().map(|found| &*found.reason);
    Explanation {
        reasons: shown.iter().map(|found| render(context, found)).collect(),
        retry: strictest(shown.iter().map(AsRef::as_ref)),
        response_code: response_code(context.profile, outcome, primary),
    }
}

/// Private, because it shows whatever it is given.
fn render(context: &Context<'_>, found: &Found) -> RenderedReason {
    let reason = &found.reason;
    let texts = reason.texts(context.locale);
    let page = Page { context, found };
    let parameters = reason
        .parameters()
        .iter()
        .map(|parameter| parameter.name.clone());
    RenderedReason {
        code: reason.code().clone(),
        effect: reason.effect(),
        policy: reason.policy().clone(),
        message: page.text(&texts.message),
        remedies: (texts.remedies.iter())
            .map(|(audience, template)| (*audience, page.text(template)))
            .collect(),
        evidence: parameters.zip(found.values.iter().cloned()).collect(),
        limit: found.limit.clone(),
        retry: advice(found),
        operator_only: reason.operator_only(),
    }
}

#[cfg(test)]
mod tests;
