//! Networks and wallets as a whole: how they stand and when they are shut. All in memory.

use std::sync::Arc;

use prost::Message as _;
use tollgate_proto::v1;

use super::{
    MaintenanceWindow, ProfileError, Profiles,
    cases::{NETWORKS as CASES, SYSTEM_STATUSES},
    check::Check,
    store::{NETWORKS, Store},
    window,
};
use crate::facts::names;
use crate::wit::tollgate::policy::facts::{Network, SystemStatus};

/// A network or wallet on file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkProfile {
    /// Which one.
    pub network: Network,
    /// As its operations desk declared it.
    pub status: SystemStatus,
    /// In milliseconds since the epoch.
    pub status_since_ms: Option<u64>,
    /// When somebody last looked at `status`; where not known, `status_since_ms`.
    pub status_checked_at_ms: Option<u64>,
    /// Times in which it is down or slow.
    pub maintenance: Box<[MaintenanceWindow]>,
}

impl NetworkProfile {
    /// Reads a record.
    ///
    /// # Errors
    /// [`ProfileError::Invalid`] names each field that breaks a rule.
    pub fn from_record(record: &v1::NetworkProfile) -> Result<Self, ProfileError> {
        let mut check = Check::default();
        let network = check.case("network", record.network, CASES);
        if network == Some(Network::Unknown) {
            check.refuse("network", "must be set");
        }
        for (position, window) in record.maintenance.iter().enumerate() {
            if window.cutover {
                check.refuse(
                    format!("maintenance[{position}].cutover"),
                    "must not be set: only an issuer closes its day",
                );
            }
            if !window.networks.is_empty() {
                check.refuse(
                    format!("maintenance[{position}].networks"),
                    "must be empty: the record is of one network",
                );
            }
        }
        let profile = Self {
            network: network.unwrap_or(Network::Unknown),
            status: check
                .case("status", record.status, SYSTEM_STATUSES)
                .unwrap_or(SystemStatus::Unknown),
            status_since_ms: check.instant("status_since", record.status_since.as_ref()),
            status_checked_at_ms: check
                .instant("status_checked_at", record.status_checked_at.as_ref()),
            maintenance: window::read(&mut check, &record.maintenance),
        };
        check.finish(profile)
    }
}

/// The networks on file, each at the position of its case.
#[derive(Clone, Debug, Default)]
pub(super) struct Networks([Option<Arc<NetworkProfile>>; CASES.len()]);

impl Networks {
    /// Reads all networks. One that this version cannot read is left out and reported, as an
    /// issuer is.
    pub(super) fn load(store: &Store) -> Result<Self, ProfileError> {
        let mut networks = Self::default();
        for record in store.all::<v1::NetworkProfile>(NETWORKS)? {
            match NetworkProfile::from_record(&record) {
                Ok(network) => networks.put(Arc::new(network)),
                Err(error) => {
                    let network = record.network;
                    tracing::error!(network, %error, "network on file left out");
                }
            }
        }
        Ok(networks)
    }

    fn put(&mut self, network: Arc<NetworkProfile>) {
        if let Some(place) = self.0.get_mut(usize::from(network.network as u8)) {
            *place = Some(network);
        }
    }
}

impl Profiles {
    /// The network or wallet, where it is on file.
    #[must_use]
    pub fn network(&self, network: Network) -> Option<Arc<NetworkProfile>> {
        let networks = self.networks.load();
        networks.0.get(usize::from(network as u8))?.clone()
    }

    /// Keeps a network; the next request sees it.
    ///
    /// # Errors
    /// [`ProfileError::Invalid`] names each field that breaks a rule; nothing is written then.
    pub fn put_network(&self, record: &v1::NetworkProfile) -> Result<(), ProfileError> {
        let network = Arc::new(NetworkProfile::from_record(record)?);
        let _writing = self.one_directory_write();
        let id = names::network(network.network);
        let done = self.store.put(NETWORKS, &[(id, record.encode_to_vec())]);
        let networks = match &done {
            Ok(()) => {
                let mut networks = Networks::clone(&self.networks.load());
                networks.put(network);
                networks
            }
            // What the log could not record may have been kept.
            Err(_) => Networks::load(&self.store)?,
        };
        self.networks.store(Arc::new(networks));
        done
    }

    /// The network's record as it was put, by the number of its case in the contract.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where the store cannot answer.
    pub fn network_record(&self, number: i32) -> Result<Option<v1::NetworkProfile>, ProfileError> {
        let case = usize::try_from(number).ok().and_then(|at| CASES.get(at));
        case.map_or(Ok(None), |network| {
            self.store.get(NETWORKS, names::network(*network))
        })
    }
}
