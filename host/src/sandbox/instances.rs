//! The fresh instances of one decision.

use wasmtime::{Engine, Store};

use super::module::Allowance;
use super::store::{self, Growth};
use super::{EPOCH_TICK, Sandbox};

/// The fresh instances of one decision: each is made for one run, and all end together. They share
/// a store, which costs as much to make as an instance does, and nothing else: each has its own
/// memory, globals and tables, and its own allowance. What an instance left behind that trapped
/// ends with it.
#[derive(Default)]
pub struct Instances {
    store: Option<Store<Growth>>,
    count: u32,
}

impl Instances {
    /// The store for one more run in `sandbox`, with this allowance.
    ///
    /// # Errors
    /// Where there is no memory for a store.
    pub(super) fn admit(
        &mut self,
        sandbox: &Sandbox,
        allowance: &Allowance,
    ) -> wasmtime::Result<&mut Store<Growth>> {
        let fits = |store: &Store<Growth>| Engine::same(store.engine(), &sandbox.engine);
        if self.count == PER_STORE_MAX || !self.store.as_ref().is_some_and(fits) {
            self.clear();
        }
        self.count += 1;
        let store = match self.store.take() {
            Some(store) => store,
            None => store::new(sandbox)?,
        };
        let store = self.store.insert(store);
        let Allowance {
            fuel,
            deadline_ms,
            answer_bytes,
        } = *allowance;
        store.set_fuel(fuel)?;
        let tick_ms = u64::try_from(EPOCH_TICK.as_millis()).unwrap_or(1);
        // The running tick may be almost over.
        store.set_epoch_deadline(deadline_ms / tick_ms + 1);
        store.set_hostcall_fuel(answer_bytes);
        store.data_mut().begin();
        Ok(store)
    }

    /// Ends the instances.
    pub(super) fn clear(&mut self) {
        self.store = None;
        self.count = 0;
    }
}

/// Instances that may wait for the end of a decision. With more policies it takes several stores,
/// so that the places for instances do not depend on how many policies there are.
pub const PER_STORE_MAX: u32 = 16;

/// The places for instances that so many workers need, which decide one request each, and one who
/// tries out a policy that is being loaded.
#[must_use]
pub fn places(workers: usize) -> u32 {
    let workers = u32::try_from(workers).unwrap_or(u32::MAX);
    workers.saturating_add(1).saturating_mul(PER_STORE_MAX)
}
