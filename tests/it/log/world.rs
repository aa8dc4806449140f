//! A log, what was told of it, and what may happen to it.

use std::cell::Cell;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::io::Read as _;
use std::sync::{Arc, Mutex};

use tollgate::audit::{
    AppendRefused, Config, Durability, Entry, Journal, Keeper, Keys, Kind, Log, OpenError, Part,
    Position, Signer, Writer,
};
use tollgate_tests::faulty::{Faulty, Rng};

const PARTS: [Kind; 3] = [Kind::PolicySet, Kind::Merchant, Kind::Issuer];

/// The part with this number of the kind at this place.
struct Named(usize, u64);

impl Part for Named {
    fn identity(&self) -> u64 {
        self.1 * 3 + self.0 as u64
    }
    fn kind(&self) -> Kind {
        PARTS[self.0]
    }
    fn encode(&self) -> Vec<u8> {
        vec![b'm'; 20 + usize::try_from(self.1).unwrap() * 7]
    }
}

pub(super) fn keys_of(kind: Kind, payload: &[u8]) -> Option<Keys> {
    let number = payload
        .first_chunk()
        .map(|bytes| u64::from_le_bytes(*bytes))?;
    (kind == Kind::Decision).then(|| keys(number))
}

fn keys(number: u64) -> Keys {
    Keys {
        decision: u128::from(number) << 70,
        request: Some(number / 2),
    }
}

fn decision(number: u64, rng: &mut Rng) -> Entry {
    let mut payload = number.to_le_bytes().to_vec();
    // Some compress, some do not.
    let filler = rng.number();
    payload.extend((0..rng.below(300)).map(|at| {
        let byte = if filler.is_multiple_of(2) {
            filler
        } else {
            rng.number()
        };
        if at == 0 { 0 } else { byte.to_le_bytes()[7] }
    }));
    let parts = [0, 1, 2].map(|place| {
        let number = rng.number() % 5;
        (number > 0).then(|| Arc::new(Named(place, number)) as Arc<dyn Part>)
    });
    Entry {
        kind: Kind::Decision,
        parts,
        payload,
        keys: Some(keys(number)),
    }
}

fn number(payload: &[u8]) -> u64 {
    u64::from_le_bytes(*payload.first_chunk().unwrap())
}

thread_local! {
    static NOW_MS: Cell<u64> = const { Cell::new(0) };
}

pub(super) fn restart_clock() {
    NOW_MS.set(0);
}

/// A clock that goes on whenever someone looks.
fn now_ms() -> u64 {
    NOW_MS.set(NOW_MS.get() + 1);
    NOW_MS.get()
}

/// What the world knows of a log, from one crash to the next.
pub(super) struct World {
    pub(super) rng: Rng,
    pub(super) config: Config,
    pub(super) disk: Faulty,
    next: u64,
    /// Decisions that the log has, in order.
    base: Vec<u64>,
    /// Those that were handed to it since it was opened, in order.
    given: Vec<u64>,
    /// What it told of them, in order.
    told: Arc<Mutex<VecDeque<(u64, Position)>>>,
}

/// A log that is open.
pub(super) struct Open {
    pub(super) log: Arc<Log>,
    pub(super) writer: Writer,
    pub(super) keeper: Keeper,
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let mut rng = Rng(seed);
        let os = rng.once_in(3);
        let config = Config {
            durability: if os { Durability::Os } else { Durability::Sync },
            segment_bytes: 2_000 + u32::try_from(rng.below(8_000)).unwrap(),
            retain_ms: rng.number() % 3 * 20,
            ..Config::default()
        };
        Self {
            config,
            disk: Faulty::new(rng.number()),
            rng,
            next: 0,
            base: Vec::new(),
            given: Vec::new(),
            told: Arc::default(),
        }
    }

    /// Opens the log: from its newest snapshot, or from the beginning where it has all.
    pub(super) fn open(&mut self) -> Result<Open, OpenError> {
        let disk = Arc::new(self.disk.clone());
        let mut opening = Journal::open(disk, &self.config, keys_of)?;
        let mut snapshots = opening.newest_snapshots().to_vec();
        let begins = self
            .disk
            .names()
            .iter()
            .any(|name| name.starts_with("00000000000000000001.log"));
        if begins && self.rng.once_in(2) {
            snapshots.clear();
        }
        let (mut found, mut from) = (Vec::new(), None);
        for snapshot in snapshots {
            let mut bytes = Vec::new();
            snapshot.reader().read_to_end(&mut bytes).unwrap();
            found = bytes.chunks_exact(8).map(number).collect();
            from = Some(snapshot.position);
            if self.rng.once_in(2) {
                break;
            }
        }
        let done = opening.records_after(from, |record| {
            if record.kind == Kind::Decision {
                found.push(number(&record.payload));
            }
            Ok::<_, Infallible>(())
        });
        if let Err(error) = done {
            return Err(match error {
                tollgate::audit::RecordsError::Open(error) => error,
                tollgate::audit::RecordsError::Fold(never) => match never {},
            });
        }
        let (journal, _) = opening.finish(Some(Signer::from_secret(&[9; 32])))?;
        self.settle(&found);
        let (log, writer) = Log::channel(journal.with_clock(now_ms));
        let keeper = log.keeper();
        Ok(Open {
            log,
            writer,
            keeper,
        })
    }

    /// Compares what the log has with what the world knows.
    pub(super) fn settle(&mut self, found: &[u64]) {
        let told = self.told.lock().unwrap().len();
        let known: Vec<u64> = self.base.iter().chain(&self.given).copied().collect();
        assert!(known.starts_with(found), "{found:?} of {known:?}");
        let least = self.base.len() + told;
        assert!(
            found.len() >= least,
            "{} of {least} that were told",
            found.len()
        );
        self.base = found.to_vec();
        self.given.clear();
        self.told.lock().unwrap().clear();
    }

    /// Hands the log a few decisions.
    pub(super) fn append(&mut self, open: &Open) {
        for _ in 0..=self.rng.below(6) {
            let number = self.next;
            let entry = decision(number, &mut self.rng);
            let told = self.told.clone();
            let done = Box::new(move |placed: Result<Position, _>| {
                if let Ok(position) = placed {
                    told.lock().unwrap().push_back((number, position));
                }
            });
            match open.log.append(entry, done) {
                Ok(()) => {
                    self.next += 1;
                    self.given.push(number);
                }
                Err(AppendRefused::Stopped(_)) => return,
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// Does something.
    pub(super) fn act(&mut self, open: &mut Open) {
        match self.rng.below(12) {
            0..5 => self.append(open),
            5..8 => {
                open.writer.step();
            }
            8 => open.log.checkpoint(now_ms()),
            9 | 10 => {
                open.keeper.step();
            }
            _ => {
                self.snapshot(open);
                self.look(open);
            }
        }
    }

    /// Writes a snapshot of all that was told so far.
    pub(super) fn snapshot(&mut self, open: &Open) {
        let told = self.told.lock().unwrap().clone();
        let Some((_, position)) = told.back().copied() else {
            return;
        };
        let Ok(record) = open.log.read(position) else {
            assert!(self.disk.is_off());
            return;
        };
        let folded = self
            .base
            .iter()
            .chain(told.iter().map(|(number, _)| number));
        let bytes: Vec<u8> = folded.flat_map(|number| number.to_le_bytes()).collect();
        // Where it fails nothing was promised.
        let _ = open
            .log
            .write_snapshot(position, record.hash, |out| out.write_all(&bytes));
    }

    /// Reads something that was told.
    pub(super) fn look(&mut self, open: &Open) {
        let told = self.told.lock().unwrap().clone();
        let Some((wanted, position)) = told.get(self.rng.below(told.len())).copied() else {
            return;
        };
        let record = match open.log.read(position) {
            Err(tollgate::audit::ReadError::Gone { .. }) => return,
            record => record.unwrap(),
        };
        assert_eq!(number(&record.payload), wanted);
        for (n, kind) in PARTS.into_iter().enumerate() {
            let part = open.log.part(&record, n).unwrap();
            assert!(part.is_none_or(|part| part.kind == kind));
        }
        if !self.disk.is_off() {
            let keys = keys(wanted);
            assert_eq!(
                open.log.find_decision(keys.decision).unwrap(),
                Some(position)
            );
            assert!(
                open.log
                    .find_request(keys.request.unwrap())
                    .unwrap()
                    .contains(&position)
            );
        }
    }

    /// With durability "os" a crash of the machine may take what was not synced.
    pub(super) fn forget_unsynced(&mut self, open: &Open) {
        if self.config.durability == Durability::Sync {
            return;
        }
        let synced = open.log.status().synced;
        let mut told = self.told.lock().unwrap();
        told.retain(|(_, position)| position.sequence <= synced);
    }

    /// Work until something stops it.
    pub(super) fn live(&mut self, open: &mut Open, acts: usize) {
        for _ in 0..acts {
            if self.disk.is_off() || open.log.stopped().is_some() {
                break;
            }
            self.act(open);
        }
    }
}
