//! A disk that is full: no answer that is not recorded, and a host that says so and goes on once
//! there is room.

use tollgate_proto::v1;
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;
use tollgate_tests::payment::{ask, payment};
use tollgate_tests::wire::get;
use tollgate_tests::{Host, Setup, eventually};
use tonic::Code;
use tonic::transport::Channel;

/// Bytes that there is still room for: it ends in the middle of a record, or of a group of them.
const CASES: [u64; 2] = [100, 5_000];

#[tokio::test]
async fn a_full_disk_stops_answers_and_nothing_else() {
    for room in CASES {
        let host = Setup::bare().start().await;
        let mut decisions = host.decisions().await;
        let mut told = answers(&mut decisions, 0, 40).await;
        assert_eq!(told.len(), 40);
        host.limit_files(host.log_bytes() + room);
        told.extend(answers(&mut decisions, 40, 4_000).await);
        assert!(told.len() < 4_040, "{room}: the disk is full");
        says_so(&host).await;
        let more = answers(&mut decisions, 5_000, 20).await;
        assert!(more.is_empty(), "{room}: answers that are not recorded");

        let host = host.kill().start().await;
        let mut decisions = host.decisions().await;
        let again = answers(&mut decisions, 0, 4_040).await;
        assert_eq!(again.len(), 4_040, "{room}: there is room again");
        for (told, again) in told.iter().zip(again) {
            let expected = v1::EvaluateResponse {
                repeated_answer: true,
                ..told.clone()
            };
            assert_eq!(again, expected, "{room}: what was told");
        }
    }
}

/// The answers to these payments, in their order, up to the first that there is none to.
async fn answers(
    decisions: &mut DecisionServiceClient<Channel>,
    first: usize,
    count: usize,
) -> Vec<v1::EvaluateResponse> {
    const AT_ONCE: usize = 16;
    let mut answers = Vec::new();
    let numbers: Vec<usize> = (first..first + count).collect();
    for some in numbers.chunks(AT_ONCE) {
        let mut calls = Vec::new();
        for number in some {
            let mut decisions = decisions.clone();
            let request = ask(dated(*number));
            calls.push(tokio::spawn(
                async move { decisions.evaluate(request).await },
            ));
        }
        let mut refused = false;
        for call in calls {
            match call.await.expect("a call") {
                Ok(answer) if !refused => answers.push(answer.into_inner()),
                // Its group was the first: it was recorded, and others of the chunk were not.
                Ok(_) => {}
                Err(status) => {
                    assert_eq!(status.code(), Code::Unavailable, "{status}");
                    refused = true;
                }
            }
        }
        if refused {
            break;
        }
    }
    answers
}

/// The same payment for the same number.
fn dated(number: usize) -> v1::PreAuthorization {
    v1::PreAuthorization {
        occurred_at: Some(tollgate_tests::payment::at(1_795_494_600)),
        ..payment(&format!("d-{number}"))
    }
}

/// Not ready, alive, and clear about it.
async fn says_so(host: &Host) {
    eventually("not to be ready", 30, async || {
        (get(&host.admin, "/ready").await.0 == 503).then_some(())
    })
    .await;
    assert_eq!(get(&host.admin, "/live").await.0, 200);
    let error = eventually("an error in its log", 30, async || {
        let log = host.log();
        let error = log
            .lines()
            .find(|line| line.contains("\"level\":\"ERROR\""));
        error.map(str::to_owned)
    })
    .await;
    assert!(error.contains("File too large"), "{error}");
}
