//! Promise 11: every code of the catalogue is found by what a gateway can send, and not by a near
//! miss.

use std::collections::BTreeSet;
use std::process::Command;

use tollgate_proto::v1;
use tollgate_tests::causes::{Case, Stage, TABLES, page};
use tollgate_tests::{Directory, built};

fn codes(answer: &v1::EvaluateResponse) -> Vec<&str> {
    answer.reasons.iter().map(|reason| &*reason.code).collect()
}

#[tokio::test]
async fn nothing_is_found_of_a_payment_that_nothing_is_wrong_with() {
    let mut stage = Stage::shipped().await;
    let plain = Case {
        when: "nothing is wrong",
        set: |_| {},
    };
    let wallet = Case {
        when: "nothing is wrong with a wallet's code",
        set: |scene| {
            scene.wallet();
        },
    };
    for case in [plain, wallet] {
        let answer = stage.play(&case).await;
        assert_eq!(codes(&answer), [""; 0], "{}", case.when);
        assert_eq!(answer.outcome(), v1::Outcome::Approve, "{}", case.when);
    }
}

#[tokio::test]
async fn every_cause_is_found_and_its_near_miss_is_not() {
    let mut stage = Stage::tuned().await;
    let mut wrong = Vec::new();
    for cause in TABLES.iter().flat_map(|(_, causes)| *causes) {
        let fires = stage.play(&cause.fires).await;
        if !codes(&fires).contains(&cause.code) {
            wrong.push(format!(
                "{}: {}: {:?}",
                cause.code,
                cause.fires.when,
                codes(&fires)
            ));
        }
        let spares = stage.play(&cause.spares).await;
        if codes(&spares).contains(&cause.code) {
            wrong.push(format!("{}: spares {}", cause.code, cause.spares.when));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The catalogue of the shipped policies as the program prints it.
fn catalogue(format: &str) -> String {
    let home = tempfile::TempDir::with_prefix("tollgate-").expect("a temporary directory");
    let policies = Directory::make(home.path().join("policies"));
    policies.ship();
    let mut command = Command::new(built::program());
    command.arg("reasons").arg(policies.path());
    let output = command.args(["--format", format]).output();
    let output = output.expect("the program");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn document(name: &str) -> String {
    let path = format!("{}/../docs/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("a document")
}

#[test]
fn no_code_is_without_a_cause() {
    let catalogue: serde_json::Value =
        serde_json::from_str(&catalogue("json")).expect("the catalogue");
    let known: BTreeSet<&str> = (catalogue.as_array().expect("a list").iter())
        .map(|reason| reason["code"].as_str().expect("a code"))
        .collect();
    let shown: Vec<&str> = (TABLES.iter())
        .flat_map(|(_, causes)| causes.iter().map(|cause| cause.code))
        .collect();
    let once: BTreeSet<&str> = shown.iter().copied().collect();
    assert_eq!(once.len(), shown.len(), "a code has two rows");
    assert_eq!(once, known);
}

#[test]
fn the_pages_are_current() {
    let told = |name, task| format!("docs/{name} is not current: run `cargo xtask {task}`");
    assert!(
        document("REASONS.md") == catalogue("markdown"),
        "{}",
        told("REASONS.md", "reasons")
    );
    assert!(
        document("CAUSES.md") == page(),
        "{}",
        told("CAUSES.md", "causes")
    );
}
