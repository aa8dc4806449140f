//! What a Tollgate policy is written with.
//!
//! A policy is a type that implements [`Policy`]: it says what it can find ([`reasons!`]), which
//! totals it needs ([`counters!`]), reads its settings once, and judges one request at a time.
//! [`export_policy!`] makes it a module that a host can load.
//!
//! The types of the contract (`wit/policy.wit`) are re-exported from [`facts`] and [`verdicts`].

mod allocator;
mod answer;
mod counter;
pub mod currency;
mod figure;
mod policy;
mod reason;
#[doc(hidden)]
pub mod section;
mod settings;
#[cfg(not(target_arch = "wasm32"))]
#[allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]
pub mod testing;

/// Generated from `wit/policy.wit`.
#[allow(
    missing_docs,
    unused,
    clippy::all,
    clippy::pedantic,
    reason = "generated code"
)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "policy",
        pub_export_macro: true,
        default_bindings_module: "tollgate_policy::bindings",
        additional_derives: [PartialEq, Clone],
    });
}

pub use answer::{Answer, Claimed, counter_state, instant, integer, money, ppm, text};
pub use bindings::tollgate::policy::facts;
pub use bindings::tollgate::policy::facts::Facts;
pub use bindings::tollgate::policy::verdicts;
pub use counter::{Counter, CounterId, mask};
pub use figure::{Date, Figure};
pub use policy::Policy;
pub use reason::{Reason, ReasonId, advise, factor, reject, review, step_up};
pub use settings::{Problems, configure};

#[doc(hidden)]
pub use policy::{describe, describe_briefly, evaluate};
#[doc(hidden)]
pub use reason::{Terms, terms};
