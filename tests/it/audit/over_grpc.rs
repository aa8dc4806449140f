//! What an auditor is told by a running host.

use tollgate_proto::v1;
use tollgate_proto::v1::audit_service_client::AuditServiceClient;
use tonic::transport::Channel;

use super::Decided;

/// Asks for all that the command line tells.
pub(super) async fn agrees(decided: &Decided) {
    let admin = format!("http://{}", decided.host.admin);
    let channel = Channel::from_shared(admin)
        .unwrap()
        .connect()
        .await
        .unwrap();
    let mut audit = AuditServiceClient::new(channel);
    let status = audit.get_log_status(v1::GetLogStatusRequest {}).await;
    let status = status.unwrap().into_inner();
    assert!(status.sequence > decided.answers.len() as u64, "{status:?}");
    assert_eq!((&*status.durability, &*status.stopped), ("sync", ""));

    let asked = &decided.answers[7];
    let request = v1::ListDecisionsRequest {
        key: Some(v1::list_decisions_request::Key::DecisionId(
            asked.decision_id.clone(),
        )),
        audience: v1::Audience::Merchant.into(),
        ..Default::default()
    };
    let mut listed = audit.list_decisions(request).await.unwrap().into_inner();
    let logged = listed.message().await.unwrap().unwrap();
    assert_eq!(logged.answer.as_ref(), Some(asked));
    assert!(listed.message().await.unwrap().is_none());

    let mut verified = audit
        .verify_log(v1::VerifyLogRequest::default())
        .await
        .unwrap()
        .into_inner();
    let mut found = None;
    while let Some(step) = verified.message().await.unwrap() {
        if let Some(v1::verify_log_response::Step::Result(result)) = step.step {
            found = Some(result);
        }
    }
    let found = found.expect("a result");
    assert!(found.damage.is_none(), "{found:?}");
    assert!(found.records >= status.sequence);

    let mut replayed = audit
        .replay_decisions(v1::ReplayDecisionsRequest::default())
        .await
        .unwrap()
        .into_inner();
    let second = audit
        .verify_log(v1::VerifyLogRequest::default())
        .await
        .unwrap_err();
    assert_eq!(second.code(), tonic::Code::ResourceExhausted);
    let mut came = None;
    while let Some(step) = replayed.message().await.unwrap() {
        match step.step.unwrap() {
            v1::replay_decisions_response::Step::Progress(_) => {}
            v1::replay_decisions_response::Step::Divergence(differs) => panic!("{differs:?}"),
            v1::replay_decisions_response::Step::Result(result) => came = Some(result),
        }
    }
    let came = came.expect("a result");
    assert_eq!(came.same, decided.answers.len() as u64, "{came:?}");
    assert!(came.limits_not_counted.is_empty());

    let mut exported = audit
        .export_records(v1::ExportRecordsRequest::default())
        .await
        .unwrap()
        .into_inner();
    let first = exported.message().await.unwrap().unwrap();
    assert_eq!(first.position.unwrap().sequence, 1);
}
