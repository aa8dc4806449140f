//! A host in process that also writes down what it decides.

use std::sync::Arc;

use tollgate::config::Config;
use tollgate::decide::{self, Heard};
use tollgate::decision::Outcome;
use tollgate::evaluator::{Ask, Evaluator};
use tollgate::facts::{self, Gathered, Known, Parties};
use tollgate::limits::{Bounds, Calendar, Demand, Entry, Event, Ledger, Miss, Request, Verdict};
use tollgate::original;
use tollgate::pan::Vault;
use tollgate::payment::Payment;
use tollgate::policy::{Judged, PolicySet, Registry};
use tollgate::profiles::Profiles;
use tollgate::record::Decision;
use tollgate::recorded::{self, Evidence, Head};
use tollgate::rpc::decode;
use tollgate::sandbox::Instances;
use tollgate::server::loader;
use tollgate::wit::tollgate::policy::facts::{CounterState, Facts};
use tollgate::wit::tollgate::policy::verdicts::FactGroups;
use tollgate_proto::v1;
use tollgate_tests::directory::Directory;
use tollgate_tests::payment::{MERCHANT, caps, merchant};
use tollgate_tests::{built, inside};

/// 2026-11-24 12:30 in Shanghai.
pub(super) const NOON_S: i64 = 1_795_494_600;
const HOLD_MS: u64 = 600_000;

/// A host in process, and beside it everything that its evaluator does, step by step.
pub(super) struct Desk {
    evaluator: Evaluator,
    registry: Arc<Registry>,
    profiles: Arc<Profiles>,
    vault: Vault,
    ledger: Ledger,
    runtime: tokio::runtime::Runtime,
    _data: tempfile::TempDir,
}

/// One decision: as it was given, and as it is written.
pub(super) struct Written {
    pub(super) given: Arc<Decision>,
    pub(super) facts: Facts,
    pub(super) heard: Vec<Judged>,
    pub(super) request: Request,
    pub(super) entries: Vec<Option<Entry>>,
    pub(super) totals: Vec<u64>,
    pub(super) misses: Vec<Miss>,
    pub(super) calendar: Calendar,
    pub(super) payload: Vec<u8>,
    pub(super) merchant: Option<Vec<u8>>,
    pub(super) issuer: Option<Vec<u8>>,
}

impl Desk {
    pub(super) fn open(change: impl FnOnce(&Directory)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let directory = Directory::make(data.path().join("policies"));
        directory.ship();
        change(&directory);
        let mut config = Config::default();
        config.policy.directory = directory.path().into();
        config.policy.preparer = Some(built::program());
        let registry =
            Registry::open(directory.path(), loader(&config, None, None).unwrap(), 17).unwrap();
        let registry = Arc::new(registry);
        let profiles = Arc::new(Profiles::in_memory(&config.profiles).unwrap());
        let own = v1::Merchant {
            limit_overrides: caps([("merchant-day", 100_000), ("fees", 3)]),
            response_code_profile: "unionpay".into(),
            ..merchant(MERCHANT)
        };
        profiles.put_merchant(&own).unwrap();
        profiles.put_issuer(&issuer()).unwrap();
        profiles.put_terminal(&terminal()).unwrap();
        let (evaluator, _) =
            inside::evaluator(data.path(), &config, registry.clone(), profiles.clone());
        Self {
            evaluator,
            registry,
            profiles,
            vault: Vault::random().unwrap(),
            ledger: Ledger::new(Bounds {
                keep_ms: HOLD_MS,
                ended_max: 1_000,
            }),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
            _data: data,
        }
    }

    pub(super) fn set(&self) -> Arc<PolicySet> {
        Arc::clone(&self.registry.pin())
    }

    /// Decides a payment and writes down what was decided: everything that the evaluator does, step
    /// by step, beside it.
    pub(super) fn decide(&mut self, message: v1::PreAuthorization) -> Written {
        let payment = decode(message, &self.vault).unwrap();
        let ask = Ask {
            payment: payment.clone(),
            dry_run: false,
            deadline: None,
        };
        let answer = self.runtime.block_on(self.evaluator.evaluate(ask));
        let given = answer.ok().unwrap().decision;
        let parties = self.parties(&payment);
        let (set, zone, now_ms) = (self.set(), &given.told.zone, given.decided_at_ms);
        // An original that is named is none of those decided here.
        let named = !payment.original_request_id.is_empty();
        let known = Known {
            original: named.then(|| original::seen(None, &payment, now_ms)),
            ..Known::default()
        };
        let mut gathered = facts::gather(&payment, &parties, &known, zone, now_ms);
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
        let heard = self.listen(&payment, &parties, &mut gathered, &entries, &totals, &given);
        let mut payload = recorded::evidence(&Evidence {
            payment: &payment,
            facts: &facts,
            parties: &parties,
            zone,
            applies: &entries,
            totals: &totals,
            own_risk: None,
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
        let outcome = concluded.outcome;
        (self.ledger)
            .apply(&decided(&given, outcome, &payment, &entries))
            .unwrap();
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

    fn parties(&self, payment: &Payment) -> Parties {
        let card = payment.card.as_ref();
        Parties {
            merchant: self.profiles.merchant(&payment.merchant_id).unwrap(),
            terminal: self.profiles.terminal(&payment.terminal_id).unwrap(),
            issuer: card.and_then(|card| self.profiles.issuer_for(&card.bin.to_string(), None)),
            network: None,
        }
    }

    /// Lets every policy judge again, and takes over how long it took.
    fn listen(
        &self,
        payment: &Payment,
        parties: &Parties,
        gathered: &mut Gathered,
        entries: &[Option<Entry>],
        totals: &[u64],
        given: &Decision,
    ) -> Vec<Heard> {
        let cap = |name: &str| parties.merchant.as_ref()?.cap(name);
        let set = self.set();
        (set.policies().zip(&given.runs))
            .map(|((policy, positions), run)| {
                let named = policy.counters.iter().zip(positions);
                let counters = named
                    .map(|(named, position)| CounterState {
                        applies: entries[*position].is_some(),
                        value: totals[*position],
                        cap_override: cap(&named.name),
                    })
                    .collect();
                let mut judged = gathered.show(policy.needs, counters, |facts| {
                    policy.judge(
                        &mut Instances::default(),
                        facts,
                        payment.amount.currency,
                        1_000,
                    )
                });
                judged.nanoseconds = run.nanoseconds;
                Heard {
                    policy: policy.terms().clone(),
                    counters: positions.into(),
                    judged,
                }
            })
            .collect()
    }
}

fn decided(
    given: &Decision,
    outcome: Outcome,
    payment: &Payment,
    entries: &[Option<Entry>],
) -> Event {
    Event::Decided {
        decision: given.id.0,
        at_ms: given.decided_at_ms,
        verdict: match outcome {
            Outcome::Approve => Verdict::Approved,
            Outcome::Decline => Verdict::Declined,
            Outcome::StepUp | Outcome::Review => Verdict::Deferred,
        },
        amount: payment.amount.to_add(),
        entries: entries.iter().flatten().copied().collect(),
        hold_until_ms: given.decided_at_ms + HOLD_MS,
    }
}

fn terminal() -> v1::Terminal {
    v1::Terminal {
        terminal_id: "T0042137".into(),
        merchant_id: MERCHANT.into(),
        ..Default::default()
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
