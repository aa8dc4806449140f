//! What an operator sees: reflection, health, figures, and an end in good order.

use std::os::unix::fs::PermissionsExt as _;

use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;
use tollgate_proto::v1::evaluate_stream_response::Result as Answer;
use tollgate_tests::payment::{ask, payment};
use tollgate_tests::wire::{get, try_get};
use tollgate_tests::{Setup, eventually};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1 as reflection;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

const SERVICES: [&str; 4] = [
    "tollgate.v1.DecisionService",
    "tollgate.v1.ListService",
    "tollgate.v1.PolicyService",
    "tollgate.v1.ProfileService",
];

#[tokio::test]
async fn any_client_can_find_the_services() {
    let host = Setup::bare().start().await;
    let mut client = ServerReflectionClient::new(host.channel().await);
    let asked = tokio_stream::once(reflection::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    });
    let answers = client
        .server_reflection_info(asked)
        .await
        .expect("reflection");
    let answer = answers
        .into_inner()
        .next()
        .await
        .expect("an answer")
        .expect("an answer");
    let Some(MessageResponse::ListServicesResponse(list)) = answer.message_response else {
        panic!("{answer:?}");
    };
    for service in SERVICES {
        assert!(
            list.service.iter().any(|known| known.name == service),
            "{list:?}"
        );
    }
}

#[tokio::test]
async fn health_is_serving() {
    let host = Setup::bare().start().await;
    let mut client = HealthClient::new(host.channel().await);
    for service in SERVICES.into_iter().chain([""]) {
        let service = service.to_owned();
        let answer = client
            .check(HealthCheckRequest { service })
            .await
            .expect("health");
        assert_eq!(answer.get_ref().status(), ServingStatus::Serving);
    }
}

#[tokio::test]
async fn the_admin_listener_tells_figures_and_health() {
    let host = Setup::bare().start().await;
    let mut decisions = host.decisions().await;
    decisions
        .evaluate(ask(payment("r-1")))
        .await
        .expect("decided");
    decisions
        .evaluate(ask(payment("")))
        .await
        .expect_err("refused");
    assert_eq!(get(&host.admin, "/live").await, (200, "live\n".into()));
    assert_eq!(get(&host.admin, "/ready").await, (200, "ready\n".into()));
    assert_eq!(get(&host.admin, "/").await.0, 404);
    let (status, text) = get(&host.admin, "/metrics").await;
    assert_eq!(status, 200);
    for line in [
        "tollgate_decisions_total{outcome=\"approve\"} 1",
        "tollgate_decisions_total{outcome=\"decline\"} 0",
        "tollgate_refusals_total{name=\"invalid_argument\"} 1",
        "tollgate_phase_seconds_count{phase=\"record\"} 1",
        "tollgate_policies 1",
        "# EOF",
    ] {
        assert!(text.lines().any(|told| told == line), "{line}: {text}");
    }
}

#[tokio::test]
async fn the_key_of_tokens_is_for_its_user_alone() {
    let host = Setup::bare().start().await;
    let key = std::fs::metadata(host.home().join("data/token.key")).expect("a key");
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
    assert_eq!(key.len(), 32);
}

/// SIGTERM with a stream open: the host says that it is draining, answers what the stream still
/// brings, takes no new connection, and ends with success once the stream does.
#[tokio::test]
async fn a_host_that_is_told_to_stop_ends_what_is_in_work() {
    let mut host = Setup::bare()
        .with("server", "drain_ms", 30_000)
        .start()
        .await;
    let (requests, stream) = mpsc::channel(1);
    let mut decisions = host.decisions().await;
    requests.send(ask(payment("before"))).await.expect("sent");
    let answers = decisions.evaluate_stream(ReceiverStream::new(stream)).await;
    let mut answers = answers.expect("a stream").into_inner();
    let mut answered = async |id: &str| {
        let answer = answers.next().await.expect("an answer").expect("an answer");
        assert_eq!(answer.request_id, id);
        assert!(
            matches!(answer.result, Some(Answer::Response(_))),
            "{answer:?}"
        );
    };
    answered("before").await;
    host.terminate();
    eventually("draining", 30, async || {
        let told = try_get(&host.admin, "/ready").await;
        assert!(told.is_some(), "the admin listener is there until the end");
        (told == Some((503, "draining\n".into()))).then_some(())
    })
    .await;
    assert_eq!(get(&host.admin, "/live").await.0, 200);
    requests.send(ask(payment("after"))).await.expect("sent");
    answered("after").await;
    drop(requests);
    assert!(host.ended().await.success(), "{}", host.log());
    let log = host.log();
    for message in ["draining", "stopped"] {
        assert!(log.contains(&format!("\"message\":\"{message}\"")), "{log}");
    }
    assert!(!log.contains("cut off"), "{log}");
}

/// What does not end in time is cut off, and the host still ends in good order.
#[tokio::test]
async fn a_client_that_stays_does_not_keep_a_host_alive() {
    let mut host = Setup::bare().with("server", "drain_ms", 100).start().await;
    let (requests, stream) = mpsc::channel(1);
    let mut decisions = host.decisions().await;
    requests.send(ask(payment("r-1"))).await.expect("sent");
    let answers = decisions.evaluate_stream(ReceiverStream::new(stream)).await;
    let mut answers = answers.expect("a stream").into_inner();
    answers.next().await.expect("an answer").expect("an answer");
    host.terminate();
    assert!(host.ended().await.success(), "{}", host.log());
    assert!(host.log().contains("requests in work were cut off"));
}
