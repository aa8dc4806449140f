//! What the log says of real decisions: read back, it is the very answer that was given, in as
//! few bytes as were promised.

use std::sync::Arc;

use tollgate::clock::{Clock, Source};
use tollgate::config::Config;
use tollgate::decide::{self, Heard};
use tollgate::decision::{Audience, Outcome};
use tollgate::evaluator::{Ask, Evaluator};
use tollgate::facts::{self, Parties};
use tollgate::limits::{Calendar, Demand, Entry, Event, Ledger, Miss, Request, Verdict};
use tollgate::metrics::Metrics;
use tollgate::pan::Vault;
use tollgate::policy::{Judged, PolicySet, Registry};
use tollgate::profiles::Profiles;
use tollgate::record::Decision;
use tollgate::recorded::{self, Evidence, Head, IssuerSeen, MerchantSeen, RecordedSet};
use tollgate::rpc::{decode, encode};
use tollgate::server::loader;
use tollgate::wit::tollgate::policy::facts::{CounterState, Facts};
use tollgate::wit::tollgate::policy::verdicts::FactGroups;
use tollgate_proto::v1;
use tollgate_tests::built;
use tollgate_tests::directory::Directory;
use tollgate_tests::payment::{MERCHANT, at, caps, cny, merchant, payment};

/// 2026-11-24 12:30 in Shanghai.
const NOON_S: i64 = 1_795_494_600;
const HOLD_MS: u64 = 600_000;

/// A host in process, and beside it everything that its evaluator does, step by step.
struct Desk {
    evaluator: Evaluator,
    registry: Arc<Registry>,
    profiles: Arc<Profiles>,
    vault: Vault,
    ledger: Ledger,
    runtime: tokio::runtime::Runtime,
    _data: tempfile::TempDir,
}

/// One decision: as it was given, and as it is written.
struct Written {
    given: Arc<Decision>,
    facts: Facts,
    heard: Vec<Judged>,
    request: Request,
    entries: Vec<Option<Entry>>,
    totals: Vec<u64>,
    misses: Vec<Miss>,
    calendar: Calendar,
    payload: Vec<u8>,
    merchant: Option<Vec<u8>>,
    issuer: Option<Vec<u8>>,
}

impl Desk {
    fn open(change: impl FnOnce(&Directory)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let directory = Directory::make(data.path().join("policies"));
        directory.ship();
        change(&directory);
        let mut config = Config::default();
        config.policy.directory = directory.path().into();
        config.policy.preparer = Some(built::program());
        let registry =
            Registry::open(directory.path(), loader(&config, None).unwrap(), 17).unwrap();
        let registry = Arc::new(registry);
        let profiles = Arc::new(Profiles::in_memory(&config.profiles).unwrap());
        let own = v1::Merchant {
            limit_overrides: caps([("merchant-day", 100_000), ("fees", 3)]),
            response_code_profile: "unionpay".into(),
            ..merchant(MERCHANT)
        };
        profiles.put_merchant(&own).unwrap();
        profiles.put_issuer(&issuer()).unwrap();
        let evaluator = Evaluator::new(
            config.evaluator,
            Clock::new(Source::Request),
            registry.clone(),
            profiles.clone(),
            Arc::new(Metrics::new()),
        );
        Self {
            evaluator,
            registry,
            profiles,
            vault: Vault::random().unwrap(),
            ledger: Ledger::new(),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
            _data: data,
        }
    }

    fn set(&self) -> Arc<PolicySet> {
        Arc::clone(&self.registry.pin())
    }

    fn decide(&mut self, message: v1::PreAuthorization) -> Written {
        let payment = decode(message, &self.vault).unwrap();
        let ask = Ask {
            payment: payment.clone(),
            dry_run: false,
            deadline: None,
        };
        let answer = self.runtime.block_on(self.evaluator.evaluate(ask));
        let given = answer.ok().unwrap().decision;
        let card = payment.card.as_ref();
        let parties = Parties {
            merchant: self.profiles.merchant(&payment.merchant_id).unwrap(),
            terminal: None,
            issuer: card.and_then(|card| self.profiles.issuer_for(&card.bin.to_string(), None)),
        };
        let (set, zone, now_ms) = (self.set(), &given.told.zone, given.decided_at_ms);
        let mut gathered = facts::gather(&payment, &parties, zone, now_ms);
        let facts = gathered.show(FactGroups::all(), Vec::new(), Facts::clone);
        let request = facts::counted(&payment, &parties);
        let calendar = Calendar::at(now_ms, zone);
        let counters = set.counters().iter();
        let entries: Vec<Option<Entry>> = counters
            .map(|counter| counter.entry(&request, &calendar))
            .collect();
        let totals: Vec<u64> = (entries.iter())
            .map(|entry| entry.map_or(0, |entry| self.ledger.read(entry.key, entry.span, now_ms)))
            .collect();
        let heard: Vec<Heard> = (set.policies().zip(&given.runs))
            .map(|((policy, positions), run)| {
                let named = policy.counters.iter().zip(positions);
                let counters = named
                    .map(|(named, position)| CounterState {
                        applies: entries[*position].is_some(),
                        value: totals[*position],
                        cap_override: (parties.merchant.as_ref())
                            .and_then(|merchant| merchant.cap(&named.name)),
                    })
                    .collect();
                let mut judged = gathered.show(policy.needs, counters, |facts| {
                    policy.judge(facts, payment.amount.currency, 1_000)
                });
                judged.nanoseconds = run.nanoseconds;
                Heard {
                    policy: policy.terms().clone(),
                    counters: positions.into(),
                    judged,
                }
            })
            .collect();
        let mut payload = recorded::evidence(&Evidence {
            payment: &payment,
            facts: &facts,
            parties: &parties,
            zone,
            applies: &entries,
            totals: &totals,
            heard: &heard,
        });
        let collected = decide::collect(&heard, &entries, payment.amount, set.catalogue());
        let demands: Vec<Demand> = collected.asked.iter().map(|asked| asked.demand).collect();
        let misses = self.ledger.check(&demands, now_ms);
        let concluded = decide::conclude(collected, &misses);
        let hold_until_ms = now_ms + HOLD_MS;
        recorded::head(
            &mut payload,
            &Head {
                id: given.id,
                hold_until_ms,
                calendar: &calendar,
                concluded: &concluded,
                misses: &misses,
            },
        );
        let event = Event::Decided {
            decision: given.id.0,
            at_ms: now_ms,
            verdict: match concluded.outcome {
                Outcome::Approve => Verdict::Approved,
                Outcome::Decline => Verdict::Declined,
                Outcome::StepUp | Outcome::Review => Verdict::Deferred,
            },
            amount: payment.amount.to_add(),
            entries: entries.iter().flatten().copied().collect(),
            hold_until_ms,
        };
        self.ledger.apply(&event).unwrap();
        Written {
            given,
            facts,
            heard: heard.into_iter().map(|heard| heard.judged).collect(),
            request,
            entries,
            totals,
            misses,
            calendar,
            payload,
            merchant: parties.merchant.as_deref().map(recorded::encode_merchant),
            issuer: parties.issuer.as_deref().map(recorded::encode_issuer),
        }
    }
}

fn issuer() -> v1::Issuer {
    v1::Issuer {
        issuer_id: "icbc".into(),
        name: "ICBC".into(),
        phone: "95588".into(),
        bins: vec!["621226".into()],
        country: "CN".into(),
        status: v1::issuer::Status::Up.into(),
        ..Default::default()
    }
}

/// Reads what was written and compares it with what was.
#[track_caller]
fn check(set: &RecordedSet, written: &Written) {
    let merchant =
        (written.merchant.as_deref()).map(|bytes| recorded::decode_merchant(bytes).unwrap());
    let issuer = (written.issuer.as_deref()).map(|bytes| recorded::decode_issuer(bytes).unwrap());
    let (merchant, issuer): (Option<&MerchantSeen>, Option<&IssuerSeen>) =
        (merchant.as_ref(), issuer.as_ref());
    let read = recorded::decode_decision(&written.payload, set, merchant, issuer).unwrap();
    assert_eq!(read.facts, written.facts);
    assert_eq!(read.answers, written.heard);
    assert_eq!(read.totals, written.totals);
    assert_eq!(read.misses, written.misses);
    assert_eq!(read.calendar, written.calendar);
    assert_eq!(read.request(), written.request);
    assert_eq!(read.entries(set), written.entries);
    let again = read.decision(set);
    for audience in [Audience::Operator, Audience::Merchant, Audience::Cardholder] {
        for locale in ["en", "zh"] {
            let tell =
                |decision: &Decision| encode(decision, &decision.holds, locale, audience, false);
            assert_eq!(tell(&again), tell(&written.given));
        }
    }
    let found = decide::collect(
        &read.heard(set),
        &written.entries,
        read.amount,
        &set.catalogue,
    );
    let concluded = decide::conclude(found, &read.misses);
    assert_eq!(concluded.sources, read.concluded.sources);
    let summary = recorded::decode_summary(&written.payload, merchant, issuer).unwrap();
    assert_eq!(summary.request, written.request);
    assert_eq!(summary.entries(set), written.entries);
    assert_eq!(
        (
            summary.id,
            summary.outcome,
            summary.amount,
            summary.hold_until_ms
        ),
        (
            read.id,
            read.concluded.outcome,
            read.amount,
            read.hold_until_ms
        )
    );
    assert_eq!(
        (summary.content, summary.calendar),
        (read.content, read.calendar)
    );
    let names = recorded::decode_names(&written.payload).unwrap();
    assert_eq!((names.id, &*names.request_id), (read.id, &*read.request_id));
}

/// A purchase like any other: the ids are as long as gateways make them.
fn purchase(number: u64, amount: i64) -> v1::PreAuthorization {
    let request_id = format!("7b3f2c9e-51d4-4e0a-9c77-{number:012x}");
    v1::PreAuthorization {
        occurred_at: Some(at(NOON_S)),
        amount: Some(cny(amount)),
        terminal_id: "T0042137".into(),
        terminal: Some(v1::TerminalReport {
            chip_capable: true,
            contactless_capable: true,
            ..Default::default()
        }),
        fee: Some(v1::FeeTerms {
            rate_ppm: Some(6_000),
            ..Default::default()
        }),
        ..payment(&request_id)
    }
}

fn by_code(number: u64) -> v1::PreAuthorization {
    v1::PreAuthorization {
        channel: v1::Channel::Qr.into(),
        entry_mode: v1::EntryMode::QrDynamic.into(),
        card: None,
        code: Some(v1::PaymentCode {
            kind: v1::payment_code::Kind::ConsumerDynamic.into(),
            payload: format!("1345678901{number:08}"),
            payer_token: "payer-1".into(),
            issued_at: Some(at(NOON_S - 20)),
            ..Default::default()
        }),
        ..purchase(number, 2_000)
    }
}

type Change = fn(&mut v1::PreAuthorization);

/// Decides a purchase with each of the changes, on the shipped policies and these misbehaving
/// ones, and checks what is written of it. Says what was decided.
#[track_caller]
fn round(misbehaving: &[(&str, &str)], changes: &[Change]) -> Vec<Outcome> {
    let mut desk = Desk::open(|directory| {
        let credit = built::settings("policies/merchant-credit").replace("enforce", "shadow");
        directory.write("merchant-credit.toml", credit.as_bytes());
        for (name, settings) in misbehaving {
            directory.put(name, &built::module("hostile/hostile"), settings);
        }
    });
    let set = recorded::decode_set(&recorded::encode_set(&desk.set())).unwrap();
    let given = desk.set();
    assert_eq!((&set.revision, set.loaded_at_ms), (given.revision(), 17));
    assert_eq!(set.counters, given.counters());
    let positions: Vec<&[usize]> = given.policies().map(|(_, positions)| positions).collect();
    assert_eq!(set.positions, positions);
    for (terms, (policy, _)) in set.policies.iter().zip(given.policies()) {
        assert_eq!(format!("{terms:?}"), format!("{:?}", policy.terms()));
    }
    let mut outcomes = Vec::new();
    for (number, change) in changes.iter().enumerate() {
        let mut message = purchase(number as u64, 20_000);
        change(&mut message);
        let written = desk.decide(message);
        check(&set, &written);
        outcomes.push(written.given.outcome);
    }
    outcomes
}

#[test]
fn a_decision_is_read_back_as_it_was_given() {
    use Outcome::{Approve, Decline, Review};
    let trap = "mode = \"enforce\"\non_fault = \"review\"\n[settings]\nbehaviour = \"trap\"";
    let spin = "mode = \"shadow\"\nfuel = 10_000\n[settings]\nbehaviour = \"loop\"";
    let changes: [Change; 11] = [
        |_| {},
        |message| message.amount = Some(cny(66_600)),
        |message| message.amount = Some(cny(90_000)),
        |message| message.card.as_mut().unwrap().expiry_yymm = "2001".into(),
        |message| message.card.as_mut().unwrap().funding = v1::Funding::Credit.into(),
        |message| message.merchant_id = "nobody".into(),
        |message| message.amount = Some(cny(-5)),
        |message| *message = by_code(7),
        |message| message.verification = None,
        |message| message.terminal = None,
        |message| {
            message.attributes.insert("shop.door".into(), "7".into());
            message.original_request_id = "r-1".into();
            message.occurred_at = Some(at(NOON_S - 3_600));
        },
    ];
    let outcomes = round(&[("trap", trap), ("spin", spin)], &changes);
    assert_eq!(outcomes[..4], [Approve, Review, Decline, Decline]);
}

#[test]
fn a_fault_that_approves_is_read_back_as_it_was_given() {
    let odd = "mode = \"enforce\"\non_fault = \"approve\"\napprove_up_to = 70_000\n\
               [settings]\nbehaviour = \"unknown-reason\"";
    let outcomes = round(
        &[("odd", odd)],
        &[|message| message.amount = Some(cny(66_600))],
    );
    assert_eq!(outcomes, [Outcome::Approve]);
}

#[test]
fn a_decision_takes_few_bytes() {
    let mut desk = Desk::open(|_| {});
    let set = recorded::encode_set(&desk.set());
    let mut written = Vec::new();
    for number in 0..4 {
        written.push((desk.decide(purchase(number, 25_000)), "card"));
    }
    written.push((desk.decide(purchase(4, 25_000)), "card, declined"));
    written.push((desk.decide(by_code(5)), "code"));
    println!("set: {} bytes", set.len());
    for (written, what) in &written {
        let merchant = written.merchant.as_ref().map_or(0, Vec::len);
        let issuer = written.issuer.as_ref().map_or(0, Vec::len);
        let bytes = written.payload.len();
        let outcome = written.given.outcome;
        println!("{what}: {bytes} bytes, {outcome:?}; merchant {merchant}, issuer {issuer}");
        assert!(bytes <= 480, "{bytes} bytes");
    }
}
