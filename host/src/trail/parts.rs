//! What decisions refer to, decoded once: policy sets, and merchants and issuers as they were
//! seen. References never leave a segment; sets are known across segments by what they say.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::audit::{Kind, Reader, Record};
use crate::policy::Digest;
use crate::recorded::{self, Damaged, IssuerSeen, MerchantSeen, RecordedSet};

use super::TrailError;

/// Sets kept across segments. Nearly all decisions in a row are of a few.
const SETS_MAX: usize = 16;

/// A set as it is recorded.
#[derive(Debug)]
pub struct SetSeen {
    /// The digest of what its record says.
    pub digest: Digest,
    /// What its record says.
    pub recorded: RecordedSet,
}

/// A merchant or an issuer, and its record's payload.
#[derive(Debug)]
pub struct Known<T> {
    /// The payload.
    pub payload: Box<[u8]>,
    /// What it says.
    pub said: T,
}

impl<T> std::ops::Deref for Known<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.said
    }
}

/// What one decision refers to.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The policies that judged.
    pub set: Arc<SetSeen>,
    /// The merchant; `None` where none was on file.
    pub merchant: Option<Arc<Known<MerchantSeen>>>,
    /// The issuer; `None` where none was on file.
    pub issuer: Option<Arc<Known<IssuerSeen>>>,
}

impl Seen {
    /// What is known of the merchant.
    #[must_use]
    pub fn merchant(&self) -> Option<&MerchantSeen> {
        self.merchant.as_deref().map(|known| &known.said)
    }

    /// What is known of the issuer.
    #[must_use]
    pub fn issuer(&self) -> Option<&IssuerSeen> {
        self.issuer.as_deref().map(|known| &known.said)
    }
}

#[derive(Clone)]
enum Part {
    Set(Arc<SetSeen>),
    Merchant(Arc<Known<MerchantSeen>>),
    Issuer(Arc<Known<IssuerSeen>>),
}

/// What the decisions of a log refer to.
pub struct Parts {
    reader: Reader,
    segment: u64,
    by_offset: HashMap<u32, Part>,
    sets: VecDeque<Arc<SetSeen>>,
}

impl Parts {
    /// None yet. What was not passed is read where it is needed.
    #[must_use]
    pub fn new(reader: Reader) -> Self {
        Self {
            reader,
            segment: 0,
            by_offset: HashMap::new(),
            sets: VecDeque::new(),
        }
    }

    /// Takes note of a record that others may refer to.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn pass(&mut self, record: &Record) -> Result<(), TrailError> {
        if self.segment != record.position.segment {
            self.segment = record.position.segment;
            self.by_offset.clear();
        }
        if let Some(part) = self.decode(record)? {
            self.by_offset.insert(record.position.offset, part);
        }
        Ok(())
    }

    /// What a decision refers to.
    ///
    /// # Errors
    /// Where that cannot be read, is damaged, or is not there.
    pub fn of(&mut self, record: &Record) -> Result<Seen, TrailError> {
        let missing = |what| TrailError::Missing {
            sequence: record.position.sequence,
            what,
        };
        let set = match self.part(record, 0)? {
            Some(Part::Set(set)) => set,
            _ => return Err(missing("policy set")),
        };
        let merchant = match self.part(record, 1)? {
            None => None,
            Some(Part::Merchant(merchant)) => Some(merchant),
            Some(_) => return Err(missing("merchant")),
        };
        let issuer = match self.part(record, 2)? {
            None => None,
            Some(Part::Issuer(issuer)) => Some(issuer),
            Some(_) => return Err(missing("issuer")),
        };
        Ok(Seen {
            set,
            merchant,
            issuer,
        })
    }

    fn part(&mut self, record: &Record, reference: usize) -> Result<Option<Part>, TrailError> {
        let offset = record.refs.get(reference).copied().unwrap_or(0);
        if offset == 0 {
            return Ok(None);
        }
        let here = self.segment == record.position.segment;
        if let Some(part) = self.by_offset.get(&offset).filter(|_| here) {
            return Ok(Some(part.clone()));
        }
        match self.reader.part(record, reference)? {
            None => Ok(None),
            Some(part) => {
                self.pass(&part)?;
                Ok(self.by_offset.get(&offset).cloned())
            }
        }
    }

    fn decode(&mut self, record: &Record) -> Result<Option<Part>, TrailError> {
        let sequence = record.position.sequence;
        let damaged = |damaged: Damaged| TrailError::Damaged { sequence, damaged };
        let payload = &record.payload;
        Ok(Some(match record.kind {
            Kind::PolicySet => Part::Set(self.set(payload).map_err(damaged)?),
            Kind::Merchant => {
                let said = recorded::decode_merchant(payload).map_err(damaged)?;
                Part::Merchant(known(payload, said))
            }
            Kind::Issuer => {
                let said = recorded::decode_issuer(payload).map_err(damaged)?;
                Part::Issuer(known(payload, said))
            }
            _ => return Ok(None),
        }))
    }

    fn set(&mut self, payload: &[u8]) -> Result<Arc<SetSeen>, Damaged> {
        let digest = Digest::of(payload);
        if let Some(known) = self.sets.iter().find(|set| set.digest == digest) {
            return Ok(known.clone());
        }
        let recorded = recorded::decode_set(payload)?;
        let set = Arc::new(SetSeen { digest, recorded });
        if self.sets.len() >= SETS_MAX {
            self.sets.pop_front();
        }
        self.sets.push_back(set.clone());
        Ok(set)
    }
}

fn known<T>(payload: &[u8], said: T) -> Arc<Known<T>> {
    let payload = payload.into();
    Arc::new(Known { payload, said })
}
