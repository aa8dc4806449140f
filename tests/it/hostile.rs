//! Promise 2, contained: whatever a policy does, its own request gets an answer, the host lives,
//! and the next request is normal.

use tollgate_proto::v1::policy_run::Fault;
use tollgate_proto::v1::{self, Outcome};
use tollgate_tests::payment::{ask, cny, payment};
use tollgate_tests::{Directory, Host, Setup, built};

/// The amount that sets the hostile module off, in minor units.
const TRIGGER: i64 = 66_600;

const TIMEOUT: &str = "engine.policy_timeout";
const TRAP: &str = "engine.policy_trap";
const MEMORY: &str = "engine.policy_memory";
const OUTPUT: &str = "engine.policy_output_invalid";

/// What the module does with the payment that sets it off, and how the host names it.
#[rustfmt::skip]
const BEHAVIOURS: &[(&str, Fault, &str)] = &[
    ("loop",               Fault::OutOfFuel,     TIMEOUT),
    ("trap",               Fault::Trap,          TRAP),
    ("panic",              Fault::Trap,          TRAP),
    ("grow",               Fault::OutOfMemory,   MEMORY),
    ("fill",               Fault::OutOfMemory,   MEMORY),
    ("recurse",            Fault::Trap,          TRAP),
    ("overflow",           Fault::Trap,          TRAP),
    ("many-findings",      Fault::InvalidOutput, OUTPUT),
    ("unbounded-findings", Fault::InvalidOutput, OUTPUT),
    ("unbounded-text",     Fault::InvalidOutput, OUTPUT),
    ("shared-texts",       Fault::InvalidOutput, OUTPUT),
    ("broken-list",        Fault::InvalidOutput, OUTPUT),
    ("broken-text",        Fault::InvalidOutput, OUTPUT),
    ("unknown-reason",     Fault::InvalidOutput, OUTPUT),
    ("unknown-counter",    Fault::InvalidOutput, OUTPUT),
    ("wrong-parameters",   Fault::InvalidOutput, OUTPUT),
    ("wrong-kind",         Fault::InvalidOutput, OUTPUT),
    ("claim-as-finding",   Fault::InvalidOutput, OUTPUT),
];

/// What the policy's file says of faults, and what becomes of the payment.
const ON_FAULT: &[(&str, Outcome)] = &[
    ("on_fault = \"decline\"", Outcome::Decline),
    ("on_fault = \"review\"", Outcome::Review),
    (
        "on_fault = \"approve\"\napprove_up_to = 66600",
        Outcome::Approve,
    ),
    (
        "on_fault = \"approve\"\napprove_up_to = 66599",
        Outcome::Decline,
    ),
];

/// Behaviours that are found when the policy is loaded, and what is told of them.
const REFUSED: &[(&str, &str)] = &[
    (
        "always-loop",
        "hostile.wasm: fails on a plain sample request: out_of_fuel",
    ),
    (
        "loop-in-configure",
        "hostile.wasm: `configure` failed: out_of_fuel",
    ),
    (
        "trap-in-configure",
        "hostile.wasm: `configure` failed: trap",
    ),
    (
        "loop-in-describe",
        "hostile.wasm: `describe` failed: out_of_fuel",
    ),
    (
        "refuse-settings",
        "hostile.toml: settings.behaviour: refused, as asked",
    ),
    ("bad-manifest", "hostile.wasm: "),
    (
        "sleep",
        "hostile.toml: settings.behaviour: unknown variant `sleep`",
    ),
];

fn file(behaviour: &str, rest: &str) -> String {
    format!("mode = \"enforce\"\n{rest}\n[settings]\nbehaviour = \"{behaviour}\"\n")
}

fn behave(behaviour: &str, rest: &str) -> impl FnOnce(&Directory) {
    let file = file(behaviour, rest);
    move |directory| directory.write("hostile.toml", file.as_bytes())
}

async fn start(setup: Setup) -> Host {
    let module = built::module("hostile/hostile");
    setup.policies.put("hostile", &module, &file("none", ""));
    setup.start().await
}

async fn decide(host: &Host, id: &str, amount: i64) -> v1::EvaluateResponse {
    let mut payment = payment(id);
    payment.amount = Some(cny(amount));
    let answer = host.decisions().await.evaluate(ask(payment)).await;
    answer
        .unwrap_or_else(|status| panic!("{id}: {status}"))
        .into_inner()
}

fn codes(answer: &v1::EvaluateResponse) -> Vec<&str> {
    answer.reasons.iter().map(|reason| &*reason.code).collect()
}

#[tokio::test]
async fn every_behaviour_is_named_and_treated_as_its_file_says() {
    let host = start(Setup::bare()).await;
    for (behaviour, fault, reason) in BEHAVIOURS {
        for (number, (on_fault, outcome)) in ON_FAULT.iter().enumerate() {
            host.swap(behave(behaviour, on_fault)).await;
            let id = format!("{behaviour}-{number}");
            let answer = decide(&host, &id, TRIGGER).await;
            let run = &answer.policy_runs[0];
            assert_eq!(run.fault(), *fault, "{id}: {run:?}");
            assert_eq!(answer.outcome(), *outcome, "{id}");
            assert_eq!(codes(&answer), [*reason], "{id}");
            let next = decide(&host, &format!("{id}-next"), TRIGGER + 1).await;
            let fault = next.policy_runs[0].fault();
            assert_eq!(fault, Fault::Unspecified, "after {id}");
            assert_eq!(next.outcome(), Outcome::Approve, "after {id}");
            assert_eq!(codes(&next), [""; 0], "after {id}");
        }
    }
}

#[tokio::test]
async fn what_can_be_found_when_a_policy_is_loaded_never_decides() {
    let host = start(Setup::bare()).await;
    for (behaviour, told) in REFUSED {
        let problems = host.spoil(told, behave(behaviour, "")).await;
        assert!(
            problems.iter().all(|problem| problem.len() < 600),
            "{problems:?}"
        );
        let answer = decide(&host, &format!("beside-{behaviour}"), TRIGGER).await;
        assert_eq!(answer.outcome(), Outcome::Approve, "{behaviour}");
        host.mend(behave("none", "")).await;
    }
}

/// A manifest's mistakes are all told at once.
#[tokio::test]
async fn a_bad_manifest_is_told_mistake_by_mistake() {
    let host = start(Setup::bare()).await;
    let problems = host.spoil("hostile.wasm", behave("bad-manifest", "")).await;
    for told in [
        "hostile.no_chinese",
        "`nobody`, which nothing has",
        "Hostile.Capitals",
    ] {
        let named = problems.iter().any(|problem| problem.contains(told));
        assert!(named, "{told}: {problems:?}");
    }
}

/// With more fuel than there is time, the deadline ends it: the policy's, or the request's.
#[tokio::test]
async fn a_loop_with_much_fuel_ends_at_the_deadline() {
    let host = start(Setup::bare().with("sandbox", "deadline_ms", 5)).await;
    host.swap(behave("loop", "fuel = 500_000_000")).await;
    let answer = decide(&host, "late", TRIGGER).await;
    assert_eq!(answer.policy_runs[0].fault(), Fault::Deadline);
    assert_eq!(codes(&answer), [TIMEOUT]);
    assert_eq!(answer.outcome(), Outcome::Decline);
}

/// In shadow a fault is told and decides nothing.
#[tokio::test]
async fn a_fault_in_shadow_decides_nothing() {
    let host = start(Setup::bare()).await;
    let file = file("trap", "").replace("enforce", "shadow");
    host.swap(|directory| {
        directory.put(
            "calm",
            &built::module("hostile/hostile"),
            "mode = \"enforce\"\n",
        );
        directory.write("hostile.toml", file.as_bytes());
    })
    .await;
    let answer = decide(&host, "shadow", TRIGGER).await;
    let run = &answer.policy_runs[1];
    assert_eq!(
        (run.mode(), run.fault()),
        (v1::policy_run::Mode::Shadow, Fault::Trap)
    );
    assert_eq!(answer.outcome(), Outcome::Approve);
    assert_eq!(codes(&answer), [""; 0]);
}
