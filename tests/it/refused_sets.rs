//! Promise 4, the other half: a bad file never replaces a good set, and says what is wrong.

use tollgate_proto::v1;
use tollgate_tests::payment::{ask, payment};
use tollgate_tests::{Directory, Setup, built, modules};

const GOOD: &str = "mode = \"enforce\"\n";

/// A mistake: the words that name the file, and those that name the fix.
struct Mistake {
    name: &'static str,
    file: &'static str,
    fix: &'static str,
    make: fn(&Directory),
}

fn truncated(directory: &Directory) {
    let whole = built::module("examples/night-review-2");
    directory.write("night-review.wasm", &whole[..whole.len() / 2]);
}

fn cut_by_a_byte(directory: &Directory) {
    let whole = built::module("examples/night-review");
    directory.write("night-review.wasm", &whole[..whole.len() - 1]);
}

fn twice(directory: &Directory) {
    directory.put("night-copy", &built::module("examples/night-review"), GOOD);
}

fn module(bytes: &'static [u8]) -> impl Fn(&Directory) {
    move |directory| directory.write("night-review.wasm", bytes)
}

fn settings(text: &'static str) -> impl Fn(&Directory) {
    move |directory| directory.write("night-review.toml", text.as_bytes())
}

#[rustfmt::skip]
const MISTAKES: &[Mistake] = &[
    Mistake { name: "half a module", file: "night-review.wasm", fix: "copy it again", make: truncated },
    Mistake { name: "a byte is missing", file: "night-review.wasm", fix: "copy it again", make: cut_by_a_byte },
    Mistake { name: "a core module", file: "night-review.wasm", fix: "wasm-tools component new",
        make: |directory| module(modules::CORE)(directory) },
    Mistake { name: "no module", file: "night-review.wasm", fix: "not a WebAssembly file; copy the `.wasm`",
        make: |directory| module(b"#!/bin/sh\n")(directory) },
    Mistake { name: "an empty file", file: "night-review.wasm", fix: "not a WebAssembly file; copy the `.wasm`",
        make: |directory| module(b"")(directory) },
    Mistake { name: "an import", file: "night-review.wasm", fix: "imports `wall-clock`; a policy imports nothing",
        make: |directory| module(modules::IMPORTING)(directory) },
    Mistake { name: "an empty component", file: "night-review.wasm", fix: "build it against wit/policy.wit",
        make: |directory| module(modules::EMPTY)(directory) },
    Mistake { name: "another world", file: "night-review.wasm", fix: "build it against wit/policy.wit",
        make: |directory| module(modules::OTHER_WORLD)(directory) },
    Mistake { name: "a setting out of range", file: "night-review.toml", fix: "settings.from_hour.value: must be 0 to 23",
        make: |directory| settings("[settings]\nfrom_hour = { value = 24, source = \"x\", effective_from = \"2026-01-01\" }\n")(directory) },
    Mistake { name: "an unknown setting", file: "night-review.toml", fix: "settings.hour: unknown field",
        make: |directory| settings("[settings]\nhour = 3\n")(directory) },
    Mistake { name: "no TOML", file: "night-review.toml", fix: "line 2",
        make: |directory| settings("mode = \"enforce\"\n[settings\n")(directory) },
    Mistake { name: "an unknown mode", file: "night-review.toml", fix: "line 1: unknown variant `on`, expected one of `enforce`",
        make: |directory| settings("mode = \"on\"\n")(directory) },
    Mistake { name: "settings without a module", file: "fees.toml", fix: "no fees.wasm beside it; add it, or remove this",
        make: |directory| directory.write("fees.toml", b"mode = \"off\"\n") },
    Mistake { name: "its settings are gone", file: "night-review.toml", fix: "is gone, and the policy would lose its say; put it back",
        make: |directory| directory.remove("night-review.toml") },
    Mistake { name: "everything is gone", file: "/policies: ", fix: "holds no policy",
        make: |directory| { directory.remove("night-review.wasm"); directory.remove("night-review.toml"); } },
    Mistake { name: "a number that is none", file: "night-review.toml", fix: "settings.from_hour: must be a finite number",
        make: |directory| settings("[settings]\nfrom_hour = nan\n")(directory) },
    Mistake { name: "a name in capitals", file: "Fees.wasm", fix: "named in lower kebab case, such as fees.wasm",
        make: |directory| directory.write("Fees.wasm", modules::EMPTY) },
    Mistake { name: "one code in two policies", file: "policy `night-copy`", fix: "rename it in one", make: twice },
];

/// Puts the directory back as it was.
fn mend(directory: &Directory) {
    for file in [
        "fees.toml",
        "Fees.wasm",
        "night-copy.wasm",
        "night-copy.toml",
    ] {
        if directory.read(file).is_some() {
            directory.remove(file);
        }
    }
    directory.put(
        "night-review",
        &built::module("examples/night-review"),
        GOOD,
    );
}

#[tokio::test]
async fn the_last_good_set_survives_every_mistake() {
    let setup = Setup::bare();
    mend(&setup.policies);
    let host = setup.start().await;
    let revision = host.policy_set().await.revision;
    let mut decisions = host.decisions().await;
    for (
        number,
        Mistake {
            name,
            file,
            fix,
            make,
        },
    ) in MISTAKES.iter().enumerate()
    {
        let problems = host.spoil(fix, make).await;
        let named = problems
            .iter()
            .any(|told| told.contains(file) && told.contains(fix));
        assert!(named, "{name}: {problems:?}");
        for turn in ["spoilt", "mended"] {
            let answer = decisions
                .evaluate(ask(payment(&format!("{turn}-{number}"))))
                .await;
            let answer = answer.expect(name).into_inner();
            assert_eq!(answer.policy_revision, revision, "{name}, {turn}");
            assert_eq!(answer.outcome(), v1::Outcome::Approve, "{name}, {turn}");
            if turn == "spoilt" {
                host.mend(mend).await;
            }
        }
        assert_eq!(host.policy_set().await.revision, revision, "{name}");
    }
}

/// What was wrong is told in the figures and in the log as well, and ends there as well.
#[tokio::test]
async fn a_refused_directory_is_in_metrics_and_log() {
    let setup = Setup::bare();
    mend(&setup.policies);
    let host = setup.start().await;
    host.spoil("not a WebAssembly file", module(b"?")).await;
    let failed = async |expected: &str| {
        tollgate_tests::eventually(expected, 30, async || {
            let (_, text) = tollgate_tests::wire::get(&host.admin, "/metrics").await;
            text.contains(expected).then_some(())
        })
        .await;
    };
    failed("tollgate_policy_load_failed 1\n").await;
    failed("tollgate_policy_load_errors_total 1\n").await;
    host.mend(mend).await;
    failed("tollgate_policy_load_failed 0\n").await;
    let log = host.log();
    assert!(log.contains("not a WebAssembly file"), "{log}");
}
