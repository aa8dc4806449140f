//! The whole configuration: one TOML file, nested by module, checked before anything opens.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::sandbox::{PER_STORE_MAX, places};
use crate::{audit, clock, evaluator, policy, profiles, sandbox, server};

/// The configuration of a host. `tollgate config` prints it with its defaults and comments.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where everything is kept that the host writes; relative to the file.
    pub data_directory: PathBuf,
    /// Where gateways call.
    pub listen: SocketAddr,
    /// The network side.
    pub server: server::Config,
    /// Where now comes from.
    pub clock: Clock,
    /// How requests are taken in.
    pub evaluator: evaluator::Config,
    /// Where policies are.
    pub policy: policy::Config,
    /// What policies may use.
    pub sandbox: sandbox::Config,
    /// Profiles and their cache.
    pub profiles: profiles::Config,
    /// The log of decisions.
    pub audit: audit::Config,
    /// What is logged.
    pub log: Log,
}

/// Where now comes from.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Clock {
    /// The source.
    pub source: clock::Source,
}

/// What is logged, to standard error.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// How much.
    pub level: Level,
    /// In which form.
    pub format: Format,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// What failed.
    Error,
    /// What needs a look.
    Warn,
    /// What happened to the host.
    #[default]
    Info,
    /// Every decision.
    Debug,
}

/// The form of the log.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For machines, an object a line.
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_directory: "data".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 50151)),
            server: server::Config::default(),
            clock: Clock::default(),
            evaluator: evaluator::Config::default(),
            policy: policy::Config::default(),
            sandbox: sandbox::Config::default(),
            profiles: profiles::Config::default(),
            audit: audit::Config::default(),
            log: Log::default(),
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            level: Level::Info,
            format: Format::Text,
        }
    }
}

/// The configuration with every default, commented: what `tollgate config` prints.
pub const COMMENTED: &str = include_str!("config/tollgate.toml");

/// What is wrong with a configuration: every problem with its key and its fix.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError(pub Vec<String>);

impl std::fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0.join("; "))
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads a file. Relative paths in it are taken from its directory.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let shown = file.display();
        let text = fs::read_to_string(file)
            .map_err(|error| ConfigError(vec![format!("{shown}: {error}")]))?;
        let mut config = Self::parse(&text).map_err(|error| {
            ConfigError(
                error
                    .0
                    .iter()
                    .map(|problem| format!("{shown}: {problem}"))
                    .collect(),
            )
        })?;
        let base = file.parent().unwrap_or(Path::new(""));
        config.data_directory = base.join(&config.data_directory);
        config.policy.directory = base.join(&config.policy.directory);
        let elsewhere = &mut config.audit.checkpoint_file;
        *elsewhere = elsewhere.take().map(|file| base.join(file));
        Ok(config)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().and_then(|span| text.get(..span.start));
            let line = line.map_or(1, |before| before.matches('\n').count() + 1);
            ConfigError(vec![format!("line {line}: {}", error.message())])
        })?;
        let problems = config.problems();
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError(problems))
        }
    }

    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        self.server.check(&mut problems);
        self.evaluator.check(&mut problems);
        self.sandbox.check(&mut problems);
        self.audit.check(&mut problems);
        if self.sandbox.instances_max < places(self.server.workers) {
            problems.push(format!(
                "sandbox.instances_max: must be at least {}: each of server.workers holds up to \
                 {PER_STORE_MAX}, and one more set is tried out while policies are loaded",
                places(self.server.workers)
            ));
        }
        let retain_ms = self.audit.retain_ms;
        if retain_ms > 0 && retain_ms < self.evaluator.remember_ms {
            problems.push(
                "audit.retain_ms: must be 0 or at least evaluator.remember_ms: the answer to a \
                 repeated request is read from the log"
                    .into(),
            );
        }
        if self.policy.debounce_ms > 10_000 {
            problems.push("policy.debounce_ms: must be at most 10000".into());
        }
        if self.policy.poll_ms < 100 {
            problems.push("policy.poll_ms: must be at least 100".into());
        }
        if !(1..=1_000).contains(&self.policy.policies_max) {
            problems.push("policy.policies_max: must be between 1 and 1000".into());
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_printed_configuration_is_the_default_one() {
        let printed = Config::parse(COMMENTED).unwrap();
        assert_eq!(format!("{printed:?}"), format!("{:?}", Config::default()));
    }

    #[test]
    fn mistakes_are_named() {
        #[track_caller]
        fn check(text: &str, told: &str) {
            let error = Config::parse(text).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
        check("listen = 3", "line 1: ");
        check(
            "\n[clock]\nsource = \"sun\"",
            "line 3: unknown variant `sun`",
        );
        check(
            "[evaluator]\nconcurrency = 3",
            "unknown field `concurrency`",
        );
        check(
            "[evaluator]\nconcurrency_max = 0",
            "evaluator.concurrency_max: must be between",
        );
        check(
            "[evaluator]\ntime_zone = \"Mars\"",
            "evaluator.time_zone: must be an IANA",
        );
        check(
            "[sandbox]\nmemory_bytes_max = 5",
            "sandbox.memory_bytes_max: must be a multiple",
        );
        check(
            "[sandbox]\ntable_elements_max = 4_611_686_018_427_387_904",
            "sandbox.table_elements_max: must be between",
        );
        check(
            "[server]\nworkers = 8\n[sandbox]\ninstances_max = 143",
            "sandbox.instances_max: must be at least 144",
        );
    }
}
