//! What a gateway is told of a payment, by an answer or by an error that says why there is none.

use tollgate_proto::v1;
use tonic::Status;
use tonic_types::StatusExt as _;

/// What it is told.
#[derive(Debug)]
pub struct Told {
    /// The reasons, the one that leads first.
    pub reasons: Vec<Said>,
    /// The advice for the payment as a whole, by its name in the catalogue.
    pub retry: String,
    /// DE39; empty where an error has none.
    pub response_code: String,
}

/// A reason.
#[derive(Debug)]
pub struct Said {
    /// Its code.
    pub code: String,
    /// Its own advice, by its name in the catalogue.
    pub retry: String,
    /// It keeps the payment from being sent on.
    pub stops: bool,
}

impl Told {
    /// The codes of the reasons.
    #[must_use]
    pub fn codes(&self) -> Vec<&str> {
        self.reasons.iter().map(|said| &*said.code).collect()
    }
}

impl From<v1::EvaluateResponse> for Told {
    fn from(answer: v1::EvaluateResponse) -> Self {
        use v1::Effect::{Reject, Review, StepUp};
        let said = |reason: v1::Reason| Said {
            stops: [Reject, StepUp, Review].contains(&reason.effect()),
            retry: name(reason.retry),
            code: reason.code,
        };
        Self {
            reasons: answer.reasons.into_iter().map(said).collect(),
            retry: name(answer.retry),
            response_code: answer.response_code,
        }
    }
}

/// Of an error: the host's reason in it.
impl From<Status> for Told {
    fn from(status: Status) -> Self {
        let info = status.get_details_error_info();
        let info = info.unwrap_or_else(|| panic!("no reason in {status}"));
        let told = |key: &str| info.metadata.get(key).cloned().unwrap_or_default();
        Self {
            retry: told("retry"),
            response_code: told("response_code"),
            reasons: vec![Said {
                retry: told("retry"),
                code: info.reason,
                stops: true,
            }],
        }
    }
}

/// `KIND_AFTER_FIX` is `after-fix`.
fn name(retry: Option<v1::RetryAdvice>) -> String {
    let kind = retry.unwrap_or_default().kind();
    let name = kind.as_str_name().trim_start_matches("KIND_");
    name.to_lowercase().replace('_', "-")
}
