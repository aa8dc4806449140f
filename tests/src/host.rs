//! A host as a process: `tollgate serve` with a configuration of its own, on ports of its own.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tollgate_proto::v1;
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;
use tollgate_proto::v1::list_service_client::ListServiceClient;
use tollgate_proto::v1::policy_service_client::PolicyServiceClient;
use tollgate_proto::v1::profile_service_client::ProfileServiceClient;
use tonic::transport::Channel;

use crate::{Directory, built, eventually};

/// How long a host may take to start: it compiles its policies, beside other tests.
const START_S: u64 = 120;
/// How long a changed directory may take to become active.
const RELOAD_S: u64 = 40;

/// A host that is not started yet.
pub struct Setup {
    home: TempDir,
    config: Sections,
    /// Its policies.
    pub policies: Directory,
}

/// Section, then key, then value as TOML.
type Sections = BTreeMap<&'static str, BTreeMap<&'static str, String>>;

impl Setup {
    /// A host without any policy that runs, unless the scenario puts one there.
    ///
    /// # Panics
    /// Where there is no room for its files.
    #[must_use]
    pub fn bare() -> Self {
        let home = TempDir::with_prefix("tollgate-").expect("a temporary directory");
        let policies = Directory::make(home.path().join("policies"));
        let setup = Self {
            home,
            config: BTreeMap::new(),
            policies,
        };
        setup
            .with("", "listen", "\"127.0.0.1:0\"")
            .with("server", "admin_listen", "\"127.0.0.1:0\"")
            .with("policy", "debounce_ms", 10)
            // A busy machine may leave a thread waiting for long; fuel ends what loops.
            .with("sandbox", "deadline_ms", 10_000)
            .with("evaluator", "deadline_ms", 60_000)
            .with("log", "format", "\"json\"")
    }

    /// A host with the shipped policies.
    #[must_use]
    pub fn shipped() -> Self {
        let setup = Self::bare();
        setup.policies.ship();
        setup
    }

    /// Sets `key` of `section`, which is empty for the top, to `value` as TOML writes it.
    #[must_use]
    pub fn with(mut self, section: &'static str, key: &'static str, value: impl Display) -> Self {
        let section = self.config.entry(section).or_default();
        section.insert(key, value.to_string());
        self
    }

    fn toml(&self) -> String {
        // The top comes first: its name is empty.
        let sections = self.config.iter().map(|(name, keys)| {
            let head = if name.is_empty() {
                String::new()
            } else {
                format!("[{name}]\n")
            };
            let lines = keys.iter().map(|(key, value)| format!("{key} = {value}\n"));
            head + &lines.collect::<String>()
        });
        sections.collect()
    }

    /// Starts the host and waits until it serves.
    ///
    /// # Panics
    /// Where it does not; the panic shows its log.
    pub async fn start(self) -> Host {
        if self.policies.is_empty() {
            // One that finds nothing: without a policy in force every payment is declined.
            self.policies.put(
                "hostile",
                &built::module("hostile/hostile"),
                "mode = \"enforce\"\n",
            );
        }
        let config = self.home.path().join("tollgate.toml");
        fs::write(&config, self.toml()).expect("a configuration");
        let log = self.home.path().join("log.jsonl");
        // What a limit on the size of files stops is an error to a program that ignores the
        // signal, as a full disk is; it is ignored across `exec`.
        let child = Command::new("/bin/sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(built::program())
            .arg("serve")
            .arg("--config")
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log).expect("a log"))
            .spawn()
            .expect("a host");
        let mut host = Host {
            process: Process(child),
            told: OnceCell::new(),
            home: self.home,
            config: self.config,
            policies: self.policies,
            address: String::new(),
            admin: String::new(),
        };
        let (address, admin) =
            eventually("the host to serve", START_S, async || host.ports()).await;
        host.address = address;
        host.admin = admin;
        host
    }
}

/// A process that ends with its owner.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A host that serves, until it is dropped.
pub struct Host {
    // Ends before its files are removed.
    process: Process,
    /// For [`Host::policy_set`], which is asked again and again.
    told: OnceCell<Channel>,
    home: TempDir,
    config: Sections,
    /// Its policies.
    pub policies: Directory,
    /// Where gateways call, such as `127.0.0.1:4000`.
    pub address: String,
    /// Where figures and health are told.
    pub admin: String,
}

impl Host {
    /// The ports in the line `serving`, once it is there.
    fn ports(&mut self) -> Option<(String, String)> {
        let log = self.log();
        if let Some(status) = self.process.0.try_wait().expect("its state") {
            panic!("the host ended with {status}: {log}");
        }
        let fields = log.lines().filter_map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).ok()?;
            Some(line["fields"].clone())
        });
        let serving = fields
            .into_iter()
            .find(|fields| fields["message"] == "serving")?;
        let text = |name: &str| serving[name].as_str().map(str::to_owned);
        Some((text("address")?, text("admin")?))
    }

    /// Everything that it logged.
    ///
    /// # Panics
    /// Where its log is gone.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.home.path().join("log.jsonl")).expect("its log")
    }

    /// The directory of all its files.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.home.path().to_path_buf()
    }

    /// A connection of its own.
    ///
    /// # Panics
    /// Where the host is gone.
    pub async fn channel(&self) -> Channel {
        Channel::from_shared(format!("http://{}", self.address))
            .expect("an address")
            .connect()
            .await
            .unwrap_or_else(|error| panic!("the host is gone ({error}): {}", self.log()))
    }

    /// Decisions, on a connection of its own.
    pub async fn decisions(&self) -> DecisionServiceClient<Channel> {
        DecisionServiceClient::new(self.channel().await)
    }

    /// Profiles, on a connection of its own.
    pub async fn profiles(&self) -> ProfileServiceClient<Channel> {
        ProfileServiceClient::new(self.channel().await)
    }

    /// The operator's lists, on a connection of its own.
    pub async fn lists(&self) -> ListServiceClient<Channel> {
        ListServiceClient::new(self.channel().await)
    }

    /// Keeps a merchant.
    ///
    /// # Panics
    /// Where it is refused.
    pub async fn put_merchant(&self, merchant: v1::Merchant) {
        let request = v1::PutMerchantRequest {
            merchant: Some(merchant),
        };
        let mut profiles = self.profiles().await;
        profiles.put_merchant(request).await.expect("a merchant");
    }

    /// What decides now, and what became of the last attempt to replace it.
    ///
    /// # Panics
    /// Where the host does not answer.
    pub async fn policy_set(&self) -> v1::GetPolicySetResponse {
        let channel = self.told.get_or_init(async || self.channel().await).await;
        let mut policies = PolicyServiceClient::new(channel.clone());
        let told = policies.get_policy_set(v1::GetPolicySetRequest {}).await;
        told.expect("the policy set").into_inner()
    }

    /// Changes the policy directory and waits until another set is active without an error.
    pub async fn swap(&self, change: impl FnOnce(&Directory)) -> v1::GetPolicySetResponse {
        let before = self.policy_set().await.revision;
        self.swap_from(&before, change).await
    }

    /// The same, where it is known which revision was active before.
    pub async fn swap_from(
        &self,
        before: &str,
        change: impl FnOnce(&Directory),
    ) -> v1::GetPolicySetResponse {
        change(&self.policies);
        eventually("another policy set", RELOAD_S, async || {
            let set = self.policy_set().await;
            (set.revision != before && set.last_load_error.is_none()).then_some(set)
        })
        .await
    }

    /// Changes the policy directory and waits until it is refused for `told`. Returns the
    /// problems, and asserts that the set before still decides.
    ///
    /// # Panics
    /// Where another set decides.
    pub async fn spoil(&self, told: &str, change: impl FnOnce(&Directory)) -> Vec<String> {
        let before = self.policy_set().await;
        change(&self.policies);
        let mut last = None;
        let found = tokio::time::timeout(Duration::from_secs(RELOAD_S), async {
            loop {
                let set = self.policy_set().await;
                assert_eq!(set.revision, before.revision, "a bad directory is active");
                assert_eq!(set.policies, before.policies);
                last = set
                    .last_load_error
                    .map(|error| error.problems)
                    .or(last.take());
                match &last {
                    Some(problems) if problems.iter().any(|problem| problem.contains(told)) => {
                        return problems.clone();
                    }
                    _ => tokio::time::sleep(Duration::from_millis(5)).await,
                }
            }
        })
        .await;
        found.unwrap_or_else(|_| panic!("no `{told}` in {last:?}"))
    }

    /// Mends the policy directory and waits until no error is told any more.
    pub async fn mend(&self, change: impl FnOnce(&Directory)) {
        change(&self.policies);
        eventually("the load error to go", RELOAD_S, async || {
            self.policy_set()
                .await
                .last_load_error
                .is_none()
                .then_some(())
        })
        .await;
    }

    /// Asks it to end, as an init system does.
    ///
    /// # Panics
    /// Where it is gone already.
    pub fn terminate(&self) {
        kill_process(self.pid(), Signal::TERM).expect("a running host");
    }

    /// Bytes of the first segment of its log that are written.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn log_bytes(&self) -> u64 {
        let segment = self.home().join(format!("data/log/{:020}.log", 1));
        let bytes = fs::read(segment).expect("a segment");
        let last = bytes.iter().rposition(|byte| *byte != 0);
        last.map_or(0, |last| last as u64 + 1)
    }

    fn pid(&self) -> Pid {
        let pid = i32::try_from(self.process.0.id()).ok();
        pid.and_then(Pid::from_raw).expect("a process id")
    }

    /// Lets no file of it grow beyond `bytes` from now on: to it the disk is full.
    ///
    /// # Panics
    /// Where it is gone already.
    pub fn limit_files(&self, bytes: u64) {
        let limit = Rlimit {
            current: Some(bytes),
            maximum: None,
        };
        prlimit(Some(self.pid()), Resource::Fsize, limit).expect("a running host");
    }

    /// Kills it, which nothing can prepare for. [`kill`](Self::kill) takes up what is left.
    ///
    /// # Panics
    /// Where it is gone already.
    pub fn kill_now(&self) {
        kill_process(self.pid(), Signal::KILL).expect("a running host");
    }

    /// Kills it, and keeps its files for the next one.
    #[must_use]
    pub fn kill(self) -> Setup {
        let Self {
            process,
            home,
            config,
            policies,
            ..
        } = self;
        drop(process);
        Setup {
            home,
            config,
            policies,
        }
    }

    /// How it ended, once it did.
    pub async fn ended(&mut self) -> ExitStatus {
        let child = &mut self.process.0;
        eventually("the host to end", 30, async || {
            child.try_wait().expect("its state")
        })
        .await
    }
}
