//! What becomes of a payment settles what it holds: all of it, a part, or nothing.

use tollgate_proto::v1;
use tollgate_proto::v1::report_outcome_request::Result as Told;
use tollgate_tests::eventually;
use tollgate_tests::payment::cny;
use tonic::Code;

use crate::limits::{CAP, NOON, host, pay, room};

/// What is reported of a payment of 600 yuan, step by step: the report, its amount, how it is
/// answered, and the room under the merchant's cap of 1,000 yuan after it.
type Step = (Told, Option<i64>, Code, u64);

const KEPT: u64 = 40_000;

#[rustfmt::skip]
const STORIES: &[(&str, &[Step])] = &[
    ("authorized in full, twice", &[
        (Told::Authorized, None, Code::Ok, KEPT),
        (Told::Authorized, None, Code::Ok, KEPT),
        (Told::Authorized, Some(60_000), Code::Ok, KEPT),
    ]),
    ("authorized for less gives the rest back", &[
        (Told::Authorized, Some(10_000), Code::Ok, 90_000),
        (Told::Authorized, Some(10_000), Code::Ok, 90_000),
        (Told::Authorized, Some(20_000), Code::FailedPrecondition, 90_000),
        (Told::Authorized, None, Code::FailedPrecondition, 90_000),
    ]),
    ("authorized for more than was held is refused", &[
        (Told::Authorized, Some(60_001), Code::InvalidArgument, KEPT),
        (Told::Authorized, Some(60_000), Code::Ok, KEPT),
    ]),
    ("declined by the issuer, twice, and never authorized after that", &[
        (Told::DeclinedByIssuer, None, Code::Ok, CAP),
        (Told::DeclinedByIssuer, None, Code::Ok, CAP),
        (Told::Authorized, None, Code::FailedPrecondition, CAP),
        (Told::TimedOut, None, Code::FailedPrecondition, CAP),
        (Told::Voided, None, Code::FailedPrecondition, CAP),
    ]),
    ("timed out", &[
        (Told::TimedOut, None, Code::Ok, CAP),
        (Told::Abandoned, None, Code::FailedPrecondition, CAP),
    ]),
    ("abandoned", &[
        (Told::Abandoned, None, Code::Ok, CAP),
        (Told::Abandoned, None, Code::Ok, CAP),
    ]),
    ("voided gives back what was authorized", &[
        (Told::Authorized, Some(50_000), Code::Ok, 50_000),
        (Told::DeclinedByIssuer, None, Code::FailedPrecondition, 50_000),
        (Told::Voided, None, Code::Ok, CAP),
        (Told::Voided, None, Code::Ok, CAP),
        // Delivered again, late: no news.
        (Told::Authorized, Some(50_000), Code::Ok, CAP),
    ]),
    ("voided without a word before", &[
        (Told::Voided, None, Code::Ok, CAP),
        (Told::Authorized, None, Code::FailedPrecondition, CAP),
    ]),
];

fn report(decision_id: &str, result: Told, amount: Option<i64>) -> v1::ReportOutcomeRequest {
    v1::ReportOutcomeRequest {
        decision_id: decision_id.into(),
        result: result.into(),
        amount: amount.map(cny),
        ..Default::default()
    }
}

/// Every story on a day of its own.
#[tokio::test]
async fn outcomes_give_room_back_as_they_should() {
    let host = host().await;
    let mut decisions = host.decisions().await;
    for (day, (name, steps)) in STORIES.iter().enumerate() {
        let noon = NOON + 86_400 * i64::try_from(day).unwrap();
        let paid = pay(&mut decisions, &format!("r-{day}"), 60_000, noon).await;
        assert_eq!(paid.outcome(), v1::Outcome::Approve, "{name}");
        for (number, (result, amount, code, after)) in steps.iter().enumerate() {
            let request = report(&paid.decision_id, *result, *amount);
            let told = decisions.report_outcome(request).await;
            let told = told.map_or_else(|status| status.code(), |_| Code::Ok);
            assert_eq!(told, *code, "{name}, step {number}");
            let left = room(&mut decisions, &format!("room-{day}-{number}"), noon).await;
            assert_eq!(left, *after, "{name}, step {number}");
        }
    }
}

#[tokio::test]
async fn the_answer_to_a_report_tells_what_is_still_held() {
    let host = host().await;
    let mut decisions = host.decisions().await;
    let paid = pay(&mut decisions, "r-1", 60_000, NOON).await;
    let mut of_day = async |result, amount| {
        let request = report(&paid.decision_id, result, amount);
        let holds = decisions
            .report_outcome(request)
            .await
            .expect("reported")
            .into_inner()
            .holds;
        let hold = holds
            .into_iter()
            .find(|hold| hold.counter == "merchant-day");
        hold.map(|hold| (hold.amount, hold.expires_at))
    };
    assert_eq!(
        of_day(Told::Authorized, Some(10_000)).await,
        Some((10_000, None))
    );
    assert_eq!(of_day(Told::Voided, None).await, None);
}

#[tokio::test]
async fn there_is_nothing_to_settle_of_a_decline_or_of_nothing() {
    let host = host().await;
    let mut decisions = host.decisions().await;
    let declined = pay(&mut decisions, "r-1", 100_001, NOON).await;
    let mut code = async |id: &str| {
        let status = decisions
            .report_outcome(report(id, Told::Authorized, None))
            .await;
        status.expect_err("refused").code()
    };
    assert_eq!(code(&declined.decision_id).await, Code::FailedPrecondition);
    assert_eq!(code(&"0".repeat(26)).await, Code::NotFound);
}

/// With the payments' own clock it is the next payment that lets the time pass.
#[tokio::test]
async fn a_hold_without_an_outcome_expires() {
    let host = host().await;
    let mut decisions = host.decisions().await;
    let first = pay(&mut decisions, "r-1", 100_000, NOON).await;
    let just_before = pay(&mut decisions, "r-2", 1, NOON + 599).await;
    assert_eq!(just_before.outcome(), v1::Outcome::Decline);
    assert_eq!(room(&mut decisions, "before", NOON + 599).await, 0);
    pay(&mut decisions, "r-3", 1, NOON + 601).await;
    eventually("the hold to expire", 30, async || {
        let left = room(&mut host.decisions().await, "after", NOON + 601).await;
        (left >= CAP - 1).then_some(())
    })
    .await;
    let asked = v1::GetDecisionRequest {
        key: Some(v1::get_decision_request::Key::DecisionId(
            first.decision_id.clone(),
        )),
        ..Default::default()
    };
    let standing = decisions
        .get_decision(asked)
        .await
        .expect("remembered")
        .into_inner();
    assert!(standing.expired);
    assert_eq!(standing.outcome(), Told::Unspecified);
    assert!(standing.decision.expect("the decision").holds.is_empty());
    // A late report is taken: the money has moved.
    let late = report(&first.decision_id, Told::Authorized, None);
    decisions.report_outcome(late).await.expect("reported");
    assert_eq!(room(&mut decisions, "late", NOON + 601).await, 0);
}
