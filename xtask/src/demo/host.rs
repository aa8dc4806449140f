//! The host of the demonstration: its directory, its process, its policies on disk.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::{policies, shell};

/// How long a host may take to start, or to stop: an unoptimized one on a busy machine compiles
/// nine policies in half a minute.
const PATIENCE: Duration = Duration::from_secs(180);
const LOOK: Duration = Duration::from_millis(20);

/// Builds the policies and the host; returns the program.
pub(super) fn build(debug: bool) -> Result<PathBuf> {
    policies::build()?;
    let mut arguments = vec!["build", "--locked", "--package", "tollgate"];
    if !debug {
        arguments.push("--release");
    }
    shell::run(&mut shell::cargo(".", &arguments))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let profile = if debug { "debug" } else { "release" };
    Ok(shell::top().join(target).join(profile).join("tollgate"))
}

/// A directory with everything that a host reads and writes.
pub(super) struct Directory(PathBuf);

impl Directory {
    /// An empty one with a configuration and the shipped policies, and `night-review` beside
    /// them.
    pub(super) fn fresh() -> Result<Self> {
        let directory = Self(shell::top().join("target/demo"));
        directory.refuse_if_used()?;
        if directory.0.exists() {
            fs::remove_dir_all(&directory.0)?;
        }
        fs::create_dir_all(directory.policies())?;
        for name in policies::SHIPPED {
            for kind in ["wasm", "toml"] {
                let file = format!("{name}.{kind}");
                directory.place(&policies::directory().join(&file), &file)?;
            }
        }
        let examples = policies::examples_directory();
        for file in ["night-review.wasm", "night-review.toml"] {
            directory.place(&examples.join(file), file)?;
        }
        directory.configure("127.0.0.1:0", "127.0.0.1:0")?;
        Ok(directory)
    }

    /// A kept host of an earlier demonstration still uses it.
    fn refuse_if_used(&self) -> Result<()> {
        let Ok(pid) = fs::read_to_string(self.0.join("host.pid")) else {
            return Ok(());
        };
        let pid = pid.trim();
        let alive = Command::new("kill")
            .args(["-0", pid])
            .stderr(Stdio::null())
            .status();
        if alive.is_ok_and(|status| status.success()) {
            bail!("the host of an earlier demonstration still runs; stop it with `kill {pid}`");
        }
        Ok(())
    }

    /// Writes the configuration.
    pub(super) fn configure(&self, listen: &str, admin: &str) -> Result<()> {
        let text = format!(
            "# A host of generated merchants and payments. Its time is that of the payments.\n\
             data_directory = \"data\"\n\
             listen = \"{listen}\"\n\n\
             [server]\nadmin_listen = \"{admin}\"\n\n\
             [clock]\nsource = \"request\"\n\n\
             # Days of payments are sent in seconds: they are remembered for a month.\n\
             [evaluator]\nremember_ms = 2_592_000_000\n\n\
             # Host and client share a machine that may be busy with builds as well.\n\
             [sandbox]\ndeadline_ms = 500\n\n\
             [policy]\ndirectory = \"policies\"\n"
        );
        fs::write(self.configuration(), text).context("the configuration")
    }

    pub(super) fn configuration(&self) -> PathBuf {
        self.0.join("tollgate.toml")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.0.join("host.log")
    }

    /// A file of this name.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(super) fn payments(&self) -> PathBuf {
        self.0.join("payments.jsonl")
    }

    fn policies(&self) -> PathBuf {
        self.0.join("policies")
    }

    /// Puts a file among the policies as a careful operator does: written whole under another
    /// name, which the host passes over, then renamed.
    pub(super) fn place(&self, source: &Path, name: &str) -> Result<()> {
        let bytes = fs::read(source).with_context(|| source.display().to_string())?;
        self.write(name, &bytes)
    }

    /// The same with these contents.
    pub(super) fn write(&self, name: &str, contents: &[u8]) -> Result<()> {
        let hidden = self.policies().join(format!(".{name}"));
        fs::write(&hidden, contents)?;
        fs::rename(&hidden, self.policies().join(name)).context(name.to_owned())
    }

    pub(super) fn remove(&self, name: &str) -> Result<()> {
        fs::remove_file(self.policies().join(name)).context(name.to_owned())
    }
}

/// A running host. Dropped, it stops.
pub(super) struct Host {
    child: Option<Child>,
    pub(super) pid: u32,
    /// Where gateways call.
    pub(super) address: String,
    pub(super) admin: String,
}

impl Host {
    /// Starts a host and waits until it serves.
    pub(super) async fn start(program: &Path, directory: &Directory) -> Result<Self> {
        use std::os::unix::process::CommandExt as _;
        let log = File::create(directory.log())?;
        let child = Command::new(program)
            .arg("serve")
            .arg("--config")
            .arg(directory.configuration())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            // A host that is kept must not hear the Ctrl-C of the next command.
            .process_group(0)
            .spawn()
            .with_context(|| program.display().to_string())?;
        let pid = child.id();
        let mut host = Self {
            child: Some(child),
            pid,
            address: String::new(),
            admin: String::new(),
        };
        let starting = tokio::time::timeout(PATIENCE, host.wait_until_serving(directory));
        starting.await.context("the host does not start")??;
        Ok(host)
    }

    async fn wait_until_serving(&mut self, directory: &Directory) -> Result<()> {
        loop {
            let log = fs::read_to_string(directory.log())?;
            let serving = log.lines().find(|line| line.contains("serving address="));
            if let Some(line) = serving {
                self.address = value(line, "address=");
                self.admin = value(line, "admin=");
                return Ok(());
            }
            if self.child.as_mut().is_some_and(|child| !is_running(child)) {
                bail!("the host did not start:\n{log}");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Lets it run on, and leaves its process id where the next demonstration finds it.
    pub(super) fn keep(mut self, directory: &Directory) -> Result<()> {
        self.child = None;
        fs::write(directory.0.join("host.pid"), self.pid.to_string()).context("host.pid")
    }

    /// Whether it has ended by itself.
    pub(super) fn is_gone(&mut self) -> bool {
        self.child.as_mut().is_none_or(|child| !is_running(child))
    }

    /// Ends it at once, whatever is in work.
    pub(super) fn kill(mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Stops it: it ends what is in work.
    pub(super) fn stop(mut self) -> Result<()> {
        let child = self.child.take();
        child.map_or(Ok(()), |mut child| stop(&mut child))
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // Whatever ended the demonstration is told; this is only to leave nothing behind.
            let _ = stop(child);
        }
    }
}

fn is_running(child: &mut Child) -> bool {
    matches!(child.try_wait(), Ok(None))
}

fn stop(child: &mut Child) -> Result<()> {
    let pid = child.id().to_string();
    if !is_running(child) {
        bail!("the host had ended by itself");
    }
    Command::new("kill").args(["-TERM", &pid]).status()?;
    let looks = PATIENCE.as_millis() / LOOK.as_millis();
    for _ in 0..looks {
        if let Some(status) = child.try_wait()? {
            anyhow::ensure!(status.success(), "the host ended with {status}");
            return Ok(());
        }
        std::thread::sleep(LOOK);
    }
    child.kill()?;
    child.wait()?;
    bail!(
        "the host did not stop within {} s and was killed",
        PATIENCE.as_secs()
    )
}

/// What stands behind `key` in a line of the log, up to the next space.
fn value(line: &str, key: &str) -> String {
    let after = line.split_once(key).map_or("", |(_, after)| after);
    after
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_from_the_log() {
        let line = "2026-09-17T10:00:00Z  INFO tollgate::cli::serve: serving \
                    address=127.0.0.1:4001 admin=127.0.0.1:4002";
        let read = ["address=", "admin=", "none="].map(|key| value(line, key));
        assert_eq!(read, ["127.0.0.1:4001", "127.0.0.1:4002", ""]);
    }
}
