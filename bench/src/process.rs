//! Servers that are measured from outside: processes of their own, each with its data.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tempfile::TempDir;

use crate::host::program;

/// A host compiles the policies when it starts for the first time.
const PATIENCE: Duration = Duration::from_secs(180);
const LOOK: Duration = Duration::from_millis(20);

/// What /proc counts time in, on every Linux machine: `USER_HZ`.
const TICKS_PER_SECOND: u32 = 100;

/// A process that serves. Dropped, it is killed and its data removed.
pub(crate) struct Server {
    // Ended before the directory goes: fields are dropped in order.
    process: Ended,
    /// Where it is called.
    pub(crate) address: String,
    _directory: TempDir,
}

impl Server {
    /// `tollgate serve` on an empty store, with the policies of this directory and every other
    /// setting as it ships, but for the time, which is that of the payments.
    pub(crate) fn host(policies: &Path) -> anyhow::Result<Self> {
        let directory = directory()?;
        let policies = policies
            .canonicalize()
            .with_context(|| policies.display().to_string())?;
        let config = directory.path().join("tollgate.toml");
        fs::write(
            &config,
            format!(
                "data_directory = {:?}\nlisten = \"127.0.0.1:0\"\n\
                 [server]\nadmin_listen = \"127.0.0.1:0\"\n\
                 [clock]\nsource = \"request\"\n\
                 [audit]\ndurability = \"sync\"\n\
                 [policy]\ndirectory = {policies:?}\n",
                directory.path().join("data")
            ),
        )?;
        let mut command = Command::new(program()?);
        command.args(["serve", "--config"]).arg(&config);
        Self::start(command, directory)
    }

    /// This program again, as the server of [`crate::grpc::empty`].
    pub(crate) fn empty() -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("empty-server");
        Self::start(command, directory()?)
    }

    fn start(mut command: Command, directory: TempDir) -> anyhow::Result<Self> {
        let log = directory.path().join("server.log");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?);
        let mut process = Ended(command.spawn()?);
        let begun = Instant::now();
        loop {
            let told = fs::read_to_string(&log)?;
            if let Some(address) = address(&told) {
                return Ok(Self {
                    process,
                    address,
                    _directory: directory,
                });
            }
            let gone = process.0.try_wait()?.is_some();
            anyhow::ensure!(
                !gone && begun.elapsed() < PATIENCE,
                "the server did not start:\n{told}"
            );
            std::thread::sleep(LOOK);
        }
    }

    /// Processor time that all its threads took since it was started.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        cpu(&self.process.0.id().to_string())
    }
}

/// Processor time that this program took.
pub(crate) fn own_cpu() -> anyhow::Result<Duration> {
    cpu("self")
}

/// Beside the program, on a real disk: a temporary file system has nothing to sync.
fn directory() -> anyhow::Result<TempDir> {
    let program = program()?;
    let beside = program.parent().context("a directory of the program")?;
    Ok(TempDir::with_prefix_in("bench-", beside)?)
}

/// What it said it listens on, once it serves. A line that is not whole yet doesn't count.
fn address(log: &str) -> Option<String> {
    let whole = log
        .split_inclusive('\n')
        .filter(|line| line.ends_with('\n'));
    let mut serving = whole.filter(|line| line.contains("serving address="));
    let mut words = serving.next()?.split_whitespace();
    words.find_map(|word| word.strip_prefix("address=").map(str::to_owned))
}

fn cpu(process: &str) -> anyhow::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name, in brackets, may hold spaces. `utime` and `stime` are the 14th and 15th.
    let (_, after) = stat.rsplit_once(')').context("/proc: no name")?;
    let mut ticks = 0;
    for field in after.split_whitespace().skip(11).take(2) {
        ticks += field.parse::<u32>()?;
    }
    Ok(Duration::from_secs(1) * ticks / TICKS_PER_SECOND)
}

/// A process that is killed when it is not needed any more.
pub(crate) struct Ended(pub(crate) Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_read_once_its_line_is_whole() {
        let line = "2026-09-17T10:00:00Z  INFO tollgate: serving address=127.0.0.1:4001 admin=x";
        assert_eq!(address(&format!("other\n{line}")), None);
        let whole = format!("other\n{line}\n");
        assert_eq!(address(&whole).as_deref(), Some("127.0.0.1:4001"));
    }
}
