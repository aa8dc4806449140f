//! Writes to merchants and terminals: one, or very many.

use std::iter::Peekable;

use prost::Message as _;
use tollgate_proto::v1;

use super::{
    FieldProblem, MerchantProfile, Page, ProfileError, Profiles, TerminalProfile,
    store::{MERCHANTS, TERMINALS},
};

/// Records written, and synced, together.
const BATCH_RECORDS: usize = 1_000;

/// What became of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Records kept.
    pub imported: u64,
    /// Records refused, in their order.
    pub refused: Vec<Refused>,
}

/// A record that was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Position among the records given, from 0.
    pub index: u64,
    /// What is wrong with it.
    pub problems: Vec<FieldProblem>,
}

impl Profiles {
    /// Keeps a merchant; the next request sees it.
    ///
    /// # Errors
    /// [`ProfileError::Invalid`] names each field that breaks a rule; nothing is written then.
    pub fn put_merchant(&self, record: &v1::Merchant) -> Result<(), ProfileError> {
        MerchantProfile::from_record(record)?;
        self.write_merchants(std::slice::from_ref(record))
    }

    /// Keeps many merchants, a batch at a time, and leaves out those that break a rule.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] ends the import; batches before it are kept.
    pub fn import(
        &self,
        records: impl IntoIterator<Item = v1::Merchant>,
    ) -> Result<Imported, ProfileError> {
        let mut outcome = Imported::default();
        let mut records = (0..).zip(records).peekable();
        while records.peek().is_some() {
            let batch = next_batch(&mut records, &mut outcome.refused)?;
            self.write_merchants(&batch)?;
            outcome.imported += u64::try_from(batch.len()).unwrap_or(u64::MAX);
        }
        Ok(outcome)
    }

    fn write_merchants(&self, records: &[v1::Merchant]) -> Result<(), ProfileError> {
        let batch: Vec<(&str, Vec<u8>)> = records
            .iter()
            .map(|record| (record.merchant_id.as_str(), record.encode_to_vec()))
            .collect();
        let done = self.store.put(MERCHANTS, &batch);
        // Also after an error: what the log could not record was kept.
        for (id, _) in batch {
            self.merchants.refresh(id, || self.load_merchant(id));
        }
        done
    }

    /// The merchant's record as it was put.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where the store cannot answer.
    pub fn merchant_record(&self, id: &str) -> Result<Option<v1::Merchant>, ProfileError> {
        self.store.get(MERCHANTS, id)
    }

    /// Merchants in the order of ids: at most `max` that come after `after` (`""` for the
    /// first). A page may be shorter where its records are large.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where the store cannot answer.
    pub fn merchant_page(
        &self,
        after: &str,
        max: usize,
    ) -> Result<Page<v1::Merchant>, ProfileError> {
        self.store.page(MERCHANTS, after, max)
    }

    /// Forgets a merchant; false where there was none. The next request sees it gone.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where the store cannot answer.
    pub fn delete_merchant(&self, id: &str) -> Result<bool, ProfileError> {
        let deleted = self.store.delete(MERCHANTS, id);
        self.merchants.refresh(id, || self.load_merchant(id));
        deleted
    }

    /// Keeps a terminal; the next request sees it.
    ///
    /// # Errors
    /// [`ProfileError::Invalid`] names each field that breaks a rule; nothing is written then.
    pub fn put_terminal(&self, record: &v1::Terminal) -> Result<(), ProfileError> {
        TerminalProfile::from_record(record)?;
        let id = record.terminal_id.as_str();
        let done = self.store.put(TERMINALS, &[(id, record.encode_to_vec())]);
        self.terminals.refresh(id, || self.load_terminal(id));
        done
    }

    /// The terminal's record as it was put.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where the store cannot answer.
    pub fn terminal_record(&self, id: &str) -> Result<Option<v1::Terminal>, ProfileError> {
        self.store.get(TERMINALS, id)
    }
}

/// Takes the records of one batch; those that break a rule go to `refused`.
fn next_batch(
    records: &mut Peekable<impl Iterator<Item = (u64, v1::Merchant)>>,
    refused: &mut Vec<Refused>,
) -> Result<Vec<v1::Merchant>, ProfileError> {
    let mut batch = Vec::new();
    for (index, record) in records.by_ref().take(BATCH_RECORDS) {
        match MerchantProfile::from_record(&record) {
            Ok(_) => batch.push(record),
            Err(ProfileError::Invalid(problems)) => refused.push(Refused { index, problems }),
            Err(storage @ ProfileError::Storage(_)) => return Err(storage),
        }
    }
    Ok(batch)
}
