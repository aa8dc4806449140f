//! A prepared policy, ready to be run any number of times.

use wasmtime::component::Component;

use crate::wit::PolicyPre;
use crate::wit::tollgate::policy::facts::Facts;
use crate::wit::tollgate::policy::verdicts::{Assessment, Manifest};

use super::{Bounds, Fault, Prepared, Sandbox, store};

/// The snapshot of a configured policy, compiled, with its exports resolved.
pub struct Module {
    sandbox: Sandbox,
    pre: PolicyPre<store::Growth>,
}

/// What one run gave and cost.
#[derive(Debug)]
pub struct Ran<T> {
    /// The answer, or why there is none.
    pub result: Result<T, Fault>,
    /// Fuel used.
    pub fuel: u64,
}

impl Module {
    /// Loads what [`prepare`](super::prepare) wrote.
    ///
    /// # Errors
    /// Where it does not fit this engine.
    pub fn load(sandbox: &Sandbox, prepared: &Prepared) -> wasmtime::Result<Self> {
        // SAFETY: the bytes are native code. `Prepared` is only made from what this program's
        // own `prepare` wrote: in this process, in a child whose output it read itself, or in a
        // file with an authentication code that only this host can make.
        #[expect(unsafe_code, reason = "the only way to load code compiled elsewhere")]
        let component = unsafe { Component::deserialize(&sandbox.engine, prepared.code())? };
        let pre = PolicyPre::new(sandbox.linker.instantiate_pre(&component)?)?;
        Ok(Self {
            sandbox: sandbox.clone(),
            pre,
        })
    }

    /// What decides how its runs go.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.sandbox.config.bounds()
    }

    /// The most findings, or claims, that one answer may have.
    #[must_use]
    pub fn findings_max(&self) -> usize {
        self.sandbox.config.findings_max
    }

    /// Asks the policy what it is.
    #[must_use]
    pub fn describe(&self) -> Ran<Manifest> {
        let Self { sandbox, .. } = self;
        let bytes = sandbox.config.manifest_bytes_max;
        self.run(
            sandbox.config.configure_fuel,
            sandbox.config.deadline_ms.max(1_000),
            bytes,
            |policy, store| policy.call_describe(store),
        )
    }

    /// Judges one request with at most `fuel`, and for at most `deadline_ms`.
    #[must_use]
    pub fn evaluate(&self, facts: &Facts, fuel: u64, deadline_ms: u64) -> Ran<Assessment> {
        let bytes = self.sandbox.config.answer_bytes_max;
        let deadline_ms = deadline_ms.min(self.sandbox.config.deadline_ms);
        self.run(fuel, deadline_ms, bytes, |policy, store| {
            policy.call_evaluate(store, facts)
        })
    }

    fn run<T>(
        &self,
        fuel: u64,
        deadline_ms: u64,
        answer_bytes: usize,
        call: impl FnOnce(
            &crate::wit::Policy,
            &mut wasmtime::Store<store::Growth>,
        ) -> wasmtime::Result<T>,
    ) -> Ran<T> {
        let mut store = match store::new(&self.sandbox, fuel, deadline_ms, answer_bytes) {
            Ok(store) => store,
            Err(error) => {
                return Ran {
                    result: Err(Fault::Trap(error.to_string())),
                    fuel: 0,
                };
            }
        };
        let answer = self
            .pre
            .instantiate(&mut store)
            .and_then(|policy| call(&policy, &mut store));
        let used = fuel.saturating_sub(store.get_fuel().unwrap_or(0));
        let result = answer.map_err(|error| Fault::of(&error, store.data()));
        Ran { result, fuel: used }
    }
}
