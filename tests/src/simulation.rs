//! The life of a host, simulated from a seed: random requests, outcomes, policy swaps, clock
//! steps, crashes at any byte of what was not synced, and after each restart every promise is
//! checked.
//!
//! Policies, evaluator, log and recovery are the real ones; the disk, the power, the clock and
//! the gateway are not. One seed is one life, the same each time: nothing here depends on the
//! machine's clock, on threads or on chance.

pub mod asked;
pub mod calendar;
pub mod chronicle;
pub mod disk;
mod fate;
mod gateway;
pub mod life;
pub mod model;
pub mod random;
pub mod running;
pub mod said;
pub mod settings;
pub mod tally;
pub mod totals;
pub mod world;

pub use life::{Broken, Options, live};
pub use running::Bench;
pub use tally::Tally;
pub use world::World;
