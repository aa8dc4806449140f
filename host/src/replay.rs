//! Evaluates recorded decisions again.

mod compare;
mod shown;

pub use compare::Difference;
