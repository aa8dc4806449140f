//! Promises 8, 9 and 10 through the eyes of an auditor: what was decided is shown as it was told,
//! comes out again from the log and the archive alone, and every change of either is found.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tollgate_proto::v1::report_outcome_request::Result as Told;
use tollgate_proto::{json, v1};
use tollgate_tests::payment::{MERCHANT, ask, caps, cny, merchant, payment};
use tollgate_tests::{Directory, Host, Setup, built};

mod over_grpc;
mod rewritten;

/// The amount that sets the hostile module off.
const TRIGGER: i64 = 66_600;
/// Payments between two swaps.
const ROUND: usize = 50;

/// Policies in turn: what is changed in the directory.
const SWAPS: [fn(&Directory); 5] = [
    |_| {},
    |directory| directory.write("fees.toml", b"mode = \"shadow\"\n"),
    |directory| hostile(directory, "loop", "review"),
    |directory| hostile(directory, "grow", "decline"),
    |directory| {
        hostile(directory, "trap", "review");
        directory.write("channel-limits.toml", b"mode = \"enforce\"\nrank = 5\n");
    },
];

fn hostile(directory: &Directory, behaviour: &str, on_fault: &str) {
    let file = format!(
        "mode = \"enforce\"\non_fault = \"{on_fault}\"\n[settings]\nbehaviour = \"{behaviour}\"\n"
    );
    directory.put("hostile", &built::module("hostile/hostile"), &file);
}

/// A host that has decided, and what it answered.
struct Decided {
    host: Host,
    answers: Vec<v1::EvaluateResponse>,
    pans: Vec<String>,
}

impl Decided {
    async fn new() -> Self {
        let host = Setup::shipped().start().await;
        let mut known = merchant(MERCHANT);
        known.limit_overrides = caps([("merchant-day", 300_000)]);
        host.put_merchant(known).await;
        let mut decided = Self {
            host,
            answers: Vec::new(),
            pans: Vec::new(),
        };
        for (number, swap) in SWAPS.iter().enumerate() {
            if number > 0 {
                decided.host.swap(swap).await;
            }
            decided.round(number).await;
        }
        decided
    }

    /// Decides some payments, and reports what became of some.
    async fn round(&mut self, number: usize) {
        let mut decisions = self.host.decisions().await;
        for at in 0..ROUND {
            let mut payment = payment(&format!("round-{number}-{at}"));
            payment.amount = Some(cny(if at % 10 == 3 { TRIGGER } else { 10_000 }));
            if at % 4 == 1 {
                payment.merchant_id = format!("m-{}", at % 3);
            }
            if let Some(v1::card::Number::Pan(pan)) = &payment.card.as_ref().unwrap().number {
                self.pans.push(pan.clone());
            }
            let answer = decisions.evaluate(ask(payment)).await.unwrap().into_inner();
            let reported = match at % 5 {
                0 => Some((Told::Authorized, Some(4_000))),
                1 => Some((Told::DeclinedByIssuer, None)),
                2 => Some((Told::Authorized, None)),
                _ => None,
            };
            if let (Some((result, amount)), v1::Outcome::Approve) = (reported, answer.outcome()) {
                let report = v1::ReportOutcomeRequest {
                    decision_id: answer.decision_id.clone(),
                    result: result.into(),
                    amount: amount.map(cny),
                    issuer_response_code: "00".into(),
                    ..Default::default()
                };
                decisions.report_outcome(report).await.unwrap();
            }
            self.answers.push(answer);
        }
    }

    /// Ends the host, and takes its policies away.
    async fn end(&mut self) -> PathBuf {
        self.host.terminate();
        self.host.ended().await;
        fs::remove_dir_all(self.host.policies.path()).unwrap();
        self.host.home().join("data")
    }

    fn has_no_card_number(&self, text: &str) {
        let leaked = self.pans.iter().find(|pan| text.contains(pan.as_str()));
        assert!(leaked.is_none(), "{leaked:?}");
    }
}

/// What `tollgate audit` said: its exit code, and both of its outputs.
fn audit(words: &[&str]) -> (i32, String, String) {
    let output = Command::new(built::program())
        .arg("audit")
        .args(words)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

#[track_caller]
fn says(words: &[&str], code: i32, told: &[&str]) -> String {
    let (given, out, error) = audit(words);
    assert_eq!(given, code, "{words:?}: {out}{error}");
    for told in told {
        assert!(
            out.contains(told) || error.contains(told),
            "no `{told}` in {out}{error}"
        );
    }
    out
}

/// A copy of a data directory, to be harmed.
fn copy(data: &Path, name: &str) -> PathBuf {
    let to = data.with_file_name(name);
    let copied = Command::new("cp").arg("-a").args([data, &to]).status();
    assert!(copied.unwrap().success());
    to
}

fn flip(file: &Path, at: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[at] ^= 1;
    fs::write(file, bytes).unwrap();
}

fn only_file(directory: &Path, ending: &str) -> PathBuf {
    let entries = fs::read_dir(directory).unwrap();
    let mut files = entries.map(|entry| entry.unwrap().path());
    files
        .find(|file| file.to_string_lossy().ends_with(ending))
        .unwrap()
}

#[tokio::test]
async fn an_auditor_finds_what_was_decided_and_every_change_of_it() {
    let mut decided = Decided::new().await;
    over_grpc::agrees(&decided).await;
    let data = decided.end().await;
    let shown = data.to_str().unwrap();
    let count = decided.answers.len().to_string();
    says(
        &["replay", "--data", shown],
        0,
        &["no divergence", &format!("decisions  {count}")],
    );
    shows_what_was_told(&decided, shown);
    exports_every_record(&decided, shown);
    finds_what_was_changed(&data);
    tells_what_comes_out_otherwise(&data);
}

/// The answers are in the log as they were given, whoever reads them.
fn shows_what_was_told(decided: &Decided, data: &str) {
    for answer in decided.answers.iter().step_by(37) {
        let of_one = ["show", "--data", data, "--decision", &answer.decision_id];
        let json = ["--json", "--audience", "merchant"];
        let line = says(&[&of_one[..], &json].concat(), 0, &[]);
        let logged: v1::LoggedDecision = json::from_json("LoggedDecision", line.trim()).unwrap();
        assert_eq!(logged.answer.as_ref(), Some(answer));
        assert!(logged.recorded.is_none(), "facts are for operators");
        let page = says(&of_one, 0, &[&answer.request_id, "What the policies saw"]);
        decided.has_no_card_number(&page);
    }
    let request = &decided.answers[5].request_id;
    says(
        &[
            "show",
            "--data",
            data,
            "--request",
            request,
            "--locale",
            "zh",
        ],
        0,
        &[request, "策略所见"],
    );
    let declined = [
        "show",
        "--data",
        data,
        "--outcome",
        "decline",
        "--limit",
        "3",
    ];
    let newest = decided.answers.iter().rev();
    let newest = newest.filter(|answer| answer.outcome() == v1::Outcome::Decline);
    let expected: Vec<&str> = newest.take(3).map(|answer| &*answer.request_id).collect();
    assert_eq!(expected.len(), 3, "some are declined");
    says(&declined, 0, &expected);
    says(
        &["show", "--data", data, "--merchant", "m-77"],
        1,
        &["no decision in", "fits"],
    );
}

fn exports_every_record(decided: &Decided, data: &str) {
    let out = says(&["export", "--data", data], 0, &[]);
    decided.has_no_card_number(&out);
    let records: Vec<v1::ExportedRecord> = out
        .lines()
        .map(|line| json::from_json("ExportedRecord", line).unwrap())
        .collect();
    let position = |record: &v1::ExportedRecord| record.position.unwrap().sequence;
    let numbered = records.iter().map(position).eq(1..=records.len() as u64);
    assert!(numbered, "every record, in order");
    use v1::exported_record::Record;
    let of_kind = |is: fn(&Record) -> bool| {
        let records = records.iter().filter_map(|record| record.record.as_ref());
        records.filter(|record| is(record)).count()
    };
    let decisions = of_kind(|record| matches!(record, Record::Decision(_)));
    assert_eq!(decisions, decided.answers.len());
    assert!(of_kind(|record| matches!(record, Record::Outcome(_))) > 0);
    assert!(of_kind(|record| matches!(record, Record::Checkpoint(_))) > 0);
    assert_eq!(of_kind(|record| matches!(record, Record::Unknown(_))), 0);
    let ids = records
        .iter()
        .filter(|record| !record.decision_id.is_empty());
    assert!(ids.count() > decisions, "reports name their decision");
    let some = says(&["export", "--data", data, "--merchant", "m-2"], 0, &[]);
    assert!((1..decisions).contains(&some.lines().count()));
}

fn finds_what_was_changed(data: &Path) {
    let shown = data.to_str().unwrap();
    says(&["verify", "--data", shown], 0, &["nothing wrong"]);

    let flipped = copy(data, "flipped");
    let segment = only_file(&flipped.join("log"), ".log");
    flip(&segment, 200_000);
    let told = ["damaged", "checksum", "offset", "put the segment back"];
    let flipped = flipped.join("log");
    says(&["verify", "--data", flipped.to_str().unwrap()], 1, &told);

    let swapped = copy(data, "swapped");
    let module = only_file(&swapped.join("modules"), ".wasm");
    let digest = module.file_stem().unwrap().to_str().unwrap().to_owned();
    flip(&module, 1_000);
    let swapped = swapped.to_str().unwrap();
    says(
        &["replay", "--data", swapped],
        1,
        &["cannot be made again", &digest, "was changed"],
    );
    fs::remove_file(&module).unwrap();
    says(
        &["replay", "--data", swapped],
        1,
        &["cannot be made again", &digest, "is missing"],
    );

    // What policies may use is recorded: another host's settings change nothing.
    let config = data.with_file_name("roomy.toml");
    fs::write(&config, "[sandbox]\nmemory_bytes_max = 33_554_432\n").unwrap();
    let roomy = config.to_str().unwrap();
    let of_faults = ["--data", shown, "--reason", "engine."];
    says(
        &[&["replay", "--config", roomy], &of_faults[..]].concat(),
        0,
        &["no divergence"],
    );
}

/// Each decision says something else than came of it, in a log whose chain is whole: the fields
/// are named, and only those.
fn tells_what_comes_out_otherwise(data: &Path) {
    let forged = data.with_file_name("forged");
    fs::create_dir(&forged).unwrap();
    let copied = Command::new("cp")
        .arg("-a")
        .args([data.join("modules"), forged.join("modules")])
        .status();
    assert!(copied.unwrap().success());
    let expected = rewritten::forge(&data.join("log"), &forged.join("log"));
    let shown = forged.to_str().unwrap();
    says(&["verify", "--data", shown], 0, &["nothing wrong"]);
    let mut told: Vec<&str> = expected.clone();
    told.push("diverges");
    let last = rewritten::LAST.to_string();
    let page = says(&["replay", "--data", shown, "--to", &last], 1, &told);
    let rows = page.lines().filter(|line| line.contains("recorded "));
    assert_eq!(rows.count(), expected.len(), "{page}");
}
