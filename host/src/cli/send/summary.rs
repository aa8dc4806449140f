//! What a run is summed up as.

use std::cmp::Reverse;
use std::time::Duration;

use tollgate_proto::v1;

use super::tally::{Tally, percentile};
use crate::cli::table::{Page, Style, Table, grouped, left, right, share, styled};
use crate::cli::words::{duration, of_case, outcome_style};

/// Writes what the host made of the file, sent in the time `elapsed`.
pub(super) fn write(page: &mut Page, tally: &mut Tally, elapsed: Duration) {
    for table in [
        outcomes(tally),
        reasons(tally),
        faults(tally),
        failures(tally),
    ] {
        if !table.is_empty() {
            page.table(0, &table);
            page.blank();
        }
    }
    if !tally.nanoseconds.is_empty() {
        page.table(0, &latency(&mut tally.nanoseconds));
        page.blank();
    }
    let (answered, failed) = (tally.answered(), tally.failed());
    let mut told = format!("{} answered, {} failed", grouped(answered), grouped(failed));
    if tally.repeated > 0 {
        told += &format!("; {} had been answered before", grouped(tally.repeated));
    }
    let style = if failed == 0 { Style::Good } else { Style::Bad };
    let pace = format!(
        ", in {}, {} a second",
        duration(elapsed),
        grouped(a_second(answered, elapsed))
    );
    page.line(&[(&told, style), (&pace, Style::Plain)]);
}

fn a_second(number: u64, elapsed: Duration) -> u64 {
    let each = u128::from(number) * 1_000_000_000 / elapsed.as_nanos().max(1);
    u64::try_from(each).unwrap_or(u64::MAX)
}

fn outcomes(tally: &Tally) -> Table {
    let mut table = Table::new([left("Outcome"), right("Count"), right("Share")]);
    let all = tally.answered();
    for (outcome, count) in &tally.outcomes {
        let name = v1::Outcome::try_from(*outcome).unwrap_or_default();
        let name = of_case(name.as_str_name(), "OUTCOME_");
        table.row([
            styled(&name, outcome_style(&name)),
            grouped(*count).into(),
            share(*count, all).into(),
        ]);
    }
    table
}

fn reasons(tally: &Tally) -> Table {
    let mut table = Table::new([
        left("Reason"),
        left("Effect"),
        right("Count"),
        right("Share"),
    ]);
    let all = tally.answered();
    let mut reasons: Vec<_> = tally.reasons.iter().collect();
    reasons.sort_by_key(|(_, reasons)| Reverse(reasons.count));
    for (code, reasons) in reasons {
        table.row([
            code.into(),
            of_case(reasons.effect.as_str_name(), "EFFECT_").into(),
            grouped(reasons.count).into(),
            share(reasons.count, all).into(),
        ]);
        table.note(&reasons.example, Style::Faint);
    }
    table
}

fn faults(tally: &Tally) -> Table {
    let mut table = Table::new([left("Policy"), left("Fault"), right("Count")]);
    for ((policy, fault), count) in &tally.faults {
        table.row([
            policy.into(),
            styled(of_case(fault.as_str_name(), "FAULT_"), Style::Bad),
            grouped(*count).into(),
        ]);
    }
    table
}

fn failures(tally: &Tally) -> Table {
    let mut table = Table::new([left("Failure"), right("Count")]);
    for (code, failures) in &tally.failures {
        table.row([styled(code, Style::Bad), grouped(failures.count).into()]);
        let first = match failures.count {
            1 => "line",
            _ => "first in line",
        };
        let note = format!("{first} {}: {}", failures.line, failures.message);
        table.note(note, Style::Faint);
    }
    table
}

fn latency(nanoseconds: &mut [u64]) -> Table {
    nanoseconds.sort_unstable();
    let columns = ["Latency p50", "p90", "p99", "p99.9", "max"].map(right);
    let mut table = Table::new(columns);
    let figures = [500, 900, 990, 999, 1_000];
    table.row(figures.map(|per_mille| {
        duration(Duration::from_nanos(percentile(nanoseconds, per_mille))).into()
    }));
    table
}
