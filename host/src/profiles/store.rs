//! The file `profiles.redb`: records by id, in one table for each kind.
//!
//! A record is the contract's message (`tollgate.v1.Merchant`, `Terminal`, `Issuer`,
//! `NetworkProfile`, `Listing`) in its wire encoding. It evolves as the contract does, by adding fields: an older record reads as
//! one whose new fields are unset, and a newer one keeps its known fields.
//!
//! A committed write is on disk. After a crash the file is usable at once, because each
//! commit also saves what a repair would otherwise have to walk the whole file for.

use std::{
    fs::File,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use prost::Message;
use redb::{
    Database, ReadOnlyTable, ReadableDatabase as _, ReadableTable as _, TableDefinition,
    TableHandle as _, WriteTransaction, backends::InMemoryBackend,
};

use super::ProfileError;
use super::changes::Changes;
use crate::audit::Log;
use crate::recorded::ProfileKind;

pub(crate) type Records = TableDefinition<'static, &'static str, &'static [u8]>;

pub(super) const MERCHANTS: Records = TableDefinition::new("merchants");
pub(super) const TERMINALS: Records = TableDefinition::new("terminals");
pub(super) const ISSUERS: Records = TableDefinition::new("issuers");
pub(super) const NETWORKS: Records = TableDefinition::new("networks");
/// Whoever is on a list of the operator's; the ids are those of [`crate::lists`].
pub(crate) const LISTINGS: Records = TableDefinition::new("listings");

/// Name of the file in the data directory.
const FILE_NAME: &str = "profiles.redb";
/// A page ends early at this size, so that it fits an answer.
const MAX_PAGE_BYTES: usize = 2 << 20;

/// Part of a table in the order of ids.
#[derive(Debug)]
pub struct Page<M> {
    /// The records.
    pub records: Vec<M>,
    /// The id to go on after; `None` at the end.
    pub next_after: Option<String>,
}

/// The store of profiles.
pub struct Store {
    database: Database,
    changes: Option<Changes>,
    /// Held from a write until its records have their places in the log.
    one_write: Mutex<()>,
}

impl Store {
    /// Opens the file in `data_directory`, making it where there is none.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where it cannot be opened, is in use or is damaged.
    pub fn open(
        data_directory: &Path,
        cache_bytes: usize,
        log: Option<Arc<Log>>,
    ) -> Result<Self, ProfileError> {
        let path = data_directory.join(FILE_NAME);
        let named = |error: &dyn std::fmt::Display| {
            ProfileError::Storage(format!("cannot open `{}`: {error}", path.display()))
        };
        let database = Database::builder()
            .set_cache_size(cache_bytes)
            .create(&path)
            .map_err(|error| named(&error))?;
        // A new file is only there for good once its directory is on disk.
        File::open(data_directory)
            .and_then(|directory| directory.sync_all())
            .map_err(|error| named(&error))?;
        Self::with_tables(database, log)
    }

    /// A store that is gone with the process.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where memory cannot hold it.
    pub fn in_memory(cache_bytes: usize) -> Result<Self, ProfileError> {
        let database = Database::builder()
            .set_cache_size(cache_bytes)
            .create_with_backend(InMemoryBackend::new())
            .map_err(storage)?;
        Self::with_tables(database, None)
    }

    /// Whether there is a file in `data_directory`.
    #[must_use]
    pub fn is_in(data_directory: &Path) -> bool {
        data_directory.join(FILE_NAME).exists()
    }

    fn with_tables(database: Database, log: Option<Arc<Log>>) -> Result<Self, ProfileError> {
        let changes = log.map(Changes::new);
        let store = Self {
            database,
            changes,
            one_write: Mutex::default(),
        };
        store.write(|transaction| {
            for table in [MERCHANTS, TERMINALS, ISSUERS, NETWORKS, LISTINGS] {
                transaction.open_table(table).map_err(storage)?;
            }
            Ok(())
        })?;
        Ok(store)
    }

    pub(crate) fn get<M: Message + Default>(
        &self,
        table: Records,
        id: &str,
    ) -> Result<Option<M>, ProfileError> {
        let records = self.read(table)?;
        let record = records.get(id).map_err(storage)?;
        record.map(|record| decode(id, record.value())).transpose()
    }

    pub(super) fn all<M: Message + Default>(&self, table: Records) -> Result<Vec<M>, ProfileError> {
        let records = self.read(table)?;
        let mut all = Vec::new();
        for record in records.iter().map_err(storage)? {
            let (id, record) = record.map_err(storage)?;
            all.push(decode(id.value(), record.value())?);
        }
        Ok(all)
    }

    /// At most `max` records whose ids come after `after`, and at least one where there is one.
    pub(crate) fn page<M: Message + Default>(
        &self,
        table: Records,
        after: &str,
        max: usize,
    ) -> Result<Page<M>, ProfileError> {
        use std::ops::Bound::{Excluded, Unbounded};

        let stored = self.read(table)?;
        let mut range = stored
            .range::<&str>((Excluded(after), Unbounded))
            .map_err(storage)?;
        let mut page = Page {
            records: Vec::new(),
            next_after: None,
        };
        let (mut bytes, mut last) = (0, None);
        for record in range.by_ref() {
            let (id, record) = record.map_err(storage)?;
            let record = record.value();
            if !page.records.is_empty()
                && (page.records.len() >= max || bytes + record.len() > MAX_PAGE_BYTES)
            {
                page.next_after = last;
                break;
            }
            bytes += record.len();
            page.records.push(decode(id.value(), record)?);
            last = Some(id.value().to_owned());
        }
        Ok(page)
    }

    /// Writes all or none of the records, the last where an id comes twice, and says so in the
    /// log. What is kept may be there also after an error: the log alone may have failed.
    pub(crate) fn put(
        &self,
        table: Records,
        batch: &[(&str, Vec<u8>)],
    ) -> Result<(), ProfileError> {
        let _in_order = self.one_write();
        self.write(|transaction| {
            let mut records = transaction.open_table(table).map_err(storage)?;
            for (id, record) in batch {
                records.insert(*id, record.as_slice()).map_err(storage)?;
            }
            Ok(())
        })?;
        let changes = batch.iter().map(|(id, record)| (*id, Some(&**record)));
        self.log(table, changes)
    }

    /// Removes the record; false where there was none. It may be gone also after an error, as
    /// with [`put`](Self::put).
    pub(crate) fn delete(&self, table: Records, id: &str) -> Result<bool, ProfileError> {
        let _in_order = self.one_write();
        let removed = self.write(|transaction| {
            let mut records = transaction.open_table(table).map_err(storage)?;
            let removed = records.remove(id).map_err(storage)?;
            Ok(removed.is_some())
        })?;
        if removed {
            self.log(table, std::iter::once((id, None)))?;
        }
        Ok(removed)
    }

    /// Removes records that say nothing any more, of which the log said from the beginning when
    /// that would be. It is told of no change.
    pub(crate) fn forget(&self, table: Records, ids: &[String]) -> Result<(), ProfileError> {
        let _in_order = self.one_write();
        self.write(|transaction| {
            let mut records = transaction.open_table(table).map_err(storage)?;
            for id in ids {
                records.remove(id.as_str()).map_err(storage)?;
            }
            Ok(())
        })
    }

    /// Changes are in the log in the order in which they are in the store.
    fn one_write(&self) -> MutexGuard<'_, ()> {
        // It guards no value.
        self.one_write
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn log<'a>(
        &self,
        table: Records,
        changes: impl Iterator<Item = (&'a str, Option<&'a [u8]>)>,
    ) -> Result<(), ProfileError> {
        let kind = match table.name() {
            "merchants" => ProfileKind::Merchant,
            "terminals" => ProfileKind::Terminal,
            "networks" => ProfileKind::Network,
            "listings" => ProfileKind::Listing,
            _ => ProfileKind::Issuer,
        };
        self.changes
            .as_ref()
            .map_or(Ok(()), |log| log.record(kind, changes))
    }

    fn read(
        &self,
        table: Records,
    ) -> Result<ReadOnlyTable<&'static str, &'static [u8]>, ProfileError> {
        self.database
            .begin_read()
            .map_err(storage)?
            .open_table(table)
            .map_err(storage)
    }

    fn write<T>(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<T, ProfileError>,
    ) -> Result<T, ProfileError> {
        let mut transaction = self.database.begin_write().map_err(storage)?;
        transaction.set_quick_repair(true);
        let done = change(&transaction)?;
        transaction.commit().map_err(storage)?;
        Ok(done)
    }
}

fn decode<M: Message + Default>(id: &str, record: &[u8]) -> Result<M, ProfileError> {
    M::decode(record)
        .map_err(|error| ProfileError::Storage(format!("record `{id}` is damaged: {error}")))
}

fn storage(error: impl std::fmt::Display) -> ProfileError {
    ProfileError::Storage(error.to_string())
}
