//! Runs a policy once, in a fresh instance of its snapshot, and bounds what that can cost.
//!
//! The ways a policy can misbehave become a [`Fault`] with a name. What a policy is, and what its
//! answers mean, is for [`crate::policy`] to know.

use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wasmtime::component::Linker;
use wasmtime::{
    Config as EngineConfig, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig,
    RegallocAlgorithm,
};

mod admission;
mod bounds;
mod fault;
mod instances;
mod module;
mod prepare;
mod prune;
mod section;
mod store;
mod trim;

pub use bounds::Bounds;
pub use fault::Fault;
pub use instances::{Instances, PER_STORE_MAX, places};
pub use module::{Module, Ran};
pub use prepare::{Order, Prepared, Refusal, SettingsProblem, prepare, snapshot};
pub use section::section;

/// The version of the engine, on which fuel depends: the one that Cargo.toml pins.
pub const WASMTIME_VERSION: &str = "48.0.8";

/// How often the epoch moves: the grain of a deadline.
pub const EPOCH_TICK: Duration = Duration::from_millis(1);

/// The longest that a call may be given, in milliseconds: an hour.
const DEADLINE_MS_MAX: u64 = 3_600_000;

/// What a policy may use. The defaults are the advice for small guests.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The largest module that is read, in bytes.
    pub module_bytes_max: usize,
    /// The largest linear memory of an instance, in bytes; whole 64 KiB pages.
    pub memory_bytes_max: usize,
    /// The largest table of an instance, in elements.
    pub table_elements_max: usize,
    /// The native stack of a call, in bytes.
    pub stack_bytes_max: usize,
    /// Wall time of one call, in milliseconds. Fuel ends a loop long before; this is the net.
    pub deadline_ms: u64,
    /// Bytes that lifting one answer may allocate.
    pub answer_bytes_max: usize,
    /// Bytes that lifting a manifest may allocate.
    pub manifest_bytes_max: usize,
    /// Findings, and claims, in one answer.
    pub findings_max: usize,
    /// Instances at one time, over all requests. See [`places`].
    pub instances_max: u32,
    /// Bytes of an instance's memory that stay mapped between calls.
    pub keep_resident_bytes: usize,
    /// Fuel of `configure` and `describe`.
    pub configure_fuel: u64,
    /// CPU seconds that preparing a module may take.
    pub prepare_cpu_s: u64,
    /// Memory that preparing a module may take, in bytes.
    pub prepare_memory_bytes: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            module_bytes_max: 4 << 20,
            memory_bytes_max: 16 << 20,
            table_elements_max: 10_000,
            stack_bytes_max: 256 << 10,
            deadline_ms: 250,
            answer_bytes_max: 16 << 10,
            manifest_bytes_max: 1 << 20,
            findings_max: 64,
            instances_max: 256,
            keep_resident_bytes: 256 << 10,
            configure_fuel: 200_000_000,
            prepare_cpu_s: 30,
            prepare_memory_bytes: 1 << 30,
        }
    }
}

impl Config {
    /// Names what is wrong with the figures.
    pub fn check(&self, problems: &mut Vec<String>) {
        let mut require = |good: bool, problem: &str| {
            if !good {
                problems.push(format!("sandbox.{problem}"));
            }
        };
        require(
            self.memory_bytes_max.is_multiple_of(1 << 16)
                && (1 << 16..=1 << 30).contains(&self.memory_bytes_max),
            "memory_bytes_max: must be a multiple of 65536, from 65536 to 1073741824",
        );
        require(
            (1..=10_000_000).contains(&self.table_elements_max),
            "table_elements_max: must be between 1 and 10000000",
        );
        require(
            (1..=256 << 20).contains(&self.module_bytes_max),
            "module_bytes_max: must be between 1 and 268435456",
        );
        require(
            [self.answer_bytes_max, self.manifest_bytes_max]
                .iter()
                .all(|bytes| (1 << 10..=64 << 20).contains(bytes)),
            "answer_bytes_max, manifest_bytes_max: must be between 1024 and 67108864",
        );
        require(
            (64 << 10..=1 << 20).contains(&self.stack_bytes_max),
            "stack_bytes_max: must be between 65536 and 1048576",
        );
        require(
            (2..=DEADLINE_MS_MAX).contains(&self.deadline_ms),
            "deadline_ms: must be between 2 and 3600000",
        );
        require(
            (1..=10_000).contains(&self.instances_max),
            "instances_max: must be 1 to 10000",
        );
        require(
            (1..=10_000).contains(&self.findings_max),
            "findings_max: must be between 1 and 10000",
        );
        require(self.prepare_cpu_s >= 1, "prepare_cpu_s: must be at least 1");
    }
}

/// The engine that compiles and runs policies, with what they may use.
#[derive(Clone)]
pub struct Sandbox {
    engine: Engine,
    linker: Arc<Linker<store::Growth>>,
    config: Config,
}

impl Sandbox {
    /// Makes the engine for a host that runs policies, with memory for all its instances
    /// reserved.
    ///
    /// # Errors
    /// Where this machine cannot reserve it.
    pub fn new(config: &Config) -> wasmtime::Result<Self> {
        let mut engine = engine_config(config);
        engine.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(config)));
        Self::with_engine(&engine, config)
    }

    /// Makes an engine that compiles what others run: same code, no pool.
    fn for_compiling(config: &Config) -> wasmtime::Result<Self> {
        Self::with_engine(&engine_config(config), config)
    }

    /// Makes an engine for code that runs once: compiling it well takes longer than running it.
    fn for_configuring(config: &Config) -> wasmtime::Result<Self> {
        let mut engine = engine_config(config);
        engine
            .cranelift_opt_level(OptLevel::None)
            .cranelift_regalloc_algorithm(RegallocAlgorithm::SinglePass);
        Self::with_engine(&engine, config)
    }

    fn with_engine(engine: &EngineConfig, config: &Config) -> wasmtime::Result<Self> {
        let engine = Engine::new(engine)?;
        // INVARIANT: the linker stays empty. A policy imports nothing.
        let linker = Arc::new(Linker::new(&engine));
        Ok(Self {
            engine,
            linker,
            config: config.clone(),
        })
    }

    /// The same engine for runs that nobody waits for: fuel bounds them, time does not.
    #[must_use]
    pub fn without_deadline(&self) -> Self {
        let mut sandbox = self.clone();
        sandbox.config.deadline_ms = DEADLINE_MS_MAX;
        sandbox
    }

    /// What a policy may use.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// A number that changes with whatever makes code compiled for this engine useless to
    /// another: its version, its settings, the machine.
    #[must_use]
    pub fn compatibility(&self) -> u64 {
        let mut hasher = siphasher::sip::SipHasher13::new();
        self.engine
            .precompile_compatibility_hash()
            .hash(&mut hasher);
        hasher.finish()
    }

    /// Starts the clock of deadlines: a thread that moves the epoch until the last clone of
    /// the sandbox is gone.
    ///
    /// # Errors
    /// Where the thread cannot be started.
    pub fn start_epochs(&self) -> std::io::Result<()> {
        let engine = self.engine.weak();
        std::thread::Builder::new()
            .name("epoch".into())
            .spawn(move || {
                while let Some(engine) = engine.upgrade() {
                    engine.increment_epoch();
                    drop(engine);
                    std::thread::sleep(EPOCH_TICK);
                }
            })?;
        Ok(())
    }
}

/// Everything that shapes compiled code, so that what one process prepares another can run.
fn engine_config(config: &Config) -> EngineConfig {
    let mut engine = EngineConfig::new();
    engine
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(config.stack_bytes_max)
        .cranelift_nan_canonicalization(true)
        .wasm_relaxed_simd(false)
        .wasm_memory64(false)
        .wasm_multi_memory(false)
        .wasm_backtrace_max_frames(None)
        .memory_init_cow(true);
    engine
}

fn pool(config: &Config) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    let instances = config.instances_max;
    pool.total_component_instances(instances)
        .total_core_instances(instances * CORE_INSTANCES_MAX)
        .total_memories(instances)
        .total_tables(instances * TABLES_MAX)
        .max_core_instances_per_component(CORE_INSTANCES_MAX)
        .max_memories_per_component(1)
        .max_memories_per_module(1)
        .max_tables_per_component(TABLES_MAX)
        .max_tables_per_module(TABLES_MAX)
        .table_elements(config.table_elements_max)
        .max_memory_size(config.memory_bytes_max)
        .max_unused_warm_slots(instances)
        .linear_memory_keep_resident(config.keep_resident_bytes)
        .table_keep_resident(config.table_elements_max * size_of::<usize>());
    pool
}

/// A policy is one core module; components that tools make may add small ones beside it.
const CORE_INSTANCES_MAX: u32 = 4;
const TABLES_MAX: u32 = 4;

#[cfg(test)]
mod tests {
    use super::WASMTIME_VERSION;

    #[test]
    fn the_version_told_is_the_one_pinned() {
        let pinned = format!("wasmtime = {{ version = \"={WASMTIME_VERSION}\"");
        assert!(include_str!("../../Cargo.toml").contains(&pinned));
    }
}
