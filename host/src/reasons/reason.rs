//! What a reason is, once and for ever: code, effect, texts. Not that it was found.

use std::sync::Arc;

use super::template::Template;
use super::{Locale, ResponseCode, ResponseProfile, parse};
use crate::decision::{Audience, Effect, Retry, ValueKind};

/// A reason as a manifest declares it, unchecked.
#[derive(Clone, Debug)]
pub struct ReasonDraft {
    /// Two to four parts of lower snake case joined by dots.
    pub code: String,
    /// What the reason does to the payment.
    pub effect: Effect,
    /// When a retry makes sense.
    pub retry: Retry,
    /// The true reason may be shown to operators only.
    pub operator_only: bool,
    /// Given by claims only; otherwise by findings only.
    pub of_claim: bool,
    /// Name and kind of what a finding carries, in the order of its values.
    pub parameters: Vec<(String, ValueKind)>,
    /// Response-code profile and DE39.
    pub response_codes: Vec<(String, String)>,
    /// One for each language.
    pub texts: Vec<TextDraft>,
}

/// The texts of a reason in one language, unchecked.
#[derive(Clone, Debug)]
pub struct TextDraft {
    /// BCP 47.
    pub locale: String,
    /// What happened.
    pub message: String,
    /// What each audience can do.
    pub remedies: Vec<(Audience, String)>,
}

/// One thing that a finding of a reason carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Lower snake case, unique within the reason.
    pub name: Arc<str>,
    /// What its values are.
    pub kind: ValueKind,
}

/// A checked definition. Made by [`Reason::parse`] alone.
#[derive(Debug)]
pub struct Reason {
    pub(super) code: Arc<str>,
    pub(super) policy: Arc<str>,
    pub(super) effect: Effect,
    pub(super) retry: Retry,
    pub(super) operator_only: bool,
    pub(super) of_claim: bool,
    pub(super) parameters: Vec<Parameter>,
    pub(super) iso8583: Option<ResponseCode>,
    pub(super) unionpay: Option<ResponseCode>,
    pub(super) en: Texts,
    pub(super) zh: Texts,
}

/// The texts of a reason in one language.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) message: Template,
    pub(super) remedies: Vec<(Audience, Template)>,
}

impl Reason {
    /// Checks a draft.
    ///
    /// # Errors
    /// Everything that is wrong with it: one message for each problem, with the reason's code
    /// and what to do.
    pub fn parse(draft: ReasonDraft, policy: impl Into<Arc<str>>) -> Result<Self, Vec<String>> {
        parse::parse(draft, policy.into())
    }

    /// The stable code, for example `limit.channel.daily_amount`.
    #[must_use]
    pub fn code(&self) -> &Arc<str> {
        &self.code
    }

    /// Name of the policy that declares it.
    #[must_use]
    pub fn policy(&self) -> &Arc<str> {
        &self.policy
    }

    /// What the reason does to the payment.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// When a retry makes sense, before limits are looked at. See [`super::advice`].
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.retry
    }

    /// Whether the true reason may be shown to operators only.
    #[must_use]
    pub fn operator_only(&self) -> bool {
        self.operator_only
    }

    /// Whether claims give it, and findings never do.
    #[must_use]
    pub fn of_claim(&self) -> bool {
        self.of_claim
    }

    /// What a finding carries, in the order of its values.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// DE39 under that very profile.
    #[must_use]
    pub fn response_code(&self, profile: ResponseProfile) -> Option<ResponseCode> {
        match profile {
            ResponseProfile::Iso8583 => self.iso8583,
            ResponseProfile::UnionPay => self.unionpay,
        }
    }

    /// What happened, as it was written, with `{name}`s in it.
    #[must_use]
    pub fn message(&self, locale: Locale) -> String {
        self.texts(locale).message.source(&self.parameters)
    }

    /// What each audience can do, as it was written, with `{name}`s in it.
    pub fn remedies(&self, locale: Locale) -> impl Iterator<Item = (Audience, String)> {
        let remedies = self.texts(locale).remedies.iter();
        remedies.map(|(audience, remedy)| (*audience, remedy.source(&self.parameters)))
    }

    pub(super) fn texts(&self, locale: Locale) -> &Texts {
        match locale {
            Locale::En => &self.en,
            Locale::Zh => &self.zh,
        }
    }
}
