//! Why payments failed: decisions and what became of them go in, a [`Report`] comes out.
//!
//! Pure: reads no log and no clock. A payment failed that was not approved, or that was approved
//! and then did not come about. Its cause is the reason that led, as the reader may see it: what
//! is for operators only is masked for everybody else before it is counted. How a report looks on
//! a screen or on paper is not its business; its form as JSON is [`Report`]'s own.

mod answer;
mod answer_table;
mod attempt;
mod cause;
mod gathering;
mod parties;
mod retried;
#[cfg(test)]
pub(crate) mod samples;
mod scope;
mod shape;
mod sums;
#[cfg(test)]
mod tests;
mod trend;
mod words;

pub use attempt::{Attempt, Failure};
pub use gathering::Gathering;
pub use scope::{Asked, Scope};
pub use shape::{
    Amounts, Area, Cause, Counts, Day, Hour, Instant, Kind, Party, Payments, Period, Remedy,
    Report, Retried, Scoped, Sum,
};

/// The version of a report's form as JSON. Fields are added to it; none changes its meaning.
pub const VERSION: u32 = 1;
