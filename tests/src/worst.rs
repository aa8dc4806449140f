//! The requests that cost a policy most: those of the policies' own tests, in the host's types.

use tollgate::wit::tollgate::policy::facts;

#[path = "../../policies/sdk/src/testing/worst.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "a policy's own tests use the rest"
)]
mod cases;

pub use cases::worst_cases;
