//! Scenarios: each starts the real program `tollgate serve` and talks to it as a gateway, a risk
//! team or an operator does.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod activity;
mod answers;
mod audit;
mod card_numbers;
mod causes;
mod deadlines;
mod disk;
mod earlier;
mod edges;
mod fresh;
mod hostile;
mod imports;
mod kill;
mod limits;
mod lists;
mod log;
mod malformed;
mod memory;
mod notices;
mod operations;
mod outcomes;
mod overload;
mod race;
mod recorded;
mod refused_sets;
mod repeated;
mod report;
mod sensitive;
mod simulation;
mod stream;
mod swap;
