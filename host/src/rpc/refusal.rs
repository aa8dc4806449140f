//! Why there is no answer, as gRPC says it: a code and a message for whoever runs the gateway,
//! and beside them the host's reason, with what a terminal needs to know of it.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::decision::Retry;
use crate::evaluator::Refusal;
use crate::reasons::{Catalogue, Locale, NoAnswer, ResponseProfile};

/// The domain of the host's reasons in a `google.rpc.ErrorInfo`.
const DOMAIN: &str = "tollgate";

/// How long to wait before a payment is sent once more: long enough for the issuer's side of a
/// first try to be known.
const ONCE_AFTER: Duration = Duration::from_secs(30);

/// How long to wait where the host is full: requests take milliseconds.
const WAIT: Duration = Duration::from_secs(1);

/// The status of a refusal, with the host's reason in the language `locale`.
pub(super) fn status(refusal: Refusal, catalogue: &Catalogue, locale: &str) -> Status {
    let (code, message, reason) = told(refusal);
    let Some(reason) = reason.map(|reason| catalogue.no_answer(reason)) else {
        return Status::new(code, message);
    };
    let locale = Locale::for_tag(locale);
    let mut details = ErrorDetails::new();
    let mut metadata = HashMap::from([("retry".to_owned(), reason.retry().name().to_owned())]);
    if let Some(de39) = reason.response_code(ResponseProfile::Iso8583) {
        metadata.insert("response_code".to_owned(), de39.as_str().to_owned());
    }
    details.set_error_info(&**reason.code(), DOMAIN, metadata);
    details.set_localized_message(locale.tag(), reason.message(locale));
    match reason.retry() {
        Retry::Once => details.set_retry_info(Some(ONCE_AFTER)),
        Retry::Wait => details.set_retry_info(Some(WAIT)),
        _ => &mut details,
    };
    Status::with_error_details(code, message, details)
}

/// The status of a call whose time is over while it waits.
pub(super) fn late() -> Status {
    /// The host's own reasons, which are the same in every catalogue.
    static OWN: LazyLock<Option<Catalogue>> = LazyLock::new(|| Catalogue::new::<&str>([]).ok());
    match &*OWN {
        Some(own) => status(Refusal::DeadlineExceeded, own, ""),
        None => plain(Refusal::DeadlineExceeded),
    }
}

/// The status of a refusal of what is no payment.
pub(super) fn plain(refusal: Refusal) -> Status {
    let (code, message, _) = told(refusal);
    Status::new(code, message)
}

/// The host's reason in a status; empty where it has none.
pub(super) fn reason(status: &Status) -> String {
    status
        .get_details_error_info()
        .map(|info| info.reason)
        .unwrap_or_default()
}

fn told(refusal: Refusal) -> (Code, &'static str, Option<NoAnswer>) {
    let unavailable = |message| (Code::Unavailable, message, Some(NoAnswer::StateUnavailable));
    match refusal {
        Refusal::Conflict => (
            Code::AlreadyExists,
            "request_id: was used for another request; give each payment an id of its own",
            None,
        ),
        Refusal::DeadlineExceeded => (
            Code::DeadlineExceeded,
            "no answer in time; it is safe to ask again",
            Some(NoAnswer::DeadlineExceeded),
        ),
        Refusal::Overloaded => (
            Code::ResourceExhausted,
            "the host has too many requests in work; nothing was decided, try again later",
            Some(NoAnswer::Overloaded),
        ),
        Refusal::NotRecorded => {
            unavailable("decisions cannot be recorded, so none is given; see the host's log")
        }
        Refusal::NotReadBack => {
            unavailable("a decision given before cannot be read back; see the host's log")
        }
        Refusal::Unavailable => {
            unavailable("profiles cannot be read; nothing was decided, see the host's log")
        }
    }
}
