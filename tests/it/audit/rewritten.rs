//! A log written anew by somebody who knows how: the chain is whole, and some records lie.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use prost::Message as _;
use tollgate::audit::{Config, Disk, Entry, Journal, Kind, Part, Reader, Record};
use tollgate::remembered::keys_of;
use tollgate_proto::log::v1 as log;
use tollgate_proto::v1;

/// The last record that is copied: it is behind the first round, which one set decided.
pub(super) const LAST: u64 = 90;

/// A lie, where it can be told; `false` where this decision has no such thing.
type Lie = fn(&mut log::Decision) -> bool;

/// Lies, and the field that gives each away.
const LIES: &[(&str, Lie)] = &[
    ("fuel", |decision| {
        decision.fuel[0] += 1;
        true
    }),
    ("alone", |decision| {
        let conclusion = decision.conclusion.as_mut().unwrap();
        conclusion.alone[1] = v1::Outcome::StepUp.into();
        true
    }),
    ("claims[0].cap", |decision| {
        let claims = decision.answers.iter_mut().map(|answer| &mut answer.claims);
        let claimed = claims.filter(|claims| !claims.is_empty()).last();
        // A higher cap than there is: nothing is missed because of it.
        claimed.map(|claims| claims[1] += 1).is_some()
    }),
    ("score", |decision| {
        decision.answers[0].score = Some(77_777);
        true
    }),
    ("misses[0].used", |decision| {
        let conclusion = decision.conclusion.as_mut().unwrap();
        let used = conclusion.misses.get_mut(1);
        used.map(|used| *used += 1).is_some()
    }),
    ("outcome", |decision| {
        let conclusion = decision.conclusion.as_mut().unwrap();
        // It counts in no total either way.
        let declined = conclusion.outcome() == v1::Outcome::Decline;
        if declined {
            conclusion.set_outcome(v1::Outcome::Review);
        }
        declined
    }),
];

/// A part whose payload is known.
struct Raw {
    identity: u64,
    kind: Kind,
    payload: Vec<u8>,
}

impl Part for Raw {
    fn identity(&self) -> u64 {
        self.identity
    }

    fn kind(&self) -> Kind {
        self.kind
    }

    fn encode(&self) -> Vec<u8> {
        self.payload.clone()
    }
}

/// Copies the beginning of a log, and tells each lie once on the way. Returns the fields that
/// give them away.
pub(super) fn forge(from: &Path, to: &Path) -> Vec<&'static str> {
    static IDENTITY: AtomicU64 = AtomicU64::new(1 << 60);
    let reader = Reader::open(Arc::new(Disk::open(from).unwrap()), keys_of).unwrap();
    let storage = Arc::new(Disk::create(to).unwrap());
    let opening = Journal::open(storage, &Config::default(), keys_of).unwrap();
    let (mut journal, _) = opening.finish(None).unwrap();
    let mut parts: HashMap<u32, Arc<dyn Part>> = HashMap::new();
    let mut lies = LIES.iter().peekable();
    let mut told = Vec::new();
    for record in reader.scan(None).unwrap() {
        let record = record.unwrap();
        match record.kind {
            Kind::PolicySet | Kind::Merchant | Kind::Issuer => {
                let part = Raw {
                    identity: IDENTITY.fetch_add(1, Ordering::Relaxed),
                    kind: record.kind,
                    payload: record.payload,
                };
                parts.insert(record.position.offset, Arc::new(part));
                continue;
            }
            Kind::Checkpoint => continue,
            _ => {}
        }
        let mut entry = copy(&record, &parts);
        if let (Kind::Decision, Some((field, lie))) = (record.kind, lies.peek()) {
            let mut decision = log::Decision::decode(&*entry.payload).unwrap();
            if lie(&mut decision) {
                entry.payload = decision.encode_to_vec();
                told.push(*field);
                lies.next();
            }
        }
        journal.commit(&[entry], &mut Vec::new()).unwrap();
    }
    assert!(lies.next().is_none(), "every lie was told");
    told
}

fn copy(record: &Record, parts: &HashMap<u32, Arc<dyn Part>>) -> Entry {
    let mut entry = Entry::new(record.kind, record.payload.clone());
    entry.parts = record.refs.map(|offset| parts.get(&offset).cloned());
    entry.keys = keys_of(record.kind, &record.payload);
    entry
}
