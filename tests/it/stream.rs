//! `EvaluateStream` answers every request, and one that fails does not end the stream.

use std::collections::BTreeMap;

use tokio_stream::StreamExt as _;
use tollgate_proto::v1;
use tollgate_proto::v1::evaluate_stream_response::Result as Answer;
use tollgate_tests::Setup;
use tollgate_tests::payment::{ask, cny, payment};
use tonic::Code;

const REQUESTS: usize = 300;

/// What is sent under one id, and how it is answered.
fn request(number: usize) -> (v1::EvaluateRequest, Code) {
    let mut sent = payment(&format!("r-{number}"));
    let expected = match number % 4 {
        1 => {
            sent.amount = None;
            Code::InvalidArgument
        }
        2 => {
            sent.request_id = "used-before".into();
            sent.amount = Some(cny(i64::try_from(number).unwrap()));
            Code::AlreadyExists
        }
        _ => Code::Ok,
    };
    (ask(sent), expected)
}

#[tokio::test]
async fn every_request_is_answered_whatever_becomes_of_the_others() {
    let host = Setup::bare().start().await;
    let mut decisions = host.decisions().await;
    decisions
        .evaluate(ask(payment("used-before")))
        .await
        .expect("decided");
    let (sent, expected): (Vec<_>, Vec<_>) = (0..REQUESTS).map(request).unzip();
    let mut tally: BTreeMap<(String, i32), isize> = BTreeMap::new();
    for (request, code) in sent.iter().zip(expected) {
        let id = request
            .pre_authorization
            .as_ref()
            .unwrap()
            .request_id
            .clone();
        *tally.entry((id, code.into())).or_default() += 1;
    }
    let answers = decisions.evaluate_stream(tokio_stream::iter(sent)).await;
    let mut answers = answers.expect("a stream").into_inner();
    while let Some(answer) = answers.next().await {
        let answer = answer.expect("the stream goes on");
        let code = match answer.result.expect("a result") {
            Answer::Response(response) => {
                assert_eq!(response.request_id, answer.request_id);
                0
            }
            Answer::Error(error) => {
                assert!(!error.message.is_empty());
                error.code
            }
        };
        *tally.entry((answer.request_id, code)).or_default() -= 1;
    }
    tally.retain(|_, count| *count != 0);
    assert!(
        tally.is_empty(),
        "sent and not answered, or the other way: {tally:?}"
    );
}
