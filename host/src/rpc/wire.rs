//! Between the contract's messages and the host's own types.

mod check;
mod code;
mod payment;
mod reply;
mod sensitive;
mod terminal;
#[cfg(test)]
mod tests;

pub(super) use check::amount_of;
pub use payment::decode;
pub use reply::encode;
pub(super) use reply::{hold, timestamp};
