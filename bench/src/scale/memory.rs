//! What is resident in memory: of a merchant, of a counter's total, of an idle host, of a policy.
//!
//! Each thing is weighed in a fresh process, so that nothing that was freed before hides it.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark reports to a person"
)]

use std::collections::HashMap;
use std::process::{Command, Stdio};
use std::time::Duration;

use tollgate::config::Config;
use tollgate::profiles::Profiles;

use super::copies;
use super::policies::COUNTS;
use crate::host::policies;
use crate::resident::Resident;
use crate::served::Served;
use crate::shops::merchant;

const MERCHANTS: usize = 1_000_000;
const FEW: usize = 10_000;
const COUNTERS: usize = 10_000_000;
/// How long a host is left alone before it is weighed.
const IDLE: Duration = Duration::from_secs(3);

/// Measures and reports.
pub(crate) fn run() -> anyhow::Result<()> {
    merchants()?;
    counters()?;
    hosts()
}

/// What a process of its own found.
struct Weighed(HashMap<String, u64>);

impl Weighed {
    fn of(case: &[&str]) -> anyhow::Result<Self> {
        eprintln!("weighing: {}", case.join(" "));
        let output = Command::new(std::env::current_exe()?)
            .args(["scale", "weigh"])
            .args(case)
            .stderr(Stdio::inherit())
            .output()?;
        anyhow::ensure!(
            output.status.success(),
            "weighing {} failed",
            case.join(" ")
        );
        let lines = String::from_utf8(output.stdout)?;
        let figures = lines.lines().filter_map(|line| {
            let (name, figure) = line.split_once(' ')?;
            Some((name.to_owned(), figure.parse().ok()?))
        });
        Ok(Self(figures.collect()))
    }

    fn figure(&self, name: &str) -> String {
        self.0.get(name).map_or("-".into(), u64::to_string)
    }
}

fn merchants() -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    eprintln!("{MERCHANTS} merchants into a store");
    let profiles = Profiles::open(data.path(), &Config::default().profiles, None)?;
    profiles.import((0..MERCHANTS).map(merchant))?;
    drop(profiles);
    let (path, count) = (data.path().to_string_lossy(), MERCHANTS.to_string());
    let cached = Weighed::of(&["merchants", &path, &count])?;
    let figures = Weighed::of(&["figures", &count])?;
    println!("Resident bytes, each of a million merchants:\n");
    println!("  {:<56} {:>8}", "a cached profile", cached.figure("bytes"));
    println!(
        "  {:<56} {:>8}\n",
        "this host's own figures of it",
        figures.figure("bytes")
    );
    Ok(())
}

fn counters() -> anyhow::Result<()> {
    let (few, many) = (FEW.to_string(), COUNTERS.to_string());
    println!(
        "Totals in the ledger: resident bytes each, nanoseconds for each total that is read or"
    );
    println!("counted in.\n");
    println!(
        "  {:<40} {:>9} {:>9} {:>9} {:>9}",
        "", "totals", "bytes", "read", "count"
    );
    for (kind, name) in [
        ("calendar", "of a day, month or year"),
        ("rolling", "of the last hour"),
        ("lifetime", "of all time"),
        ("shipped", "as the shipped policies make them"),
    ] {
        for count in [&few, &many] {
            if kind == "shipped" && count == &few {
                continue;
            }
            let weighed = Weighed::of(&["counters", kind, count])?;
            // Of few, pages weigh more than totals.
            let bytes = match count == &few {
                true => "-".into(),
                false => weighed.figure("bytes"),
            };
            let (read, add) = (weighed.figure("read_ns"), weighed.figure("add_ns"));
            let totals = weighed.figure("count");
            println!("  {name:<40} {totals:>9} {bytes:>9} {read:>9} {add:>9}");
        }
    }
    println!();
    Ok(())
}

fn hosts() -> anyhow::Result<()> {
    println!(
        "`tollgate serve`, idle for {} s: MiB resident, and of them backed by no file.\n",
        IDLE.as_secs()
    );
    println!("  {:<56} {:>9} {:>9}", "", "resident", "own");
    let data = tempfile::tempdir()?;
    for name in [
        "shipped policies, first start: compiled",
        "shipped policies, second start",
    ] {
        tell(name, &idle(data.path(), &policies())?);
    }
    let data = tempfile::tempdir()?;
    let mut ends = Vec::new();
    for count in COUNTS {
        let directory = copies::of_all(count)?;
        // Once to compile them; what is weighed takes them from the shelf.
        drop(Served::start(data.path(), directory.path())?);
        let resident = idle(data.path(), directory.path())?;
        tell(&format!("{count} policies"), &resident);
        ends.push((count as u64, resident.all));
    }
    if let (Some((few, less)), Some((many, more))) = (ends.first(), ends.last()) {
        let each = more.saturating_sub(*less) / (many - few).max(1);
        println!("\n  a policy: {} KiB\n", each >> 10);
    }
    Ok(())
}

fn idle(data: &std::path::Path, policies: &std::path::Path) -> anyhow::Result<Resident> {
    let host = Served::start(data, policies)?;
    std::thread::sleep(IDLE);
    host.resident()
}

fn tell(name: &str, resident: &Resident) {
    println!(
        "  {name:<56} {:>9} {:>9}",
        resident.all >> 20,
        resident.own >> 20
    );
}
