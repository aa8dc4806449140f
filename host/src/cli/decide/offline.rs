//! What decides without a host: the same parts, in memory.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use tollgate_proto::v1;

use super::DecideArgs;
use crate::cli::import::jsonl;
use crate::cli::lines::Lines;
use crate::clock::{self, Clock, Source};
use crate::config::Config;
use crate::evaluator::{Evaluator, Parts, entropy};
use crate::fold::{Bounds, Fold};
use crate::lists::Lists;
use crate::metrics::Metrics;
use crate::pan::Vault;
use crate::policy::Registry;
use crate::profiles::{Profiles, Store, quote};
use crate::server;

/// A host without a network and without a disk.
pub(super) struct Offline {
    pub(super) evaluator: Evaluator,
    pub(super) vault: Vault,
    /// What the decision had to do without.
    pub(super) without: Without,
}

/// What a decision had to do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Without {
    pub(super) merchant: bool,
}

impl Offline {
    /// Builds what decides this payment.
    ///
    /// # Errors
    /// What is missing or broken.
    pub(super) fn build(args: &DecideArgs, payment: &v1::PreAuthorization) -> anyhow::Result<Self> {
        let mut config = match &args.config {
            Some(file) => Config::read(file)?,
            None => Config::default(),
        };
        if let Some(directory) = &args.policies {
            config.policy.directory.clone_from(directory);
        }
        let data = args
            .config
            .is_some()
            .then_some(config.data_directory.as_path());
        let vault = vault(data)?;
        let profiles = profiles(args, &config, data, &payment.merchant_id)?;
        let merchant = profiles.merchant(&payment.merchant_id)?;
        let source = if args.config.is_some() || payment.occurred_at.is_none() {
            config.clock.source
        } else {
            Source::Request
        };
        let lists = Lists::open(profiles.store())?;
        let evaluator = Evaluator::new(
            config.evaluator.clone(),
            Parts {
                clock: Clock::new(source),
                registry: Arc::new(registry(&config)?),
                profiles: Arc::new(profiles),
                lists: Arc::new(lists),
                metrics: Arc::new(Metrics::new()),
                log: None,
                fold: Fold::new(&Bounds::of(&config.evaluator)),
                entropy: entropy(),
            },
        );
        Ok(Self {
            evaluator,
            vault,
            without: Without {
                merchant: merchant.is_none(),
            },
        })
    }
}

/// The policies. None of them is archived: nothing is decided for good.
fn registry(config: &Config) -> anyhow::Result<Registry> {
    let directory = &config.policy.directory;
    let loader = server::loader(config, None, None)?;
    Registry::open(directory, loader, clock::host_ms())
        .map_err(|problems| anyhow!("{}", problems.0.join("\n  ")))
        .with_context(|| format!("policies of `{}`", directory.display()))
}

/// The host's own key where it has one, so that tokens are those of its log.
fn vault(data: Option<&Path>) -> anyhow::Result<Vault> {
    let key = data
        .map(|data| data.join("token.key"))
        .filter(|key| key.exists());
    match key {
        Some(key) => Vault::open(&key),
        None => Vault::random(),
    }
    .context("token.key")
}

fn profiles(
    args: &DecideArgs,
    config: &Config,
    data: Option<&Path>,
    merchant_id: &str,
) -> anyhow::Result<Profiles> {
    let given = match (&args.merchant, &args.merchants) {
        (Some(file), _) => Some(one(file)?),
        (None, Some(file)) => among(file, merchant_id)?,
        (None, None) => {
            if let Some(data) = data.filter(|data| Store::is_in(data)) {
                return Profiles::open(data, &config.profiles, None).context(
                    "profiles; while a host runs they are its own, then give --merchant FILE",
                );
            }
            None
        }
    };
    let profiles = Profiles::in_memory(&config.profiles)?;
    if let Some(merchant) = given {
        profiles
            .put_merchant(&merchant)
            .with_context(|| format!("the profile of merchant {}", quote(&merchant.merchant_id)))?;
    }
    Ok(profiles)
}

fn one(file: &Path) -> anyhow::Result<v1::Merchant> {
    let shown = file.display();
    let text = fs::read(file).with_context(|| format!("cannot read `{shown}`"))?;
    jsonl::merchant(&text).map_err(|problem| anyhow!("`{shown}`: {problem}"))
}

/// The last record of the merchant in a file of many, as an import would keep it.
fn among(file: &Path, merchant_id: &str) -> anyhow::Result<Option<v1::Merchant>> {
    let shown = file.display();
    let reader = File::open(file).with_context(|| format!("cannot open `{shown}`"))?;
    let mut found = None;
    for line in Lines::new(BufReader::new(reader)) {
        let line = line.with_context(|| format!("`{shown}`"))?;
        let merchant = jsonl::merchant(&line.raw)
            .map_err(|problem| anyhow!("`{shown}`: line {}: {problem}", line.number))?;
        if merchant.merchant_id == merchant_id {
            found = Some(merchant);
        }
    }
    Ok(found)
}
