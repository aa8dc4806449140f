//! Promise 5, never over: a merchant's cap, told to the unit, in the merchant's own day.

use tollgate_proto::v1;
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;
use tollgate_proto::v1::retry_advice::Kind;
use tollgate_tests::payment::{MERCHANT, ask, at, caps, cny, merchant, payment};
use tollgate_tests::{Host, Setup, built};
use tonic::transport::Channel;

/// 2026-11-24 12:30 in Shanghai.
pub(crate) const NOON: i64 = 1_795_494_600;
/// The end of that day there.
const MIDNIGHT: i64 = 1_795_536_000;
/// What the merchant may take in a day: 1,000 yuan, and not the default.
pub(crate) const CAP: u64 = 100_000;

/// A host that limits the day of [`MERCHANT`], on the payments' own clock.
pub(crate) async fn host() -> Host {
    let setup = Setup::bare().with("clock", "source", "\"request\"");
    let module = built::module("policies/channel-limits");
    setup.policies.put(
        "channel-limits",
        &module,
        &built::settings("policies/channel-limits"),
    );
    let host = setup.start().await;
    let mut limited = merchant(MERCHANT);
    limited.limit_overrides = caps([("merchant-day", CAP)]);
    host.put_merchant(limited).await;
    host
}

/// Pays `amount` fen at `seconds` since 1970.
pub(crate) async fn pay(
    decisions: &mut DecisionServiceClient<Channel>,
    id: &str,
    amount: i64,
    seconds: i64,
) -> v1::EvaluateResponse {
    let answer = decisions.evaluate(ask(dated(id, amount, seconds))).await;
    answer
        .unwrap_or_else(|status| panic!("{id}: {status}"))
        .into_inner()
}

fn dated(id: &str, amount: i64, seconds: i64) -> v1::PreAuthorization {
    let mut payment = payment(id);
    payment.amount = Some(cny(amount));
    payment.occurred_at = Some(at(seconds));
    payment
}

/// The largest amount that would pass at `seconds`, as a dry run of one fen too much tells it.
pub(crate) async fn room(
    decisions: &mut DecisionServiceClient<Channel>,
    id: &str,
    seconds: i64,
) -> u64 {
    let mut request = ask(dated(id, i64::try_from(CAP).unwrap() + 1, seconds));
    request.dry_run = true;
    let answer = decisions
        .evaluate(request)
        .await
        .expect("decided")
        .into_inner();
    limit_of(&answer).limit.as_ref().expect("a limit").remaining
}

/// The one reason that stops a payment: the merchant's day.
fn limit_of(answer: &v1::EvaluateResponse) -> &v1::Reason {
    assert_eq!(answer.outcome(), v1::Outcome::Decline, "{answer:?}");
    let stops = |reason: &&v1::Reason| reason.effect() == v1::Effect::Reject;
    let reasons: Vec<_> = answer.reasons.iter().filter(stops).collect();
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert_eq!(reasons[0].code, "limit.merchant.daily_amount");
    reasons[0]
}

fn held(answer: &v1::EvaluateResponse, counter: &str) -> Option<(u64, Option<i64>)> {
    let hold = answer.holds.iter().find(|hold| hold.counter == counter)?;
    Some((hold.amount, hold.expires_at.map(|at| at.seconds)))
}

#[tokio::test]
async fn a_decline_tells_used_cap_remaining_and_when_it_resets() {
    let host = host().await;
    let mut decisions = host.decisions().await;
    let first = pay(&mut decisions, "r-1", 60_000, NOON).await;
    assert_eq!(first.outcome(), v1::Outcome::Approve);
    assert_eq!(
        held(&first, "merchant-day"),
        Some((60_000, Some(NOON + 600)))
    );

    let second = pay(&mut decisions, "r-2", 40_001, NOON + 1).await;
    let reason = limit_of(&second);
    let limit = v1::LimitUsage {
        counter: "merchant-day".into(),
        used: 60_000,
        cap: CAP,
        remaining: 40_000,
        resets_at: Some(at(MIDNIGHT)),
    };
    assert_eq!(reason.limit, Some(limit));
    assert_eq!(reason.policy, "channel-limits");
    let retry = second.retry.expect("advice");
    assert_eq!(
        (retry.kind(), retry.not_before),
        (Kind::Wait, Some(at(MIDNIGHT)))
    );
    assert_eq!(second.response_code, "61");
    assert!(second.holds.is_empty());

    let third = pay(&mut decisions, "r-3", 40_000, NOON + 2).await;
    assert_eq!(
        third.outcome(),
        v1::Outcome::Approve,
        "the last of it, to the unit"
    );
    limit_of(&pay(&mut decisions, "r-4", 1, NOON + 3).await);
    let tomorrow = pay(&mut decisions, "r-5", 100_000, MIDNIGHT).await;
    assert_eq!(tomorrow.outcome(), v1::Outcome::Approve, "a day of its own");
}

/// New York, 2026-11-01: a day of 25 hours.
#[tokio::test]
async fn a_day_is_the_merchants_own_with_daylight_saving() {
    const HALF_PAST_MIDNIGHT: i64 = 1_793_507_400;
    const HALF_PAST_ELEVEN: i64 = 1_793_593_800;
    const NEXT_DAY: i64 = 1_793_595_600;
    let host = host().await;
    let mut there = merchant("ny");
    there.time_zone = "America/New_York".into();
    there.limit_overrides = caps([("merchant-day", CAP)]);
    host.put_merchant(there).await;
    let mut decisions = host.decisions().await;
    let mut pay = async |id: &str, amount, seconds| {
        let mut payment = dated(id, amount, seconds);
        payment.merchant_id = "ny".into();
        decisions
            .evaluate(ask(payment))
            .await
            .expect("decided")
            .into_inner()
    };
    let early = pay("r-1", 100_000, HALF_PAST_MIDNIGHT).await;
    assert_eq!(early.outcome(), v1::Outcome::Approve);
    report_all(&host, &early).await;
    let late = pay("r-2", 1, HALF_PAST_ELEVEN).await;
    let limit = limit_of(&late).limit.clone().expect("a limit");
    assert_eq!((limit.used, limit.resets_at), (CAP, Some(at(NEXT_DAY))));
    assert_eq!(
        pay("r-3", 1, NEXT_DAY).await.outcome(),
        v1::Outcome::Approve
    );
}

/// Without it the hold would have expired by the evening.
async fn report_all(host: &Host, answer: &v1::EvaluateResponse) {
    let report = v1::ReportOutcomeRequest {
        decision_id: answer.decision_id.clone(),
        result: v1::report_outcome_request::Result::Authorized.into(),
        ..Default::default()
    };
    host.decisions()
        .await
        .report_outcome(report)
        .await
        .expect("reported");
}

#[tokio::test]
async fn a_dry_run_holds_nothing() {
    let host = host().await;
    let mut decisions = host.decisions().await;
    for number in 0..5 {
        let mut request = ask(dated(&format!("dry-{number}"), 100_000, NOON));
        request.dry_run = true;
        let answer = decisions
            .evaluate(request)
            .await
            .expect("decided")
            .into_inner();
        assert_eq!(answer.outcome(), v1::Outcome::Approve);
        assert!(answer.holds.is_empty(), "{answer:?}");
    }
    let answer = pay(&mut decisions, "r-1", 100_000, NOON).await;
    assert_eq!(answer.outcome(), v1::Outcome::Approve);
}

/// Raised or lowered, a merchant's own cap holds for the next request.
#[tokio::test]
async fn a_changed_cap_holds_at_once() {
    let host = host().await;
    let mut decisions = host.decisions().await;
    pay(&mut decisions, "r-1", 60_000, NOON).await;
    for (number, (cap, used_up)) in [(59_999, true), (60_001, false), (60_001, true)]
        .into_iter()
        .enumerate()
    {
        let mut limited = merchant(MERCHANT);
        limited.limit_overrides = caps([("merchant-day", cap)]);
        host.put_merchant(limited).await;
        let answer = pay(&mut decisions, &format!("s-{number}"), 1, NOON).await;
        let declined = answer.outcome() == v1::Outcome::Decline;
        assert_eq!(declined, used_up, "{cap}: {answer:?}");
    }
}

#[tokio::test]
async fn a_race_for_the_last_of_a_limit_never_goes_over() {
    let host = host().await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..64 {
        let mut decisions = host.decisions().await;
        tasks.spawn(async move { pay(&mut decisions, &format!("r-{number}"), 3_000, NOON).await });
    }
    let answers = tasks.join_all().await;
    let approved = answers
        .iter()
        .filter(|answer| answer.outcome() == v1::Outcome::Approve);
    assert_eq!(
        approved.count(),
        33,
        "33 times 30 yuan are 990, and 34 times are 1,020"
    );
}
