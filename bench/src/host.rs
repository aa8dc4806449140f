//! The real host in process, without sockets.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use tokio::runtime::Runtime;
use tollgate::audit::{Disk, Durability, Log};
use tollgate::clock::{Clock, Source};
use tollgate::config::Config;
use tollgate::decision::Outcome;
use tollgate::evaluator::{Ask, Evaluator, Parts, entropy};
use tollgate::fold::Bounds;
use tollgate::lists::Lists;
use tollgate::metrics::Metrics;
use tollgate::money::Currency;
use tollgate::pan::Vault;
use tollgate::policy::{Policy, Registry, Shelf};
use tollgate::profiles::Profiles;
use tollgate::recovery::recover;
use tollgate::rpc::decode;
use tollgate::sandbox::Instances;
use tollgate::server::loader;
use tollgate::wit::tollgate::policy::facts::Facts;
use tollgate::wit::tollgate::policy::verdicts::FactGroups;
use tollgate_proto::v1;

const MERCHANT: &str = "bench-merchant";
const TERMINAL: &str = "bench-terminal";

/// A host with one merchant, its terminal and the shipped policies.
pub(crate) struct Host {
    runtime: Runtime,
    registry: Arc<Registry>,
    evaluator: Arc<Evaluator>,
    vault: Arc<Vault>,
    profiles: Arc<Profiles>,
    metrics: Arc<Metrics>,
    log: Arc<Log>,
    _data: tempfile::TempDir,
}

/// One policy with the facts that it asks for.
pub(crate) struct Sandboxed {
    policy: Arc<Policy>,
    facts: Facts,
    currency: Currency,
}

impl Sandboxed {
    /// Name of the policy.
    pub(crate) fn name(&self) -> &str {
        &self.policy.name
    }

    /// Judges the facts once, in a fresh instance.
    pub(crate) fn judge(&self, instances: &mut Instances) -> usize {
        let judged = (self.policy).judge(instances, &self.facts, self.currency, 1_000);
        judged.result.map_or(0, |assessed| {
            assessed.findings.len() + assessed.claims.len()
        })
    }
}

impl Host {
    /// Opens a host on `registry`, with a log of this durability.
    pub(crate) fn open(registry: &Arc<Registry>, durability: Durability) -> anyhow::Result<Self> {
        let mut config = Config::default();
        config.audit.durability = durability;
        let host = Self::of(registry, &config, tempfile::tempdir()?)?;
        host.profiles.put_merchant(&merchant(MERCHANT))?;
        host.profiles.put_terminal(&terminal(TERMINAL, MERCHANT))?;
        Ok(host)
    }

    /// Opens a host on `registry`, with nobody on file but who is in `data` already.
    pub(crate) fn of(
        registry: &Arc<Registry>,
        config: &Config,
        data: tempfile::TempDir,
    ) -> anyhow::Result<Self> {
        let storage = Arc::new(Disk::create(&data.path().join("log"))?);
        let bounds = Bounds::of(&config.evaluator);
        let recovered = recover(storage, &config.audit, &bounds, None)?;
        // It ends with the process.
        std::thread::spawn(move || recovered.writer.run());
        let profiles = Arc::new(Profiles::open(data.path(), &config.profiles, None)?);
        let lists = Lists::open(profiles.store())?;
        let metrics = Arc::new(Metrics::new());
        let parts = Parts {
            clock: Clock::new(Source::Request),
            registry: registry.clone(),
            profiles: profiles.clone(),
            lists: Arc::new(lists),
            metrics: metrics.clone(),
            log: Some(recovered.log.clone()),
            fold: recovered.fold,
            entropy: entropy(),
        };
        Ok(Self {
            runtime: tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()?,
            registry: registry.clone(),
            evaluator: Arc::new(Evaluator::new(config.evaluator.clone(), parts)),
            vault: Arc::new(Vault::random()?),
            profiles,
            metrics,
            log: recovered.log,
            _data: data,
        })
    }

    /// Who is on file.
    pub(crate) fn profiles(&self) -> &Arc<Profiles> {
        &self.profiles
    }

    /// What it tells of itself.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Its log.
    pub(crate) fn log(&self) -> &Log {
        &self.log
    }

    /// What requests are sent from.
    pub(crate) fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// What decides.
    pub(crate) fn evaluator(&self) -> &Arc<Evaluator> {
        &self.evaluator
    }

    /// The policies, each with the groups of facts that it asks for.
    pub(crate) fn policies(&self, amount: i64, expiry_year: u8) -> anyhow::Result<Vec<Sandboxed>> {
        let currency = Currency::from_code("CNY").context("CNY")?;
        let set = self.registry.pin();
        let sandboxed = set.policies().map(|(policy, _)| {
            let mut facts = crate::facts::host(amount, expiry_year, policy.counters.len());
            leave_out(&mut facts, policy.needs);
            Sandboxed {
                policy: policy.clone(),
                facts,
                currency,
            }
        });
        Ok(sandboxed.collect())
    }

    /// A request with an id of its own.
    pub(crate) fn ask(&self, turn: usize, amount: i64, expiry_year: u8) -> anyhow::Result<Ask> {
        ask(&self.vault, turn, amount, expiry_year)
    }

    /// What makes tokens.
    pub(crate) fn vault(&self) -> &Arc<Vault> {
        &self.vault
    }

    /// Decides it, and says whether it is approved.
    pub(crate) fn decide(&self, ask: Ask) -> anyhow::Result<bool> {
        let answer = self.runtime.block_on(self.evaluator.evaluate(ask));
        let answer = answer.map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
        Ok(answer.decision.outcome == Outcome::Approve)
    }
}

/// A request with an id of its own, from another card each time, so that no total of one grows
/// to its cap. The merchant has caps of its own for the others.
pub(crate) fn ask(vault: &Vault, turn: usize, amount: i64, expiry_year: u8) -> anyhow::Result<Ask> {
    asked(vault, payment(turn, amount, expiry_year))
}

/// A request to decide this payment.
pub(crate) fn asked(vault: &Vault, message: v1::PreAuthorization) -> anyhow::Result<Ask> {
    let payment = decode(message, vault).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    Ok(Ask {
        payment,
        dry_run: false,
        deadline: None,
    })
}

/// The policies that `cargo xtask policies` built.
pub(crate) fn registry() -> anyhow::Result<Arc<Registry>> {
    registry_of(&policies(), None)
}

/// The policies in a directory, compiled to `shelf` or taken from it, where there is one.
pub(crate) fn registry_of(directory: &Path, shelf: Option<Shelf>) -> anyhow::Result<Arc<Registry>> {
    let mut config = Config::default();
    config.policy.directory = directory.to_path_buf();
    config.policy.preparer = Some(program()?);
    let loader = loader(&config, None, shelf)?;
    let registry = Registry::open(&config.policy.directory, loader, 0)
        .context("run `cargo xtask policies` first")?;
    Ok(Arc::new(registry))
}

/// Where they are.
pub(crate) fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/policies")
}

/// The program that prepares modules: built beside this one.
pub(crate) fn program() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?.with_file_name("tollgate");
    anyhow::ensure!(
        program.exists(),
        "{} is missing; use `cargo xtask bench`",
        program.display()
    );
    Ok(program)
}

fn leave_out(facts: &mut Facts, needs: FactGroups) {
    if !needs.contains(FactGroups::CARD) {
        facts.card = None;
    }
    if !needs.contains(FactGroups::MERCHANT) {
        facts.merchant = None;
    }
    if !needs.contains(FactGroups::RISK_INDICATORS) {
        facts.risk_indicators = None;
    }
    if !needs.contains(FactGroups::FEE_CONTRACT) {
        facts.fee_contract = None;
    }
    if !needs.contains(FactGroups::TERMINAL) {
        facts.terminal = None;
    }
}

/// A merchant that may sell without end.
pub(crate) fn merchant(id: &str) -> v1::Merchant {
    let big = u64::from(u32::MAX) * 1_000_000;
    let limits = [
        "channel-day",
        "channel-month",
        "merchant-day",
        "merchant-month",
        "channel-day-count",
        "terminal-day",
        "terminal-minute-count",
    ];
    v1::Merchant {
        merchant_id: id.into(),
        name: "Bench".into(),
        status: v1::merchant::Status::Active.into(),
        size: v1::merchant::Size::Enterprise.into(),
        mcc: 5411,
        country: "CN".into(),
        time_zone: "Asia/Shanghai".into(),
        kyc: Some(v1::Kyc {
            level: 3,
            ..v1::Kyc::default()
        }),
        risk: Some(v1::RiskIndicators {
            chargeback_ppm: Some(500),
            fraud_ppm: Some(100),
            refund_ppm: Some(12_000),
            decline_ppm: Some(40_000),
            volume_ratio_percent: Some(110),
            night_ppm: Some(10_000),
            round_amount_ppm: Some(60_000),
            out_of_area_ppm: Some(0),
            top_cards_ppm: Some(30_000),
            ..v1::RiskIndicators::default()
        }),
        fee_contract: Some(v1::FeeContract {
            rows: vec![v1::FeeRow {
                rate_ppm: 6_000,
                ..v1::FeeRow::default()
            }],
            ..v1::FeeContract::default()
        }),
        limit_overrides: limits
            .map(|name| (name.to_owned(), big))
            .into_iter()
            .collect(),
        settlement_account_matches: Some(true),
        ..v1::Merchant::default()
    }
}

/// A terminal of this merchant.
pub(crate) fn terminal(id: &str, merchant_id: &str) -> v1::Terminal {
    v1::Terminal {
        terminal_id: id.into(),
        merchant_id: merchant_id.into(),
        currency: "CNY".into(),
        no_pin_enabled: true,
        ..v1::Terminal::default()
    }
}

/// A payment with an id of its own, from another card each time.
pub(crate) fn payment(turn: usize, amount: i64, expiry_year: u8) -> v1::PreAuthorization {
    let card = v1::Card {
        number: Some(v1::card::Number::Token(v1::CardToken {
            value: format!("card-{turn}"),
            bin: "62220212".into(),
            last_four: "0005".into(),
            length: 16,
            luhn_valid: true,
        })),
        expiry_yymm: format!("{expiry_year:02}12"),
        service_code: "220".into(),
        network: v1::Network::Unionpay.into(),
        funding: v1::Funding::Credit.into(),
        issuer_country: "CN".into(),
        chip_data_present: true,
        ..v1::Card::default()
    };
    v1::PreAuthorization {
        request_id: format!("{expiry_year}-{turn}"),
        occurred_at: Some(prost_timestamp(1_795_494_600)),
        r#type: v1::TransactionType::Purchase.into(),
        channel: v1::Channel::Pos.into(),
        entry_mode: v1::EntryMode::Chip.into(),
        amount: Some(v1::Money {
            minor_units: amount,
            currency: "CNY".into(),
        }),
        merchant_id: MERCHANT.into(),
        terminal_id: TERMINAL.into(),
        card: Some(card),
        verification: Some(v1::Verification {
            pin_present: true,
            signature_captured: true,
            ..v1::Verification::default()
        }),
        fee: Some(v1::FeeTerms {
            rate_ppm: Some(6_000),
            ..v1::FeeTerms::default()
        }),
        mcc: 5411,
        ..v1::PreAuthorization::default()
    }
}

fn prost_timestamp(seconds: i64) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds, nanos: 0 }
}
