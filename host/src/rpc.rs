//! The gRPC services: wire to domain and back. The only place that makes a `tonic::Status`.

use crate::evaluator::Refusal;
use crate::profiles::FieldProblem;

mod audit;
mod decision;
mod policy;
mod profiles;
mod timeout;
mod wire;

pub use audit::{AuditRpc, Auditing, exported, logged};
pub use decision::DecisionRpc;
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

/// Why there is no answer, as gRPC says it.
fn refused(refusal: Refusal) -> tonic::Status {
    match refusal {
        Refusal::Conflict => tonic::Status::already_exists(
            "request_id: was used for another request; give each payment an id of its own",
        ),
        Refusal::DeadlineExceeded => {
            tonic::Status::deadline_exceeded("no decision in time; nothing is held")
        }
        Refusal::Overloaded => tonic::Status::resource_exhausted(
            "the host has too many requests in work; nothing was decided, try again later",
        ),
        Refusal::NotRecorded => tonic::Status::unavailable(
            "decisions cannot be recorded, so none is given; see the host's log",
        ),
        Refusal::NotReadBack => tonic::Status::unavailable(
            "the answer given before cannot be read back; see the host's log",
        ),
        Refusal::Unavailable => tonic::Status::unavailable(
            "profiles cannot be read; nothing was decided, see the host's log",
        ),
    }
}
