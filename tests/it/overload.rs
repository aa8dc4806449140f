//! More than the host can take is refused at once with RESOURCE_EXHAUSTED, and with nothing else.

use std::collections::BTreeMap;

use tokio::task::JoinSet;
use tollgate_tests::payment::{ask, cny, payment};
use tollgate_tests::{Setup, built};
use tonic::Code;

const REQUESTS: usize = 64;

#[tokio::test]
async fn what_is_too_much_is_shed_and_nothing_else_fails() {
    let setup = Setup::bare()
        .with("server", "workers", 4)
        .with("evaluator", "concurrency_max", 1);
    let file = "mode = \"enforce\"\nfuel = 20_000_000\n[settings]\nbehaviour = \"loop\"\n";
    setup
        .policies
        .put("hostile", &built::module("hostile/hostile"), file);
    let host = setup.start().await;
    let mut tasks = JoinSet::new();
    for number in 0..REQUESTS {
        let mut decisions = host.decisions().await;
        let mut slow = payment(&format!("r-{number}"));
        slow.amount = Some(cny(66_600));
        tasks.spawn(async move { decisions.evaluate(ask(slow)).await.map(drop) });
    }
    let mut codes: BTreeMap<i32, usize> = BTreeMap::new();
    for result in tasks.join_all().await {
        let code = result.map_or_else(|status| status.code(), |()| Code::Ok);
        *codes.entry(code.into()).or_default() += 1;
    }
    let known = [Code::Ok, Code::ResourceExhausted].map(i32::from);
    assert!(codes.keys().eq(&known), "{codes:?}");
    // What was shed can be sent again.
    let mut decisions = host.decisions().await;
    for number in 0..REQUESTS {
        let mut again = payment(&format!("r-{number}"));
        again.amount = Some(cny(1));
        let result = decisions
            .evaluate(ask(again))
            .await
            .map_err(|status| status.code());
        assert!(
            matches!(result, Ok(_) | Err(Code::AlreadyExists)),
            "{result:?}"
        );
    }
}
