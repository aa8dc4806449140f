//! What came before a payment is known to it, in the life of a host and after a restart: the same
//! payment again, and the original that one completes.

use tollgate_proto::v1;
use tollgate_proto::v1::report_outcome_request::Result as Told;
use tollgate_tests::payment::{MERCHANT, ask, at, cny, merchant, payment};
use tollgate_tests::{Host, Setup, built};

use crate::limits::NOON;

const DAY_S: i64 = 86_400;

fn setup() -> Setup {
    let setup = Setup::bare()
        .with("clock", "source", "\"request\"")
        .with("evaluator", "hold_ms", 60_000)
        .with("evaluator", "remember_ms", 60_000)
        .with("evaluator", "recent_max", 0);
    setup.policies.put(
        "transaction-integrity",
        &built::module("policies/transaction-integrity"),
        &built::settings("policies/transaction-integrity"),
    );
    setup
}

/// The same payment of the same card, under an id of its own.
fn same(request_id: &str, seconds: i64) -> v1::PreAuthorization {
    v1::PreAuthorization {
        request_id: request_id.into(),
        occurred_at: Some(at(seconds)),
        trace_number: format!("{:06}", seconds % 1_000_000),
        ..payment("the card")
    }
}

fn completion(request_id: &str, original: &str, amount: i64, seconds: i64) -> v1::PreAuthorization {
    v1::PreAuthorization {
        r#type: v1::TransactionType::Completion.into(),
        original_request_id: original.into(),
        amount: Some(cny(amount)),
        ..same(request_id, seconds)
    }
}

async fn decide(host: &Host, payment: v1::PreAuthorization) -> v1::EvaluateResponse {
    let mut decisions = host.decisions().await;
    let answer = decisions.evaluate(ask(payment)).await;
    answer.expect("decided").into_inner()
}

async fn report(host: &Host, decision_id: String, result: Told, amount: Option<i64>) {
    let request = v1::ReportOutcomeRequest {
        decision_id,
        result: result.into(),
        amount: amount.map(cny),
        ..Default::default()
    };
    let mut decisions = host.decisions().await;
    decisions.report_outcome(request).await.expect("reported");
}

fn has(answer: &v1::EvaluateResponse, code: &str) -> bool {
    answer.reasons.iter().any(|reason| reason.code == code)
}

#[tokio::test]
async fn the_same_payment_again_is_a_duplicate_also_after_a_restart() {
    let duplicate = |answer: &v1::EvaluateResponse| has(answer, "integrity.duplicate");
    let host = setup().start().await;
    host.put_merchant(merchant(MERCHANT)).await;
    let first = decide(&host, same("r-1", NOON)).await;
    assert_eq!(first.outcome(), v1::Outcome::Approve, "{first:?}");
    assert!(duplicate(&decide(&host, same("r-2", NOON + 5)).await));
    let host = host.kill().start().await;
    assert!(duplicate(&decide(&host, same("r-3", NOON + 10)).await));
    report(&host, first.decision_id, Told::Voided, None).await;
    let host = host.kill().start().await;
    assert!(!duplicate(&decide(&host, same("r-4", NOON + 15)).await));
}

#[tokio::test]
async fn an_original_is_found_in_memory_and_long_after_in_the_log() {
    let found = |answer: &v1::EvaluateResponse| !has(answer, "integrity.original.not_found");
    let above =
        |answer: &v1::EvaluateResponse| has(answer, "integrity.amount.capture_exceeds_auth");
    let host = setup().start().await;
    host.put_merchant(merchant(MERCHANT)).await;
    let authorization = v1::PreAuthorization {
        r#type: v1::TransactionType::PreAuthorization.into(),
        ..same("r-1", NOON)
    };
    let authorized = decide(&host, authorization).await;
    assert_eq!(authorized.outcome(), v1::Outcome::Approve, "{authorized:?}");
    // Of 100 yuan the issuer authorized 60; 115 of 100 may be completed.
    let at_once = decide(&host, completion("c-1", "r-1", 11_600, NOON + 1)).await;
    assert!(found(&at_once) && above(&at_once), "{at_once:?}");
    report(&host, authorized.decision_id, Told::Authorized, Some(6_000)).await;
    for (id, amount, expected) in [("c-2", 6_901, true), ("c-3", 6_900, false)] {
        let mut asked = ask(completion(id, "r-1", amount, NOON + 2));
        asked.dry_run = true;
        let answer = host.decisions().await.evaluate(asked).await;
        assert_eq!(above(&answer.expect("decided").into_inner()), expected);
    }
    let unknown = decide(&host, completion("c-4", "r-9", 100, NOON + 3)).await;
    assert!(!found(&unknown), "{unknown:?}");
    let elsewhere = v1::PreAuthorization {
        merchant_id: "m-2".into(),
        ..completion("c-5", "r-1", 100, NOON + 4)
    };
    assert!(!found(&decide(&host, elsewhere).await));

    // Two days on, nothing of it is in memory any more.
    for (number, seconds) in (0..4).zip(NOON + 2 * DAY_S..) {
        decide(&host, payment_at(&format!("p-{number}"), seconds)).await;
    }
    let host = host.kill().start().await;
    let late = NOON + 2 * DAY_S + 60;
    let more = decide(&host, completion("c-6", "r-1", 6_901, late)).await;
    assert!(found(&more) && above(&more), "{more:?}");
    let as_much = decide(&host, completion("c-7", "r-1", 6_900, late)).await;
    assert!(found(&as_much) && !above(&as_much), "{as_much:?}");
}

fn payment_at(request_id: &str, seconds: i64) -> v1::PreAuthorization {
    v1::PreAuthorization {
        occurred_at: Some(at(seconds)),
        ..payment(request_id)
    }
}
