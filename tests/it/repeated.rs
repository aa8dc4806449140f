//! Promise 7, once: the same request id with the same content gets the same answer, with other
//! content an error.

use tokio::task::JoinSet;
use tollgate_proto::v1;
use tollgate_tests::Setup;
use tollgate_tests::payment::{ask, card, cny, payment};
use tonic::Code;

#[tokio::test]
async fn the_same_request_gets_the_same_answer() {
    let host = Setup::bare().start().await;
    let mut decisions = host.decisions().await;
    let first = decisions
        .evaluate(ask(payment("r-1")))
        .await
        .expect("decided")
        .into_inner();
    assert!(!first.repeated_answer);
    let mut again = ask(payment("r-1"));
    again.pre_authorization.as_mut().unwrap().occurred_at = None;
    let status = decisions.evaluate(again).await.expect_err("other content");
    assert_eq!(status.code(), Code::AlreadyExists);

    let sent = payment("r-2");
    let first = decisions
        .evaluate(ask(sent.clone()))
        .await
        .expect("decided")
        .into_inner();
    let second = decisions
        .evaluate(ask(sent))
        .await
        .expect("decided")
        .into_inner();
    assert!(second.repeated_answer);
    let expected = v1::EvaluateResponse {
        repeated_answer: true,
        ..first
    };
    assert_eq!(second, expected);
}

#[tokio::test]
async fn other_content_under_the_same_id_is_refused() {
    let host = Setup::bare().start().await;
    let mut decisions = host.decisions().await;
    let sent = payment("r-1");
    decisions
        .evaluate(ask(sent.clone()))
        .await
        .expect("decided");
    let changes: &[fn(&mut v1::PreAuthorization)] = &[
        |other| other.amount = Some(cny(10_001)),
        |other| other.card = Some(card("4111111111111111".into())),
        |other| other.merchant_id = "m-2".into(),
        |other| other.trace_number = "1".into(),
    ];
    for change in changes {
        let mut other = sent.clone();
        change(&mut other);
        let status = decisions
            .evaluate(ask(other))
            .await
            .expect_err("other content");
        assert_eq!(status.code(), Code::AlreadyExists, "{status}");
    }
    let answer = decisions
        .evaluate(ask(sent))
        .await
        .expect("the first content");
    assert!(answer.get_ref().repeated_answer);
}

#[tokio::test]
async fn sixty_four_at_once_are_one_decision() {
    let host = Setup::bare().start().await;
    for round in 0..20 {
        let sent = payment(&format!("r-{round}"));
        let mut tasks = JoinSet::new();
        for _ in 0..8 {
            let decisions = host.decisions().await;
            for _ in 0..8 {
                let (mut decisions, sent) = (decisions.clone(), sent.clone());
                tasks.spawn(async move { decisions.evaluate(ask(sent)).await });
            }
        }
        let answers = tasks.join_all().await.into_iter();
        let answers: Vec<_> = answers
            .map(|answer| answer.expect("decided").into_inner())
            .collect();
        assert_eq!(answers.len(), 64);
        let id = &answers[0].decision_id;
        assert!(answers.iter().all(|answer| answer.decision_id == *id));
        let first = answers.iter().filter(|answer| !answer.repeated_answer);
        assert_eq!(first.count(), 1);
    }
}

#[tokio::test]
async fn a_dry_run_is_not_remembered() {
    let host = Setup::bare().start().await;
    let mut decisions = host.decisions().await;
    let sent = payment("r-1");
    for _ in 0..2 {
        let mut dry = ask(sent.clone());
        dry.dry_run = true;
        let answer = decisions.evaluate(dry).await.expect("decided").into_inner();
        assert!(!answer.repeated_answer);
        let asked = v1::GetDecisionRequest {
            key: Some(v1::get_decision_request::Key::RequestId("r-1".into())),
            ..Default::default()
        };
        let status = decisions
            .get_decision(asked)
            .await
            .expect_err("not remembered");
        assert_eq!(status.code(), Code::NotFound);
    }
    let answer = decisions
        .evaluate(ask(sent))
        .await
        .expect("decided")
        .into_inner();
    assert!(!answer.repeated_answer);
}
