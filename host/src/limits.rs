//! The room where totals are kept: counters, the claims on them, and the holds of payments
//! whose outcome isn't known yet.
//!
//! A [`Counter`] is what a policy declares, checked. For one [`Request`] it gives an
//! [`Entry`]: which total the request counts in, and for how long. [`Ledger::check`] asks
//! whether all [`Demand`]s of a request fit at once; [`Ledger::apply`] folds one [`Event`].
//!
//! The ledger is a fold of the log: the same events in the same order make the same ledger,
//! wherever and whenever they are folded. So nothing here reads a clock, a file or a
//! time-zone database, nothing locks, and what was decided is in the event: [`Calendar::at`]
//! is called before, and the event carries the ends of the days that it gave.
//!
//! Everything about a payment counts at the instant at which it was decided. An outcome
//! that is reported later changes what was counted then, never a window that began since.
//!
//! Not here: names of counters, currencies' exponents, reasons, durability.

mod calendar;
mod counter;
mod event;
mod hash;
mod ledger;
mod outcome;
mod request;
mod rolling;
mod shards;
mod totals;
mod window;

#[cfg(test)]
mod tests;

pub use calendar::Calendar;
pub use counter::{Counter, CounterId, CounterSpec, Counts, Filter, Measure};
pub use event::{Demand, Entry, Event, Miss, Verdict};
pub use hash::CounterKey;
pub use ledger::{Bounds, Ledger, Sizes};
pub use outcome::{Change, Prepared, Release, Report, ReportError, State};
pub use request::{Request, Subject, SubjectKeys};
pub use window::{Span, Window};
