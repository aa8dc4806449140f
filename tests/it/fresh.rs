//! Promise 3, fresh: an evaluation sees nothing of another, whether it came before it, runs beside
//! it or trapped in the same decision.

use tokio::task::JoinSet;
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;
use tollgate_proto::v1::policy_run::Fault;
use tollgate_proto::v1::{self, Outcome};
use tollgate_tests::payment::{ask, cny, payment};
use tollgate_tests::{Host, Setup, built};
use tonic::transport::Channel;

type Client = DecisionServiceClient<Channel>;

/// The amount that sets the hostile module off, in minor units.
const TRIGGER: i64 = 66_600;
const REMEMBER: &str = "mode = \"enforce\"\n[settings]\nbehaviour = \"remember\"\n";
const TRAP: &str = "mode = \"enforce\"\non_fault = \"approve\"\napprove_up_to = 66600\n\
                    [settings]\nbehaviour = \"trap\"\n";

/// A host with the hostile module several times, each with its settings, in this order.
async fn start(files: &[&str]) -> Host {
    let setup = Setup::bare();
    let module = built::module("hostile/hostile");
    for (number, file) in files.iter().enumerate() {
        setup.policies.put(&format!("p-{number}"), &module, file);
    }
    setup.start().await
}

async fn decide(mut client: Client, id: &str, amount: i64) -> v1::EvaluateResponse {
    let mut payment = payment(id);
    payment.amount = Some(cny(amount));
    let answer = client.evaluate(ask(payment)).await;
    answer
        .unwrap_or_else(|status| panic!("{id}: {status}"))
        .into_inner()
}

/// The codes of all reasons, and the faults of all runs, in the order of policies.
fn found(answer: &v1::EvaluateResponse) -> (Vec<&str>, Vec<Fault>) {
    let codes = answer.reasons.iter().map(|reason| &*reason.code).collect();
    let faults = answer.policy_runs.iter().map(|run| run.fault()).collect();
    (codes, faults)
}

#[tokio::test]
async fn no_policy_finds_what_one_before_it_left() {
    const AT_ONCE: usize = 8;
    const ROUNDS: usize = 40;
    let host = start(&[REMEMBER, REMEMBER]).await;
    // It does find what it left in the same evaluation: a static and no memory, for each page
    // is new.
    let twice = decide(host.decisions().await, "twice", TRIGGER).await;
    let none = Fault::Unspecified;
    assert_eq!(found(&twice), (vec!["hostile.found"; 2], vec![none; 2]));
    let mut gateways = JoinSet::new();
    for gateway in 0..AT_ONCE {
        let client = host.decisions().await;
        gateways.spawn(async move {
            let mut answers = Vec::new();
            for round in 0..ROUNDS {
                let id = format!("{gateway}-{round}");
                answers.push(decide(client.clone(), &id, TRIGGER + 1).await);
            }
            answers
        });
    }
    for answer in gateways.join_all().await.iter().flatten() {
        assert_eq!(found(answer), (vec![], vec![none; 2]), "{answer:?}");
    }
}

#[tokio::test]
async fn a_trap_leaves_the_policies_after_it_as_they_were() {
    let host = start(&[REMEMBER, TRAP, REMEMBER]).await;
    let client = host.decisions().await;
    for round in 0..20 {
        let trapped = decide(client.clone(), &format!("{round}-trapped"), TRIGGER).await;
        let (codes, faults) = found(&trapped);
        assert_eq!(
            faults,
            [Fault::Unspecified, Fault::Trap, Fault::Unspecified]
        );
        // Each of the two looked twice, and found its own note alone.
        let notes = codes.iter().filter(|code| **code == "hostile.found");
        assert_eq!(notes.count(), 2, "{codes:?}");
        assert_eq!(trapped.outcome(), Outcome::Approve, "{codes:?}");
        let next = decide(client.clone(), &format!("{round}-next"), TRIGGER + 1).await;
        assert_eq!(found(&next), (vec![], vec![Fault::Unspecified; 3]));
    }
}
