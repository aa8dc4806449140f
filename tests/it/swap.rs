//! Promise 4, one set: policies are replaced again and again under load. No request fails, and
//! each sees one set from start to end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::task::JoinSet;
use tollgate_proto::v1;
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;
use tollgate_tests::payment::{ask, payment};
use tollgate_tests::{Host, Setup, built};
use tonic::transport::Channel;

const SWAPS: usize = 200;
const CONNECTIONS: usize = 4;
const IN_FLIGHT_PER_CONNECTION: usize = 50;

/// What one answer says of the set that made it: its revision, and the modules that ran.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    revision: String,
    digests: Vec<String>,
}

impl Seen {
    fn of(answer: &v1::EvaluateResponse) -> Self {
        assert_eq!(answer.outcome(), v1::Outcome::Approve, "{answer:?}");
        Self {
            revision: answer.policy_revision.clone(),
            digests: answer
                .policy_runs
                .iter()
                .map(|run| run.digest.clone())
                .collect(),
        }
    }
}

/// Asks one payment after the other until it shall stop, and returns how many were answered.
async fn load(
    mut client: DecisionServiceClient<Channel>,
    stop: Arc<AtomicBool>,
    number: Arc<AtomicU64>,
) -> (usize, BTreeSet<Seen>) {
    let (mut answered, mut seen) = (0, BTreeSet::new());
    while !stop.load(Ordering::Relaxed) {
        let id = format!("load-{}", number.fetch_add(1, Ordering::Relaxed));
        let answer = client
            .evaluate(ask(payment(&id)))
            .await
            .expect("no request fails");
        answered += 1;
        seen.insert(Seen::of(answer.get_ref()));
    }
    (answered, seen)
}

/// Settings of the policy: the hour at which its night begins.
fn hours(from: u8) -> String {
    format!(
        "mode = \"enforce\"\n[settings]\nfrom_hour = {{ value = {from}, source = \"a test\", \
         effective_from = \"2026-01-01\" }}\n"
    )
}

/// One file of the directory changes at a time, which makes four sets in turn.
fn change(host: &Host, swap: usize) -> impl FnOnce(&tollgate_tests::Directory) {
    let module = |name: &str| ("night-review.wasm", built::module(name));
    let hours = |from| ("night-review.toml", hours(from).into_bytes());
    let (file, bytes) = match swap % 4 {
        0 => module("examples/night-review-2"),
        1 => hours(21),
        2 => module("examples/night-review"),
        _ => hours(22),
    };
    assert_ne!(
        host.policies.read(file).as_ref(),
        Some(&bytes),
        "each swap changes something"
    );
    move |directory| directory.write(file, &bytes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_swaps_under_load_fail_no_request() {
    let setup = Setup::bare();
    let module = built::module("examples/night-review");
    setup.policies.put("night-review", &module, &hours(22));
    let host = setup.start().await;
    let (stop, number) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU64::new(0)),
    );
    let mut tasks = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let client = host.decisions().await;
        for _ in 0..IN_FLIGHT_PER_CONNECTION {
            tasks.spawn(load(client.clone(), stop.clone(), number.clone()));
        }
    }
    let told = swap_again_and_again(&host).await;
    stop.store(true, Ordering::Relaxed);
    let (mut answered, mut seen) = (0, BTreeSet::new());
    for (count, of_one) in tasks.join_all().await {
        answered += count;
        seen.extend(of_one);
    }
    assert_eq!(told.len(), 4, "two modules with two settings each");
    assert!(answered > 2 * SWAPS, "there was load: {answered}");
    assert!(seen.len() >= 4, "the load saw the sets change: {seen:?}");
    for Seen { revision, digests } in seen {
        let set = told.get(&revision).expect("a revision that was told");
        assert_eq!(&digests, set, "the modules of that very set ran");
    }
}

/// Every revision that was ever active, with the digests of its modules.
async fn swap_again_and_again(host: &Host) -> BTreeMap<String, Vec<String>> {
    let digests = |set: &v1::GetPolicySetResponse| -> Vec<String> {
        set.policies
            .iter()
            .map(|policy| policy.digest.clone())
            .collect()
    };
    let mut client = host.decisions().await;
    let mut active = host.policy_set().await;
    let mut told = BTreeMap::from([(active.revision.clone(), digests(&active))]);
    for swap in 0..SWAPS {
        active = host.swap_from(&active.revision, change(host, swap)).await;
        let modules = digests(&active);
        let known = told
            .entry(active.revision.clone())
            .or_insert(modules.clone());
        assert_eq!(*known, modules, "the same revision, the same modules");
        if swap % 5 == 0 {
            // Whoever has been told of a set is answered by it.
            let request = ask(payment(&format!("after-{swap}")));
            let answer = client.evaluate(request).await.expect("no request fails");
            assert_eq!(answer.get_ref().policy_revision, active.revision);
        }
    }
    told
}
