//! Tollgate: a risk and limit policy engine for card and QR payments.
//!
//! Read [`evaluator`] first: the path of a request is one function there.

pub mod activity;
pub mod audit;
pub mod books;
pub mod cli;
pub mod clock;
pub mod config;
pub mod decide;
pub mod decision;
pub mod earlier;
pub mod emv;
pub mod evaluator;
pub mod facts;
pub mod fixed;
pub mod fold;
pub mod history;
pub mod identity;
pub mod issuers;
pub mod limits;
pub mod lists;
pub mod metrics;
pub mod money;
pub mod original;
pub mod pan;
pub mod payment;
mod place;
pub mod policy;
pub mod profiles;
mod queue;
pub mod reasons;
pub mod record;
pub mod recorded;
pub mod recovery;
pub mod remembered;
pub mod replay;
pub mod report;
pub mod rpc;
pub mod sandbox;
pub mod secret;
pub mod server;
pub mod trail;
pub mod wit;
