//! Promise 3, fresh: an evaluation sees nothing of another, whether it came before it, runs beside
//! it or trapped in the same decision.

use tokio::task::JoinSet;
use tollgate_proto::v1::PolicyRun;
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;
use tollgate_proto::v1::policy_run::Fault;
use tollgate_tests::payment::{ask, cny, payment};
use tollgate_tests::{Host, Setup, built};
use tonic::transport::Channel;

type Client = DecisionServiceClient<Channel>;

/// The amount that sets the hostile module off, in minor units.
const TRIGGER: i64 = 66_600;
const NONE: Fault = Fault::Unspecified;

fn file(mode: &str, behaviour: &str) -> String {
    format!(
        "mode = \"{mode}\"\non_fault = \"approve\"\napprove_up_to = 100000\n\
         [settings]\nbehaviour = \"{behaviour}\"\n"
    )
}

/// A host with the hostile module several times, each with its mode and behaviour, in this order.
async fn start(files: &[(&str, &str)]) -> Host {
    let setup = Setup::bare();
    let module = built::module("hostile/hostile");
    for (number, (mode, behaviour)) in files.iter().enumerate() {
        let name = format!("p-{number}");
        setup.policies.put(&name, &module, &file(mode, behaviour));
    }
    setup.start().await
}

/// How each policy's run ended, in their order.
async fn faults(client: &mut Client, id: &str, amount: i64) -> Vec<Fault> {
    let mut payment = payment(id);
    payment.amount = Some(cny(amount));
    let answer = client.evaluate(ask(payment)).await;
    let answer = answer.unwrap_or_else(|status| panic!("{id}: {status}"));
    let runs = &answer.get_ref().policy_runs;
    runs.iter().map(PolicyRun::fault).collect()
}

#[tokio::test]
async fn no_policy_finds_what_one_before_it_left() {
    const AT_ONCE: usize = 8;
    const ROUNDS: usize = 40;
    let host = start(&[
        ("enforce", "remember"),
        ("shadow", "remember"),
        ("shadow", "remember-twice"),
    ])
    .await;
    // What is left in the same evaluation is found.
    let twice = faults(&mut host.decisions().await, "twice", TRIGGER).await;
    assert_eq!(twice, [NONE, NONE, Fault::Trap]);
    let mut gateways = JoinSet::new();
    for gateway in 0..AT_ONCE {
        let mut client = host.decisions().await;
        gateways.spawn(async move {
            for round in 0..ROUNDS {
                let id = format!("{gateway}-{round}");
                assert_eq!(faults(&mut client, &id, TRIGGER + 1).await, [NONE; 3]);
            }
        });
    }
    gateways.join_all().await;
}

#[tokio::test]
async fn a_trap_leaves_the_policies_after_it_as_they_were() {
    let host = start(&[
        ("enforce", "trap"),
        ("shadow", "remember"),
        ("shadow", "trap"),
        ("shadow", "remember"),
    ])
    .await;
    let mut client = host.decisions().await;
    for round in 0..20 {
        let trapped = faults(&mut client, &format!("{round}-trapped"), TRIGGER).await;
        assert_eq!(trapped, [Fault::Trap, NONE, Fault::Trap, NONE]);
        let next = faults(&mut client, &format!("{round}-next"), TRIGGER + 1).await;
        assert_eq!(next, [NONE; 4]);
    }
}
