//! What payments failed of: each cause once, with the last payment that it led.

use std::collections::HashMap;
use std::sync::Arc;

use super::attempt::Failure;
use super::words::{self, Area};
use super::{Asked, Kind, Remedy, answer};
use crate::decision::{Audience, Outcome};
use crate::reasons::{Reason, ResponseProfile, explain, mask};

/// What a cause is known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Key {
    /// The code of a reason.
    Reason(Arc<str>),
    /// The issuer's DE39, in that table where it means another thing in others; empty where it
    /// gave none.
    Declined(Option<Table>, Box<str>),
    TimedOut,
    Abandoned,
    Expired,
}

/// A table of response codes, with an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Table {
    Iso8583,
    UnionPay,
}

impl From<ResponseProfile> for Table {
    fn from(profile: ResponseProfile) -> Self {
        match profile {
            ResponseProfile::Iso8583 => Self::Iso8583,
            ResponseProfile::UnionPay => Self::UnionPay,
        }
    }
}

impl From<Table> for ResponseProfile {
    fn from(table: Table) -> Self {
        match table {
            Table::Iso8583 => Self::Iso8583,
            Table::UnionPay => Self::UnionPay,
        }
    }
}

impl Key {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Reason(_) => Kind::Reason,
            Self::Declined(..) => Kind::DeclinedByIssuer,
            Self::TimedOut => Kind::TimedOut,
            Self::Abandoned => Kind::Abandoned,
            Self::Expired => Kind::Expired,
        }
    }

    pub(super) fn code(&self) -> &str {
        match self {
            Self::Reason(code) => code,
            Self::Declined(_, code) => code,
            Self::TimedOut | Self::Abandoned | Self::Expired => "",
        }
    }

    /// The table in which an issuer's response code is meant.
    pub(super) fn table(&self) -> Option<ResponseProfile> {
        match self {
            Self::Declined(table, _) => table.map(Into::into),
            _ => None,
        }
    }

    pub(super) fn area(&self) -> Area<'_> {
        match self {
            Self::Reason(code) => words::area_of(code),
            _ => words::AFTER_APPROVAL,
        }
    }
}

/// Causes by number, and sets of them: most failures have the same few.
#[derive(Default)]
pub(super) struct Causes {
    known: Vec<Known>,
    by_key: HashMap<Key, usize>,
    sets: Vec<Box<[usize]>>,
    by_set: HashMap<Box<[usize]>, usize>,
}

struct Known {
    key: Key,
    /// The last payment that it led; `None` where it never led, or comes from no reason.
    last: Option<Arc<Failure>>,
}

/// What a reader is told of a cause.
pub(super) struct Told {
    pub(super) message: String,
    pub(super) is_example: bool,
    pub(super) operator_only: bool,
    pub(super) remedies: Vec<Remedy>,
}

impl Causes {
    /// The number of what a payment that was not approved failed of, as this reader may see it.
    pub(super) fn of_reasons(&mut self, failure: Failure, audience: Audience) -> usize {
        let shown = mask(&failure.catalogue, &failure.found, audience);
        let stops = |reason: &Reason| reason.effect().outcome() != Outcome::Approve;
        let codes: Vec<Arc<str>> = (shown.iter())
            .filter(|found| stops(&found.reason))
            .map(|found| found.reason.code().clone())
            .collect();
        let mut numbers: Vec<usize> = Vec::with_capacity(codes.len());
        for code in codes {
            let number = self.number(Key::Reason(code));
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        let leading = numbers.first().and_then(|first| self.known.get_mut(*first));
        if let Some(leading) = leading {
            leading.last = Some(Arc::new(failure));
        }
        self.set(numbers)
    }

    /// The number of what a payment failed of after it was approved.
    pub(super) fn of_answer(&mut self, key: Key) -> usize {
        let number = self.number(key);
        self.set(vec![number])
    }

    fn number(&mut self, key: Key) -> usize {
        if let Some(number) = self.by_key.get(&key) {
            return *number;
        }
        let number = self.known.len();
        self.by_key.insert(key.clone(), number);
        self.known.push(Known { key, last: None });
        number
    }

    fn set(&mut self, numbers: Vec<usize>) -> usize {
        let numbers: Box<[usize]> = numbers.into();
        if let Some(set) = self.by_set.get(&numbers) {
            return *set;
        }
        self.sets.push(numbers.clone());
        let set = self.sets.len() - 1;
        self.by_set.insert(numbers, set);
        set
    }

    /// The causes of a set, the one that led first.
    pub(super) fn in_set(&self, set: usize) -> &[usize] {
        self.sets.get(set).map_or(&[], |numbers| numbers)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.known.iter().map(|known| &known.key)
    }

    /// What a reader is told of the cause with this number.
    pub(super) fn told(&self, number: usize, asked: &Asked) -> Option<Told> {
        let known = self.known.get(number)?;
        match (&known.key, &known.last) {
            (Key::Reason(code), Some(failure)) => of_reason(code, failure, asked),
            (Key::Reason(_), None) => None,
            (key, _) => Some(answer::told(key, asked)),
        }
    }
}

/// The words of a reason, from the last payment that it led.
fn of_reason(code: &str, failure: &Failure, asked: &Asked) -> Option<Told> {
    let context = failure.told.context(asked.locale, asked.audience);
    let catalogue = &failure.catalogue;
    let explained = explain(catalogue, &context, failure.outcome, &failure.found);
    let mut reasons = explained.reasons.into_iter();
    let rendered = reasons.find(|reason| &*reason.code == code)?;
    // What was written differs from what is shown where it tells of one payment.
    // What stands for a reason that is masked was not found, but is in the catalogue.
    let mut found = failure.found.iter().map(|found| &found.reason);
    let reason = (found.find(|reason| &**reason.code() == code))
        .or_else(|| catalogue.get_with_effect(code, rendered.effect));
    let written = |audience| {
        let mut remedies = reason?.remedies(asked.locale);
        let (_, text) = remedies.find(|(whose, _)| *whose == audience)?;
        Some(text)
    };
    let remedies = (rendered.remedies.into_iter()).map(|(audience, text)| {
        let is_example = written(audience).is_some_and(|written| written != text);
        (audience, text, is_example)
    });
    Some(Told {
        is_example: reason.is_some_and(|reason| reason.message(asked.locale) != rendered.message),
        message: rendered.message,
        operator_only: rendered.operator_only,
        remedies: for_reader(remedies, asked.audience),
    })
}

/// What the reader may be told that somebody can do, their own part first.
pub(super) fn for_reader(
    remedies: impl Iterator<Item = (Audience, String, bool)>,
    reader: Audience,
) -> Vec<Remedy> {
    let is_shown = |audience| match reader {
        Audience::Operator => true,
        Audience::Merchant => audience != Audience::Operator,
        Audience::Cardholder => audience == Audience::Cardholder,
    };
    let mut shown: Vec<_> = remedies
        .filter(|(audience, ..)| is_shown(*audience))
        .collect();
    shown.sort_by_key(|(audience, ..)| (*audience != reader, *audience == Audience::Cardholder));
    let remedy = |(audience, text, is_example)| Remedy {
        audience: words::audience_name(audience),
        text,
        is_example,
    };
    shown.into_iter().map(remedy).collect()
}
