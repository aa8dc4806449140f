//! The gRPC services: wire to domain and back. The only place that makes a `tonic::Status`.

use crate::profiles::FieldProblem;

mod audit;
mod decision;
mod lists;
mod page;
mod policy;
mod profiles;
mod refusal;
mod timeout;
mod wire;

pub use audit::{AuditRpc, Auditing, exported, logged};
pub use decision::DecisionRpc;
pub use lists::ListRpc;
pub use policy::PolicyRpc;
pub use profiles::ProfileRpc;
pub use timeout::InTime;
pub use wire::{decode, encode};

/// Requests of the decision path are small; a larger one is a mistake or an attack.
pub const REQUEST_BYTES_MAX: usize = 64 << 10;

/// A profile can have some hundreds of fee rows and limits.
pub const PROFILE_BYTES_MAX: usize = 1 << 20;

/// Fields that one error names. It travels in a header, twice, and clients take few of those.
const PROBLEMS_TOLD: usize = 16;

/// An answer that names the fields of the request that are wrong.
fn bad_request(mut problems: Vec<FieldProblem>) -> tonic::Status {
    use tonic_types::{ErrorDetails, StatusExt as _};
    problems.truncate(PROBLEMS_TOLD);
    let message = crate::profiles::describe(&problems);
    let mut details = ErrorDetails::new();
    for problem in problems {
        details.add_bad_request_violation(problem.field, problem.problem);
    }
    tonic::Status::with_error_details(tonic::Code::InvalidArgument, message, details)
}

fn refuse(field: &str, problem: &str) -> tonic::Status {
    bad_request(vec![FieldProblem {
        field: field.to_owned(),
        problem: problem.to_owned(),
    }])
}
