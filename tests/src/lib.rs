//! What scenarios stand on: the real program as a process of its own ([`Host`]), its policy
//! directory ([`Directory`]), payments ([`payment`]), and a scan for card numbers ([`scan`]).
//!
//! Everything here panics where it cannot go on: it is only used by tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

pub mod anything;
pub mod built;
pub mod causes;
pub mod directory;
pub mod faulty;
pub mod host;
pub mod inside;
pub mod killed;
pub mod modules;
pub mod pan;
pub mod payment;
pub mod scan;
pub mod simulation;
pub mod wire;
pub mod worst;

pub use directory::Directory;
pub use host::{Host, Setup};

/// Waits until `look` finds something, for at most `seconds`.
///
/// # Panics
/// Where that was in vain; `what` says for what.
pub async fn eventually<T>(
    what: &str,
    seconds: u64,
    mut look: impl AsyncFnMut() -> Option<T>,
) -> T {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(seconds);
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(
            std::time::Instant::now() < until,
            "waited {seconds} s in vain for {what}"
        );
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}
