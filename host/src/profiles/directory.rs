//! The issuers of this host by id and by BIN, all in memory. A change is a new directory.

use std::{collections::HashMap, sync::Arc};

use prost::Message as _;
use tollgate_proto::v1;

use super::{
    FieldProblem, ProfileError, Profiles,
    issuer::IssuerProfile,
    store::{ISSUERS, Store},
};

/// Lengths of the prefixes, the longest first.
const BIN_DIGITS: std::ops::RangeInclusive<usize> = 3..=10;

/// An immutable table of issuers.
#[derive(Debug, Default)]
pub(super) struct Directory {
    by_id: HashMap<Arc<str>, Arc<IssuerProfile>>,
    by_prefix: HashMap<u64, Arc<IssuerProfile>>,
}

impl Directory {
    pub(super) fn new(issuers: impl IntoIterator<Item = Arc<IssuerProfile>>) -> Self {
        let mut directory = Self::default();
        for issuer in issuers {
            for key in issuer.bins.iter().filter_map(|bin| prefix_key(bin)) {
                directory.by_prefix.insert(key, Arc::clone(&issuer));
            }
            directory.by_id.insert(Arc::clone(&issuer.id), issuer);
        }
        directory
    }

    /// Reads all issuers. One that this version cannot read is left out and reported: the
    /// host must start, for otherwise nobody could mend the record.
    pub(super) fn load(store: &Store) -> Result<Self, ProfileError> {
        let mut issuers = Vec::new();
        for record in store.all::<v1::Issuer>(ISSUERS)? {
            match IssuerProfile::from_record(&record) {
                Ok(issuer) => issuers.push(Arc::new(issuer)),
                Err(error) => {
                    let issuer = record.issuer_id.as_str();
                    tracing::error!(issuer, %error, "issuer on file left out of the directory");
                }
            }
        }
        Ok(Self::new(issuers))
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&Arc<IssuerProfile>> {
        self.by_id.get(id)
    }

    /// The issuer with the longest prefix of `bin`.
    pub(super) fn by_bin(&self, bin: &str) -> Option<&Arc<IssuerProfile>> {
        BIN_DIGITS
            .rev()
            .filter_map(|digits| bin.get(..digits).and_then(prefix_key))
            .find_map(|key| self.by_prefix.get(&key))
    }

    /// The directory with this issuer put in, in place of the one with its id.
    fn with(&self, issuer: Arc<IssuerProfile>) -> Self {
        let mut issuers: HashMap<_, _> = self.by_id.clone();
        issuers.insert(Arc::clone(&issuer.id), issuer);
        Self::new(issuers.into_values())
    }

    /// A BIN has one issuer; else the answer would hang on the order of writes.
    fn taken_bins(&self, issuer: &IssuerProfile) -> Vec<FieldProblem> {
        let owner = |bin: &str| prefix_key(bin).and_then(|key| self.by_prefix.get(&key));
        issuer
            .bins
            .iter()
            .filter_map(|bin| Some((bin, owner(bin).filter(|owner| owner.id != issuer.id)?)))
            .take(8)
            .map(|(bin, owner)| FieldProblem {
                field: "bins".to_owned(),
                problem: format!(
                    "`{bin}` belongs to issuer `{}`: take it from there first",
                    owner.id
                ),
            })
            .collect()
    }
}

/// The digits after a leading 1, so that `012` and `12` differ.
fn prefix_key(digits: &str) -> Option<u64> {
    digits.bytes().try_fold(1_u64, |key, c| {
        let digit = c.is_ascii_digit().then(|| u64::from(c - b'0'))?;
        key.checked_mul(10)?.checked_add(digit)
    })
}

impl Profiles {
    /// Keeps an issuer; the next lookup sees it.
    ///
    /// # Errors
    /// [`ProfileError::Invalid`] also where a BIN belongs to another issuer.
    pub fn put_issuer(&self, record: &v1::Issuer) -> Result<(), ProfileError> {
        let issuer = Arc::new(IssuerProfile::from_record(record)?);
        let _writing = self.one_directory_write();
        let directory = self.directory.load_full();
        let taken = directory.taken_bins(&issuer);
        if !taken.is_empty() {
            return Err(ProfileError::Invalid(taken));
        }
        let batch = [(record.issuer_id.as_str(), record.encode_to_vec())];
        let done = self.store.put(ISSUERS, &batch);
        let directory = match &done {
            Ok(()) => directory.with(issuer),
            // What the log could not record may have been kept.
            Err(_) => Directory::load(&self.store)?,
        };
        self.directory.store(Arc::new(directory));
        done
    }

    /// The issuer's record as it was put.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where the store cannot answer.
    pub fn issuer_record(&self, id: &str) -> Result<Option<v1::Issuer>, ProfileError> {
        self.store.get(ISSUERS, id)
    }
}
