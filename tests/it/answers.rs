//! Promise 11, explained: texts in the asked language, response codes of the merchant's profile,
//! and secrets that only an operator sees.

use tollgate_proto::v1::{self, Audience, Outcome};
use tollgate_tests::directory::SHIPPED;
use tollgate_tests::payment::{MERCHANT, ask, merchant, payment};
use tollgate_tests::{Host, Setup};

/// A supermarket, one whose terminals speak UnionPay, and the same two on a risk list.
async fn host() -> Host {
    let host = Setup::shipped().start().await;
    for (id, profile, listed) in [
        (MERCHANT, "", false),
        ("up", "unionpay", false),
        ("listed", "iso8583", true),
        ("up-listed", "unionpay", true),
    ] {
        let mut merchant = merchant(id);
        merchant.response_code_profile = profile.into();
        merchant.listed_as_risky = listed;
        host.put_merchant(merchant).await;
    }
    host
}

/// A payment with a card whose date is no date, which `card-validity` finds, at this merchant.
fn undated(id: &str, merchant: &str) -> v1::PreAuthorization {
    let mut payment = payment(id);
    payment.merchant_id = merchant.into();
    payment.card.as_mut().unwrap().expiry_yymm = "3513".into();
    payment
}

/// A payment whose chip could not be read.
fn unread(id: &str, merchant: &str) -> v1::PreAuthorization {
    let mut payment = payment(id);
    payment.merchant_id = merchant.into();
    payment.terminal = Some(v1::TerminalReport {
        chip_read_failed: true,
        chip_capable: true,
        ..Default::default()
    });
    payment
}

async fn decide(
    host: &Host,
    payment: v1::PreAuthorization,
    locale: &str,
    audience: Audience,
) -> v1::EvaluateResponse {
    let mut request = ask(payment);
    request.locale = locale.into();
    request.audience = audience.into();
    let answer = host.decisions().await.evaluate(request).await;
    answer.expect("decided").into_inner()
}

async fn ask_again(
    host: &Host,
    id: &str,
    locale: &str,
    audience: Audience,
) -> v1::EvaluateResponse {
    let request = v1::GetDecisionRequest {
        key: Some(v1::get_decision_request::Key::RequestId(id.into())),
        locale: locale.into(),
        audience: audience.into(),
    };
    let answer = host.decisions().await.get_decision(request).await;
    answer
        .expect("remembered")
        .into_inner()
        .decision
        .expect("the decision")
}

fn codes(answer: &v1::EvaluateResponse) -> Vec<&str> {
    answer.reasons.iter().map(|reason| &*reason.code).collect()
}

#[tokio::test]
async fn answers_are_in_the_asked_language_for_the_asked_reader() {
    let host = host().await;
    a_plain_payment_is_approved_without_a_word(&host).await;
    a_decline_is_told_in_both_languages(&host).await;
    response_codes_are_those_of_the_merchants_profile(&host).await;
    what_only_an_operator_may_know_is_masked(&host).await;
}

async fn a_plain_payment_is_approved_without_a_word(host: &Host) {
    let answer = decide(host, payment("plain"), "", Audience::Operator).await;
    assert_eq!(answer.outcome(), Outcome::Approve, "{answer:?}");
    assert_eq!(codes(&answer), [""; 0]);
    assert_eq!(answer.response_code, "00");
    assert_eq!(answer.policy_runs.len(), SHIPPED.len());
    let enforced = |run: &v1::PolicyRun| run.mode() == v1::policy_run::Mode::Enforce;
    assert!(answer.policy_runs.iter().all(enforced));
    assert_eq!(answer.policy_revision, host.policy_set().await.revision);
}

async fn a_decline_is_told_in_both_languages(host: &Host) {
    let texts = [
        (
            "",
            "The expiry date that was sent is not a year and a month.",
            "Enter the expiry date exactly as the card shows it.",
        ),
        (
            "en-GB",
            "The expiry date that was sent is not a year and a month.",
            "Enter the expiry date exactly as the card shows it.",
        ),
        (
            "zh",
            "上送的有效期不是有效的年月。",
            "请严格按卡面所示录入有效期。",
        ),
        (
            "zh-CN",
            "上送的有效期不是有效的年月。",
            "请严格按卡面所示录入有效期。",
        ),
        (
            "fr",
            "The expiry date that was sent is not a year and a month.",
            "Enter the expiry date exactly as the card shows it.",
        ),
    ];
    for (number, (locale, message, remedy)) in texts.into_iter().enumerate() {
        let id = format!("undated-{number}");
        let told = decide(host, undated(&id, MERCHANT), locale, Audience::Merchant).await;
        let again = ask_again(host, &id, locale, Audience::Merchant).await;
        for answer in [told, again] {
            assert_eq!(answer.outcome(), Outcome::Decline);
            let reason = &answer.reasons[0];
            assert_eq!(reason.code, "card.expiry.malformed");
            assert_eq!(reason.message, message, "{locale}");
            let for_merchant = reason
                .remedies
                .iter()
                .find(|told| told.audience() == Audience::Merchant);
            assert_eq!(
                for_merchant.map(|told| &*told.text),
                Some(remedy),
                "{locale}"
            );
            assert_eq!(answer.response_code, "30");
            assert_eq!(
                answer.retry.unwrap().kind(),
                v1::retry_advice::Kind::AfterFix
            );
        }
    }
}

async fn response_codes_are_those_of_the_merchants_profile(host: &Host) {
    for (merchant, code) in [(MERCHANT, "19"), ("up", "30")] {
        let payment = unread(&format!("unread-{merchant}"), merchant);
        let answer = decide(host, payment, "", Audience::Merchant).await;
        assert_eq!(codes(&answer)[0], "entry.chip_read_failed", "{answer:?}");
        assert_eq!(answer.response_code, code, "{merchant}");
    }
}

async fn what_only_an_operator_may_know_is_masked(host: &Host) {
    for (merchant, masked) in [("listed", "05"), ("up-listed", "57")] {
        let mut payment = payment(&format!("at-{merchant}"));
        payment.merchant_id = merchant.into();
        let id = payment.request_id.clone();
        let of_merchant = decide(host, payment, "", Audience::Unspecified).await;
        for answer in [
            of_merchant,
            ask_again(host, &id, "zh", Audience::Cardholder).await,
        ] {
            assert_eq!(answer.outcome(), Outcome::Decline);
            assert_eq!(codes(&answer), ["engine.withheld"]);
            assert_eq!(answer.response_code, masked);
            assert!(
                answer
                    .policy_runs
                    .iter()
                    .all(|run| run.outcome() == Outcome::Unspecified)
            );
            let all = format!("{answer:?}");
            for secret in ["blacklisted", "risk list", "风险名单"] {
                assert!(!all.contains(secret), "{all}");
            }
        }
        let shown = ask_again(host, &id, "en", Audience::Operator).await;
        let reason = &shown.reasons[0];
        assert_eq!(
            (&*reason.code, reason.operator_only),
            ("merchant.blacklisted", true)
        );
        assert_eq!(
            (&*reason.policy, &*shown.response_code),
            ("merchant-credit", "03")
        );
        assert_eq!(
            reason.message,
            "The merchant Jing'an Foods is on a risk list: industry."
        );
        let run = shown
            .policy_runs
            .iter()
            .find(|run| run.policy == "merchant-credit");
        assert_eq!(run.expect("its run").outcome(), Outcome::Decline);
    }
}
