//! The host's own reasons: a policy that failed, no policy at all, no answer at all, and the
//! mask over what a reader may not see.
//!
//! A failed policy has said nothing of the payment, so its reasons blame neither card nor
//! merchant. They exist once for each effect that `on_fault` can ask for, with the advice that
//! fits: whoever is told of a payment that goes on shall not be told to send it again.
//!
//! The mask must not tell what is under it. Its DE39 is 05 for ISO 8583 and 57 for UnionPay,
//! where 05 would say that the cardholder could not be authenticated. Its advice depends on
//! the effect alone: `other-means` for what stops the payment, because `never`, which most
//! reasons under it have, would itself give them away, and because a network charges for
//! sending the same again; `after-operator` for a review, which other means would not end.

use std::sync::Arc;

use super::{Reason, ReasonDraft, TextDraft};
use crate::decision::{Audience, Effect, Retry, ValueKind};

mod faults;
mod host;
mod withheld;

/// The name that stands for the host where a policy's would stand.
pub const HOST: &str = "host";

/// The first part of the host's own codes.
pub(super) const DOMAIN: &str = "engine";

/// How a policy failed, as a reason tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineFault {
    /// It ran out of fuel or past the deadline.
    Timeout,
    /// It trapped.
    Trap,
    /// It asked for more memory than it may have.
    Memory,
    /// Its answer does not fit its manifest or the limits of an answer.
    OutputInvalid,
}

/// Why there is no answer, as a reason tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Profiles, limits or the log cannot be read or written.
    StateUnavailable,
    /// Time was up.
    DeadlineExceeded,
    /// The host is full.
    Overloaded,
}

/// The host's own reasons.
#[derive(Debug)]
pub(super) struct Own {
    timeout: FaultReasons,
    trap: FaultReasons,
    memory: FaultReasons,
    output_invalid: FaultReasons,
    policy_missing: Arc<Reason>,
    state_unavailable: Arc<Reason>,
    deadline_exceeded: Arc<Reason>,
    overloaded: Arc<Reason>,
    withheld: Mask,
}

#[derive(Debug)]
struct FaultReasons {
    reject: Arc<Reason>,
    review: Arc<Reason>,
    advise: Arc<Reason>,
}

#[derive(Debug)]
struct Mask {
    reject: Arc<Reason>,
    step_up: Arc<Reason>,
    review: Arc<Reason>,
}

/// One definition.
struct Row {
    code: &'static str,
    effect: Effect,
    retry: Retry,
    iso8583: &'static str,
    unionpay: &'static str,
    en: Texts,
    zh: Texts,
}

/// Its texts in one language.
#[derive(Clone, Copy)]
struct Texts {
    message: &'static str,
    remedies: Remedies,
}

type Remedies = &'static [(Audience, &'static str)];

impl Own {
    /// # Errors
    /// As of [`Reason::parse`]. A test shows that the table has none.
    pub(super) fn new() -> Result<Self, Vec<String>> {
        Ok(Self {
            timeout: fault_reasons(&faults::TIMEOUT)?,
            trap: fault_reasons(&faults::TRAP)?,
            memory: fault_reasons(&faults::MEMORY)?,
            output_invalid: fault_reasons(&faults::OUTPUT_INVALID)?,
            policy_missing: parsed(&host::POLICY_MISSING, HOST)?,
            state_unavailable: parsed(&host::STATE_UNAVAILABLE, HOST)?,
            deadline_exceeded: parsed(&host::DEADLINE_EXCEEDED, HOST)?,
            overloaded: parsed(&host::OVERLOADED, HOST)?,
            withheld: Mask {
                // Nobody's name, as a policy's would give away what it looks at.
                reject: parsed(&withheld::REJECT, "")?,
                step_up: parsed(&withheld::STEP_UP, "")?,
                review: parsed(&withheld::REVIEW, "")?,
            },
        })
    }

    pub(super) fn fault(&self, fault: EngineFault, effect: Effect) -> &Arc<Reason> {
        let reasons = match fault {
            EngineFault::Timeout => &self.timeout,
            EngineFault::Trap => &self.trap,
            EngineFault::Memory => &self.memory,
            EngineFault::OutputInvalid => &self.output_invalid,
        };
        match effect {
            Effect::Reject | Effect::StepUp => &reasons.reject,
            Effect::Review => &reasons.review,
            Effect::Advise | Effect::Factor => &reasons.advise,
        }
    }

    pub(super) fn policy_missing(&self) -> &Arc<Reason> {
        &self.policy_missing
    }

    pub(super) fn no_answer(&self, why: NoAnswer) -> &Arc<Reason> {
        match why {
            NoAnswer::StateUnavailable => &self.state_unavailable,
            NoAnswer::DeadlineExceeded => &self.deadline_exceeded,
            NoAnswer::Overloaded => &self.overloaded,
        }
    }

    pub(super) fn withheld(&self, effect: Effect) -> &Arc<Reason> {
        match effect {
            Effect::Reject => &self.withheld.reject,
            Effect::StepUp => &self.withheld.step_up,
            Effect::Review | Effect::Advise | Effect::Factor => &self.withheld.review,
        }
    }

    /// Every one, of each code the strictest first.
    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Reason>> {
        let faults = [
            &self.timeout,
            &self.trap,
            &self.memory,
            &self.output_invalid,
        ];
        let faults = faults
            .into_iter()
            .flat_map(|of| [&of.reject, &of.review, &of.advise]);
        let mask = &self.withheld;
        let alone = [
            &self.policy_missing,
            &self.state_unavailable,
            &self.deadline_exceeded,
            &self.overloaded,
        ];
        (faults.chain(alone)).chain([&mask.reject, &mask.step_up, &mask.review])
    }
}

fn fault_reasons([reject, review, advise]: &[Row; 3]) -> Result<FaultReasons, Vec<String>> {
    Ok(FaultReasons {
        reject: parsed(reject, HOST)?,
        review: parsed(review, HOST)?,
        advise: parsed(advise, HOST)?,
    })
}

fn parsed(row: &Row, policy: &str) -> Result<Arc<Reason>, Vec<String>> {
    Reason::parse(draft(row), policy).map(Arc::new)
}

fn draft(row: &Row) -> ReasonDraft {
    let text = |locale: &str, texts: &Texts| TextDraft {
        locale: locale.into(),
        message: texts.message.into(),
        remedies: texts
            .remedies
            .iter()
            .map(|(who, text)| (*who, (*text).into()))
            .collect(),
    };
    // Which policy failed, where it is one.
    let texts = [row.en, row.zh];
    let names_policy = (texts.iter().flat_map(|texts| texts.remedies))
        .any(|(_, remedy)| remedy.contains("{policy}"));
    ReasonDraft {
        code: row.code.into(),
        effect: row.effect,
        retry: row.retry,
        operator_only: false,
        of_claim: false,
        parameters: names_policy
            .then(|| ("policy".into(), ValueKind::Text))
            .into_iter()
            .collect(),
        response_codes: vec![
            ("iso8583".into(), row.iso8583.into()),
            ("unionpay".into(), row.unionpay.into()),
        ],
        texts: vec![text("en", &row.en), text("zh", &row.zh)],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test shall stop")]

    use super::super::ResponseProfile;
    use super::*;
    use EngineFault::{Memory, OutputInvalid, Timeout, Trap};

    #[test]
    fn the_table_is_without_a_fault() {
        let own = Own::new().unwrap();
        assert_eq!(own.all().count(), 4 * 3 + 4 + 3);
    }

    #[test]
    fn a_fault_has_the_code_effect_and_retry_of_its_place() {
        let own = Own::new().unwrap();
        for (fault, code, retry) in [
            (Timeout, "engine.policy_timeout", Retry::Once),
            (Trap, "engine.policy_trap", Retry::Once),
            (Memory, "engine.policy_memory", Retry::Once),
            (
                OutputInvalid,
                "engine.policy_output_invalid",
                Retry::AfterOperator,
            ),
        ] {
            for (effect, retry, de39) in [
                (Effect::Reject, retry, "96"),
                (Effect::Review, retry, "96"),
                (Effect::Advise, Retry::None, "00"),
            ] {
                let reason = own.fault(fault, effect);
                assert_eq!((&**reason.code(), reason.effect()), (code, effect));
                assert_eq!(reason.retry(), retry, "{code} {effect:?}");
                assert_eq!(&**reason.policy(), HOST);
                assert_eq!(reason.parameters().len(), 1);
                for profile in ResponseProfile::ALL {
                    assert_eq!(reason.response_code(profile).unwrap().as_str(), de39);
                }
            }
        }
    }

    #[test]
    fn the_masks_advice_depends_on_its_effect_alone() {
        let own = Own::new().unwrap();
        for (effect, retry) in [
            (Effect::Reject, Retry::OtherMeans),
            (Effect::StepUp, Retry::OtherMeans),
            (Effect::Review, Retry::AfterOperator),
        ] {
            let mask = own.withheld(effect);
            assert_eq!((mask.effect(), mask.retry()), (effect, retry));
            assert!(mask.parameters().is_empty());
        }
    }
}
