//! What a policy can find, declared as a table.

use crate::verdicts::{self, Audience, Effect, Parameter, ReasonText, Retry, ValueKind};

/// The position of a reason in its policy's manifest, made by [`reasons!`](crate::reasons).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonId(pub u16);

pub(crate) type Remedies = &'static [(Audience, &'static str)];

/// One thing that a policy can find, with its texts. See `verdicts.reason` in `policy.wit`.
#[derive(Clone, Copy)]
pub struct Reason {
    /// The stable code, `domain.object.detail`.
    pub code: &'static str,
    /// What a policy needs at hand of it.
    pub(crate) terms: Terms,
    /// By locale: what happened, and what to do.
    pub(crate) texts: [(&'static str, &'static str, Remedies); 2],
}

/// A reason without its texts.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Terms {
    code: &'static str,
    effect: Effect,
    retry: Retry,
    operator_only: bool,
    of_claim: bool,
    parameters: &'static [(&'static str, ValueKind)],
    iso8583: &'static str,
    unionpay: &'static str,
}

const fn reason(code: &'static str, effect: Effect) -> Reason {
    Reason {
        code,
        terms: Terms {
            code,
            effect,
            retry: Retry::None,
            operator_only: false,
            of_claim: false,
            parameters: &[],
            iso8583: "",
            unionpay: "",
        },
        texts: [("en", "", &[]), ("zh", "", &[])],
    }
}

/// A reason that stops the payment.
pub const fn reject(code: &'static str) -> Reason {
    reason(code, Effect::Reject)
}

/// A reason that asks the payer for more: insert the chip, enter the PIN.
pub const fn step_up(code: &'static str) -> Reason {
    reason(code, Effect::StepUp)
}

/// A reason for a person to look at the payment.
pub const fn review(code: &'static str) -> Reason {
    reason(code, Effect::Review)
}

/// A note on a payment that may go on.
pub const fn advise(code: &'static str) -> Reason {
    reason(code, Effect::Advise)
}

/// One part of a score, which explains another reason.
pub const fn factor(code: &'static str) -> Reason {
    reason(code, Effect::Factor)
}

impl Reason {
    /// When a retry makes sense.
    pub const fn retry(mut self, retry: Retry) -> Self {
        self.terms.retry = retry;
        self
    }

    /// The true reason is for operators only.
    pub const fn operator_only(mut self) -> Self {
        self.terms.operator_only = true;
        self
    }

    /// Given by a claim that does not fit its cap, never by a finding.
    pub const fn of_claim(mut self) -> Self {
        self.terms.of_claim = true;
        self
    }

    /// The names and kinds of what a finding carries, in the order of the values.
    pub const fn parameters(mut self, parameters: &'static [(&'static str, ValueKind)]) -> Self {
        self.terms.parameters = parameters;
        self
    }

    /// DE39 under the response-code profiles `iso8583` and `unionpay`.
    pub const fn de39(mut self, iso8583: &'static str, unionpay: &'static str) -> Self {
        self.terms.iso8583 = iso8583;
        self.terms.unionpay = unionpay;
        self
    }

    /// What happened, and what each audience can do, in English.
    pub const fn en(mut self, message: &'static str, remedies: Remedies) -> Self {
        self.texts[0] = ("en", message, remedies);
        self
    }

    /// What happened, and what each audience can do, in Chinese.
    pub const fn zh(mut self, message: &'static str, remedies: Remedies) -> Self {
        self.texts[1] = ("zh", message, remedies);
        self
    }

    /// The reason as the manifest tells it.
    pub(crate) fn describe(&self) -> verdicts::Reason {
        let texts = self.texts.iter();
        verdicts::Reason {
            texts: texts
                .map(|(locale, message, remedies)| ReasonText {
                    locale: (*locale).into(),
                    message: (*message).into(),
                    remedies: (remedies.iter())
                        .map(|(audience, text)| (*audience, (*text).into()))
                        .collect(),
                })
                .collect(),
            ..self.terms.describe()
        }
    }
}

impl Terms {
    /// The reason as the manifest tells it, without texts.
    pub(crate) fn describe(&self) -> verdicts::Reason {
        let profiles = [("iso8583", self.iso8583), ("unionpay", self.unionpay)];
        verdicts::Reason {
            code: self.code.into(),
            effect: self.effect,
            retry: self.retry,
            operator_only: self.operator_only,
            of_claim: self.of_claim,
            parameters: (self.parameters.iter())
                .map(|(name, kind)| Parameter {
                    name: (*name).into(),
                    kind: *kind,
                })
                .collect(),
            response_codes: (profiles.iter())
                .filter(|(_, code)| !code.is_empty())
                .map(|(profile, code)| ((*profile).into(), (*code).into()))
                .collect(),
            texts: Vec::new(),
        }
    }
}

/// The terms of all `reasons`.
#[doc(hidden)]
#[allow(clippy::indexing_slicing, reason = "runs while a policy is compiled")]
pub const fn terms<const COUNT: usize>(reasons: &[Reason]) -> [Terms; COUNT] {
    let mut terms = [reason("", Effect::Reject).terms; COUNT];
    let mut position = 0;
    while position < COUNT {
        terms[position] = reasons[position].terms;
        position += 1;
    }
    terms
}

/// Declares the reasons of a policy: a constant [`ReasonId`] for each, and `REASONS`, the table
/// of [`Reason`]s in the same order.
///
/// ```
/// use tollgate_policy::{reasons, reject, verdicts::{Audience::Cardholder, Retry, ValueKind}};
/// reasons! {
///     /// The month on the card has passed.
///     EXPIRED = reject("card.expired").retry(Retry::OtherMeans).de39("54", "54")
///         .parameters(&[("expiry", ValueKind::Text)])
///         .en("The card was good through {expiry}.", &[(Cardholder, "Pay with another card.")])
///         .zh("该卡有效期至{expiry}，已过期。", &[(Cardholder, "请换一张卡支付。")]);
/// }
/// assert_eq!(REASONS[EXPIRED.0 as usize].code, "card.expired");
/// ```
#[macro_export]
macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $reason:expr;)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u16)]
        enum ReasonPosition { $($name),+ }
        $($(#[$doc])* pub const $name: $crate::ReasonId =
            $crate::ReasonId(ReasonPosition::$name as u16);)+
        /// Every reason of this policy, in the order of its positions.
        pub const REASONS: &[$crate::Reason] = &[$($reason),+];
    };
}
