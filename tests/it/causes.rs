//! Promise 11: every code of the catalogue is found by what a gateway can send, and not by a near
//! miss.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use tollgate_tests::causes::{Case, Ground, Grounds, Stage, TABLES, Told, page};
use tollgate_tests::{Directory, built};

/// The profiles of DE39.
const PROFILES: [&str; 2] = ["iso8583", "unionpay"];

/// Advice, the strictest last.
const RETRIES: [&[&str]; 7] = [
    &["none"],
    &["once"],
    &["reenter", "after-fix"],
    &["wait"],
    &["other-means"],
    &["after-operator"],
    &["never"],
];

fn strictness(retry: &str) -> Option<usize> {
    RETRIES.iter().position(|alike| alike.contains(&retry))
}

#[tokio::test]
async fn nothing_is_found_of_a_payment_that_nothing_is_wrong_with() {
    let mut stage = Stage::shipped().await;
    let plain = Case {
        when: "nothing is wrong",
        on: Ground::Shipped,
        set: |_| {},
    };
    let wallet = Case {
        when: "nothing is wrong with a wallet's code",
        on: Ground::Shipped,
        set: |scene| {
            scene.wallet();
        },
    };
    for case in [plain, wallet] {
        for profile in PROFILES {
            let told = stage.play(&case, profile).await;
            assert_eq!(told.codes(), [""; 0], "{}", case.when);
            assert_eq!(told.response_code, "00", "{}", case.when);
        }
    }
}

/// What fires is told as the catalogue says: its own advice, where it leads its DE39, and where it
/// stops the payment advice for the whole that is no milder.
#[tokio::test]
async fn every_cause_is_found_and_its_near_miss_is_not() {
    let catalogue = catalogue_rows();
    let mut grounds = Grounds::default();
    let mut wrong = Vec::new();
    for cause in TABLES.iter().flat_map(|(_, causes)| *causes) {
        let code = cause.code;
        let profiles = if cause.fires.on.has_no_answer() {
            &PROFILES[..1]
        } else {
            &PROFILES[..]
        };
        for profile in profiles {
            let fires = grounds.play(&cause.fires, profile).await;
            for problem in problems(code, &fires, profile, &catalogue) {
                wrong.push(format!("{code}: {}: {problem}", cause.fires.when));
            }
        }
        let spares = grounds.play(&cause.spares, PROFILES[0]).await;
        if spares.codes().contains(&code) {
            wrong.push(format!("{code}: spares {}", cause.spares.when));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with what was told of a case that fires a code.
fn problems(code: &str, told: &Told, profile: &str, catalogue: &[Value]) -> Vec<String> {
    let Some(said) = told.reasons.iter().find(|said| said.code == code) else {
        return vec![format!("is not among {:?}", told.codes())];
    };
    let mut problems = Vec::new();
    // The host's own codes have a row for each effect.
    let rows = || catalogue.iter().filter(|row| row["code"] == code);
    if !rows().any(|row| advises(row, &said.retry)) {
        problems.push(format!("advises `{}`", said.retry));
    }
    let (own, whole) = (&*said.retry, &*told.retry);
    if said.stops && strictness(whole) < strictness(own) {
        problems.push(format!("`{own}`, but `{whole}` for the whole"));
    }
    let shown = &*told.response_code;
    let leads = told.reasons[0].code == code;
    if leads && !rows().any(|row| row["response_codes"][profile] == shown) {
        problems.push(format!("DE39 {shown} for {profile}"));
    }
    problems
}

/// The advice is that of the catalogue, but that nobody is told to wait for a limit that will
/// never have room for the payment.
fn advises(row: &Value, retry: &str) -> bool {
    let in_vain = matches!(retry, "after-fix" | "other-means");
    row["retry"] == retry || (row["limit"] == true && row["retry"] == "wait" && in_vain)
}

fn catalogue_rows() -> Vec<Value> {
    serde_json::from_str(&catalogue("json")).expect("the catalogue")
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
    let catalogue = catalogue_rows();
    let known: BTreeSet<&str> = (catalogue.iter())
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
