//! What happens while payments go on.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use tollgate_proto::v1::policy_run::Fault;
use tollgate_proto::v1::{Effect, GetPolicySetResponse};
use tollgate_workload::Mix;

use super::active::{Active, short, version};
use super::host::Directory;
use super::page::{self, Align, Table, bold, number};
use super::tally::{Faulty, LARGE_AMOUNT, Revision, Tally, per_mille};
use super::traffic::{BAIT, Traffic};
use crate::policies;

/// Payments that the hostile policy is to fail on, at least.
const FAULTS_WANTED: usize = 12;
const LOOK: Duration = Duration::from_millis(10);
/// How long it may take until an answer shows what a policy does.
const PATIENCE: Duration = Duration::from_secs(60);

const HOSTILE_SETTINGS: &str = "\
mode = \"enforce\"
on_fault = \"review\"     # what it cannot judge, a person looks at
rank = 90
fuel = 2_000_000

[settings]
behaviour = \"loop\"
";

/// Payments, and nothing else.
pub(super) async fn plain(traffic: &mut Traffic, payments: u64, mix: Mix) -> Result<()> {
    page::heading("Send payments");
    tell_mix(&mix);
    traffic.send(payments, "sending", async |_| Ok(())).await?;
    let tally = traffic.tally();
    page::gap();
    page::line(&format!("{} answered so far", number(tally.answered)));
    Ok(())
}

fn tell_mix(mix: &Mix) {
    let share =
        |(name, count): (&&str, &u64)| format!("{name} {}", page::percent(*count, mix.payments));
    let mut ways: Vec<_> = mix.ways.iter().collect();
    ways.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let mut means: Vec<_> = mix.means.iter().collect();
    means.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let list =
        |all: Vec<(&&'static str, &u64)>| all.into_iter().map(share).collect::<Vec<_>>().join(", ");
    page::labelled("read by", &list(ways));
    page::labelled("paid with", &list(means));
    page::gap();
    let mut areas = std::collections::BTreeMap::<&str, (u64, Vec<(u64, &str)>)>::new();
    let mut ordinary = 0;
    for (story, count) in &mix.stories {
        match story.area() {
            Some(area) => {
                let (sum, stories) = areas.entry(area).or_default();
                *sum += count;
                stories.push((*count, story.name()));
            }
            None => ordinary += count,
        }
    }
    let mut table = Table::new(&[
        ("what is wrong", Align::Left),
        ("payments", Align::Right),
        ("kinds", Align::Right),
        ("such as", Align::Left),
    ]);
    table.row([
        "nothing".into(),
        number(ordinary),
        String::new(),
        String::new(),
    ]);
    let mut areas: Vec<_> = areas.into_iter().collect();
    areas.sort_by_key(|(_, (sum, _))| std::cmp::Reverse(*sum));
    for (area, (sum, mut stories)) in areas {
        stories.sort_unstable_by_key(|(count, _)| std::cmp::Reverse(*count));
        let kinds = u64::try_from(stories.len()).unwrap_or(0);
        let common = stories.first().map_or("", |(_, name)| *name);
        table.row([area.into(), number(sum), number(kinds), common.into()]);
    }
    table.print();
}

/// A policy is replaced.
pub(super) async fn swap(
    traffic: &mut Traffic,
    payments: u64,
    active: &mut Active,
    directory: &Directory,
) -> Result<()> {
    page::heading("Replace a policy while payments go on");
    page::paragraph(
        "night-review 1.0.0 has a person look at large payments at night. Version 2.0.0 declines \
         them, at any hour. The new file is written beside the old one and renamed.",
    );
    let before = active.set().await?;
    ensure!(
        version(&before, "night-review") == Some("1.0.0"),
        "night-review 1.0.0 is not active"
    );
    let (after, took) = traffic
        .send(payments, "replacing night-review", async |traffic| {
            let source = policies::examples_directory().join("night-review-2.wasm");
            directory.place(&source, "night-review.wasm")?;
            let is_new = |set: &GetPolicySetResponse| version(set, "night-review") == Some("2.0.0");
            let live = active.wait("night-review 2.0.0", is_new).await?;
            until(traffic, |tally| declined(tally, &live.0) > 0).await?;
            Ok(live)
        })
        .await?;
    told_swap(traffic, [&before, &after], took)?;
    put_back(active, directory, &before).await
}

fn told_swap(traffic: &Traffic, sets: [&GetPolicySetResponse; 2], took: Duration) -> Result<()> {
    let tally = traffic.tally();
    tell_swap(&tally, sets)?;
    page::gap();
    page::line(&format!(
        "live {} ms after the rename; {} failed; each answer names the one set that made it",
        took.as_millis(),
        failures(&tally),
    ));
    Ok(())
}

/// The old version again, so that what follows is judged as what came before.
async fn put_back(
    active: &mut Active,
    directory: &Directory,
    before: &GetPolicySetResponse,
) -> Result<()> {
    let source = policies::examples_directory().join("night-review.wasm");
    directory.place(&source, "night-review.wasm")?;
    let is_old = |set: &GetPolicySetResponse| set.revision == before.revision;
    let (_, took) = active.wait("night-review 1.0.0", is_old).await?;
    page::line(&format!(
        "1.0.0 put back: live after {} ms, and the set is {} again",
        took.as_millis(),
        short(&before.revision),
    ));
    Ok(())
}

fn failures(tally: &Tally) -> String {
    match tally.failed {
        0 => "no request".into(),
        failed => format!("{failed} requests"),
    }
}

fn tell_swap(tally: &Tally, sets: [&GetPolicySetResponse; 2]) -> Result<()> {
    let none = Revision::default();
    let mut table = Table::new(&[
        ("policy set", Align::Left),
        ("night-review", Align::Left),
        ("answers", Align::Right),
        (LARGE_AMOUNT, Align::Left),
    ]);
    let effects = [(Effect::Review, "for review"), (Effect::Reject, "declined")];
    for set in sets {
        let revision = tally.revisions.get(&set.revision).unwrap_or(&none);
        let counts = effects.map(|(effect, name)| {
            let count = revision.large_amounts.get(&effect).copied().unwrap_or(0);
            format!("{} {name}", number(count))
        });
        table.row([
            short(&set.revision).into(),
            version(set, "night-review").unwrap_or_default().into(),
            number(revision.answered),
            counts.join(", "),
        ]);
    }
    page::gap();
    table.print();
    let [before, after] = sets.map(|set| declined(tally, set));
    ensure!(
        before == 0 && after > 0,
        "the answers did not change with the policy"
    );
    Ok(())
}

/// Large payments that a policy set declined.
fn declined(tally: &Tally, set: &GetPolicySetResponse) -> u64 {
    let revision = tally.revisions.get(&set.revision);
    let declined = revision.and_then(|revision| revision.large_amounts.get(&Effect::Reject));
    declined.copied().unwrap_or(0)
}

/// Waits until this is seen among the answers, or something has failed.
async fn until(traffic: &Traffic, seen: impl Fn(&Tally) -> bool) -> Result<()> {
    let asked = Instant::now();
    let over = |tally: &Tally| seen(tally) || tally.failed > 0;
    while !over(&traffic.tally()) {
        ensure!(
            asked.elapsed() < PATIENCE,
            "what the policy does was not seen in time"
        );
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

/// A policy that never ends is dropped in, and taken out again.
pub(super) async fn hostile(
    traffic: &mut Traffic,
    payments: u64,
    active: &mut Active,
    directory: &Directory,
) -> Result<()> {
    page::heading("Drop in a policy that never ends");
    page::paragraph(
        "hostile.wasm loops for ever when a payment is of exactly 666.00 CNY. A few now are. Its \
         settings say: what it cannot judge goes to a person.",
    );
    let before = active.set().await?;
    let with = traffic
        .send(payments, "with a hostile policy", async |traffic| {
            directory.write("hostile.toml", HOSTILE_SETTINGS.as_bytes())?;
            let source = policies::hostile_directory().join("hostile.wasm");
            directory.place(&source, "hostile.wasm")?;
            let (with, _) = active
                .wait("hostile", |set| version(set, "hostile").is_some())
                .await?;
            traffic.bait(true);
            until(traffic, |tally| {
                hostile_faults(tally).count() >= FAULTS_WANTED
            })
            .await?;
            traffic.bait(false);
            directory.remove("hostile.wasm")?;
            directory.remove("hostile.toml")?;
            let gone = |set: &GetPolicySetResponse| version(set, "hostile").is_none();
            active.wait("the set without hostile", gone).await?;
            Ok(with)
        })
        .await?;
    let tally = traffic.tally();
    tell_hostile(&tally, &before, &with)
}

fn hostile_faults(tally: &Tally) -> impl Iterator<Item = &Faulty> {
    let faults = tally.faults.iter();
    faults.filter(|fault| fault.policy == "hostile")
}

fn tell_hostile(
    tally: &Tally,
    before: &GetPolicySetResponse,
    with: &GetPolicySetResponse,
) -> Result<()> {
    let mut table = Table::new(&[
        ("payments of 666.00 CNY", Align::Left),
        ("count", Align::Right),
        ("fuel", Align::Right),
        ("in the policy", Align::Right),
        ("answered in", Align::Right),
    ]);
    for (told, faults) in group(hostile_faults(tally)) {
        let median = |figure: fn(&Faulty) -> u64| {
            let mut figures: Vec<u64> = faults.iter().map(|fault| figure(fault)).collect();
            figures.sort_unstable();
            per_mille(&figures, 500)
        };
        table.row([
            told,
            number(u64::try_from(faults.len())?),
            number(median(|fault| fault.fuel)),
            page::duration(median(|fault| fault.policy_us)),
            page::duration(median(|fault| fault.latency_us)),
        ]);
    }
    page::gap();
    table.print();
    page::gap();
    tell_others(tally, before, with);
    let contained = |fault: &Faulty| fault.fault == Fault::OutOfFuel && fault.amount == BAIT;
    ensure!(
        hostile_faults(tally).all(contained),
        "the hostile policy failed in another way, or on another payment"
    );
    Ok(())
}

/// Faults by how they were answered, for a table.
fn group<'a>(faults: impl Iterator<Item = &'a Faulty>) -> Vec<(String, Vec<&'a Faulty>)> {
    let mut groups: Vec<(String, Vec<&Faulty>)> = Vec::new();
    for fault in faults {
        let told = format!(
            "{}, {}",
            fault.fault.as_str_name().trim_start_matches("FAULT_"),
            super::summary::outcome_name(fault.outcome),
        );
        match groups.iter_mut().find(|(held, _)| *held == told) {
            Some((_, held)) => held.push(fault),
            None => groups.push((told, vec![fault])),
        }
    }
    groups
}

/// How long all other payments took, without the hostile policy and with it.
fn tell_others(tally: &Tally, before: &GetPolicySetResponse, with: &GetPolicySetResponse) {
    let mut table = Table::new(&[
        ("all other payments", Align::Left),
        ("answers", Align::Right),
        ("p50", Align::Right),
        ("p99", Align::Right),
        ("max", Align::Right),
    ]);
    for (set, told) in [(before, "without hostile"), (with, "with hostile")] {
        let none = Revision::default();
        let revision = tally.revisions.get(&set.revision).unwrap_or(&none);
        let mut latencies = revision.latencies_us.clone();
        latencies.sort_unstable();
        let at = |mille| page::duration(per_mille(&latencies, mille));
        table.row([
            told.into(),
            number(u64::try_from(latencies.len()).unwrap_or(0)),
            at(500),
            at(990),
            at(1_000),
        ]);
    }
    table.print();
    page::gap();
    page::line(&format!("removed again; {} failed", bold(&failures(tally))));
}

/// What is left of so many payments in all.
pub(super) async fn rest(traffic: &mut Traffic, payments: u64) -> Result<()> {
    let left = payments.saturating_sub(traffic.tally().sent);
    traffic
        .send(left, "sending the rest", async |_| Ok(()))
        .await
}
