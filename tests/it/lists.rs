//! The operator's lists: whoever is put on one is seen by the next payment, until the moment it
//! ends, also after a restart, and no card number is kept or said.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tollgate_proto::log::v1::Listings;
use tollgate_proto::v1::listing::{Cause, Subject};
use tollgate_proto::{json, v1};
use tollgate_tests::payment::{MERCHANT, ask, at, card, merchant, now, payment};
use tollgate_tests::scan::Scan;
use tollgate_tests::{Host, Setup, built, pan};

/// As in masks: bit n is the cause n + 1.
const LOST: u32 = 1 << 0;
const BLOCKED: u32 = 1 << 3;
const FRAUD: u32 = 1 << 4;
const SANCTIONED: u32 = 1 << 6;
const ALLOWED: u32 = 1 << 8;

fn listing(subject: Subject, cause: Cause) -> v1::Listing {
    v1::Listing {
        subject: Some(subject),
        cause: cause.into(),
        ..Default::default()
    }
}

async fn put(host: &Host, listing: v1::Listing) {
    let request = v1::PutListingRequest {
        listing: Some(listing),
    };
    let mut lists = host.lists().await;
    lists.put_listing(request).await.expect("an entry");
}

/// Pays with this card.
async fn pay(host: &Host, request_id: &str, pan: &str) {
    let mut paid = payment(request_id);
    paid.card = Some(card(pan.into()));
    paid.terminal_id = "t-1".into();
    let mut decisions = host.decisions().await;
    decisions.evaluate(ask(paid)).await.expect("a decision");
}

/// Runs the program, and returns its exit code and all that it said.
fn run(words: &[&str]) -> (i32, String) {
    let output = Command::new(built::program())
        .args(words)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(text).unwrap(),
    )
}

/// What the record of a decision says of lists.
fn seen(data: &Path, request_id: &str) -> Option<Listings> {
    let data = data.to_str().unwrap();
    let words = ["audit", "show", "--data", data, "--request", request_id];
    let (code, line) = run(&[&words[..], &["--json"]].concat());
    assert_eq!(code, 0, "{line}");
    let logged: v1::LoggedDecision = json::from_json("LoggedDecision", line.trim()).unwrap();
    logged.recorded.unwrap().listings
}

/// The subjects and causes that the host tells, in order.
async fn told(host: &Host) -> Vec<(Subject, Cause)> {
    let mut lists = host.lists().await;
    let answer = lists.list_listings(v1::ListListingsRequest::default());
    let answer = answer.await.unwrap().into_inner();
    assert!(answer.next_page_token.is_empty());
    let listings = answer.listings.into_iter();
    let told = listings.map(|listing| (listing.cause(), listing.subject.unwrap()));
    told.map(|(cause, subject)| (subject, cause)).collect()
}

#[tokio::test]
async fn whoever_is_listed_is_seen_by_the_next_payment_and_after_a_restart() {
    let pans: Vec<String> = ["621226900000001", "621226900000002", "453201900000003"]
        .map(pan::with_check_digit)
        .into();
    let [lost, fraud, other] = &*pans else {
        unreachable!()
    };
    let scan = Scan::new(&pans);
    let host = Setup::bare()
        .with("log", "level", "\"debug\"")
        .start()
        .await;
    host.put_merchant(merchant(MERCHANT)).await;
    pay(&host, "before", lost).await;
    put(&host, listing(Subject::Pan(lost.clone()), Cause::Lost)).await;
    pay(&host, "lost", lost).await;
    pay(&host, "other", other).await;

    // The rest by a file, which is not among the host's own.
    let files = tempfile::tempdir().unwrap();
    let table = files.path().join("list.csv");
    let text = format!(
        "subject,value,cause,expires_at,note\n\
         pan,{fraud},fraud,2099-01-01,by phone\n\
         pan,{lost},allowed,2020-01-01,has ended\n\
         pan,{other}x,lost,,with a slip\n\
         pan,{other},stolen,never,no date\n\
         bin,62122690,blocked,,\n\
         merchant_id,{MERCHANT},allowed,,\n\
         terminal_id,t-1,fraud,,\n\
         country,CN,sanctioned,,\n\
         merchant_id,m-2,fraud,,{other}\n",
    );
    fs::write(&table, text).unwrap();
    let to = format!("http://{}", host.address);
    let (code, said) = run(&["import", "list", table.to_str().unwrap(), "--to", &to]);
    assert_eq!(code, 2, "{said}");
    for line in [
        "line 4: pan: must be 8 to 19 digits",
        "line 5: expires_at: `never` is not a date",
        "line 10: note: holds what looks like a card number",
        "6 entries imported, 3 refused",
    ] {
        assert!(said.contains(line), "no `{line}` in {said}");
    }
    scan.assert_none("import", said.as_bytes());
    pay(&host, "all", fraud).await;
    let before = told(&host).await;
    assert_eq!(before.len(), 6, "what has ended is not told: {before:?}");

    let host = host.kill().start().await;
    assert_eq!(told(&host).await, before);
    pay(&host, "restarted", fraud).await;
    let soon = v1::Listing {
        expires_at: Some(at(now().seconds - 1)),
        ..listing(Subject::Pan(fraud.clone()), Cause::Fraud)
    };
    put(&host, soon).await;
    let gone = v1::DeleteListingRequest {
        listing: Some(listing(Subject::Country("CN".into()), Cause::Sanctioned)),
    };
    let mut lists = host.lists().await;
    lists.delete_listing(gone.clone()).await.unwrap();
    let twice = lists.delete_listing(gone).await.unwrap_err();
    assert_eq!(twice.code(), tonic::Code::NotFound);
    pay(&host, "fewer", fraud).await;
    ends(host, &pans, &before).await;
}

/// What the log says, and that no card number is anywhere.
async fn ends(mut host: Host, pans: &[String], before: &[(Subject, Cause)]) {
    let scan = Scan::new(pans);
    host.terminate();
    host.ended().await;
    let home = host.home();
    let data = home.join("data");
    let all = Listings {
        card: FRAUD,
        bin: BLOCKED,
        payer: 0,
        merchant: ALLOWED,
        terminal: FRAUD,
        country: SANCTIONED,
    };
    let fewer = Listings {
        card: 0,
        country: 0,
        ..all
    };
    let card_alone = Listings {
        card: LOST,
        ..Listings::default()
    };
    for (request_id, expected) in [
        ("before", None),
        ("lost", Some(card_alone)),
        ("other", None),
        ("all", Some(all)),
        ("restarted", Some(all)),
        ("fewer", Some(fewer)),
    ] {
        assert_eq!(seen(&data, request_id), expected, "{request_id}");
    }
    let shown = data.to_str().unwrap();
    let (_, page) = run(&["audit", "show", "--data", shown, "--request", "all"]);
    assert!(
        page.contains("card fraud, BIN blocked, merchant allowed"),
        "{page}"
    );
    scan.assert_none("show", page.as_bytes());
    changes_are_in_the_log(shown, pans, before);
    scan.assert_none("the log", host.log().as_bytes());
    assert!(scan.assert_none_below(&home) > 5);
}

/// Each change has a record: cards are in it by their tokens.
fn changes_are_in_the_log(data: &str, pans: &[String], before: &[(Subject, Cause)]) {
    let (code, out) = run(&["audit", "export", "--data", data]);
    assert_eq!(code, 0, "{out}");
    // Instants in milliseconds look like card numbers: those that were sent are looked for.
    assert!(!pans.iter().any(|pan| out.contains(pan.as_str())));
    let changes: Vec<_> = out
        .lines()
        .filter_map(|line| {
            let record: v1::ExportedRecord = json::from_json("ExportedRecord", line).ok()?;
            match record.record? {
                v1::exported_record::Record::ProfileChange(change) => Some(change),
                _ => None,
            }
        })
        .filter(|change| change.id.contains('/'))
        .collect();
    // One and six put, one put again, one deleted.
    assert_eq!(changes.len(), 9, "{changes:?}");
    assert_eq!(
        changes.iter().filter(|change| change.put.is_none()).count(),
        1
    );
    for (subject, cause) in before {
        let Subject::CardToken(token) = subject else {
            continue;
        };
        let cause = cause.as_str_name().trim_start_matches("CAUSE_");
        let id = format!("card/{token}/{}", cause.to_lowercase());
        assert!(changes.iter().any(|change| change.id == id), "{id}");
    }
}
