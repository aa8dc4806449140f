//! Kills a host in the middle of load, again and again: `kill [--rounds N] [--seed SEED]`.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a tool for people, that fails by panicking"
)]

use std::time::Instant;

use tollgate_tests::killed::{Came, Killed};

/// Rounds between two lines of progress.
const EVERY: u64 = 10;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let (mut rounds, mut seed) = (200, 1);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().and_then(|value| value.parse().ok());
        let value: u64 = value.unwrap_or_else(|| panic!("{name} takes a number"));
        match name.as_str() {
            "--rounds" => rounds = value,
            "--seed" => seed = value,
            _ => panic!("kill [--rounds N] [--seed SEED]"),
        }
    }
    let begun = Instant::now();
    let mut killed = Killed::start(seed).await;
    while killed.came.rounds < rounds {
        killed.round().await;
        if killed.came.rounds.is_multiple_of(EVERY) {
            tell(&killed.came, begun);
        }
    }
    tell(&killed.came, begun);
    println!("nothing that was told was lost, no cap was exceeded, every chain held");
}

fn tell(came: &Came, begun: Instant) {
    println!(
        "{:>4} kills, {} answers and {} reports told, {} requests cut off ({} of them recorded), \
         {} tails cut, {} ms to serve again, {} s",
        came.rounds,
        came.told,
        came.reports,
        came.cut_off,
        came.found,
        came.tails_cut,
        came.start_ms.checked_div(came.rounds).unwrap_or(0),
        begun.elapsed().as_secs(),
    );
}
