//! What one instance may use.

use wasmtime::component::Component;
use wasmtime::{ResourceLimiter, Store};

use super::{Config, EPOCH_TICK, Sandbox};

/// Holds an instance to its sizes, and remembers whether it wanted more.
pub(super) struct Growth {
    memory_bytes_max: usize,
    table_elements_max: usize,
    refused: bool,
}

impl Growth {
    /// Whether a growth was refused.
    pub(super) fn refused(&self) -> bool {
        self.refused
    }

    fn allow(&mut self, within: bool) -> bool {
        self.refused |= !within;
        within
    }
}

// INVARIANT: the answer depends on the sizes alone, never on what the machine has free, so
// that a replay on another machine grows, or fails to, in the same place.
impl ResourceLimiter for Growth {
    fn memory_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(self.allow(desired <= self.memory_bytes_max))
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(self.allow(desired <= self.table_elements_max))
    }
}

/// A store for one instance: `fuel`, `deadline_ms` of wall time, and `answer_bytes` for what
/// is lifted out of it.
pub(super) fn new(
    sandbox: &Sandbox,
    fuel: u64,
    deadline_ms: u64,
    answer_bytes: usize,
) -> wasmtime::Result<Store<Growth>> {
    let Config {
        memory_bytes_max,
        table_elements_max,
        ..
    } = sandbox.config;
    let growth = Growth {
        memory_bytes_max,
        table_elements_max,
        refused: false,
    };
    let mut store = Store::new(&sandbox.engine, growth);
    store.limiter(|growth| growth);
    store.set_fuel(fuel)?;
    let tick_ms = u64::try_from(EPOCH_TICK.as_millis()).unwrap_or(1);
    // The running tick may be almost over.
    store.set_epoch_deadline(deadline_ms / tick_ms + 1);
    store.set_hostcall_fuel(answer_bytes);
    store.set_max_component_handles(0);
    Ok(store)
}

/// Instantiates a component outside the request path, where its exports are still to be found.
pub(super) fn instantiate(
    sandbox: &Sandbox,
    store: &mut Store<Growth>,
    component: &Component,
) -> wasmtime::Result<wasmtime::component::Instance> {
    sandbox.linker.instantiate(store, component)
}
