//! The demonstration: a host is built and started, merchants are loaded, payments sent, a
//! policy replaced and a hostile one contained while they are, and the answers shown; the host is
//! killed, its log audited, and why payments failed is told from it.
//!
//! It fails where a request failed, an answer is missing, a swap was not seen, or something that
//! was wrong was never found.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, bail, ensure};
use tollgate_proto::v1::Outcome;
use tollgate_workload::{Mix, Plan, Story, Workload};

use crate::shell;

mod active;
mod acts;
mod crash;
mod explain;
mod host;
mod load;
mod options;
mod page;
mod report;
mod summary;
mod tally;
mod traffic;
mod yourself;

use host::{Directory, Host};
use options::Options;
use traffic::Traffic;

/// Days that the payments are spread over, in their own time.
const DAYS: u64 = 2;

/// What was wrong so often and was never found is an error: less can be hidden by what else
/// happens, such as the policy that declines all large payments for a while.
const TELLINGS_MIN: u64 = 4;

/// Runs it.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    if options.help {
        shell::say(options::USAGE);
        return Ok(());
    }
    page::heading("Build the policies and the host");
    let program = host::build(options.debug_build)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        tokio::select! {
            done = show(&options, &program) => done,
            _ = tokio::signal::ctrl_c() => bail!("interrupted; the host is stopped"),
        }
    })
}

/// The demonstration, act by act.
async fn show(options: &Options, program: &Path) -> Result<()> {
    let directory = Directory::fresh()?;
    let workload = workload(options);
    let mut host = start(program, &directory).await?;
    let mut active = active::Active::connect(&host.address).await?;
    active.tell().await?;
    load::all(&host.address, &workload).await?;
    let mut traffic = Traffic::connect(&host.address, workload.clone()).await?;

    let shares = Shares::of(options.payments);
    acts::plain(&mut traffic, shares.plain, mix(&workload, options)).await?;
    acts::swap(&mut traffic, shares.swap, &mut active, &directory).await?;
    acts::hostile(&mut traffic, shares.hostile, &mut active, &directory).await?;
    acts::rest(&mut traffic, options.payments).await?;

    host = crash::show(host, program, &directory, &traffic).await?;
    summary::show(&traffic);
    explain::show(&host.address, &traffic, workload.shops()).await?;
    report::show(program, &directory)?;
    crash::audit(program, &directory)?;
    yourself::write_payments(&directory, &traffic)?;
    let answered = check(&traffic);
    ensure!(
        !host.is_gone(),
        "the host ended by itself; see {}",
        directory.log().display()
    );
    match options.keep {
        true => yourself::kept(host, &directory, program, workload.shops())?,
        false => {
            host.stop()?;
            yourself::stopped(&directory, program, workload.shops())?;
        }
    }
    answered
}

/// How many payments each act has, at least; the last has the rest.
struct Shares {
    plain: u64,
    swap: u64,
    hostile: u64,
}

impl Shares {
    fn of(payments: u64) -> Self {
        Self {
            plain: payments * 2 / 5,
            swap: payments / 5,
            hostile: payments / 4,
        }
    }
}

fn workload(options: &Options) -> Workload {
    Workload::new(Plan {
        seed: options.seed,
        merchants: options.merchants,
        payments_per_day: u32::try_from(options.payments / DAYS).unwrap_or(u32::MAX),
    })
}

fn mix(workload: &Workload, options: &Options) -> Mix {
    let payments = usize::try_from(options.payments).unwrap_or(usize::MAX);
    Mix::of(workload.clone().take(payments))
}

async fn start(program: &Path, directory: &Directory) -> Result<Host> {
    page::heading("Start a host on an empty store");
    let asked = Instant::now();
    let host = Host::start(program, directory).await?;
    page::line(&format!(
        "ready after {} ms; payments at {}, figures at http://{}/metrics",
        page::number(u64::try_from(asked.elapsed().as_millis())?),
        host.address,
        host.admin,
    ));
    Ok(host)
}

/// What must be true at the end.
fn check(traffic: &Traffic) -> Result<()> {
    let tally = traffic.tally();
    ensure!(
        tally.failed == 0,
        "{} requests failed:\n  {}",
        tally.failed,
        tally.failures.join("\n  ")
    );
    ensure!(
        tally.sent == tally.answered,
        "{} payments were sent and {} answered",
        tally.sent,
        tally.answered
    );
    let approved = tally.outcome(Outcome::Approve);
    ensure!(
        approved == tally.reported,
        "{approved} payments were approved, but the outcomes of {} reported",
        tally.reported
    );
    let unfound = tally.unfound(TELLINGS_MIN);
    let unfound: Vec<&str> = unfound.map(Story::name).collect();
    ensure!(
        unfound.is_empty(),
        "what was wrong was never found: {}",
        unfound.join(", ")
    );
    Ok(())
}
