//! Makes a module ready to run: admission, `configure`, snapshot, compilation.
//!
//! Compiling is the one thing here that a module can make expensive, so a host does all of
//! this in a child process with bounds of its own (see [`crate::policy::child`]).

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use serde::{Deserialize, Serialize};
use wasmtime::component::{Component, Instance, Lift, WasmList};
use wasmtime::{Store, bail, format_err};
use wasmtime_wizer::{ComponentInstanceState, Wizer};

use crate::wit::Policy;

use super::prune::prune;
use super::store::Growth;
use super::trim::trim;
use super::{Config, Fault, Sandbox, admission, store};

/// What to prepare: the settings for `configure`, as JSON, and what the module may use.
#[derive(Debug, Deserialize, Serialize)]
pub struct Order {
    /// A JSON object.
    pub settings: String,
    /// The bounds, which also shape the compiled code.
    pub config: Config,
}

/// A mistake in a policy's settings, as the policy tells it.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct SettingsProblem {
    /// Where, for example `limits.CNY.channels.qr.single`.
    pub path: String,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// A configured policy as native code for this machine.
pub struct Prepared(Vec<u8>);

impl Prepared {
    /// The native code.
    #[must_use]
    pub fn code(&self) -> &[u8] {
        &self.0
    }

    /// Takes the code that another process of this program prepared.
    ///
    /// INVARIANT: only for bytes read from a child that the caller started itself.
    #[must_use]
    pub(crate) fn from_child(code: Vec<u8>) -> Self {
        Self(code)
    }

    /// Takes code that this host prepared before.
    ///
    /// INVARIANT: only for bytes whose authentication code was right.
    #[must_use]
    pub(crate) fn from_shelf(code: Vec<u8>) -> Self {
        Self(code)
    }
}

/// Why a module cannot be a policy.
#[derive(Debug)]
pub enum Refusal {
    /// The module itself; one sentence with the fix.
    Module(String),
    /// The settings.
    Settings(Vec<SettingsProblem>),
}

/// Prepares the module `bytes`.
///
/// # Errors
/// What is wrong with the module or its settings.
pub fn prepare(bytes: &[u8], order: &Order) -> Result<Prepared, Refusal> {
    let snapshot = snapshot(bytes, order)?;
    let sandbox = Sandbox::for_compiling(&order.config)?;
    let component = Component::new(&sandbox.engine, &snapshot)?;
    Ok(Prepared(component.serialize()?))
}

/// The module `bytes` with the state that it has once it is configured, and no more memory than
/// it needs: what every request gets a copy of.
///
/// # Errors
/// What is wrong with the module or its settings.
pub fn snapshot(bytes: &[u8], order: &Order) -> Result<Vec<u8>, Refusal> {
    admission::check(bytes, &order.config).map_err(Refusal::Module)?;
    let sandbox = Sandbox::for_configuring(&order.config)?;
    let wizer = Wizer::new();
    let (context, mut instrumented) = wizer.instrument_component(bytes)?;
    prune(&mut instrumented, &["describe", "evaluate"]).map_err(Refusal::Module)?;
    let component = Component::new(&sandbox.engine, &instrumented)?;
    let mut configured = Configured::new(&sandbox, &component)?;
    configured.configure(&order.settings)?;
    let mut snapshot = ready(wizer.snapshot_component(&context, &mut configured))
        .ok_or_else(|| Refusal::Module("the snapshot did not end".into()))??;
    trim(bytes, &mut snapshot).map_err(Refusal::Module)?;
    prune(&mut snapshot, &["configure"]).map_err(Refusal::Module)?;
    Ok(snapshot)
}

impl From<wasmtime::Error> for Refusal {
    fn from(error: wasmtime::Error) -> Self {
        Self::Module(in_one_line(&error))
    }
}

/// The instance whose state becomes the snapshot.
struct Configured {
    store: Store<Growth>,
    instance: Instance,
    fuel: u64,
}

impl Configured {
    fn new(sandbox: &Sandbox, component: &Component) -> wasmtime::Result<Self> {
        let Config {
            configure_fuel,
            memory_bytes_max,
            manifest_bytes_max,
            ..
        } = sandbox.config;
        // Snapshotting lifts the whole memory, once.
        let lifted = memory_bytes_max * 2 + manifest_bytes_max;
        // Nothing moves the epoch here: fuel bounds the calls, the process the rest.
        let mut store = store::new(sandbox)?;
        store.set_fuel(configure_fuel)?;
        store.set_epoch_deadline(u64::from(u32::MAX));
        store.set_hostcall_fuel(lifted);
        let instance = sandbox.linker.instantiate(&mut store, component)?;
        Ok(Self {
            store,
            instance,
            fuel: configure_fuel,
        })
    }

    fn configure(&mut self, settings: &str) -> Result<(), Refusal> {
        let policy = Policy::new(&mut self.store, &self.instance).map_err(|error| {
            Refusal::Module(format!(
                "not a policy of `tollgate:policy@1.0.0` ({}); build it against wit/policy.wit",
                in_one_line(&error)
            ))
        })?;
        let configured = policy.call_configure(&mut self.store, settings);
        let fault = |error: &wasmtime::Error, store: &Store<Growth>| Fault::of(error, store.data());
        match configured {
            Ok(Ok(())) => {}
            Ok(Err(problems)) => {
                let told = problems.into_iter().take(64);
                return Err(Refusal::Settings(
                    told.map(|told| SettingsProblem {
                        path: told.path,
                        message: told.message,
                    })
                    .collect(),
                ));
            }
            Err(error) => {
                let fault = fault(&error, &self.store);
                return Err(Refusal::Module(format!("`configure` failed: {fault}")));
            }
        }
        // Snapshotting calls functions of its own.
        let fuel = self.fuel;
        self.store
            .set_fuel(fuel)
            .map_err(|error| Refusal::Module(in_one_line(&error)))
    }

    /// Calls what instrumentation added to read a part of the instance's state. It has just
    /// been generated, so it is there and does not fail.
    #[allow(clippy::expect_used, reason = "no policy's code runs here")]
    fn state<R: Lift + 'static, T>(
        &mut self,
        instance: &str,
        function: &str,
        take: impl FnOnce(&Store<Growth>, R) -> T,
    ) -> T {
        let mut call = || -> wasmtime::Result<R> {
            let (store, own) = (&mut self.store, &self.instance);
            let (_, outer) = own
                .get_export(&mut *store, None, instance)
                .ok_or_else(|| format_err!("no instance `{instance}`"))?;
            let Some((_, inner)) = own.get_export(&mut *store, Some(&outer), function) else {
                bail!("no function `{function}`");
            };
            let function = own.get_typed_func::<(), (R,)>(&mut *store, inner)?;
            Ok(function.call(&mut *store, ())?.0)
        };
        let value = call().expect("an instrumented module tells its state");
        take(&self.store, value)
    }
}

impl ComponentInstanceState for Configured {
    async fn call_func_ret_list_u8(
        &mut self,
        instance: &str,
        function: &str,
        contents: impl FnOnce(&[u8]) + Send,
    ) {
        self.state(instance, function, |store, list: WasmList<u8>| {
            contents(list.as_le_slice(store))
        });
    }

    async fn call_func_ret_s32(&mut self, instance: &str, function: &str) -> i32 {
        self.state(instance, function, |_, value| value)
    }

    async fn call_func_ret_s64(&mut self, instance: &str, function: &str) -> i64 {
        self.state(instance, function, |_, value| value)
    }

    async fn call_func_ret_f32(&mut self, instance: &str, function: &str) -> u32 {
        self.state(instance, function, |_, value: f32| value.to_bits())
    }

    async fn call_func_ret_f64(&mut self, instance: &str, function: &str) -> u64 {
        self.state(instance, function, |_, value: f64| value.to_bits())
    }
}

/// The value of a future that never waits.
fn ready<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

fn in_one_line(error: &wasmtime::Error) -> String {
    let text = format!("{error:#}");
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(500)
        .collect()
}
