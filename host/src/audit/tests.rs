//! The log on a real directory: what goes in comes out, also after it was opened anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::convert::Infallible;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use super::*;

mod behind;
mod keeper;
mod recovery;
mod verify;

const SECRET: [u8; 32] = [7; 32];

/// A part that says its identity.
pub(super) struct Named(pub(super) u64);

impl Part for Named {
    fn identity(&self) -> u64 {
        self.0
    }
    fn kind(&self) -> Kind {
        Kind::Merchant
    }
    fn encode(&self) -> Vec<u8> {
        format!("merchant {}", self.0).into_bytes()
    }
}

/// Payloads of decisions begin with their keys.
pub(super) fn keys_of(kind: Kind, payload: &[u8]) -> Option<Keys> {
    if kind != Kind::Decision {
        return None;
    }
    let number = u64::from_le_bytes(payload.get(..8)?.try_into().ok()?);
    Some(keys(number))
}

pub(super) fn keys(number: u64) -> Keys {
    Keys {
        decision: u128::from(number) << 64,
        request: Some(number / 3),
    }
}

pub(super) fn decision(number: u64) -> Entry {
    let mut payload = number.to_le_bytes().to_vec();
    payload.resize(100 + usize::try_from(number % 50).unwrap(), 0xA5);
    Entry {
        kind: Kind::Decision,
        payload,
        parts: [None, Some(Arc::new(Named(number % 3))), None],
        keys: Some(keys(number)),
    }
}

pub(super) fn config() -> Config {
    Config {
        segment_bytes: 4_096,
        ..Config::default()
    }
}

pub(super) fn disk(path: &Path) -> Arc<dyn Storage> {
    Arc::new(Disk::create(path).unwrap())
}

pub(super) fn opening(path: &Path) -> Result<Opening, OpenError> {
    Journal::open(disk(path), &config(), keys_of)
}

pub(super) fn open(path: &Path) -> Result<(Journal, Option<Cut>), OpenError> {
    opening(path)?.finish(Some(Signer::from_secret(&SECRET)))
}

pub(super) fn write(journal: &mut Journal, numbers: std::ops::Range<u64>) -> Vec<Position> {
    let entries: Vec<Entry> = numbers.map(decision).collect();
    let mut placed = Vec::new();
    journal.commit(&entries, &mut placed).unwrap();
    placed.into_iter().map(Result::unwrap).collect()
}

/// Groups of different sizes, over several segments.
pub(super) fn fill(path: &Path, decisions: u64) -> Vec<Position> {
    let (mut journal, _) = open(path).unwrap();
    let mut positions = Vec::new();
    let mut from = 0;
    while from < decisions {
        let to = (from + from % 7 + 1).min(decisions);
        positions.extend(write(&mut journal, from..to));
        from = to;
    }
    positions
}

pub(super) fn numbers(records: impl Iterator<Item = Record>) -> Vec<u64> {
    records
        .filter(|record| record.kind == Kind::Decision)
        .map(|record| u64::from_le_bytes(record.payload[..8].try_into().unwrap()))
        .collect()
}

pub(super) fn folded(path: &Path) -> Result<Vec<u64>, String> {
    let mut opening = opening(path).map_err(|error| error.to_string())?;
    let mut records = Vec::new();
    let done = opening.records_after(None, |record| {
        records.push(record);
        Ok::<_, Infallible>(())
    });
    done.map_err(|error| error.to_string())?;
    Ok(numbers(records.into_iter()))
}

pub(super) fn segments(path: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "log"))
        .collect();
    found.sort();
    found
}

fn overwrite(file: &Path, offset: u64, bytes: &[u8]) {
    let file = std::fs::File::options().write(true).open(file).unwrap();
    file.write_at(bytes, offset).unwrap();
}

#[test]
fn what_is_committed_is_read_in_order_and_by_position() {
    let directory = tempfile::tempdir().unwrap();
    let positions = fill(directory.path(), 200);
    assert!(segments(directory.path()).len() > 5);
    let reader = Reader::open(disk(directory.path()), keys_of).unwrap();
    let all: Vec<Record> = reader.scan(None).unwrap().map(Result::unwrap).collect();
    let sequences: Vec<u64> = all.iter().map(|record| record.position.sequence).collect();
    assert_eq!(sequences, (1..=all.len() as u64).collect::<Vec<_>>());
    assert_eq!(numbers(all.into_iter()), (0..200).collect::<Vec<_>>());
    for (number, position) in (0..).zip(positions) {
        let record = reader.read(position).unwrap();
        assert_eq!(record.payload, decision(number).payload);
        let merchant = reader.part(&record, 1).unwrap().unwrap();
        assert_eq!(merchant.payload, Named(number % 3).encode());
        assert_eq!(merchant.position.segment, position.segment);
        assert_eq!(reader.part(&record, 0).unwrap(), None);
        let rest = reader.scan(Some(position)).unwrap().map(Result::unwrap);
        assert_eq!(numbers(rest), (number..200).collect::<Vec<_>>());
    }
}

#[test]
fn decisions_are_found_by_id_and_by_request() {
    let directory = tempfile::tempdir().unwrap();
    let positions = fill(directory.path(), 100);
    let reader = Reader::open(disk(directory.path()), keys_of).unwrap();
    let (journal, _) = open(directory.path()).unwrap();
    for reader in [reader, journal.reader()] {
        for (number, position) in (0..).zip(&positions) {
            let keys = keys(number);
            assert_eq!(
                reader.find_decision(keys.decision).unwrap(),
                Some(*position)
            );
            let found = reader.find_request(keys.request.unwrap()).unwrap();
            assert!(found.contains(position) && found.is_sorted_by(|a, b| a > b));
            assert!(found.len() == 3 || number == 99);
        }
        assert_eq!(reader.find_decision(5).unwrap(), None);
        assert_eq!(reader.find_request(500).unwrap(), []);
    }
}

#[test]
fn a_log_goes_on_where_it_ended() {
    let directory = tempfile::tempdir().unwrap();
    for round in 0..20 {
        let (mut journal, cut) = open(directory.path()).unwrap();
        assert_eq!(cut, None);
        write(&mut journal, round * 5..round * 5 + 5);
        if round % 2 == 0 {
            journal.close().unwrap();
        }
    }
    assert_eq!(
        folded(directory.path()).unwrap(),
        (0..100).collect::<Vec<_>>()
    );
}

#[test]
fn what_another_process_writes_meanwhile_is_no_damage() {
    let directory = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(directory.path()).unwrap();
    write(&mut journal, 0..3);
    let reader = Reader::open(disk(directory.path()), keys_of).unwrap();
    let mut scan = reader.scan(None).unwrap();
    let first = scan.next().unwrap().unwrap();
    for number in 3..6 {
        write(&mut journal, number..number + 1);
    }
    let rest = scan.map(Result::unwrap);
    let read = numbers(std::iter::once(first).chain(rest));
    assert_eq!(read, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn two_hosts_cannot_have_one_log() {
    let directory = tempfile::tempdir().unwrap();
    let journal = open(directory.path()).unwrap();
    let refused = open(directory.path()).map(|_| ()).unwrap_err();
    assert!(matches!(refused, OpenError::Locked));
    drop(journal);
    open(directory.path()).unwrap();
}

/// Whoever appended it goes by it already: what comes after it would stand on what is not there.
#[test]
fn an_entry_that_is_too_large_ends_the_log() {
    let directory = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(directory.path()).unwrap();
    let large = || Entry::new(Kind::Outcome, vec![1; 5_000]);
    let empty = Entry::new(Kind::Outcome, Vec::new());
    let mut placed = Vec::new();
    let entries = [decision(1), empty, large(), decision(2)];
    let stopped = journal.commit(&entries, &mut placed).unwrap_err();
    assert!(stopped.to_string().contains("audit.segment_bytes"));
    assert_eq!(placed.len(), 2, "what came before it is recorded");
    assert!(journal.commit(&[decision(3)], &mut placed).is_err());
    drop(journal);
    assert_eq!(folded(directory.path()).unwrap(), [1]);
}

#[test]
fn whoever_appends_is_told_in_order_and_reads_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let (journal, _) = open(directory.path()).unwrap();
    let (log, writer) = Log::channel(journal);
    let thread = std::thread::spawn(|| writer.run());
    let (told, heard) = mpsc::channel();
    for number in 0..300 {
        let told = told.clone();
        let done: Done = Box::new(move |placed| told.send((number, placed.unwrap())).unwrap());
        log.append(decision(number), done).unwrap();
    }
    for number in 0..300 {
        let (heard, position) = heard.recv().unwrap();
        assert_eq!(heard, number);
        let record = log.read(position).unwrap();
        assert_eq!(record.payload, decision(number).payload);
        assert_eq!(
            log.find_decision(keys(number).decision).unwrap(),
            Some(position)
        );
    }
    log.close();
    thread.join().unwrap();
    let refused = log.append(decision(0), Box::new(|_| ())).unwrap_err();
    assert_eq!(refused, AppendRefused::Stopped(Stopped::Closed));
    let status = log.status();
    assert_eq!(status.sequence, status.synced);
    assert_eq!(status.checkpoint.unwrap().sequence + 1, status.sequence);
}

#[test]
fn the_queue_is_bounded() {
    let directory = tempfile::tempdir().unwrap();
    let config = Config {
        queue_max: 3,
        ..config()
    };
    let opening = Journal::open(disk(directory.path()), &config, keys_of).unwrap();
    let (log, mut writer) = Log::channel(opening.finish(None).unwrap().0);
    let append = |number| log.append(decision(number), Box::new(|_| ()));
    for number in 0..3 {
        append(number).unwrap();
    }
    assert_eq!(append(3), Err(AppendRefused::Full));
    assert!(writer.step());
    assert!(!writer.step());
    append(4).unwrap();
}
