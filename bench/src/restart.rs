//! How long a host takes from the start of its process until it is ready, after a crash.
//!
//! The log is made of decisions as a host records them, half of the records, and their outcomes,
//! with a snapshot as often as a host makes one. What is encoded is real; only the policies are
//! asked once, not for each.

#![allow(clippy::print_stdout, reason = "a benchmark reports to a person")]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use tollgate::audit::{Config as AuditConfig, Disk, Entry, Kind, Log, Part};
use tollgate::config::Config;
use tollgate::decide::{self, Heard};
use tollgate::facts::{self, Gathered, Parties};
use tollgate::fold::Bounds;
use tollgate::limits::{Calendar, Report};
use tollgate::money::Currency;
use tollgate::pan::Vault;
use tollgate::payment::Payment;
use tollgate::policy::PolicySet;
use tollgate::profiles::{MerchantProfile, Profiles, TerminalProfile};
use tollgate::record::DecisionId;
use tollgate::recorded::{self, Evidence, Head, Outcome};
use tollgate::recovery::{recover, snapshot};
use tollgate::remembered::keys;
use tollgate::rpc::decode;
use tollgate::sandbox::Instances;
use tollgate::wit::tollgate::policy::facts::CounterState;

use crate::host::{merchant, payment, policies, registry, terminal};
use crate::served::Served;

/// Starts that are measured; the median is told.
const STARTS: usize = 5;
const MERCHANTS: u64 = 10_000;
const HOLD_MS: u64 = 600_000;
/// Decisions made so long after one another, milliseconds: a hundred a second.
const APART_MS: u64 = 10;

/// Makes a log of `records` records, and measures starts on it.
pub(crate) fn run(records: u64) -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let made = Instant::now();
    let bytes = make(data.path(), records)?;
    println!(
        "A log of {records} records, {} MiB on disk, made in {:.0} s.\n",
        bytes >> 20,
        made.elapsed().as_secs_f64()
    );
    // The first start compiles the policies, as after their first arrival.
    let first = Served::start(data.path(), &policies())?.ready;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(Served::start(data.path(), &policies())?.ready);
    }
    starts.sort();
    let median = starts.get(starts.len() / 2).copied().unwrap_or_default();
    println!("  ready after kill -9, process start to /ready, median of {STARTS}: {median:?}");
    println!("  the very first start, which compiles the policies:           {first:?}\n");
    Ok(())
}

/// Fills the log, as a host would have; its bytes on disk.
fn make(data: &Path, records: u64) -> anyhow::Result<u64> {
    let config = Config::default();
    let bounds = Bounds::of(&config.evaluator);
    let storage = Arc::new(Disk::create(&data.join("log"))?);
    let audit = AuditConfig::default();
    let recovered = recover(storage, &audit, &bounds, None)?;
    let log = recovered.log;
    let writer = std::thread::spawn(move || recovered.writer.run());
    let keeper = log.keeper();
    let keeper = std::thread::spawn(move || keeper.run());
    let maker = Maker::new(data)?;
    for number in 0..records / 2 {
        let (id, entry) = maker.decision(number)?;
        append(&log, entry)?;
        append(&log, maker.outcome(id))?;
        // The queue is bounded.
        if number % 2_048 == 0 {
            log.drain();
        }
        if number > 0 && number % (audit.snapshot_records / 2) == 0 {
            snapshot(&log, &bounds)?;
        }
    }
    log.drain();
    log.close();
    writer.join().ok().context("the writer failed")?;
    keeper.join().ok().context("the keeper failed")?;
    Ok(log.status().bytes)
}

fn append(log: &Log, entry: Entry) -> anyhow::Result<()> {
    Ok(log.append(entry, Box::new(|_| {}))?)
}

/// Makes records.
struct Maker {
    set: Arc<PolicySet>,
    vault: Vault,
    merchants: Vec<Arc<MerchantProfile>>,
    heard: Vec<Heard>,
}

impl Maker {
    fn new(data: &Path) -> anyhow::Result<Self> {
        let profiles = Profiles::open(data, &Config::default().profiles, None)?;
        let ids: Vec<String> = (0..MERCHANTS).map(|number| format!("m-{number}")).collect();
        profiles.import(ids.iter().map(|id| merchant(id)))?;
        let merchants = ids
            .iter()
            .filter_map(|id| profiles.merchant(id).transpose());
        let mut maker = Self {
            set: Arc::clone(&registry()?.pin()),
            vault: Vault::open(&data.join("token.key"))?,
            merchants: merchants.collect::<Result<_, _>>()?,
            heard: Vec::new(),
        };
        maker.heard = maker.listen()?;
        Ok(maker)
    }

    /// What the policies say of such a payment.
    fn listen(&self) -> anyhow::Result<Vec<Heard>> {
        let scene = self.scene(0)?;
        let currency = Currency::from_code("CNY").context("CNY")?;
        let mut gathered = scene.gathered;
        let heard = self.set.policies().map(|(policy, positions)| {
            let counters = (policy.counters.iter())
                .map(|named| CounterState {
                    applies: true,
                    value: 0,
                    cap_override: scene.merchant.cap(&named.name),
                })
                .collect();
            Heard {
                policy: policy.terms().clone(),
                counters: positions.into(),
                judged: gathered.show(policy.needs, counters, |facts| {
                    policy.judge(&mut Instances::default(), facts, currency, 1_000)
                }),
            }
        });
        Ok(heard.collect())
    }

    fn scene(&self, number: u64) -> anyhow::Result<Scene> {
        let place = usize::try_from(number % MERCHANTS)?;
        let merchant = self.merchants.get(place).context("a merchant")?.clone();
        let mut message = payment(usize::try_from(number)?, 10_050, 30);
        message.merchant_id = merchant.id().to_owned();
        message.terminal_id = format!("t-{}", number % (MERCHANTS * 2));
        let payment =
            decode(message, &self.vault).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
        let now_ms = payment.occurred_at_ms.unwrap_or(0) + number * APART_MS;
        let device = terminal(&payment.terminal_id, merchant.id());
        let parties = Parties {
            merchant: Some(merchant.clone()),
            terminal: Some(Arc::new(TerminalProfile::from_record(&device)?)),
            ..Parties::default()
        };
        let gathered = facts::gather(
            &payment,
            &parties,
            &facts::Known::default(),
            &merchant.zone,
            now_ms,
        );
        Ok(Scene {
            payment,
            parties,
            gathered,
            merchant,
            now_ms,
        })
    }

    fn decision(&self, number: u64) -> anyhow::Result<(DecisionId, Entry)> {
        let Scene {
            payment,
            parties,
            gathered,
            merchant,
            now_ms,
        } = self.scene(number)?;
        let calendar = Calendar::at(now_ms, &merchant.zone);
        let counted = facts::counted(&payment, &parties);
        let entries: Vec<_> = (self.set.counters().iter())
            .map(|counter| counter.entry(&counted, &calendar))
            .collect();
        let mut payload = recorded::evidence(&Evidence {
            payment: &payment,
            facts: gathered.facts(),
            parties: &parties,
            zone: &merchant.zone,
            applies: &entries,
            totals: &vec![0; entries.len()],
            own_risk: None,
            heard: &self.heard,
        });
        let found = decide::collect(&self.heard, &entries, payment.amount, self.set.catalogue());
        let mut random = [0; 10];
        random[2..].copy_from_slice(&number.to_be_bytes());
        let id = DecisionId::new(now_ms, random);
        recorded::head(
            &mut payload,
            &Head {
                id,
                hold_until_ms: now_ms + HOLD_MS,
                calendar: &calendar,
                concluded: &decide::conclude(found, &[]),
                misses: &[],
            },
        );
        let entry = Entry {
            kind: Kind::Decision,
            payload,
            parts: [
                Some(self.set.clone()),
                Some(merchant as Arc<dyn Part>),
                None,
            ],
            keys: Some(keys(id, &payment.request_id)),
        };
        Ok((id, entry))
    }

    fn outcome(&self, decision: DecisionId) -> Entry {
        let outcome = Outcome {
            decision,
            at_ms: decision.at_ms(),
            report: Report::Authorized { amount: None },
            issuer_response_code: "00".into(),
            merchant_advice_code: "".into(),
            issuer_latency_ms: Some(180),
            issuer_id: "".into(),
            late: false,
            entries: Vec::new(),
            trade: None,
        };
        Entry::new(Kind::Outcome, recorded::encode_outcome(&outcome))
    }
}

/// One payment, with all that is known of it.
struct Scene {
    payment: Payment,
    parties: Parties,
    gathered: Gathered,
    merchant: Arc<MerchantProfile>,
    now_ms: u64,
}
