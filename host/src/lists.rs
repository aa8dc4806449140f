//! The operator's lists: cards that were lost, merchants that are blocked, payers whose
//! suspicion was cleared.
//!
//! Owns who is on them, until when and why: the rules that an entry must meet ([`entry`]), where
//! it is kept (a table in the store of profiles), and what a payment looks it up in ([`memory`]),
//! which is all of it in memory. It does not own what follows from being listed: that is for the
//! policies. No card number gets here: the edge has put its token in its place.
//!
//! The decision's own instant says whether an entry has ended, not this machine's clock, and what
//! was found is in the decision's record. So a replay sees what was seen, whatever the lists say
//! by then.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use prost::Message as _;
use tollgate_proto::v1;

use crate::profiles::{Imported, LISTINGS, Page, ProfileError, Refused, Store};
use crate::wit::tollgate::policy::facts::{Listing, Listings};

use entry::Entry;
use memory::Memory;
pub use subject::Subject;

mod entry;
mod memory;
mod subject;
#[cfg(test)]
mod tests;

/// Entries written, read and dropped together.
const BATCH: usize = 1_000;
/// Entries that one page looks at for those that are asked for.
const LOOKED_AT_MAX: usize = 20_000;

/// Those who take part in a payment and may be listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sought<'a> {
    /// The card, by its token and its first digits.
    pub card: Option<&'a crate::payment::Card>,
    /// The paying account.
    pub payer: Option<&'a str>,
    /// The merchant.
    pub merchant: &'a str,
    /// The terminal; empty where there is none.
    pub terminal: &'a str,
    /// Of the issuer and of the merchant, two letters as the contract packs them; 0 unknown.
    pub countries: [u16; 2],
}

/// The lists of one host.
pub struct Lists {
    store: Arc<Store>,
    memory: Memory,
    /// Held while the store and then the memory is written, so that both have the same order.
    writing: Mutex<()>,
}

impl Lists {
    /// Reads the lists that are in `store`.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where it cannot be read.
    pub fn open(store: &Arc<Store>) -> Result<Self, ProfileError> {
        let lists = Self {
            store: Arc::clone(store),
            memory: Memory::new()?,
            writing: Mutex::default(),
        };
        lists.each_page(|listings| {
            for listing in &listings {
                match Entry::read(listing) {
                    Ok(entry) => lists.memory.put(&entry),
                    // The host must start, for otherwise nobody could mend the record.
                    Err(error) => {
                        tracing::error!(%error, "an entry of a list on file is left out");
                    }
                }
            }
            Ok(())
        })?;
        Ok(lists)
    }

    /// What the lists say at `now_ms` of those who take part; `None` where nobody is listed.
    #[must_use]
    pub fn find(&self, sought: &Sought<'_>, now_ms: u64) -> Option<Listings> {
        if self.memory.is_empty() {
            return None;
        }
        let of = |subject: Option<Subject<'_>>| {
            subject.map_or(Listing::empty(), |subject| {
                self.memory.find(subject, now_ms)
            })
        };
        // Without a token the number could not be read, and its first digits are none either.
        let card = sought.card.filter(|card| !card.token.is_empty());
        let [six, eight] = card.map_or([None; 2], |card| subject::prefixes(card.bin));
        let [issuer, merchant] = sought
            .countries
            .map(|country| of((country != 0).then_some(Subject::Country(country))));
        let terminal = (!sought.terminal.is_empty()).then_some(Subject::Terminal(sought.terminal));
        let found = Listings {
            card: of(card.map(|card| Subject::Card(&card.token))),
            bin: of(six.map(Subject::Bin)) | of(eight.map(Subject::Bin)),
            payer: of(sought.payer.map(Subject::Payer)),
            merchant: of(Some(Subject::Merchant(sought.merchant))),
            terminal: of(terminal),
            country: issuer | merchant,
        };
        is_listed(&found).then_some(found)
    }

    /// Puts one entry, in place of that of the same subject and cause. The next decision sees it.
    ///
    /// # Errors
    /// [`ProfileError::Invalid`] names each field that breaks a rule; nothing is written then.
    pub fn put(&self, listing: &v1::Listing) -> Result<(), ProfileError> {
        self.write(&[Entry::read(listing)?])
    }

    /// Puts many, a batch at a time, and leaves out those that break a rule.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] ends the import; batches before it are kept.
    pub fn import(&self, listings: &[v1::Listing]) -> Result<Imported, ProfileError> {
        let mut outcome = Imported::default();
        let mut read = 0;
        for batch in listings.chunks(BATCH) {
            let mut entries = Vec::with_capacity(batch.len());
            for (index, listing) in (read..).zip(batch) {
                match Entry::read(listing) {
                    Ok(entry) => entries.push(entry),
                    Err(ProfileError::Invalid(problems)) => {
                        outcome.refused.push(Refused { index, problems });
                    }
                    Err(storage @ ProfileError::Storage(_)) => return Err(storage),
                }
            }
            read += u64::try_from(batch.len()).unwrap_or(u64::MAX);
            self.write(&entries)?;
            outcome.imported += u64::try_from(entries.len()).unwrap_or(u64::MAX);
        }
        Ok(outcome)
    }

    fn write(&self, entries: &[Entry<'_>]) -> Result<(), ProfileError> {
        let ids: Vec<String> = entries.iter().map(Entry::id).collect();
        let batch: Vec<_> = (ids.iter().zip(entries))
            .map(|(id, entry)| (id.as_str(), entry.listing.encode_to_vec()))
            .collect();
        let _in_order = self.writing();
        let done = self.store.put(LISTINGS, &batch);
        for entry in entries {
            match done {
                Ok(()) => self.memory.put(entry),
                // What the log could not record may have been kept.
                Err(_) => self.read_again(entry),
            }
        }
        done
    }

    /// Takes the entry of this subject and cause off; false where there is none.
    ///
    /// # Errors
    /// [`ProfileError::Invalid`] where it names none, [`ProfileError::Storage`] where the store
    /// cannot answer.
    pub fn delete(&self, listing: &v1::Listing) -> Result<bool, ProfileError> {
        let named = v1::Listing {
            expires_at: None,
            note: String::new(),
            ..listing.clone()
        };
        let entry = Entry::read(&named)?;
        let _in_order = self.writing();
        let deleted = self.store.delete(LISTINGS, &entry.id());
        self.read_again(&entry);
        deleted
    }

    /// Makes memory say of this subject and cause what the store does.
    fn read_again(&self, entry: &Entry<'_>) {
        match self.store.get::<v1::Listing>(LISTINGS, &entry.id()) {
            Ok(Some(listing)) => {
                if let Ok(kept) = Entry::read(&listing) {
                    self.memory.put(&kept);
                }
            }
            Ok(None) => self.memory.remove(entry),
            // Whoever wrote is told that the store fails; what was known stays known.
            Err(error) => tracing::error!(%error, "an entry of a list cannot be read again"),
        }
    }

    /// Entries in the order of their ids, those that ended before `now_ms` left out: at most
    /// `max` after the id `after` (`""` for the first), of `cause` alone where it is not 0. A
    /// page may be shorter, and even empty, with more to come.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where the store cannot answer.
    pub fn page(
        &self,
        after: &str,
        max: usize,
        cause: i32,
        now_ms: u64,
    ) -> Result<Page<v1::Listing>, ProfileError> {
        let mut found = Vec::new();
        let mut next_after = Some(after.to_owned());
        let mut looked_at = 0;
        while let Some(from) = next_after.take() {
            let page = self
                .store
                .page::<v1::Listing>(LISTINGS, &from, max - found.len())?;
            looked_at += page.records.len();
            next_after = page.next_after;
            found.extend(page.records.into_iter().filter(|listing| {
                let live = Entry::read(listing).is_ok_and(|entry| !entry.has_ended(now_ms));
                live && (cause == 0 || listing.cause == cause)
            }));
            if found.len() >= max || looked_at >= LOOKED_AT_MAX {
                break;
            }
        }
        Ok(Page {
            records: found,
            next_after,
        })
    }

    /// Drops what has ended by `now_ms` from memory and store, and says how much that was. It
    /// blocks. No record tells of it: that of the entry said when it would end.
    ///
    /// # Errors
    /// [`ProfileError::Storage`] where the store cannot answer.
    pub fn sweep(&self, now_ms: u64) -> Result<usize, ProfileError> {
        if !self.memory.has_ended(now_ms) {
            return Ok(0);
        }
        let mut dropped = 0;
        let mut after = Some(String::new());
        while let Some(from) = after {
            // Read and dropped under one lock: an entry may be put again at any time.
            let _in_order = self.writing();
            let page = self.store.page::<v1::Listing>(LISTINGS, &from, BATCH)?;
            let ended: Vec<_> = page
                .records
                .iter()
                .filter_map(|listing| Entry::read(listing).ok())
                .filter(|entry| entry.has_ended(now_ms))
                .collect();
            if !ended.is_empty() {
                let ids: Vec<_> = ended.iter().map(Entry::id).collect();
                self.store.forget(LISTINGS, &ids)?;
                for entry in &ended {
                    self.memory.remove(entry);
                }
                dropped += ended.len();
            }
            after = page.next_after;
        }
        Ok(dropped)
    }

    fn each_page(
        &self,
        mut read: impl FnMut(Vec<v1::Listing>) -> Result<(), ProfileError>,
    ) -> Result<(), ProfileError> {
        let mut after = Some(String::new());
        while let Some(from) = after {
            let page = self.store.page(LISTINGS, &from, BATCH)?;
            read(page.records)?;
            after = page.next_after;
        }
        Ok(())
    }

    fn writing(&self) -> MutexGuard<'_, ()> {
        // It guards no value.
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The names of the causes in `listing`.
pub(crate) fn causes(listing: Listing) -> impl Iterator<Item = &'static str> {
    entry::CAUSES
        .iter()
        .filter(move |(_, flag, _)| listing.contains(*flag))
        .map(|(.., name)| *name)
}

/// Whether anybody is.
fn is_listed(found: &Listings) -> bool {
    let all = [
        found.card,
        found.bin,
        found.payer,
        found.merchant,
        found.terminal,
        found.country,
    ];
    all.iter().any(|listing| *listing != Listing::empty())
}
