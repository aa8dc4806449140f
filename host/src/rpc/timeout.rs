//! The client's deadline.
//!
//! tonic enforces `grpc-timeout` too, but calls its end CANCELLED. The host's own deadline is a
//! little earlier, so that the answer is DEADLINE_EXCEEDED, and so that no late work is done.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tonic::body::Body;
use tonic::codegen::{Service, http};
use tonic::server::NamedService;

use super::refusal;
use crate::clock::Deadline;

/// What is taken off a client's timeout.
const MARGIN: Duration = Duration::from_millis(2);

/// The deadline that the client set, where it set one.
pub(super) fn deadline(headers: &http::HeaderMap) -> Option<Deadline> {
    let value = headers.get("grpc-timeout")?.to_str().ok()?;
    parse(value).map(|timeout| Deadline::within(timeout - MARGIN.min(timeout / 2)))
}

/// A service whose calls end with DEADLINE_EXCEEDED when the client's time is over, also while
/// they wait for their message or for the disk.
#[derive(Clone)]
pub struct InTime<S>(pub S);

impl<S: NamedService> NamedService for InTime<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<http::Request<Body>> for InTime<S>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>>,
    S::Future: Unpin,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Call<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        Call {
            deadline: deadline(request.headers()),
            call: self.0.call(request),
        }
    }
}

/// A call in work.
pub struct Call<F> {
    deadline: Option<Deadline>,
    call: F,
}

impl<F, E> Future for Call<F>
where
    F: Future<Output = Result<http::Response<Body>, E>> + Unpin,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let answer = Pin::new(&mut self.call).poll(context);
        // No timer is needed: tonic's own, which is over later, looks here before it says
        // CANCELLED.
        if answer.is_pending()
            && self
                .deadline
                .is_some_and(|deadline| deadline.left_ms() == 0)
        {
            return Poll::Ready(Ok(refusal::late().into_http()));
        }
        answer
    }
}

/// At most eight digits and a unit, as the gRPC protocol has it.
fn parse(value: &str) -> Option<Duration> {
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    if !(1..=8).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(number * 3_600),
        "M" => Duration::from_secs(number * 60),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_read_as_the_protocol_writes_them() {
        for (value, expected) in [
            ("1H", Some(Duration::from_secs(3_600))),
            ("99999999n", Some(Duration::from_nanos(99_999_999))),
            ("20m", Some(Duration::from_millis(20))),
            ("0S", Some(Duration::ZERO)),
            ("", None),
            ("m", None),
            ("123456789m", None),
            ("-1m", None),
            ("1s", None),
        ] {
            assert_eq!(parse(value), expected, "{value}");
        }
    }
}
