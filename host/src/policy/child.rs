//! Prepares modules in a child process of this program, with bounds on CPU time and memory: a
//! module that is made to be expensive to compile costs the host nothing but the wait.
//!
//! The order goes in as one line of JSON and the module's bytes; out come one line of JSON and
//! the compiled code.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use serde::{Deserialize, Serialize};

use crate::sandbox::{Order, Prepared, Refusal, SettingsProblem, prepare};

/// The hidden subcommand that is the child.
pub const SUBCOMMAND: &str = "prepare-module";

/// Native code of a module is at most so many times its size.
const CODE_BYTES_MAX: u64 = 256 << 20;

#[derive(Deserialize, Serialize)]
enum Reply {
    Prepared,
    Module(String),
    Settings(Vec<SettingsProblem>),
}

/// Starts children that prepare modules.
#[derive(Clone, Debug)]
pub struct Preparer {
    program: PathBuf,
}

impl Preparer {
    /// Uses `program`, a `tollgate` of this very version.
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self { program }
    }

    /// Prepares one module.
    ///
    /// # Errors
    /// What is wrong with the module, its settings, or the child.
    pub fn prepare(&self, bytes: &[u8], order: &Order) -> Result<Prepared, Refusal> {
        let refuse = |problem: String| Refusal::Module(problem);
        let line = serde_json::to_string(order).map_err(|error| refuse(error.to_string()))?;
        let mut child = Command::new(&self.program)
            .arg(SUBCOMMAND)
            // What the allocator reserves would count against the child's bound.
            .env("MIMALLOC_ARENA_EAGER_COMMIT", "0")
            // Two are prepared at a time; one core at least is left to requests while one is.
            .env("RAYON_NUM_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| refuse(format!("no child process to compile it in: {error}")))?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let answer = thread::scope(|scope| {
            scope.spawn(move || {
                // A child that ended early says why on its own standard output.
                let written = stdin.map(|mut stdin| {
                    stdin.write_all(line.as_bytes())?;
                    stdin.write_all(b"\n")?;
                    stdin.write_all(bytes)
                });
                drop(written);
            });
            stdout.map_or_else(|| Err(io::Error::other("no output")), read_answer)
        });
        let status = child.wait();
        let (reply, code) = answer.map_err(|_| {
            let how = status.map_or_else(|error| error.to_string(), |status| status.to_string());
            let (seconds, bytes) = (
                order.config.prepare_cpu_s,
                order.config.prepare_memory_bytes,
            );
            refuse(format!(
                "could not be compiled within {seconds} s of CPU time and {} MiB of memory ({how})",
                bytes >> 20
            ))
        })?;
        match reply {
            Reply::Prepared => Ok(Prepared::from_child(code)),
            Reply::Module(problem) => Err(Refusal::Module(problem)),
            Reply::Settings(problems) => Err(Refusal::Settings(problems)),
        }
    }
}

fn read_answer(stdout: impl io::Read) -> io::Result<(Reply, Vec<u8>)> {
    let mut reader = BufReader::new(stdout.take(CODE_BYTES_MAX));
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let reply = serde_json::from_str(&line)?;
    let mut code = Vec::new();
    reader.read_to_end(&mut code)?;
    Ok((reply, code))
}

/// What the child does: bounds itself, reads the order, prepares the module, writes the answer.
///
/// # Errors
/// Where its input or output is broken.
pub fn run_child() -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    let mut line = String::new();
    input.read_line(&mut line)?;
    let order: Order = serde_json::from_str(&line)?;
    let mut bytes = Vec::new();
    input
        .take(order.config.module_bytes_max as u64 + 1)
        .read_to_end(&mut bytes)?;
    bound(
        order.config.prepare_cpu_s,
        order.config.prepare_memory_bytes,
    )?;
    let (reply, code) = match prepare(&bytes, &order) {
        Ok(prepared) => (Reply::Prepared, Some(prepared)),
        Err(Refusal::Module(problem)) => (Reply::Module(problem), None),
        Err(Refusal::Settings(problems)) => (Reply::Settings(problems), None),
    };
    let mut output = io::stdout().lock();
    serde_json::to_writer(&mut output, &reply)?;
    output.write_all(b"\n")?;
    output.write_all(code.as_ref().map_or(&[], Prepared::code))?;
    output.flush()
}

/// Bounds this process for the rest of its life.
#[cfg(unix)]
fn bound(cpu_s: u64, memory_bytes: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |most: u64| Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    setrlimit(Resource::Cpu, limit(cpu_s))?;
    // What is written to, not what is reserved: an engine reserves address space freely.
    setrlimit(Resource::Data, limit(memory_bytes))?;
    setrlimit(Resource::Core, limit(0))?;
    // Requests come first. Where that is refused the child is only less kind.
    let _ = rustix::process::nice(10);
    Ok(())
}

#[cfg(not(unix))]
fn bound(_: u64, _: u64) -> io::Result<()> {
    Ok(())
}
