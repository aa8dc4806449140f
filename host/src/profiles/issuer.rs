//! What a request reads about the bank that issued its card.

use std::sync::Arc;

use tollgate_proto::v1;

use super::{
    ProfileError,
    cases::{CHANNELS, FUNDINGS, NETWORKS, SYSTEM_STATUSES, TRANSACTION_TYPES},
    check::{Check, MAX_LIST},
};
use crate::identity::Identity;
use crate::wit::tollgate::policy::facts::{
    Channel, Funding, Network, SystemStatus, TransactionType,
};

/// BINs of one issuer; the largest have some hundreds.
const MAX_BINS: usize = 4_096;

/// A time in which the issuer is down or slow. Masks are as in `policy.wit`: 0 is every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaintenanceWindow {
    /// First millisecond, since the epoch.
    pub start_ms: u64,
    /// The millisecond after the last.
    pub end_ms: u64,
    /// Mask of fundings.
    pub fundings: u32,
    /// Mask of networks.
    pub networks: u32,
    /// Mask of channels.
    pub channels: u32,
    /// Slow rather than down.
    pub degraded_only: bool,
}

impl MaintenanceWindow {
    /// The window covers this kind of payment, whenever that is.
    #[must_use]
    pub fn concerns(&self, funding: Funding, network: Network, channel: Channel) -> bool {
        let in_mask = |mask: u32, case: u8| mask == 0 || mask & (1 << case) != 0;
        in_mask(self.fundings, funding as u8)
            && in_mask(self.networks, network as u8)
            && in_mask(self.channels, channel as u8)
    }

    /// The window covers every kind of payment.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.fundings == 0 && self.networks == 0 && self.channels == 0
    }
}

/// An issuer on file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerProfile {
    /// Tells this snapshot from every other.
    pub identity: Identity,
    /// Its id.
    pub id: Arc<str>,
    /// The name that cardholders know it by; may be empty.
    pub name: Box<str>,
    /// For cardholders.
    pub phone: Option<Box<str>>,
    /// Prefixes of its card numbers, 3 to 10 digits.
    pub bins: Box<[Box<str>]>,
    /// As its operations desk declared it.
    pub status: SystemStatus,
    /// In milliseconds since the epoch.
    pub status_since_ms: Option<u64>,
    /// By start.
    pub maintenance: Box<[MaintenanceWindow]>,
    /// Two ASCII letters, high byte first; 0 where not known.
    pub country: u16,
    /// Bit n is the transaction type numbered n. Here 0 is none.
    pub unsupported_types: u32,
}

impl IssuerProfile {
    /// Reads a record.
    ///
    /// # Errors
    /// [`ProfileError::Invalid`] names each field that breaks a rule.
    pub fn from_record(record: &v1::Issuer) -> Result<Self, ProfileError> {
        let mut check = Check::default();
        let profile = Self {
            identity: Identity::new(),
            id: check.id("issuer_id", &record.issuer_id),
            name: check.text("name", &record.name, 200),
            phone: phone(&mut check, &record.phone),
            bins: bins(&mut check, &record.bins),
            status: check
                .case("status", record.status, SYSTEM_STATUSES)
                .unwrap_or(SystemStatus::Unknown),
            status_since_ms: check.instant("status_since", record.status_since.as_ref()),
            maintenance: maintenance(&mut check, &record.maintenance),
            country: check.country("country", &record.country),
            unsupported_types: check.mask(
                "unsupported_types",
                &record.unsupported_types,
                TRANSACTION_TYPES,
            ),
        };
        check.finish(profile)
    }

    /// The issuer takes transactions of this type.
    #[must_use]
    pub fn supports(&self, kind: TransactionType) -> bool {
        self.unsupported_types & (1 << kind as u8) == 0
    }
}

fn phone(check: &mut Check, text: &str) -> Option<Box<str>> {
    let fits = |c: u8| c.is_ascii_digit() || b" +-()#*,".contains(&c);
    if text.len() > 40 || !text.bytes().all(fits) {
        check.refuse(
            "phone",
            "must be at most 40 digits, spaces, `+`, `-`, `(`, `)`, `#`, `*` or `,`",
        );
    }
    (!text.is_empty()).then(|| text.into())
}

fn bins(check: &mut Check, bins: &[String]) -> Box<[Box<str>]> {
    check.count("bins", bins.len(), MAX_BINS);
    let bins = bins.get(..MAX_BINS).unwrap_or(bins);
    for (position, bin) in bins.iter().enumerate() {
        if !(3..=10).contains(&bin.len()) || !bin.bytes().all(|c| c.is_ascii_digit()) {
            check.refuse(format!("bins[{position}]"), "must be 3 to 10 digits");
        }
    }
    let mut bins: Vec<Box<str>> = bins.iter().map(|bin| bin.as_str().into()).collect();
    bins.sort_unstable();
    bins.dedup();
    bins.into()
}

fn maintenance(check: &mut Check, records: &[v1::MaintenanceWindow]) -> Box<[MaintenanceWindow]> {
    check.count("maintenance", records.len(), MAX_LIST);
    let mut windows: Vec<MaintenanceWindow> = records
        .iter()
        .take(MAX_LIST)
        .enumerate()
        .filter_map(|(position, record)| window(check, &format!("maintenance[{position}]"), record))
        .collect();
    windows.sort_by_key(|window| window.start_ms);
    windows.into()
}

fn window(
    check: &mut Check,
    path: &str,
    record: &v1::MaintenanceWindow,
) -> Option<MaintenanceWindow> {
    for (field, instant) in [("start", &record.start), ("end", &record.end)] {
        if instant.is_none() {
            check.refuse(format!("{path}.{field}"), "must be set");
        }
    }
    let start = check.instant(&format!("{path}.start"), record.start.as_ref());
    let end = check.instant(&format!("{path}.end"), record.end.as_ref());
    let fundings = check.mask(&format!("{path}.funding"), &record.funding, FUNDINGS);
    let networks = check.mask(&format!("{path}.networks"), &record.networks, NETWORKS);
    let channels = check.mask(&format!("{path}.channels"), &record.channels, CHANNELS);
    let (start_ms, end_ms) = start.zip(end)?;
    if start_ms >= end_ms {
        check.refuse(format!("{path}.end"), "must be after `start`");
    }
    let degraded_only = record.degraded_only;
    Some(MaintenanceWindow {
        start_ms,
        end_ms,
        fundings,
        networks,
        channels,
        degraded_only,
    })
}
