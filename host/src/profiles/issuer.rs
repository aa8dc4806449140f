//! What a request reads about the bank that issued its card.

use std::sync::Arc;

use tollgate_proto::v1;

use super::{
    MaintenanceWindow, ProfileError,
    cases::{SYSTEM_STATUSES, TRANSACTION_TYPES},
    check::Check,
    window,
};
use crate::identity::Identity;
use crate::wit::tollgate::policy::facts::{SystemStatus, TransactionType};

/// BINs of one issuer; the largest have some hundreds.
const MAX_BINS: usize = 4_096;

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
    /// When somebody last looked at `status`; where not known, `status_since_ms`.
    pub status_checked_at_ms: Option<u64>,
    /// Times in which it is down or slow, or closes its day.
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
            status_checked_at_ms: check
                .instant("status_checked_at", record.status_checked_at.as_ref()),
            maintenance: window::read(&mut check, &record.maintenance),
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
