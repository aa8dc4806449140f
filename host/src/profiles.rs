//! Merchants, terminals, issuers and networks: what is on file about them.
//!
//! Owns their store (redb), the memory in front of it, and the rules that a record must meet
//! to be kept. It does not own the figures that this host computes itself: issuer success
//! rates and counters are folds of the log.
//!
//! A record is kept as the contract's message; what a request reads is a snapshot made of it
//! once, when it is loaded: checked, typed, shared. The decision path touches the disk only
//! for a merchant or terminal that is not in memory. Issuers and networks are few and always in
//! memory.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use arc_swap::ArcSwap;
use serde::Deserialize;
use thiserror::Error;
use tollgate_proto::v1;

use crate::audit::Log;

use cache::Cached;
use check::MAX_ID_BYTES;
use directory::Directory;
use network::Networks;
use store::{MERCHANTS, TERMINALS};

mod allocated;
mod cache;
mod cases;
mod changes;
mod check;
mod directory;
mod fees;
mod import;
mod indicators;
mod issuer;
mod merchant;
mod network;
mod quote;
mod recurrence;
mod store;
mod terminal;
mod terms;
#[cfg(test)]
mod tests;
mod texts;
mod window;

pub(crate) use check::Check;
pub use import::{Imported, Refused};
pub use indicators::Indicators;
pub use issuer::IssuerProfile;
pub use merchant::MerchantProfile;
pub use network::NetworkProfile;
pub(crate) use quote::reported;
pub use quote::{mask, quote};
pub use recurrence::Recurrence;
pub(crate) use store::LISTINGS;
pub use store::{Page, Store};
pub use terminal::{Location, TerminalProfile};
pub use terms::Terms;
pub use texts::Texts;
pub use window::{Concerned, MaintenanceWindow, Standstill, When, standstill};

/// How much memory profiles may take, and how long an absent one is remembered.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Memory for merchant snapshots.
    pub merchant_cache_bytes: u64,
    /// Memory for terminal snapshots.
    pub terminal_cache_bytes: u64,
    /// Memory for pages of the store.
    pub store_cache_bytes: usize,
    /// For how long an id without a record is not looked up again. A write ends it at once.
    pub miss_ttl_ms: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            merchant_cache_bytes: 128 << 20,
            terminal_cache_bytes: 64 << 20,
            store_cache_bytes: 64 << 20,
            miss_ttl_ms: 5_000,
        }
    }
}

/// One field of a record that cannot be kept as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Path in the contract's message, for example `fee_contract.rows[2].cap`.
    pub field: String,
    /// What the field must be.
    pub problem: String,
}

impl std::fmt::Display for FieldProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.field, self.problem)
    }
}

/// All problems of one record on one line.
#[must_use]
pub fn describe(problems: &[FieldProblem]) -> String {
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

/// Why a profile was not kept or not found out.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ProfileError {
    /// The record breaks a rule; nothing was written.
    #[error("{}", describe(.0))]
    Invalid(Vec<FieldProblem>),
    /// The store cannot answer.
    #[error("profile store: {0}")]
    Storage(String),
}

/// The profiles of one host.
pub struct Profiles {
    store: Arc<Store>,
    merchants: Cached<MerchantProfile>,
    terminals: Cached<TerminalProfile>,
    directory: ArcSwap<Directory>,
    networks: ArcSwap<Networks>,
    /// Held from the check of an issuer or network until it is in memory.
    directory_write: Mutex<()>,
}

impl Profiles {
    /// Opens the store in `data_directory`, making it where there is none, and loads the issuers
    /// and networks.
    /// Every change of a profile is recorded in `log`, where there is one.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where the file cannot be opened, is in use or is damaged.
    pub fn open(
        data_directory: &Path,
        config: &Config,
        log: Option<Arc<Log>>,
    ) -> Result<Self, ProfileError> {
        let store = Store::open(data_directory, config.store_cache_bytes, log)?;
        Self::of(store, config)
    }

    /// Profiles that are gone with the process, and none of them yet.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where memory cannot hold them.
    pub fn in_memory(config: &Config) -> Result<Self, ProfileError> {
        Self::of(Store::in_memory(config.store_cache_bytes)?, config)
    }

    fn of(store: Store, config: &Config) -> Result<Self, ProfileError> {
        let directory = ArcSwap::from_pointee(Directory::load(&store)?);
        let networks = ArcSwap::from_pointee(Networks::load(&store)?);
        let miss_ttl = Duration::from_millis(config.miss_ttl_ms);
        Ok(Self {
            store: Arc::new(store),
            merchants: Cached::new(
                config.merchant_cache_bytes,
                miss_ttl,
                MerchantProfile::size_bytes,
            ),
            terminals: Cached::new(
                config.terminal_cache_bytes,
                miss_ttl,
                TerminalProfile::size_bytes,
            ),
            directory,
            networks,
            directory_write: Mutex::new(()),
        })
    }

    /// Where they are kept, and what else this host keeps beside them.
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The merchant with this id.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where it is not in memory and the store cannot answer.
    pub fn merchant(&self, id: &str) -> Result<Option<Arc<MerchantProfile>>, ProfileError> {
        if id.len() > MAX_ID_BYTES {
            return Ok(None);
        }
        self.merchants.get(id, || self.load_merchant(id))
    }

    /// The terminal with this id.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where it is not in memory and the store cannot answer.
    pub fn terminal(&self, id: &str) -> Result<Option<Arc<TerminalProfile>>, ProfileError> {
        if id.len() > MAX_ID_BYTES {
            return Ok(None);
        }
        self.terminals.get(id, || self.load_terminal(id))
    }

    /// The issuer with this id, or, where there is none, the one with the longest BIN that
    /// `bin` (the card number's first digits) begins with.
    #[must_use]
    pub fn issuer_for(&self, bin: &str, id: Option<&str>) -> Option<Arc<IssuerProfile>> {
        let directory = self.directory.load();
        id.and_then(|id| directory.by_id(id))
            .or_else(|| directory.by_bin(bin))
            .cloned()
    }

    fn load_merchant(&self, id: &str) -> Result<Option<MerchantProfile>, ProfileError> {
        let record = self.store.get::<v1::Merchant>(MERCHANTS, id)?;
        record
            .map(|record| MerchantProfile::from_record(&record))
            .transpose()
            .map_err(on_file)
    }

    fn load_terminal(&self, id: &str) -> Result<Option<TerminalProfile>, ProfileError> {
        let record = self.store.get::<v1::Terminal>(TERMINALS, id)?;
        record
            .map(|record| TerminalProfile::from_record(&record))
            .transpose()
            .map_err(on_file)
    }

    fn one_directory_write(&self) -> std::sync::MutexGuard<'_, ()> {
        // It guards no value, so a writer that panicked left nothing half done behind it.
        self.directory_write
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A record that was kept and no longer meets the rules is the store's problem, not the reader's.
fn on_file(error: ProfileError) -> ProfileError {
    match error {
        ProfileError::Invalid(problems) => ProfileError::Storage(format!(
            "a record on file breaks the rules of this version ({})",
            describe(&problems)
        )),
        storage @ ProfileError::Storage(_) => storage,
    }
}
