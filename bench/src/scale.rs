//! How cost and memory grow with merchants, counters and policies:
//! `cargo xtask bench scale [merchants | misses | policies | memory]`.

use crate::measure::Series;

mod copies;
mod counters;
mod memory;
mod merchants;
mod misses;
mod policies;
mod weigh;

/// Measures all parts, or the named one.
pub(crate) fn run(part: &[&str]) -> anyhow::Result<()> {
    match part {
        [] => {
            merchants::run()?;
            misses::run()?;
            policies::run()?;
            memory::run()
        }
        ["merchants"] => merchants::run(),
        ["misses"] => misses::run(),
        ["policies"] => policies::run(),
        ["memory"] => memory::run(),
        // What `memory` starts for each thing that it weighs.
        ["weigh", case @ ..] => weigh::run(case),
        other => anyhow::bail!(
            "no part `{}`: merchants, misses, policies, memory",
            other.join(" ")
        ),
    }
}

/// The 50th and 99th percentile, in two columns.
fn p50_p99(series: &Series) -> String {
    format!("{:>9.1} {:>9.1}", series.us(500), series.us(990))
}
