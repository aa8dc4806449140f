//! Builds everything in order, binds, serves, drains.

use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tollgate_proto::v1::decision_service_server::DecisionServiceServer;
use tollgate_proto::v1::list_service_server::ListServiceServer;
use tollgate_proto::v1::policy_service_server::PolicyServiceServer;
use tollgate_proto::v1::profile_service_server::ProfileServiceServer;
use tonic::server::NamedService;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

use crate::audit::Log;
use crate::clock::{self, Clock};
use crate::config;
use crate::evaluator::{Evaluator, Parts, entropy};
use crate::lists::Lists;
use crate::metrics::Metrics;
use crate::pan::Vault;
use crate::policy::child::Preparer;
use crate::policy::{Archive, Loader, Mode, Registry, Shelf, Watch, watch};
use crate::profiles::Profiles;
use crate::rpc::{DecisionRpc, ListRpc, PolicyRpc, ProfileRpc};
use crate::sandbox::{self, Sandbox};

mod admin;
mod keeping;
pub mod listener;
mod services;

use admin::Admin;
use keeping::Keeping;

/// The name of the service that decides, as gRPC health knows it.
const DECISION_SERVICE: &str = <DecisionServiceServer<DecisionRpc> as NamedService>::NAME;

/// Where modules are archived, in the data directory.
const MODULES: &str = "modules";

/// How often holds expire and memory is tidied.
const TICK: Duration = Duration::from_millis(200);

/// How often entries of lists that have ended are dropped.
const SWEEP: Duration = Duration::from_secs(60);

/// The network side of a host.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where figures and health are told.
    pub admin_listen: SocketAddr,
    /// HTTP/2 streams of one connection at one time.
    pub streams_max: u32,
    /// How often a silent connection is asked whether it is still there, in milliseconds.
    pub keep_alive_ms: u64,
    /// How long requests in work may take to end, in milliseconds.
    pub drain_ms: u64,
    /// Worker threads; 0 is one for each core.
    pub workers: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            admin_listen: SocketAddr::from(([127, 0, 0, 1], 50152)),
            streams_max: 256,
            keep_alive_ms: 20_000,
            drain_ms: 10_000,
            workers: 0,
        }
    }
}

impl Config {
    /// Names what is wrong with the figures.
    pub fn check(&self, problems: &mut Vec<String>) {
        if self.streams_max == 0 {
            problems.push("server.streams_max: must be at least 1".into());
        }
        if self.keep_alive_ms < 1_000 {
            problems.push("server.keep_alive_ms: must be at least 1000".into());
        }
        if self.workers > 1_024 {
            problems.push("server.workers: must be at most 1024".into());
        }
    }
}

/// A host that is built and bound, and does not serve yet.
pub struct Host {
    config: config::Config,
    evaluator: Arc<Evaluator>,
    profiles: Arc<Profiles>,
    lists: Arc<Lists>,
    registry: Arc<Registry>,
    vault: Arc<Vault>,
    metrics: Arc<Metrics>,
    log: Arc<Log>,
    keeping: Keeping,
    watch: Watch,
    listener: TcpListener,
    admin: TcpListener,
}

impl Host {
    /// Builds a host in order: what is kept, what decides, what listens.
    ///
    /// # Errors
    /// What is missing or broken, with its place.
    pub async fn build(config: config::Config) -> anyhow::Result<Self> {
        let data = &config.data_directory;
        std::fs::create_dir_all(data)
            .with_context(|| format!("data_directory {}", data.display()))?;
        let vault = open_vault(data)?;
        let metrics = Arc::new(Metrics::new());
        let (keeping, fold) = Keeping::open(&config, &metrics)?;
        let log = keeping.log().clone();
        let profiles = Profiles::open(data, &config.profiles, Some(log.clone()))?;
        let lists = Arc::new(Lists::open(profiles.store())?);
        let profiles = Arc::new(profiles);
        let registry = Arc::new(registry(&config)?);
        let set = registry.pin();
        metrics.loaded(set.policies().count());
        if set
            .policies()
            .all(|(policy, _)| policy.mode != Mode::Enforce)
        {
            tracing::warn!("no policy is enforced: every payment is approved");
        }
        keeping.started(&set)?;
        drop(set);
        let parts = Parts {
            clock: Clock::new(config.clock.source),
            registry: registry.clone(),
            profiles: profiles.clone(),
            lists: lists.clone(),
            metrics: metrics.clone(),
            log: Some(log.clone()),
            fold,
            entropy: entropy(),
        };
        let evaluator = Arc::new(Evaluator::new(config.evaluator.clone(), parts));
        let watch = watching(&registry, &config, &metrics, &log)?;
        let listener = bind("listen", config.listen).await?;
        let admin = bind("server.admin_listen", config.server.admin_listen).await?;
        let vault = Arc::new(vault);
        Ok(Self {
            config,
            evaluator,
            profiles,
            lists,
            registry,
            vault,
            metrics,
            log,
            keeping,
            watch,
            listener,
            admin,
        })
    }

    /// Where gateways call.
    ///
    /// # Errors
    /// Where the socket is gone.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Where figures and health are told.
    ///
    /// # Errors
    /// Where the socket is gone.
    pub fn admin_address(&self) -> std::io::Result<SocketAddr> {
        self.admin.local_addr()
    }

    /// Serves until `stop` resolves, then lets requests in work end.
    ///
    /// # Errors
    /// Where serving fails.
    pub async fn serve(self, stop: impl Future<Output = ()>) -> anyhow::Result<()> {
        let (stopping, stopped) = watch::channel(false);
        let (health, health_service) = health().await;
        let router = self.traffic()?.add_service(health_service);
        let routes = self.auditing()?;
        let admin = Admin {
            metrics: self.metrics,
            log: self.log.clone(),
            stopped: stopped.clone(),
            routes,
        };
        let admin = tokio::spawn(admin.serve(self.admin)).abort_handle();
        let sweeping = sweep(self.lists, self.evaluator.clone(), stopped.clone());
        let sweeping = tokio::spawn(sweeping);
        let ticking = tokio::spawn(tick(self.evaluator, stopped.clone()));
        let failing = tokio::spawn(tell_failure(self.log, health.clone(), stopped.clone()));
        let incoming = listener::incoming(self.listener);
        let mut serving =
            tokio::spawn(router.serve_with_incoming_shutdown(incoming, told(stopped)));
        tokio::select! {
            () = stop => {}
            served = &mut serving => return served.context("the server's task")?.context("serving"),
        }
        tracing::info!("draining");
        for service in ["", DECISION_SERVICE] {
            health
                .set_service_status(service, ServingStatus::NotServing)
                .await;
        }
        stopping.send_replace(true);
        drain(serving, self.config.server.drain_ms).await?;
        ticking.await.context("the tick task")?;
        sweeping.await.context("the task that sweeps lists")?;
        failing.await.context("the task that watches the log")?;
        // To the end it told that the host is draining.
        admin.abort();
        drop(self.watch);
        self.keeping.close();
        tracing::info!("stopped");
        Ok(())
    }
}

/// Resolves when the host is told to stop, or its owner is gone.
async fn told(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone: time to stop as well.
    let _ = stopped.wait_for(|stopping| *stopping).await;
}

/// Lets requests in work end, for at most `drain_ms`.
async fn drain(
    mut serving: JoinHandle<Result<(), tonic::transport::Error>>,
    drain_ms: u64,
) -> anyhow::Result<()> {
    match tokio::time::timeout(Duration::from_millis(drain_ms), &mut serving).await {
        Ok(served) => served.context("the server's task")?.context("serving"),
        Err(_) => {
            serving.abort();
            tracing::warn!(drain_ms, "requests in work were cut off");
            Ok(())
        }
    }
}

async fn health() -> (
    HealthReporter,
    tonic_health::pb::health_server::HealthServer<impl tonic_health::pb::health_server::Health>,
) {
    let (reporter, service) = tonic_health::server::health_reporter();
    reporter
        .set_serving::<DecisionServiceServer<DecisionRpc>>()
        .await;
    reporter
        .set_serving::<ProfileServiceServer<ProfileRpc>>()
        .await;
    reporter.set_serving::<ListServiceServer<ListRpc>>().await;
    reporter
        .set_serving::<PolicyServiceServer<PolicyRpc>>()
        .await;
    (reporter, service)
}

/// Opens the token key. A new key beside older data would give every card a new token, and so
/// totals that begin again at zero.
fn open_vault(data: &Path) -> anyhow::Result<Vault> {
    let (key, store) = (data.join("token.key"), data.join("profiles.redb"));
    anyhow::ensure!(
        key.exists() || !store.exists(),
        "{}: missing beside {}; put the key back, or begin with an empty data_directory",
        key.display(),
        store.display()
    );
    Vault::open(&key).with_context(|| key.display().to_string())
}

async fn tick(evaluator: Arc<Evaluator>, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(TICK) => evaluator.tick(),
            _ = stopped.wait_for(|stopping| *stopping) => return,
        }
    }
}

/// Drops entries of lists that have ended. They count no more anyway.
async fn sweep(lists: Arc<Lists>, evaluator: Arc<Evaluator>, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            _ = stopped.wait_for(|stopping| *stopping) => return,
        }
        let (lists, now_ms) = (lists.clone(), evaluator.now_ms());
        match tokio::task::spawn_blocking(move || lists.sweep(now_ms)).await {
            Ok(Ok(0)) => {}
            Ok(Ok(entries)) => tracing::info!(entries, "entries of lists have ended and are gone"),
            Ok(Err(error)) => tracing::error!(%error, "lists cannot be swept"),
            Err(error) => tracing::error!(%error, "a sweep of lists was not finished"),
        }
    }
}

/// Tells load balancers that the host no longer decides, once it cannot record decisions.
async fn tell_failure(log: Arc<Log>, health: HealthReporter, mut stopped: watch::Receiver<bool>) {
    while log.stopped().is_none() {
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            _ = stopped.wait_for(|stopping| *stopping) => return,
        }
    }
    for service in ["", DECISION_SERVICE] {
        health
            .set_service_status(service, ServingStatus::NotServing)
            .await;
    }
}

async fn bind(setting: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("{setting} = {address}: cannot listen there; is a host running?"))
}

/// Loads the policies for the first time.
///
/// # Errors
/// What is wrong with them.
pub fn registry(config: &config::Config) -> anyhow::Result<Registry> {
    let archive = Archive::open(&config.data_directory.join(MODULES)).context(MODULES)?;
    let shelf = Shelf::open(&config.data_directory.join("compiled")).context("compiled")?;
    let loader = loader(config, Some(archive), Some(shelf))?;
    let directory = &config.policy.directory;
    Registry::open(directory, loader, clock::host_ms())
        .with_context(|| format!("policy.directory {}", directory.display()))
}

/// A loader of policies, with the sandbox that they run in.
///
/// # Errors
/// Where the sandbox cannot be made on this machine.
pub fn loader(
    config: &config::Config,
    archive: Option<Archive>,
    shelf: Option<Shelf>,
) -> anyhow::Result<Loader> {
    let mut bounds = config.sandbox.clone();
    // A replay may run beside the workers. A policy must not fail for want of a place.
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    bounds.instances_max = bounds.instances_max.max(sandbox::places(cores * 2));
    let sandbox = Sandbox::new(&bounds)
        .map_err(|error| anyhow::anyhow!("{error:#}"))
        .context("the sandbox cannot be made")?;
    sandbox.start_epochs().context("the sandbox's clock")?;
    let program = match &config.policy.preparer {
        Some(program) => program.clone(),
        None => this_program()?,
    };
    Ok(Loader::new(
        sandbox,
        Preparer::new(program),
        archive,
        shelf,
        &config.policy,
    ))
}

/// The program that runs, whatever has been put in its file's place since.
fn this_program() -> anyhow::Result<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() {
        return Ok(running);
    }
    std::env::current_exe().context("this program's own file")
}

fn watching(
    registry: &Arc<Registry>,
    config: &config::Config,
    metrics: &Arc<Metrics>,
    log: &Arc<Log>,
) -> anyhow::Result<Watch> {
    let (metrics, log) = (metrics.clone(), log.clone());
    let told = move |registry: &Registry| match registry.last_error() {
        None => {
            let set = registry.pin();
            let revision: String = set.revision().chars().take(12).collect();
            metrics.loaded(set.policies().count());
            keeping::set_changed(&log, &set);
            tracing::info!(
                revision,
                policies = set.policies().count(),
                "policy set is active"
            );
        }
        Some(error) => {
            metrics.not_loaded();
            tracing::error!(problems = %error.problems, "policy directory refused; the last good set decides");
        }
    };
    watch(registry.clone(), &config.policy, told).context("watching the policy directory")
}
