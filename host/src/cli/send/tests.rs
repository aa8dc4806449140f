//! Files sent to a host without policies, which approves whatever is well formed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::net::SocketAddr;
use std::path::Path;
use std::sync::mpsc;

use clap::Parser;
use tokio::sync::oneshot;

use super::tally::percentile;
use super::*;
use crate::config::Config;
use crate::server::Host;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: SendArgs,
}

/// A host in a thread of its own until the end of the test.
struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Running {
    fn start(directory: &Path) -> Self {
        let mut config = Config {
            data_directory: directory.join("data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            ..Config::default()
        };
        config.server.admin_listen.set_port(0);
        config.policy.directory = directory.join("policies");
        let policies = config.policy.directory.clone();
        std::fs::create_dir(&policies).unwrap();
        std::fs::write(policies.join("none.wasm"), "").unwrap();
        std::fs::write(policies.join("none.toml"), "mode = \"off\"").unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let (told, address) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let host = Host::build(config).await.unwrap();
                told.send(host.address().unwrap()).unwrap();
                let stopped = async { drop(stopped.await) };
                host.serve(stopped).await.unwrap();
            });
        });
        Self {
            address: address.recv().unwrap(),
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    fn stop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

fn payment(id: &str, merchant: &str) -> String {
    format!(
        "{{\"requestId\": \"{id}\", \"merchantId\": \"{merchant}\", \
         \"amount\": {{\"minorUnits\": \"100\", \"currency\": \"CNY\"}}}}\n"
    )
}

struct Sent {
    code: String,
    page: String,
    /// Of the file of answers.
    answers: Vec<serde_json::Value>,
}

fn sent(host: &Running, directory: &Path, lines: &str, more: &[&str]) -> anyhow::Result<Sent> {
    let (file, answers) = (directory.join("in.jsonl"), directory.join("out.jsonl"));
    std::fs::write(&file, lines).unwrap();
    let to = format!("http://{}", host.address);
    let (file, kept) = (file.display().to_string(), answers.display().to_string());
    let mut line = vec!["send", &file, "--to", &to, "--answers", &kept];
    line.extend(more);
    let mut page = Page::plain();
    let code = send(&Line::parse_from(line).arguments, &mut page)?;
    let text = std::fs::read_to_string(&answers).unwrap();
    std::fs::remove_file(&answers).unwrap();
    Ok(Sent {
        code: format!("{code:?}"),
        page: page.into_text(),
        answers: text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    })
}

#[test]
fn every_line_gets_its_answer_in_the_order_of_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let host = Running::start(directory.path());
    let lines = [
        payment("r-1", "m-1"),
        "{\"card\": {\"pan\": 4111111111111111}}\n\n".to_owned(),
        payment("4111111111111111", "m-1"),
        payment("r-2", "a b"),
        payment("r-1", "m-2"),
        payment("r-1", "m-1"),
    ];
    let sent = sent(&host, directory.path(), &lines.concat(), &[]).unwrap();
    assert_eq!(sent.code, format!("{:?}", ExitCode::from(SOME_FAILED)));
    let outcome = |answer: &serde_json::Value| match answer.get("outcome") {
        Some(outcome) => outcome.as_str().unwrap().to_owned(),
        None => format!(
            "{} {}",
            answer["line"],
            answer["error"]["code"].as_str().unwrap()
        ),
    };
    let expected = [
        "OUTCOME_DECLINE",
        "2 UNREADABLE",
        "4 INVALID_ARGUMENT",
        "5 INVALID_ARGUMENT",
        "6 ALREADY_EXISTS",
        "OUTCOME_DECLINE",
    ];
    assert_eq!(
        sent.answers.iter().map(outcome).collect::<Vec<_>>(),
        expected
    );
    assert_eq!(
        sent.answers[1]["error"]["message"],
        "card.pan: must be a string"
    );
    assert_eq!(sent.answers[2]["requestId"], "************1111");
    assert_eq!(sent.answers[5]["repeatedAnswer"], true);
    for told in [
        "decline      2  100.0%",
        "first in line 4: request_id: holds a card number",
        "2 answered, 4 failed; 1 had been answered before, in ",
    ] {
        assert!(sent.page.contains(told), "{}", sent.page);
    }
}

#[test]
fn many_at_once_are_all_answered() {
    let directory = tempfile::tempdir().unwrap();
    let host = Running::start(directory.path());
    let lines: String = (0..500)
        .map(|id| payment(&format!("r-{id}"), "m-1"))
        .collect();
    let more = ["--concurrency", "16", "--connections", "3"];
    let sent = sent(&host, directory.path(), &lines, &more).unwrap();
    assert_eq!(sent.code, format!("{:?}", ExitCode::SUCCESS));
    let mut ids: Vec<_> = sent
        .answers
        .iter()
        .map(|answer| answer["requestId"].as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 500);
    assert!(
        sent.page.contains("500 answered, 0 failed"),
        "{}",
        sent.page
    );
}

#[test]
fn a_file_that_breaks_ends_the_run_with_what_was_done() {
    let directory = tempfile::tempdir().unwrap();
    let host = Running::start(directory.path());
    let lines = payment("r-1", "m-1") + &"[".repeat(2 << 20);
    let error = sent(&host, directory.path(), &lines, &[]).err().unwrap();
    assert!(
        format!("{error:#}").ends_with("line 2 is longer than 1 MiB: write one JSON object a line"),
        "{error:#}"
    );
    let kept = std::fs::read_to_string(directory.path().join("out.jsonl")).unwrap();
    assert_eq!(kept.lines().count(), 1);
}

#[test]
fn without_a_host_nothing_is_sent() {
    let directory = tempfile::tempdir().unwrap();
    let mut host = Running::start(directory.path());
    host.stop();
    let error = sent(&host, directory.path(), &payment("r-1", "m-1"), &[])
        .err()
        .unwrap();
    assert!(
        format!("{error:#}").contains("no host answers at http://127"),
        "{error:#}"
    );
    assert!(!directory.path().join("out.jsonl").exists());
}

#[test]
fn percentiles_are_figures_that_were_measured() {
    let sorted: Vec<u64> = (1..=1_000).collect();
    let at = |per_mille| percentile(&sorted, per_mille);
    assert_eq!(
        [500, 900, 990, 999, 1_000].map(at),
        [500, 900, 990, 999, 1_000]
    );
    assert_eq!(percentile(&[7], 500), 7);
    assert_eq!(percentile(&[1, 2], 500), 1);
    assert_eq!(percentile(&[1, 2], 501), 2);
    assert_eq!(percentile(&[], 500), 0);
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
    }
}
