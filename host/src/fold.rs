//! What the log comes to: counters and holds, what is known of issuers and merchants, earlier
//! payments, remembered requests.
//!
//! The same records in the same order make the same fold, whoever folds them: the host at its
//! start, the maker of snapshots, a replay, a simulation. Nothing here reads a clock or a file.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::sync::Arc;

use crate::activity::{self, Activity};
use crate::audit::{Kind, Position, Record};
use crate::books::Books;
use crate::decision::Outcome;
use crate::earlier::{self, Past};
use crate::evaluator;
use crate::issuers::{self, IssuerStats};
use crate::limits::{Event, Ledger, Verdict};
use crate::recorded::{self, Damaged, IssuerSeen, MerchantSeen, RecordedSet};
use crate::remembered::{Index, Known, request_key};
use crate::{limits, remembered};

/// What bounds the folds: settings of the host that writes the log. They are in the log, for
/// with others the same records fold to less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How long a decision is remembered, milliseconds.
    pub remember_ms: u64,
    /// Decisions remembered at most.
    pub remember_max: usize,
    /// How long none is forgotten for being one too many, milliseconds.
    pub hold_ms: u64,
    /// Merchants whose figures are kept at most.
    pub merchants_max: usize,
    /// How long an approved payment is one that came before another, milliseconds.
    pub earlier_ms: u64,
}

impl Bounds {
    /// Those of a configuration.
    #[must_use]
    pub fn of(config: &evaluator::Config) -> Self {
        Self {
            remember_ms: config.remember_ms,
            remember_max: config.remember_max,
            hold_ms: config.hold_ms,
            merchants_max: config.merchants_max,
            earlier_ms: config.earlier_ms,
        }
    }

    pub(crate) fn ledger(self) -> limits::Bounds {
        limits::Bounds {
            keep_ms: self.remember_ms,
            ended_max: self.remember_max,
        }
    }

    pub(crate) fn activity(self) -> activity::Bounds {
        activity::Bounds {
            merchants_max: self.merchants_max,
        }
    }

    pub(crate) fn earlier(self) -> earlier::Bounds {
        earlier::Bounds {
            keep_ms: self.earlier_ms,
            entries_max: self.remember_max,
        }
    }

    fn index(self) -> remembered::Bounds {
        remembered::Bounds {
            keep_ms: self.remember_ms,
            entries_max: self.remember_max,
            hold_ms: self.hold_ms,
        }
    }
}

/// Why a record cannot be folded.
#[derive(Debug, thiserror::Error)]
pub enum FoldError {
    /// Its payload is not what its kind says.
    #[error("record {sequence}: {damaged}")]
    Damaged {
        /// The record.
        sequence: u64,
        /// What is wrong with it.
        damaged: Damaged,
    },
    /// A record that it refers to is not there.
    #[error("record {sequence}: the {what} that it refers to is missing")]
    Missing {
        /// The record.
        sequence: u64,
        /// What is missing.
        what: &'static str,
    },
    /// A record that it refers to cannot be read.
    #[error("record {sequence}: {problem}")]
    Unreadable {
        /// The record.
        sequence: u64,
        /// Why.
        problem: String,
    },
}

/// Reads the record that another refers to, by position of the reference.
pub type ReadPart<'a> = dyn FnMut(&Record, usize) -> Result<Option<Record>, String> + 'a;

/// The folds.
pub struct Fold {
    bounds: Bounds,
    /// Counters, holds, how issuers answer, what came before.
    pub books: Books,
    /// Which requests were decided.
    pub index: Index,
    parts: Parts,
}

impl Fold {
    /// That of an empty log, under these bounds until the log says others.
    #[must_use]
    pub fn new(bounds: &Bounds) -> Self {
        Self {
            bounds: *bounds,
            books: Books::new(bounds),
            index: Index::new(bounds.index()),
            parts: Parts::default(),
        }
    }

    /// Reads what [`Fold::write_to`] wrote.
    ///
    /// # Errors
    /// Where it is damaged, or was written by another version.
    pub fn read_from(input: &mut dyn Read) -> Result<Self, String> {
        let bounds = read_bounds(input).map_err(|error| error.to_string())?;
        let told = |part: &str, error: &dyn std::fmt::Display| format!("{part}: {error}");
        Ok(Self {
            bounds,
            books: Books {
                ledger: Ledger::read_from(input, bounds.ledger())
                    .map_err(|error| told("ledger", &error))?,
                issuers: IssuerStats::read_from(input, issuers::Bounds::default())
                    .map_err(|error| told("issuers", &error))?,
                activity: Activity::read_from(input, bounds.activity())
                    .map_err(|error| told("merchants", &error))?,
                earlier: Past::read_from(input, bounds.earlier())
                    .map_err(|error| told("earlier payments", &error))?,
            },
            index: Index::read_from(input, bounds.index())
                .map_err(|error| told("requests", &error))?,
            parts: Parts::default(),
        })
    }

    /// Writes the folds; equal ones write equal bytes.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let Bounds {
            remember_ms,
            remember_max,
            hold_ms,
            merchants_max,
            earlier_ms,
        } = self.bounds;
        let bounds = [
            remember_ms,
            remember_max as u64,
            hold_ms,
            merchants_max as u64,
            earlier_ms,
        ];
        for bound in bounds {
            out.write_all(&bound.to_le_bytes())?;
        }
        self.books.ledger.write_to(out)?;
        self.books.issuers.write_to(out)?;
        self.books.activity.write_to(out)?;
        self.books.earlier.write_to(out)?;
        self.index.write_to(out)
    }

    /// From here on under these bounds: those of another host, or other settings.
    pub fn rebound(&mut self, bounds: &Bounds) {
        self.bounds = *bounds;
        self.books.rebound(bounds);
        self.index.rebound(bounds.index());
    }

    /// Folds one record. `read_part` is asked only for what came before the first record that
    /// was folded.
    ///
    /// # Errors
    /// Why it cannot be folded; then nothing changed.
    pub fn apply(
        &mut self,
        record: &Record,
        read_part: &mut ReadPart<'_>,
    ) -> Result<(), FoldError> {
        let sequence = record.position.sequence;
        let damaged = |damaged| FoldError::Damaged { sequence, damaged };
        match record.kind {
            Kind::Decision => self.decided(record, read_part),
            Kind::Outcome => {
                let outcome = recorded::decode_outcome(&record.payload).map_err(damaged)?;
                // One that is refused here was taken by a host that remembered for longer.
                let _ = self.books.report(outcome);
                Ok(())
            }
            Kind::Expiry => {
                let expiry = recorded::decode_expiry(&record.payload).map_err(damaged)?;
                // As above.
                let _ = self.books.expire(&expiry);
                Ok(())
            }
            Kind::PolicySet | Kind::Merchant | Kind::Issuer => {
                self.parts.passed(record);
                Ok(())
            }
            Kind::Start => {
                let start = recorded::decode_start(&record.payload).map_err(damaged)?;
                self.rebound(&start.bounds);
                Ok(())
            }
            Kind::ProfileChange | Kind::Checkpoint | Kind::SetChange => Ok(()),
        }
    }

    fn decided(&mut self, record: &Record, read_part: &mut ReadPart<'_>) -> Result<(), FoldError> {
        let sequence = record.position.sequence;
        let set = self.parts.set(record, read_part)?;
        let merchant = self.parts.merchant(record, read_part)?;
        let issuer = self.parts.issuer(record, read_part)?;
        let summary =
            recorded::decode_summary(&record.payload, merchant.as_deref(), issuer.as_deref())
                .map_err(|damaged| FoldError::Damaged { sequence, damaged })?;
        let entries = set
            .counters
            .iter()
            .filter_map(|counter| counter.entry(&summary.request, &summary.calendar));
        let (at_ms, verdict) = (summary.id.at_ms(), Verdict::of(summary.outcome));
        let event = Event::Decided {
            decision: summary.id.0,
            at_ms,
            verdict,
            amount: summary.amount.to_add(),
            entries: entries.collect(),
            hold_until_ms: summary.hold_until_ms,
        };
        // A decision is no report: the ledger refuses none.
        let _ = self.books.ledger.apply(&event);
        if let Some(trade) = &summary.trade {
            self.books.activity.decided(at_ms, verdict, trade);
        }
        self.books.earlier.decided(
            summary.id,
            summary.id.at_ms(),
            summary.outcome == Outcome::Approve,
            &summary.footprint,
        );
        self.index.decided(Known {
            request: request_key(&summary.request_id),
            content: summary.content,
            decision: summary.id.0,
            position: record.position,
            at_ms,
        });
        Ok(())
    }
}

fn read_bounds(input: &mut dyn Read) -> io::Result<Bounds> {
    let mut number = || {
        let mut bytes = [0; 8];
        input.read_exact(&mut bytes)?;
        Ok::<_, io::Error>(u64::from_le_bytes(bytes))
    };
    Ok(Bounds {
        remember_ms: number()?,
        remember_max: usize::try_from(number()?).unwrap_or(usize::MAX),
        hold_ms: number()?,
        merchants_max: usize::try_from(number()?).unwrap_or(usize::MAX),
        earlier_ms: number()?,
    })
}

/// Records that others refer to, decoded once. References never leave a segment.
#[derive(Default)]
struct Parts {
    segment: u64,
    waiting: HashMap<u32, Record>,
    sets: HashMap<u32, Arc<RecordedSet>>,
    merchants: HashMap<u32, Arc<MerchantSeen>>,
    issuers: HashMap<u32, Arc<IssuerSeen>>,
}

/// One kind of part: which reference names it, where it is kept, how it is read.
macro_rules! part {
    ($name:ident, $field:ident, $reference:literal, $kind:ident, $type:ty, $decode:path) => {
        fn $name(
            &mut self,
            record: &Record,
            read_part: &mut ReadPart<'_>,
        ) -> Result<Option<Arc<$type>>, FoldError> {
            self.enter(record.position);
            let offset = record.refs.get($reference).copied().unwrap_or(0);
            if offset == 0 {
                return Ok(None);
            }
            if let Some(known) = self.$field.get(&offset) {
                return Ok(Some(known.clone()));
            }
            let part = self.take(record, $reference, offset, read_part)?;
            let sequence = record.position.sequence;
            let part = match part {
                Some(part) if part.kind == Kind::$kind => part,
                _ => {
                    let what = stringify!($name);
                    return Err(FoldError::Missing { sequence, what });
                }
            };
            let part = $decode(&part.payload)
                .map_err(|damaged| FoldError::Damaged { sequence, damaged })?;
            let part = Arc::new(part);
            self.$field.insert(offset, part.clone());
            Ok(Some(part))
        }
    };
}

impl Parts {
    fn enter(&mut self, position: Position) {
        if self.segment != position.segment {
            *self = Self {
                segment: position.segment,
                ..Self::default()
            };
        }
    }

    /// Keeps a part that others will refer to.
    fn passed(&mut self, record: &Record) {
        self.enter(record.position);
        self.waiting.insert(record.position.offset, record.clone());
    }

    fn take(
        &mut self,
        record: &Record,
        reference: usize,
        offset: u32,
        read_part: &mut ReadPart<'_>,
    ) -> Result<Option<Record>, FoldError> {
        match self.waiting.remove(&offset) {
            Some(part) => Ok(Some(part)),
            None => read_part(record, reference).map_err(|problem| FoldError::Unreadable {
                sequence: record.position.sequence,
                problem,
            }),
        }
    }

    fn set(
        &mut self,
        record: &Record,
        read_part: &mut ReadPart<'_>,
    ) -> Result<Arc<RecordedSet>, FoldError> {
        self.policy_set(record, read_part)?
            .ok_or(FoldError::Missing {
                sequence: record.position.sequence,
                what: "policy_set",
            })
    }

    part!(
        policy_set,
        sets,
        0,
        PolicySet,
        RecordedSet,
        recorded::decode_set
    );
    part!(
        merchant,
        merchants,
        1,
        Merchant,
        MerchantSeen,
        recorded::decode_merchant
    );
    part!(
        issuer,
        issuers,
        2,
        Issuer,
        IssuerSeen,
        recorded::decode_issuer
    );
}
