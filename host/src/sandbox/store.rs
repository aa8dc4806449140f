//! Where instances live, and how far each may grow.

use wasmtime::{ResourceLimiter, Store};

use super::{Config, Sandbox};

/// Holds an instance to its sizes, and remembers whether it wanted more.
pub(super) struct Growth {
    memory_bytes_max: usize,
    table_elements_max: usize,
    refused: bool,
}

impl Growth {
    /// Forgets what was refused to the instance before.
    pub(super) fn begin(&mut self) {
        self.refused = false;
    }

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

/// A store for instances. Until it is given an allowance nothing runs in it for long.
pub(super) fn new(sandbox: &Sandbox) -> wasmtime::Result<Store<Growth>> {
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
    let mut store = Store::try_new(&sandbox.engine, growth)?;
    store.limiter(|growth| growth);
    store.set_max_component_handles(0);
    Ok(store)
}
