//! What all answers come to.

use std::cmp::Reverse;

use tollgate_proto::v1::policy_run::Fault;
use tollgate_proto::v1::{Effect, Outcome};

use super::page::{self, Align, Table, number, percent};
use super::tally::{Tally, per_mille};
use super::traffic::Traffic;

/// Reasons in the table, the most frequent ones.
const REASONS_SHOWN: usize = 24;

/// Shows everything that was counted.
pub(super) fn show(traffic: &Traffic) {
    let tally = traffic.tally();
    page::heading("What was answered");
    outcomes(&tally);
    page::gap();
    reasons(&tally);
    page::gap();
    stories(&tally);
    page::heading("How fast");
    latencies(&tally);
    late(&tally);
    let seconds = traffic.took.as_secs_f64();
    page::gap();
    page::line(&format!(
        "{} payments and {} reports of outcomes in {seconds:.1} s: {:.0} payments a second",
        number(tally.answered),
        number(tally.reported),
        tally.answered as f64 / seconds.max(0.001),
    ));
    page::line(&page::dim(
        "16 in work at a time; client and host share this machine, and the client is a debug build",
    ));
}

/// On a machine without a core to spare, a policy can be cut off for want of time.
fn late(tally: &Tally) {
    let late = tally
        .faults
        .iter()
        .filter(|fault| fault.fault == Fault::Deadline)
        .count();
    if late > 0 {
        page::line(&page::yellow(&format!(
            "{late} policies were cut off by their deadline: this machine is busy",
        )));
    }
}

fn outcomes(tally: &Tally) {
    let mut table = Table::new(&[
        ("outcome", Align::Left),
        ("payments", Align::Right),
        ("share", Align::Right),
        ("", Align::Left),
    ]);
    for outcome in [
        Outcome::Approve,
        Outcome::Decline,
        Outcome::StepUp,
        Outcome::Review,
    ] {
        let count = tally.outcome(outcome);
        let blocks = usize::try_from(count * 50 / tally.answered.max(1)).unwrap_or(0);
        table.row([
            coloured(outcome),
            number(count),
            percent(count, tally.answered),
            "█".repeat(blocks),
        ]);
    }
    table.print();
    let mut endings: Vec<_> = tally.endings.iter().collect();
    endings.sort_by_key(|(_, count)| Reverse(**count));
    let endings: Vec<String> = (endings.into_iter())
        .map(|(name, count)| format!("{name} {}", number(*count)))
        .collect();
    page::gap();
    page::labelled("then reported", &endings.join(", "));
}

fn reasons(tally: &Tally) {
    let mut table = Table::new(&[
        ("reason", Align::Left),
        ("effect", Align::Left),
        ("policy", Align::Left),
        ("found", Align::Right),
        ("decided", Align::Right),
    ]);
    let mut reasons: Vec<_> = (tally.reasons.iter())
        .filter(|((effect, _), _)| *effect != Effect::Factor)
        .collect();
    reasons.sort_by_key(|(_, found)| Reverse(found.count));
    let more = reasons.len().saturating_sub(REASONS_SHOWN);
    for ((effect, code), found) in reasons.into_iter().take(REASONS_SHOWN) {
        table.row([
            code.clone(),
            effect_name(*effect).into(),
            found.policy.clone(),
            number(found.count),
            number(found.led),
        ]);
    }
    table.print();
    if more > 0 {
        page::line(&page::dim(&format!(
            "and {more} more that were found less often"
        )));
    }
}

/// Whether what was wrong was found, and what was not wrong approved.
fn stories(tally: &Tally) {
    let mut areas = std::collections::BTreeMap::<&str, (u64, u64, u64)>::new();
    let (mut fine, mut approved) = (0, 0);
    for (story, stories) in &tally.stories {
        match story.area() {
            Some(area) => {
                let (kinds, telling, found) = areas.entry(area).or_default();
                *kinds += 1;
                *telling += stories.telling;
                *found += stories.found;
            }
            None => {
                fine += stories.payments;
                approved += stories.approved;
            }
        }
    }
    let mut table = Table::new(&[
        ("what was wrong", Align::Left),
        ("kinds", Align::Right),
        ("payments", Align::Right),
        ("given their reason", Align::Right),
    ]);
    for (area, (kinds, telling, found)) in areas {
        let cells = [number(kinds), number(telling), percent(found, telling)];
        table.row([area.to_owned()].into_iter().chain(cells));
    }
    table.print();
    page::gap();
    page::line(&format!(
        "of {} payments with which nothing was wrong {} were approved",
        number(fine),
        percent(approved, fine),
    ));
    for story in tally.unfound(1) {
        page::line(&page::yellow(&format!("not found: {}", story.name())));
    }
}

fn latencies(tally: &Tally) {
    let percentiles = [
        ("p50", 500),
        ("p90", 900),
        ("p99", 990),
        ("p99.9", 999),
        ("max", 1_000),
    ];
    let headings = percentiles.map(|(name, _)| (name, Align::Right));
    let mut table = Table::new(&[&[("", Align::Left)][..], &headings].concat());
    for (told, sorted) in [
        ("an answer, as the client sees it", tally.latencies_us()),
        ("of which in the sandboxed policies", tally.policies_us()),
    ] {
        let figures = percentiles.map(|(_, mille)| page::duration(per_mille(&sorted, mille)));
        table.row([told.to_owned()].into_iter().chain(figures));
    }
    table.print();
}

pub(super) fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approve => "approved",
        Outcome::Decline => "declined",
        Outcome::StepUp => "step up",
        Outcome::Review => "for review",
        Outcome::Unspecified => "no outcome",
    }
}

/// Its name in its colour.
pub(super) fn coloured(outcome: Outcome) -> String {
    let name = outcome_name(outcome);
    match outcome {
        Outcome::Approve => page::green(name),
        Outcome::Decline | Outcome::Unspecified => page::red(name),
        Outcome::StepUp | Outcome::Review => page::yellow(name),
    }
}

fn effect_name(effect: Effect) -> &'static str {
    match effect {
        Effect::Reject => "reject",
        Effect::StepUp => "step up",
        Effect::Review => "review",
        Effect::Advise => "advise",
        Effect::Factor => "factor",
        Effect::Unspecified => "none",
    }
}
