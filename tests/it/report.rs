//! Why payments failed, from the log of a running host: on a terminal, as JSON, and as a page.

use std::fs;
use std::process::{Command, Stdio};

use tollgate_proto::v1::report_outcome_request::Result as Told;
use tollgate_proto::v1::{self, Outcome};
use tollgate_tests::payment::{MERCHANT, ask, caps, cny, merchant, payment};
use tollgate_tests::{Host, Setup, built};

/// A name that would be markup.
const MARKUP: &str = "<script>alert(1)</script>";
const REFUSED: usize = 3;
const LATE: usize = 2;
const ABOVE_CAP: usize = 4;
const LISTED: usize = 2;
const WELL: usize = 9;

/// What `tollgate report` said: its exit code, and both of its outputs.
fn report(data: &str, words: &[&str]) -> (i32, String, String) {
    let output = Command::new(built::program())
        .args(["report", "--data", data])
        .args(words)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

#[track_caller]
fn told(data: &str, words: &[&str], expected: &[&str]) -> String {
    let (code, out, error) = report(data, words);
    assert_eq!(code, 0, "{words:?}: {error}");
    for told in expected {
        assert!(out.contains(told), "no `{told}` in {out}");
    }
    out
}

/// A host that has decided, and the card numbers that it saw.
struct Decided {
    host: Host,
    pans: Vec<String>,
}

impl Decided {
    async fn new() -> Self {
        let setup = Setup::bare();
        for name in ["channel-limits", "merchant-credit"] {
            let policy = format!("policies/{name}");
            let settings = built::settings(&policy);
            setup.policies.put(name, &built::module(&policy), &settings);
        }
        let host = setup.start().await;
        let mut known = merchant(MERCHANT);
        known.limit_overrides = caps([("merchant-day", 300_000)]);
        host.put_merchant(known).await;
        let mut other = merchant("m-2");
        other.name = MARKUP.into();
        other.listed_as_risky = true;
        host.put_merchant(other).await;
        Self {
            host,
            pans: Vec::new(),
        }
    }

    /// Decides so many payments alike, and reports what became of them.
    async fn decide(
        &mut self,
        count: usize,
        name: &str,
        expected: Outcome,
        fate: Option<(Told, &str)>,
        change: fn(&mut v1::PreAuthorization),
    ) {
        let mut decisions = self.host.decisions().await;
        for at in 0..count {
            let mut payment = payment(&format!("{name}-{at}"));
            change(&mut payment);
            if let Some(v1::card::Number::Pan(pan)) = &payment.card.as_ref().unwrap().number {
                self.pans.push(pan.clone());
            }
            let answer = decisions.evaluate(ask(payment)).await.unwrap().into_inner();
            assert_eq!(answer.outcome(), expected, "{name}: {:?}", answer.reasons);
            if let Some((result, code)) = fate {
                let report = v1::ReportOutcomeRequest {
                    decision_id: answer.decision_id,
                    result: result.into(),
                    issuer_response_code: code.into(),
                    ..Default::default()
                };
                decisions.report_outcome(report).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn a_report_says_why_payments_failed_and_what_to_do() {
    let mut decided = Decided::new().await;
    let well = Some((Told::Authorized, "00"));
    let refused = Some((Told::DeclinedByIssuer, "41"));
    let late = Some((Told::TimedOut, ""));
    let plain = |_: &mut v1::PreAuthorization| {};
    decided
        .decide(WELL, "well", Outcome::Approve, well, plain)
        .await;
    decided
        .decide(REFUSED, "refused", Outcome::Approve, refused, plain)
        .await;
    decided
        .decide(LATE, "late", Outcome::Approve, late, plain)
        .await;
    let above = |payment: &mut v1::PreAuthorization| payment.amount = Some(cny(400_000));
    decided
        .decide(ABOVE_CAP, "above", Outcome::Decline, None, above)
        .await;
    let listed = |payment: &mut v1::PreAuthorization| payment.merchant_id = "m-2".into();
    decided
        .decide(LISTED, "listed", Outcome::Decline, None, listed)
        .await;
    let data = decided.host.home().join("data");
    let data = data.to_str().unwrap();
    counts(data);
    let mut pages = vec![reads_as_text(data), reads_as_a_page(data)];
    pages.push(a_merchant_reads_its_own(data));
    nothing_fits(data);
    what_cannot_be_done_is_refused(data);
    for page in pages {
        let leaked = decided.pans.iter().find(|pan| page.contains(pan.as_str()));
        assert!(leaked.is_none(), "{leaked:?}");
    }
}

fn json(data: &str, words: &[&str]) -> serde_json::Value {
    let out = told(data, &[&["--format", "json"], words].concat(), &[]);
    serde_json::from_str(&out).unwrap()
}

fn counts(data: &str) {
    let report = json(data, &[]);
    let payments = &report["payments"];
    let all = WELL + REFUSED + LATE + ABOVE_CAP + LISTED;
    for (name, expected) in [
        ("payments", all),
        ("authorized", WELL),
        ("declined", ABOVE_CAP + LISTED),
        ("declined_by_issuer", REFUSED),
        ("timed_out", LATE),
        ("failed", all - WELL),
    ] {
        assert_eq!(payments[name], expected, "{name}");
    }
    let causes = report["causes"].as_array().unwrap();
    let led = |code: &str| {
        let cause = causes.iter().find(|cause| cause["code"] == code);
        cause.unwrap_or_else(|| panic!("no {code} in {causes:?}"))["payments"].clone()
    };
    assert_eq!(led("limit.merchant.daily_amount"), ABOVE_CAP);
    assert_eq!(led("merchant.blacklisted"), LISTED);
    assert_eq!(led("41"), REFUSED);
    assert_eq!(report["zone"], "Asia/Shanghai");
    let of_days = report["days"].as_array().unwrap().iter();
    let sum: u64 = of_days.map(|day| day["payments"].as_u64().unwrap()).sum();
    assert_eq!(sum, all as u64);
}

fn reads_as_text(data: &str) -> String {
    told(
        data,
        &["--locale", "zh"],
        &[
            "支付失败原因报告",
            "limit.merchant.daily_amount",
            "处理建议",
        ],
    );
    told(
        data,
        &[],
        &[
            "Why payments failed",
            "limit.merchant.daily_amount",
            "The card was reported lost.",
            "What to do",
        ],
    )
}

fn reads_as_a_page(data: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("report.html");
    let words = ["--format", "html", "--output", file.to_str().unwrap()];
    assert_eq!(told(data, &words, &[]), "");
    let page = fs::read_to_string(file).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"));
    page
}

/// A merchant sees neither other merchants nor what is for operators.
fn a_merchant_reads_its_own(data: &str) -> String {
    let own = ["--merchant", MERCHANT, "--audience", "merchant"];
    let page = told(data, &own, &["limit.merchant.daily_amount", "DE39 57"]);
    for secret in ["DE39 41", "lost", "blacklisted", "script", "Operator"] {
        assert!(!page.contains(secret), "{secret}: {page}");
    }
    let listed = ["--merchant", "m-2", "--audience", "merchant"];
    let masked = told(data, &listed, &["engine.withheld"]);
    assert!(!masked.contains("blacklisted"), "{masked}");
    page + &masked
}

fn nothing_fits(data: &str) {
    for words in [
        ["--merchant", "m-none"],
        ["--channel", "atm"],
        ["--until", "2020-01-01"],
        ["--issuer", "nobody"],
    ] {
        told(data, &words, &["No payment fits"]);
        assert_eq!(json(data, &words)["payments"]["payments"], 0);
    }
}

fn what_cannot_be_done_is_refused(data: &str) {
    for (words, told) in [
        (["--audience", "merchant"], "--merchant ID"),
        (["--since", "yesterday"], "--since must be a time"),
        (["--zone", "Mars"], "time zone"),
        (["--output", "/nowhere/at/all"], "cannot write"),
    ] {
        let (code, _, error) = report(data, &words);
        assert_ne!(code, 0, "{words:?}");
        assert!(error.contains(told), "no `{told}` in {error}");
    }
}
