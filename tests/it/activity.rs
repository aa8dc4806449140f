//! A merchant's figures by the host's own records: what policies are shown is what the log folds
//! to, and is recorded with the decision.

use std::path::Path;
use std::sync::Arc;

use tollgate::activity::Trade;
use tollgate::audit::{Durability, Kind, Log};
use tollgate::config::Config;
use tollgate::evaluator::{Ask, Evaluator, Issued};
use tollgate::fold::{Bounds, Fold};
use tollgate::history::History;
use tollgate::limits::{Release, Report};
use tollgate::money::Amount;
use tollgate::pan::Vault;
use tollgate::policy::Registry;
use tollgate::profiles::Profiles;
use tollgate::rpc::decode;
use tollgate::server::loader;
use tollgate_proto::v1;

use tollgate_tests::built::{artefact, program};
use tollgate_tests::inside;
use tollgate_tests::payment::{MERCHANT, at, cny, merchant, payment};

/// 2026-11-24 12:30 in Shanghai.
const NOON_S: i64 = 1_795_494_600;
const APART_S: i64 = 5 * 3_600;
const PAYMENTS: i64 = 200;
const SAMPLES_MIN: u32 = 20;

/// What the acquirer says.
const LOADED_PPM: u32 = 777_777;

#[tokio::test]
async fn what_policies_are_shown_is_what_the_log_folds_to() {
    let data = tempfile::tempdir().unwrap();
    let (evaluator, log, config) = open(data.path());
    let vault = Vault::random().unwrap();
    for number in 0..PAYMENTS {
        let ask = Ask {
            payment: decode(one(number), &vault).unwrap(),
            dry_run: false,
            deadline: None,
        };
        let decided = evaluator.evaluate(ask).await.unwrap().decision;
        if number % 7 == 3 {
            evaluator.tick();
        }
        for report in reports(number) {
            // Of what was declined there is nothing to report.
            let _ = evaluator
                .report(decided.id, issued(report, decided.told.amount))
                .await;
        }
    }
    let (decisions, shown) = folded(&log, &config);
    assert_eq!(decisions, PAYMENTS);
    assert!(shown > PAYMENTS / 3, "{shown} of {decisions}");
}

/// Folds the log, and compares what each decision rests on with what the fold had come to. How
/// many decisions there are, and how many were shown figures of the host's own.
fn folded(log: &Arc<Log>, config: &Config) -> (i64, i64) {
    let mut fold = Fold::new(&Bounds::of(&config.evaluator));
    let history = History::new(log.clone());
    let (mut decisions, mut shown) = (0, 0);
    for record in log.scan(None).unwrap() {
        let record = record.unwrap();
        if record.kind == Kind::Decision {
            let recorded = history.recall(record.position).unwrap().recorded;
            let key = Trade::merchant(&recorded.request()).unwrap();
            let activity = &fold.books.activity;
            let known = activity.read(key, recorded.facts.now, SAMPLES_MIN);
            assert_eq!(recorded.own_risk, known, "decision {decisions}");
            let seen = recorded.facts.risk_indicators.unwrap();
            let own = known.and_then(|known| known.night_ppm);
            assert_eq!(
                seen.night_ppm,
                own.or(Some(LOADED_PPM)),
                "decision {decisions}"
            );
            assert_eq!(seen.fraud_ppm, Some(LOADED_PPM), "only the acquirer knows");
            decisions += 1;
            shown += i64::from(known.is_some());
        }
        let mut part = |record: &_, n| log.part(record, n).map_err(|error| error.to_string());
        fold.apply(&record, &mut part).unwrap();
    }
    let mut bytes = Vec::new();
    fold.write_to(&mut bytes).unwrap();
    let again = Fold::read_from(&mut bytes.as_slice()).unwrap();
    let mut written = Vec::new();
    again.write_to(&mut written).unwrap();
    assert_eq!(written, bytes);
    (decisions, shown)
}

fn one(number: i64) -> v1::PreAuthorization {
    let kinds = [v1::TransactionType::Purchase, v1::TransactionType::Refund];
    let funding = [
        v1::Funding::Credit,
        v1::Funding::Debit,
        v1::Funding::Unspecified,
    ];
    let pick = usize::try_from(number).unwrap();
    let mut payment = payment(&format!("r-{number}"));
    payment.occurred_at = Some(at(NOON_S + number * APART_S));
    payment.r#type = kinds[usize::from(number % 9 == 8)].into();
    payment.amount = Some(cny(10_000 + number % 3));
    payment.terminal_id = "t-1".into();
    payment.terminal = Some(v1::TerminalReport {
        latitude: (number % 4 != 0).then_some(if number % 5 == 0 { 32.23 } else { 31.23 }),
        longitude: (number % 4 != 0).then_some(121.47),
        ..Default::default()
    });
    if let Some(card) = payment.card.as_mut() {
        card.funding = funding[pick % 3].into();
    }
    payment
}

fn reports(number: i64) -> Vec<Report> {
    let authorized = |amount| Report::Authorized { amount };
    match number % 10 {
        0 => vec![],
        1 => vec![authorized(Some(9_000)), Report::Voided],
        2 => vec![authorized(Some(5_000))],
        3 => vec![Report::Released(Release::DeclinedByIssuer)],
        4 => vec![Report::Released(Release::TimedOut)],
        5 => vec![Report::Released(Release::Abandoned), Report::Voided],
        6 => vec![Report::Voided, Report::Voided],
        _ => vec![authorized(None), authorized(None)],
    }
}

fn issued(report: Report, asked: Amount) -> Issued {
    let amount = match report {
        Report::Authorized { amount } => amount.map(|amount| Amount {
            minor_units: i64::try_from(amount).unwrap(),
            ..asked
        }),
        _ => None,
    };
    Issued {
        report,
        amount,
        response_code: "".into(),
        advice_code: "".into(),
        latency_ms: None,
    }
}

fn open(data: &Path) -> (Evaluator, Arc<Log>, Config) {
    let mut config = Config::default();
    config.policy.preparer = Some(program());
    // Wall time is not what is tested: on a busy machine a task can wait long for its turn.
    config.sandbox.deadline_ms = 60_000;
    config.evaluator.deadline_ms = 60_000;
    config.evaluator.samples_min = SAMPLES_MIN;
    config.audit.durability = Durability::Os;
    let policies = loader(&config, None, None).unwrap();
    let registry = Registry::open(&artefact("policies"), policies, 0).unwrap();
    let profiles = Profiles::in_memory(&config.profiles).unwrap();
    let loaded = v1::Merchant {
        risk: Some(v1::RiskIndicators {
            fraud_ppm: Some(LOADED_PPM),
            night_ppm: Some(LOADED_PPM),
            ..Default::default()
        }),
        ..merchant(MERCHANT)
    };
    profiles.put_merchant(&loaded).unwrap();
    let terminal = v1::Terminal {
        terminal_id: "t-1".into(),
        merchant_id: MERCHANT.into(),
        latitude: Some(31.23),
        longitude: Some(121.47),
        radius_m: Some(500),
        ..Default::default()
    };
    profiles.put_terminal(&terminal).unwrap();
    let (evaluator, log) = inside::evaluator(data, &config, Arc::new(registry), Arc::new(profiles));
    (evaluator, log, config)
}
