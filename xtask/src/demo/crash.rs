//! The host is killed and started again; what it had told is told again, and an auditor checks
//! and replays all of it from the log.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, ensure};
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;
use tollgate_proto::v1::{Audience, EvaluateResponse};

use super::explain::ask;
use super::host::{Directory, Host};
use super::page::{self, number};
use super::traffic::{self, Traffic};
use crate::shell;

/// Kills the host, starts it again on what it kept, and asks again.
pub(super) async fn show(
    host: Host,
    program: &Path,
    directory: &Directory,
    traffic: &Traffic,
) -> Result<Host> {
    page::heading("Kill the host (kill -9), start it again, ask again");
    let before = told(&host.address, traffic).await?;
    host.kill()?;
    let asked = Instant::now();
    let host = Host::start(program, directory).await?;
    let ready_ms = u64::try_from(asked.elapsed().as_millis())?;
    let after = told(&host.address, traffic).await?;
    ensure!(
        before == after,
        "an answer that was given before the crash is another one now"
    );
    page::line(&format!(
        "ready again after {} ms; {} decisions asked for in two languages, every answer the same",
        number(ready_ms),
        before.len() / 2,
    ));
    Ok(host)
}

/// A decision of each leading reason, as it is told now in both languages.
async fn told(address: &str, traffic: &Traffic) -> Result<Vec<EvaluateResponse>> {
    let samples = traffic.tally().samples.clone();
    let mut client = DecisionServiceClient::new(traffic::connect(address).await?);
    let mut told = Vec::new();
    for sample in samples.values() {
        for locale in ["en", "zh"] {
            told.push(ask(&mut client, sample, locale, Audience::Operator).await?);
        }
    }
    Ok(told)
}

/// Verifies the log and replays every decision in it.
pub(super) fn audit(program: &Path, directory: &Directory) -> Result<()> {
    page::heading("Audit: check the log, decide everything again from it");
    for task in ["verify", "replay"] {
        page::gap();
        page::line(&format!("tollgate audit {task}"));
        let mut audit = Command::new(program);
        audit
            .args(["audit", task, "--config"])
            .arg(directory.configuration());
        shell::run(&mut audit)?;
    }
    Ok(())
}
