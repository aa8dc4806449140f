//! The union of all reasons that can be found.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Reason;
use super::engine::{DOMAIN, EngineFault, HOST, NoAnswer, Own};
use crate::decision::Effect;

/// Every reason of the active policies, and the host's own.
#[derive(Debug)]
pub struct Catalogue {
    by_code: BTreeMap<Arc<str>, Arc<Reason>>,
    own: Own,
}

impl Catalogue {
    /// The catalogue of these policies, each with its name and its reasons.
    ///
    /// # Errors
    /// One message for each code that two reasons have, with the names of both policies, and
    /// for each that is the host's. Codes are for ever, so the host's domain is kept free.
    pub fn new<P: AsRef<str>>(
        policies: impl IntoIterator<Item = (P, Vec<Arc<Reason>>)>,
    ) -> Result<Self, Vec<String>> {
        let own = Own::new()?;
        let mut problems = Vec::new();
        let mut by_code = BTreeMap::new();
        let mut owners: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
        for (policy, reasons) in policies {
            let policy: Arc<str> = policy.as_ref().into();
            if &*policy == HOST {
                problems.push(format!(
                    "`{HOST}` is the host's own name: rename the policy"
                ));
            }
            for reason in reasons {
                let code = reason.code();
                if code.split('.').next() == Some(DOMAIN) {
                    problems.push(format!(
                        "`{code}` of policy `{policy}`: `{DOMAIN}` is the host's own domain, \
                         start the code with another word"
                    ));
                }
                if let Some(owner) = owners.insert(code.clone(), policy.clone()) {
                    problems.push(format!(
                        "`{code}` is declared by policy `{owner}` and by policy `{policy}`: \
                         rename it in one"
                    ));
                }
                by_code.insert(code.clone(), reason);
            }
        }
        if problems.is_empty() {
            Ok(Self { by_code, own })
        } else {
            Err(problems)
        }
    }

    /// The reason of that code. Of the host's own, which have one definition for each effect,
    /// the strictest.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Arc<Reason>> {
        self.by_code
            .get(code)
            .or_else(|| self.own.all().find(|own| &**own.code() == code))
    }

    /// The reason of that code and that effect.
    #[must_use]
    pub fn get_with_effect(&self, code: &str, effect: Effect) -> Option<&Arc<Reason>> {
        let policies = self.by_code.get(code).into_iter();
        policies
            .chain(self.own.all())
            .find(|reason| &**reason.code() == code && reason.effect() == effect)
    }

    /// Every reason: the policies' by code, then the host's own.
    pub fn reasons(&self) -> impl Iterator<Item = &Arc<Reason>> {
        self.by_code.values().chain(self.own.all())
    }

    /// The host's reason for a policy that failed: it carries the policy's name, and has the
    /// effect that the policy's `on_fault` asks for. Only a rejection, a review or a note can
    /// be asked for: a step-up is taken for a rejection, a factor for a note.
    #[must_use]
    pub fn fault(&self, fault: EngineFault, effect: Effect) -> &Arc<Reason> {
        self.own.fault(fault, effect)
    }

    /// The host's reason for a set in which no policy is in force.
    #[must_use]
    pub fn policy_missing(&self) -> &Arc<Reason> {
        self.own.policy_missing()
    }

    /// The host's reason for a request without an answer.
    #[must_use]
    pub fn no_answer(&self, why: NoAnswer) -> &Arc<Reason> {
        self.own.no_answer(why)
    }

    /// What a reader sees in place of reasons that are not for them.
    pub(super) fn withheld(&self, effect: Effect) -> &Arc<Reason> {
        self.own.withheld(effect)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test shall stop")]

    use super::super::samples::{draft, parsed};
    use super::*;

    fn policy(name: &'static str, codes: &[&str]) -> (&'static str, Vec<Arc<Reason>>) {
        (name, codes.iter().map(|code| parsed(draft(code))).collect())
    }

    #[track_caller]
    fn refused(policies: &[(&'static str, &[&str])], expected: &[&str]) {
        let policies = policies.iter().map(|(name, codes)| policy(name, codes));
        assert_eq!(Catalogue::new(policies).unwrap_err(), expected);
    }

    #[test]
    fn reasons_are_found_by_code() {
        let catalogue = Catalogue::new([
            policy("card-validity", &["card.expired", "card.length"]),
            policy("fees", &["fee.mismatch"]),
        ])
        .unwrap();
        for code in ["card.expired", "card.length", "fee.mismatch"] {
            assert_eq!(&**catalogue.get(code).unwrap().code(), code);
            assert!(catalogue.get_with_effect(code, Effect::Reject).is_some());
            assert!(catalogue.get_with_effect(code, Effect::Review).is_none());
        }
        assert!(catalogue.get("card.lost").is_none());
        assert_eq!(catalogue.reasons().count(), 3 + 19);
    }

    #[test]
    fn the_hosts_own_are_found_by_code_and_effect() {
        let catalogue = Catalogue::new::<&str>([]).unwrap();
        let trap = catalogue.get("engine.policy_trap").unwrap();
        assert_eq!(trap.effect(), Effect::Reject);
        for effect in [Effect::Reject, Effect::Review, Effect::Advise] {
            let trap = catalogue
                .get_with_effect("engine.policy_trap", effect)
                .unwrap();
            assert_eq!(trap.effect(), effect);
            assert!(Arc::ptr_eq(
                trap,
                catalogue.fault(EngineFault::Trap, effect)
            ));
        }
    }

    #[test]
    fn one_code_from_two_reasons_is_refused_with_both_names() {
        refused(
            &[
                ("fees", &["fee.a", "fee.b"]),
                ("limits", &["limit.a", "fee.b"]),
            ],
            &["`fee.b` is declared by policy `fees` and by policy `limits`: rename it in one"],
        );
        refused(
            &[("fees", &["fee.a", "fee.a"])],
            &["`fee.a` is declared by policy `fees` and by policy `fees`: rename it in one"],
        );
    }

    #[test]
    fn what_is_the_hosts_is_refused() {
        refused(
            &[("fees", &["engine.withheld"])],
            &[
                "`engine.withheld` of policy `fees`: `engine` is the host's own domain, \
               start the code with another word",
            ],
        );
        refused(
            &[("host", &[])],
            &["`host` is the host's own name: rename the policy"],
        );
    }
}
