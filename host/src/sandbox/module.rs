//! A prepared policy, ready to be run any number of times.

use wasmtime::component::{
    Component, ComponentExportIndex, ComponentNamedList, InstancePre, Lift, Lower, TypedFunc,
};

use crate::wit::PolicyPre;
use crate::wit::tollgate::policy::facts::Facts;
use crate::wit::tollgate::policy::verdicts::{Assessment, Manifest};

use super::{Bounds, Fault, Instances, Prepared, Sandbox, store};

/// The snapshot of a configured policy, compiled, with its exports resolved.
pub struct Module {
    sandbox: Sandbox,
    pre: InstancePre<store::Growth>,
    /// INVARIANT: both have the types of the contract; [`Module::load`] checks it.
    describe: ComponentExportIndex,
    evaluate: ComponentExportIndex,
}

/// What one run gave and cost.
#[derive(Debug)]
pub struct Ran<T> {
    /// The answer, or why there is none.
    pub result: Result<T, Fault>,
    /// Fuel used.
    pub fuel: u64,
}

/// What one run may use.
pub(super) struct Allowance {
    pub(super) fuel: u64,
    /// Wall time.
    pub(super) deadline_ms: u64,
    /// Bytes that lifting the answer may allocate.
    pub(super) answer_bytes: usize,
}

impl Module {
    /// Loads what [`prepare`](super::prepare) wrote.
    ///
    /// # Errors
    /// Where it does not fit this engine, or the contract.
    pub fn load(sandbox: &Sandbox, prepared: &Prepared) -> wasmtime::Result<Self> {
        // SAFETY: the bytes are native code. `Prepared` is only made from what this program's
        // own `prepare` wrote: in this process, in a child whose output it read itself, or in a
        // file with an authentication code that only this host can make.
        #[expect(unsafe_code, reason = "the only way to load code compiled elsewhere")]
        let component = unsafe { Component::deserialize(&sandbox.engine, prepared.code())? };
        let pre = sandbox.linker.instantiate_pre(&component)?;
        // Comparing the contract's types, name by name, costs more than a run: it is done once,
        // here, for all instances of the component.
        let mut store = store::new(sandbox)?;
        PolicyPre::new(pre.clone())?.instantiate(&mut store)?;
        let export = |name| {
            (component.get_export_index(None, name))
                .ok_or_else(|| wasmtime::format_err!("no function `{name}`"))
        };
        Ok(Self {
            describe: export("describe")?,
            evaluate: export("evaluate")?,
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
        let config = &self.sandbox.config;
        let allowance = Allowance {
            fuel: config.configure_fuel,
            deadline_ms: config.deadline_ms.max(1_000),
            answer_bytes: config.manifest_bytes_max,
        };
        self.run(&mut Instances::default(), &allowance, &self.describe, ())
    }

    /// Judges one request with at most `fuel`, and for at most `deadline_ms`, in a fresh instance
    /// among `instances`.
    #[must_use]
    pub fn evaluate(
        &self,
        instances: &mut Instances,
        facts: &Facts,
        fuel: u64,
        deadline_ms: u64,
    ) -> Ran<Assessment> {
        let config = &self.sandbox.config;
        let allowance = Allowance {
            fuel,
            deadline_ms: deadline_ms.min(config.deadline_ms),
            answer_bytes: config.answer_bytes_max,
        };
        self.run(instances, &allowance, &self.evaluate, (facts,))
    }

    fn run<Params, Answer>(
        &self,
        instances: &mut Instances,
        allowance: &Allowance,
        export: &ComponentExportIndex,
        params: Params,
    ) -> Ran<Answer>
    where
        Params: ComponentNamedList + Lower,
        Answer: Lift + 'static,
        (Answer,): ComponentNamedList + Lift,
    {
        let fuel = allowance.fuel;
        let store = match instances.admit(&self.sandbox, allowance) {
            Ok(store) => store,
            Err(error) => {
                return Ran {
                    result: Err(Fault::Trap(error.to_string())),
                    fuel: 0,
                };
            }
        };
        let answer = self.pre.instantiate(&mut *store).and_then(|instance| {
            let function = instance
                .get_func(&mut *store, export)
                .ok_or_else(|| wasmtime::format_err!("no such function"))?;
            // SAFETY: the types of both exports were checked when the module was loaded.
            #[expect(unsafe_code, reason = "the types would be compared again for each run")]
            let function = unsafe { TypedFunc::<Params, (Answer,)>::new_unchecked(function) };
            function.call(&mut *store, params)
        });
        let used = fuel.saturating_sub(store.get_fuel().unwrap_or(0));
        let result = answer
            .map(|(answer,)| answer)
            .map_err(|error| Fault::of(&error, store.data()));
        if result.is_err() {
            instances.clear();
        }
        Ran { result, fuel: used }
    }
}
