//! What a decision costs: measures, prints, and puts what was printed into docs/PERFORMANCE.md.

mod machine;
mod report;

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::{policies, shell};

/// The parts, as the report has them.
const PARTS: [&str; 10] = [
    "decision", "worst", "peers", "grpc", "swap", "scale", "start", "replay", "log", "restart",
];

/// Builds policies and host as they are run, then measures everything, or one part: a whole one goes
/// into the report.
pub(crate) fn run(part: &[String]) -> Result<()> {
    let parts: Vec<&str> = match part {
        [] => PARTS.to_vec(),
        [part, ..] if PARTS.contains(&part.as_str()) => vec![part],
        [other, ..] => bail!("no part `{other}`; there are: {}", PARTS.join(", ")),
    };
    policies::build()?;
    let further = part.get(1..).unwrap_or_default();
    for name in parts {
        build(name)?;
        let printed = measured(program(name).args(further))?;
        if further.is_empty() {
            report::put(name, &printed)?;
        }
    }
    Ok(())
}

/// Other policy engines are a workspace of their own; what it shares with this one is not built
/// twice.
const PEERS: [&str; 3] = ["--manifest-path", "bench/peers/Cargo.toml", "--target-dir"];

fn build(part: &str) -> Result<()> {
    let mut cargo = shell::cargo(".", &["build", "--release", "--locked"]);
    if part == "peers" {
        cargo.args(PEERS).arg(shell::target());
    } else {
        cargo.args(["--package", "tollgate", "--package", "tollgate-bench"]);
    }
    shell::run(&mut cargo)
}

fn program(part: &str) -> Command {
    let release = shell::target().join("release");
    let mut command = match part {
        "peers" => Command::new(release.join("tollgate-peers")),
        _ => Command::new(release.join("tollgate-bench")),
    };
    if part != "peers" {
        command.arg(part);
    }
    command.current_dir(shell::top());
    command
}

/// Runs a part; what it prints is shown and kept.
fn measured(command: &mut Command) -> Result<String> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let output = child.stdout.take().context("the output of a part")?;
    let mut printed = String::new();
    for line in BufReader::new(output).lines() {
        let line = line?;
        shell::say(&line);
        printed.push_str(&line);
        printed.push('\n');
    }
    anyhow::ensure!(child.wait()?.success(), "the part failed");
    Ok(printed)
}
