//! Whatever a gateway sends and profiles hold, no policy fails, no figure wraps, none has the wrong
//! sign, and no policy uses more than its share of fuel.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tollgate::audit::Durability;
use tollgate::config::Config;
use tollgate::decision::{Audience, Value};
use tollgate::evaluator::{Answer, Ask, Evaluator};
use tollgate::facts::Gathered;
use tollgate::money::Currency;
use tollgate::pan::Vault;
use tollgate::policy::Registry;
use tollgate::profiles::Profiles;
use tollgate::rpc::{decode, encode};
use tollgate::sandbox::Instances;
use tollgate::server::loader;
use tollgate_proto::v1;
use tollgate_tests::anything::Anything;
use tollgate_tests::built::{artefact, program};
use tollgate_tests::inside::evaluator;
use tollgate_tests::simulation::random::Random;
use tollgate_tests::worst::worst_cases;

const REQUESTS: u64 = 3_000;
const PROFILES: u64 = 60;

/// What one policy may use for any request.
const FUEL_MAX: u64 = 200_000;

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the fuel is the result")]
async fn no_request_makes_a_policy_fail_or_a_figure_wrap() {
    let data = tempfile::tempdir().unwrap();
    let (evaluator, profiles) = open(data.path());
    let mut random = Random::new(1);
    put_profiles(&profiles, &mut random);
    let vault = Vault::random().unwrap();
    let mut fuel = BTreeMap::new();
    let mut decided = 0;
    for number in 0..REQUESTS {
        let absent_percent = random.pick(&[5, 30, 70]);
        let mut anything = Anything {
            random: &mut random,
            absent_percent,
        };
        let mut message: v1::PreAuthorization = anything.message("PreAuthorization");
        message.request_id = format!("r-{number}");
        message.merchant_id = format!("merchant-id-{}", number % PROFILES);
        message.terminal_id = format!("terminal-id-{}", number % PROFILES);
        message.amount.get_or_insert(v1::Money {
            minor_units: 1,
            currency: "CNY".into(),
        });
        fit(&mut message);
        let asked = format!("{message:?}");
        let sent = amounts(&message);
        let Ok(payment) = decode(message, &vault) else {
            continue;
        };
        decided += 1;
        let ask = Ask {
            payment,
            dry_run: false,
            deadline: None,
        };
        let answer = evaluator.evaluate(ask).await.expect("a decision");
        check(&answer, &sent, &asked, &mut fuel);
    }
    assert!(
        decided > REQUESTS * 6 / 10,
        "{decided} reached the policies"
    );
    println!("most fuel, by policy: {fuel:?}");
    for (policy, most) in fuel {
        assert!(most <= FUEL_MAX, "{policy}: {most}");
    }
}

/// What two fields must agree in, or the edge lets the request not in.
fn fit(message: &mut v1::PreAuthorization) {
    let Some(amount) = &message.amount else {
        return;
    };
    let tip = message.order.iter_mut().map(|order| &mut order.tip);
    let fee = message.fee.iter_mut();
    let fees = fee.flat_map(|fee| {
        [
            &mut fee.surcharge,
            &mut fee.issuer_fee,
            &mut fee.network_fee,
        ]
    });
    for part in tip.chain(fees).flatten() {
        part.currency.clone_from(&amount.currency);
    }
    if let Some(report) = &mut message.terminal
        && report.latitude.is_some() != report.longitude.is_some()
    {
        report.latitude = None;
        report.longitude = None;
    }
}

/// The requests that cost most, with texts and lists as long as a host lets in.
#[test]
#[expect(clippy::print_stdout, reason = "the fuel is the result")]
fn no_policy_takes_more_than_its_share_of_fuel() {
    let (_, registry) = config_and_registry();
    let currency = Currency::from_code("CNY").unwrap();
    for (policy, _) in registry.pin().policies() {
        let mut most = (0, String::new());
        for (name, mut facts) in worst_cases() {
            let mut counters = std::mem::take(&mut facts.counters);
            counters.truncate(policy.counters.len());
            let judged = Gathered::of(facts).show(policy.needs, counters, |facts| {
                policy.judge(&mut Instances::default(), facts, currency, 60_000)
            });
            assert!(
                judged.result.is_ok(),
                "{}: {name}: {:?}",
                policy.name,
                judged.result
            );
            most = most.max((judged.fuel, name));
        }
        println!("{}: {} ({})", policy.name, most.0, most.1);
        assert!(most.0 <= FUEL_MAX, "{}: {most:?}", policy.name);
    }
}

/// What the request says of money.
fn amounts(message: &v1::PreAuthorization) -> Vec<i64> {
    let order = message.order.iter();
    let fee = message.fee.iter();
    let parts = (order.flat_map(|order| [&order.amount, &order.tip]))
        .chain(fee.flat_map(|fee| [&fee.surcharge, &fee.issuer_fee, &fee.network_fee]));
    let all = [&message.amount].into_iter().chain(parts).flatten();
    all.map(|money| money.minor_units).collect()
}

fn check(answer: &Answer, sent: &[i64], asked: &str, fuel: &mut BTreeMap<String, u64>) {
    let decision = &answer.decision;
    for run in &decision.runs {
        assert!(
            run.fault.is_none(),
            "{}: {:?}: {asked}",
            run.policy.name,
            run.fault
        );
        let most = fuel.entry(run.policy.name.to_string()).or_default();
        *most = run.fuel.max(*most);
    }
    for found in &decision.found {
        let code = found.reason.code();
        for value in &found.values {
            // Where nothing negative was sent, nothing negative is told.
            if let Value::Money(money) = value {
                let wrong = money.minor_units < 0 && sent.iter().all(|sent| *sent >= 0);
                assert!(!wrong, "{code}: {value:?}: {asked}");
            }
        }
        if let Some(limit) = &found.limit {
            assert!(limit.remaining() <= limit.cap, "{code}: {limit:?}: {asked}");
        }
    }
    for locale in ["en", "zh"] {
        let told = encode(decision, &decision.holds, locale, Audience::Operator, false);
        for reason in &told.reasons {
            let texts = reason.remedies.iter().map(|remedy| &remedy.text);
            for text in texts.chain([&reason.message]) {
                assert!(!text.is_empty() && !text.contains('{'), "{text}: {asked}");
            }
        }
    }
}

fn put_profiles(profiles: &Profiles, random: &mut Random) {
    let mut kept = 0;
    for number in 0..PROFILES {
        let absent_percent = random.pick(&[0, 20, 60]);
        let mut anything = Anything {
            random,
            absent_percent,
        };
        let mut merchant: v1::Merchant = anything.message("Merchant");
        merchant.merchant_id = format!("merchant-id-{number}");
        merchant.time_zone = "Asia/Shanghai".into();
        merchant.fee_contract = None;
        let mut terminal: v1::Terminal = anything.message("Terminal");
        terminal.terminal_id = format!("terminal-id-{number}");
        terminal.merchant_id.clone_from(&merchant.merchant_id);
        terminal.longitude = terminal.latitude;
        kept += u64::from(profiles.put_merchant(&merchant).is_ok());
        kept += u64::from(profiles.put_terminal(&terminal).is_ok());
    }
    assert!(kept > PROFILES, "{kept} profiles were kept");
}

fn open(data: &Path) -> (Evaluator, Arc<Profiles>) {
    let (config, registry) = config_and_registry();
    let profiles = Arc::new(Profiles::in_memory(&config.profiles).unwrap());
    let (evaluator, _) = evaluator(data, &config, registry, profiles.clone());
    (evaluator, profiles)
}

fn config_and_registry() -> (Config, Arc<Registry>) {
    let mut config = Config::default();
    config.policy.preparer = Some(program());
    // Wall time is not what is tested: on a busy machine a policy can wait long for its turn.
    config.sandbox.deadline_ms = 60_000;
    config.evaluator.deadline_ms = 60_000;
    let loader = loader(&config, None, None).unwrap();
    let registry = Arc::new(Registry::open(&artefact("policies"), loader, 0).unwrap());
    config.audit.durability = Durability::Os;
    (config, registry)
}
