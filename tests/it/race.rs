//! Many requests race for the last of a limit: what is approved comes to the cap, to the unit.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::Barrier;
use tollgate::audit::Durability;
use tollgate::config::Config;
use tollgate::decision::Outcome;
use tollgate::evaluator::{Ask, Evaluator};
use tollgate::pan::Vault;
use tollgate::policy::Registry;
use tollgate::profiles::Profiles;
use tollgate::rpc::decode;
use tollgate::server::loader;
use tollgate_proto::v1;

use tollgate_tests::built::{artefact, program};
use tollgate_tests::inside::evaluator;
use tollgate_tests::payment::{cny, payment};

const ROUNDS: u64 = 1_000;
const TASKS: u64 = 64;

/// One round: each of 64 payments asks for `amount`, and `fitting` of them fit.
#[derive(Clone, Copy)]
struct Round {
    number: u64,
    amount: i64,
    fitting: u64,
}

impl Round {
    /// The round of a seed (SplitMix64).
    fn seeded(number: u64) -> Self {
        let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut next = |below: u64| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            (mixed ^ mixed >> 31) % below
        };
        let amount = i64::try_from(1 + next(10_000)).unwrap();
        Self {
            number,
            amount,
            fitting: next(TASKS),
        }
    }

    fn merchant_id(self) -> String {
        format!("race-{}", self.number)
    }

    /// The cap that `fitting` payments take to the unit.
    fn cap(self) -> u64 {
        self.fitting * u64::try_from(self.amount).unwrap()
    }

    fn merchant(self) -> v1::Merchant {
        let limits = [("merchant-day".to_owned(), self.cap())];
        v1::Merchant {
            merchant_id: self.merchant_id(),
            status: v1::merchant::Status::Active.into(),
            size: v1::merchant::Size::Enterprise.into(),
            mcc: 5411,
            country: "CN".into(),
            time_zone: "Asia/Shanghai".into(),
            kyc: Some(v1::Kyc {
                level: 3,
                ..v1::Kyc::default()
            }),
            limit_overrides: limits.into_iter().collect(),
            settlement_account_matches: Some(true),
            ..v1::Merchant::default()
        }
    }

    fn payment(self, task: u64) -> v1::PreAuthorization {
        v1::PreAuthorization {
            request_id: format!("{}-{task}", self.merchant_id()),
            occurred_at: Some(prost_types::Timestamp {
                seconds: 1_795_494_600,
                nanos: 0,
            }),
            r#type: v1::TransactionType::Purchase.into(),
            channel: v1::Channel::Qr.into(),
            entry_mode: v1::EntryMode::QrDynamic.into(),
            amount: Some(v1::Money {
                minor_units: self.amount,
                currency: "CNY".into(),
            }),
            merchant_id: self.merchant_id(),
            // Each customer shows a code of their own: nobody pays twice.
            code: Some(v1::PaymentCode {
                kind: v1::payment_code::Kind::ConsumerDynamic.into(),
                payload: format!("28{:07}{task:09}", self.number),
                ..v1::PaymentCode::default()
            }),
            ..v1::PreAuthorization::default()
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_payments_take_a_limit_to_its_cap_and_never_over() {
    let data = tempfile::tempdir().unwrap();
    let evaluator = Arc::new(open(data.path()));
    let vault = Arc::new(Vault::random().unwrap());
    for number in 0..ROUNDS {
        let round = Round::seeded(number);
        let barrier = Arc::new(Barrier::new(usize::try_from(TASKS).unwrap()));
        let tasks = (0..TASKS).map(|task| {
            let (evaluator, vault, barrier) = (evaluator.clone(), vault.clone(), barrier.clone());
            tokio::spawn(async move {
                let payment = decode(round.payment(task), &vault).unwrap();
                barrier.wait().await;
                let ask = Ask {
                    payment,
                    dry_run: false,
                    deadline: None,
                };
                let answer = evaluator.evaluate(ask).await.unwrap();
                assert!(answer.decision.runs.iter().all(|run| run.fault.is_none()));
                answer.decision.outcome
            })
        });
        let mut approved = 0;
        for task in tasks.collect::<Vec<_>>() {
            approved += u64::from(task.await.unwrap() == Outcome::Approve);
        }
        assert_eq!(
            approved, round.fitting,
            "round {number}: {} a payment",
            round.amount
        );
    }
}

fn open(data: &Path) -> Evaluator {
    let mut config = Config::default();
    config.policy.preparer = Some(program());
    // Wall time is not what is tested: on a busy machine a task can wait long for its turn.
    config.sandbox.deadline_ms = 60_000;
    config.evaluator.deadline_ms = 60_000;
    let loader = loader(&config, None, None).unwrap();
    let registry = Registry::open(&artefact("policies"), loader, 0).unwrap();
    let profiles = Profiles::open(data, &config.profiles, None).unwrap();
    let merchants = (0..ROUNDS).map(|number| Round::seeded(number).merchant());
    assert_eq!(profiles.import(merchants).unwrap().imported, ROUNDS);
    config.audit.durability = Durability::Os;
    evaluator(data, &config, Arc::new(registry), Arc::new(profiles)).0
}

/// A customer's payment that is sent many times at the same moment, each under an id of its own:
/// by a customer who is new, and by one who paid the same ten minutes ago.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_payment_at_the_same_moment_is_taken_once() {
    let data = tempfile::tempdir().unwrap();
    let evaluator = Arc::new(open(data.path()));
    let vault = Arc::new(Vault::random().unwrap());
    for number in 0..20 {
        let now_s = 1_795_494_600 + i64::try_from(number).unwrap() * 1_200;
        if number % 2 == 1 {
            let (outcome, _) =
                decide(&evaluator, &vault, again(number, "before", now_s - 600)).await;
            assert_eq!(outcome, Outcome::Approve);
        }
        let barrier = Arc::new(Barrier::new(16));
        let tasks = (0..16).map(|task| {
            let (evaluator, vault, barrier) = (evaluator.clone(), vault.clone(), barrier.clone());
            tokio::spawn(async move {
                let message = again(number, &task.to_string(), now_s);
                barrier.wait().await;
                decide(&evaluator, &vault, message).await
            })
        });
        let mut approved = 0;
        for task in tasks.collect::<Vec<_>>() {
            let (outcome, found) = task.await.unwrap();
            match outcome {
                Outcome::Approve => approved += 1,
                _ => assert_eq!(found.as_deref(), Some("integrity.duplicate")),
            }
        }
        assert_eq!(approved, 1, "round {number}");
    }
}

fn again(number: u64, id: &str, seconds: i64) -> v1::PreAuthorization {
    v1::PreAuthorization {
        request_id: format!("same-{number}-{id}"),
        merchant_id: Round::seeded(number).merchant_id(),
        occurred_at: Some(prost_types::Timestamp { seconds, nanos: 0 }),
        // Within every merchant's limit.
        amount: Some(cny(1)),
        ..payment(&format!("same-{number}"))
    }
}

async fn decide(
    evaluator: &Evaluator,
    vault: &Vault,
    message: v1::PreAuthorization,
) -> (Outcome, Option<String>) {
    let ask = Ask {
        payment: decode(message, vault).unwrap(),
        dry_run: false,
        deadline: None,
    };
    let answer = evaluator.evaluate(ask).await.unwrap();
    let found = answer.decision.found.first();
    let code = found.map(|found| found.reason.code().to_string());
    (answer.decision.outcome, code)
}
