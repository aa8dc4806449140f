//! What the log said so far, record by record, and what must have been so at places in it.
//!
//! Keeps every record, also those whose segments are gone, so that all can be folded again from
//! the first one.

use std::collections::{BTreeMap, HashMap, HashSet};

use tollgate::audit::Record;
use tollgate::fold::{Bounds, Fold};
use tollgate_proto::v1::report_outcome_request::Result as Told;

use super::model::{Expected, Known, Model};
use super::said::{Reading, Said};

/// A report as it was taken: of which decision, what, and how much was authorized.
pub type Report = (u128, Told, Option<u64>);

/// The records of a log and what follows from them.
#[derive(Default)]
pub struct Chronicle {
    records: Vec<Record>,
    reading: Reading,
    /// What the model makes of all records.
    pub model: Model,
    reports: HashSet<Report>,
    /// By the sequence of the record after which it must be so.
    expected: BTreeMap<u64, Vec<Expected>>,
    /// Positions of decisions by id.
    decisions: HashMap<u128, usize>,
}

impl Chronicle {
    /// The last record that was read.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.records.len() as u64
    }

    /// The record of a decision.
    #[must_use]
    pub fn decision(&self, id: u128) -> Option<&Record> {
        self.records.get(*self.decisions.get(&id)?)
    }

    /// Whether a report is recorded.
    #[must_use]
    pub fn has(&self, report: &Report) -> bool {
        self.reports.contains(report)
    }

    /// Says what must be so after the record with this sequence, and before the next one.
    pub fn expect(&mut self, sequence: u64, expected: Expected) {
        self.expected.entry(sequence).or_default().push(expected);
    }

    /// Forgets everything after the record `end`, which a crash took.
    ///
    /// # Errors
    /// Where what is left breaks a promise.
    pub fn cut(&mut self, end: u64, known: &Known<'_>) -> Result<(), String> {
        let mut left = std::mem::take(&mut self.records);
        left.truncate(usize::try_from(end).unwrap_or(usize::MAX));
        *self = Self::default();
        left.into_iter()
            .try_for_each(|record| self.take(record, known))
    }

    /// Forgets what was expected after the record `end`: a crash took it.
    pub fn expect_nothing_after(&mut self, end: u64) {
        self.expected.retain(|sequence, _| *sequence <= end);
    }

    /// Takes the next record. One that was taken before must be the same.
    ///
    /// # Errors
    /// What is wrong with it, or which promise it breaks.
    pub fn take(&mut self, record: Record, known: &Known<'_>) -> Result<(), String> {
        let sequence = record.position.sequence;
        let broken = |told: String| format!("record {sequence} ({:?}): {told}", record.kind);
        let position = usize::try_from(sequence).unwrap_or(0).wrapping_sub(1);
        if let Some(before) = self.records.get(position) {
            return if *before == record {
                Ok(())
            } else {
                Err(broken("is not the record that was there before".into()))
            };
        }
        if position != self.records.len() {
            return Err(broken(format!("comes after record {}", self.records.len())));
        }
        // What was expected where the log ended.
        self.settle(sequence, known).map_err(broken)?;
        let said = self.reading.read(&record).map_err(broken)?;
        self.model.take(&said, known).map_err(broken)?;
        match &said {
            Said::Decided(decided) => {
                self.decisions.insert(decided.id, position);
            }
            Said::Reported(reported) => {
                let amount = self.model.authorized(reported);
                self.reports.insert((reported.id, reported.result, amount));
            }
            Said::Expired { .. } | Said::Other => {}
        }
        self.records.push(record);
        Ok(())
    }

    /// Checks what is expected before the record `next`.
    ///
    /// # Errors
    /// What is not so.
    pub fn settle(&mut self, next: u64, known: &Known<'_>) -> Result<(), String> {
        let later = self.expected.split_off(&next);
        let due = std::mem::replace(&mut self.expected, later);
        for (sequence, expected) in due {
            // What is earlier was passed already, when nothing was expected there yet.
            for expected in expected.iter().filter(|_| sequence + 1 == next) {
                let told = self.model.check(expected, known);
                told.map_err(|told| format!("after record {sequence}: {told}"))?;
            }
        }
        Ok(())
    }

    /// What the records come to from the first one on, as bytes.
    ///
    /// # Errors
    /// Why they cannot be folded.
    pub fn fold(&self, bounds: &Bounds) -> Result<Vec<u8>, String> {
        let mut fold = Fold::new(bounds);
        self.fold_on(&mut fold, 0)?;
        bytes(&fold)
    }

    /// Folds the records after that with this sequence.
    ///
    /// # Errors
    /// Why they cannot be folded.
    pub fn fold_on(&self, fold: &mut Fold, after: u64) -> Result<(), String> {
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        for record in self.records.get(after..).unwrap_or_default() {
            let folded = fold.apply(record, &mut |record: &Record, n: usize| {
                self.part(record, n)
            });
            folded.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    fn part(&self, record: &Record, n: usize) -> Result<Option<Record>, String> {
        let offset = record.refs[n];
        if offset == 0 {
            return Ok(None);
        }
        let is_it = |part: &&Record| {
            (part.position.segment, part.position.offset) == (record.position.segment, offset)
        };
        Ok(self.records.iter().rev().find(is_it).cloned())
    }
}

/// A fold as bytes: equal ones have equal bytes.
///
/// # Errors
/// Where it cannot be written.
pub fn bytes(fold: &Fold) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let written = fold.write_to(&mut bytes);
    written.map(|()| bytes).map_err(|error| error.to_string())
}
