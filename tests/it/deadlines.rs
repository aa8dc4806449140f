//! A client's `grpc-timeout` ends in DEADLINE_EXCEEDED, never in CANCELLED, and then nothing is
//! held. tonic's own client is not asked: it would end the call before the host does.

use http_body_util::StreamBody;
use hyper::body::{Bytes, Frame};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tollgate_proto::v1;
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;
use tollgate_proto::v1::profile_service_client::ProfileServiceClient;
use tollgate_tests::payment::{ask, cny, payment};
use tollgate_tests::wire::{Plain, get};
use tollgate_tests::{Host, Setup, built};
use tonic::body::Body;
use tonic::codegen::{Service as _, http};
use tonic::{Code, Request};

const TIMEOUTS: [&str; 10] = [
    "0S", "1n", "999n", "1u", "500u", "1m", "2m", "3m", "5m", "10m",
];
const TURNS: usize = 20;

fn within<T>(timeout: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let value = timeout.parse().expect("a header's value");
    request.metadata_mut().insert("grpc-timeout", value);
    request
}

async fn client(host: &Host) -> (Plain, http::Uri) {
    let uri = format!("http://{}", host.address)
        .parse()
        .expect("an address");
    (Plain::connect(&host.address).await, uri)
}

#[tokio::test]
async fn however_short_the_time_the_end_has_one_name() {
    let host = Setup::bare().start().await;
    let (plain, uri) = client(&host).await;
    let mut decisions = DecisionServiceClient::with_origin(plain.clone(), uri.clone());
    let mut profiles = ProfileServiceClient::with_origin(plain, uri);
    let mut late = 0;
    for timeout in TIMEOUTS {
        for turn in 0..TURNS {
            let request = within(timeout, ask(payment(&format!("{timeout}-{turn}"))));
            let decided = decisions.evaluate(request).await.map(drop);
            let request = within(timeout, v1::ListMerchantsRequest::default());
            let listed = profiles.list_merchants(request).await.map(drop);
            for result in [decided, listed] {
                let code = result.err().map(|status| status.code());
                assert!(
                    matches!(code, None | Some(Code::DeadlineExceeded)),
                    "{timeout}: {code:?}"
                );
                late += usize::from(code.is_some());
            }
        }
    }
    assert!(late >= TURNS, "no time at all is never enough: {late}");
}

/// A policy that takes all the time there is ends with the request's own deadline; the payment
/// is not decided, and its id is free.
#[tokio::test]
async fn time_that_a_policy_used_up_is_told_as_such() {
    let setup = Setup::bare();
    let file = "mode = \"enforce\"\nfuel = 500_000_000\n[settings]\nbehaviour = \"loop\"\n";
    setup
        .policies
        .put("hostile", &built::module("hostile/hostile"), file);
    let host = setup.start().await;
    let (plain, uri) = client(&host).await;
    let mut decisions = DecisionServiceClient::with_origin(plain, uri);
    let mut slow = payment("slow");
    slow.amount = Some(cny(66_600));
    // On a busy machine the time may be up before the policy has begun.
    let counted = "tollgate_policy_faults_total{policy=\"hostile\",fault=\"deadline\"}";
    let mut is_counted = false;
    for _ in 0..TURNS {
        let asked = within("5m", ask(slow.clone()));
        let status = decisions.evaluate(asked).await.expect_err("late");
        assert_eq!(status.code(), Code::DeadlineExceeded, "{status}");
        let (_, figures) = get(&host.admin, "/metrics").await;
        is_counted = figures.contains(counted);
        if is_counted {
            break;
        }
    }
    assert!(is_counted, "the policy ran, and time ended it");
    let answer = decisions
        .evaluate(ask(payment("slow")))
        .await
        .expect("other content");
    assert!(!answer.get_ref().repeated_answer);
}

/// The message itself never comes: only the host's own look at the time ends the call.
#[tokio::test]
async fn a_message_that_never_comes_ends_in_the_same_way() {
    let host = Setup::bare().start().await;
    let (mut plain, uri) = client(&host).await;
    for timeout in ["1n", "1m", "30m"] {
        let (_open, frames) = mpsc::channel::<Result<Frame<Bytes>, std::io::Error>>(1);
        let request = http::Request::post(format!("{uri}tollgate.v1.DecisionService/Evaluate"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .header("grpc-timeout", timeout)
            .body(Body::new(StreamBody::new(ReceiverStream::new(frames))))
            .expect("a request");
        let response = plain.call(request).await.expect("an answer");
        let status = response.headers().get("grpc-status").expect("a status");
        assert_eq!(status, "4", "{timeout}: {:?}", response.headers());
    }
}
