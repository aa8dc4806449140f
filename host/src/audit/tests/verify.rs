//! What an auditor finds: every way to change a log without leave, and where.

use super::super::frame::{self, Frame};
use super::super::segment;
use super::*;

/// A closed log in one segment, with a few checkpoints in it; its bytes.
fn one_segment(path: &Path) -> Vec<u8> {
    let config = Config {
        segment_bytes: 16_384,
        ..Config::default()
    };
    let opening = Journal::open(disk(path), &config, keys_of).unwrap();
    let signer = Signer::from_secret(&SECRET);
    let (mut journal, _) = opening.finish(Some(signer)).unwrap();
    for at in 0..8 {
        write(&mut journal, at * 5..at * 5 + 5);
        if at % 2 == 1 {
            journal.checkpoint(at).unwrap();
        }
    }
    let checkpoints = journal.progress.tell(|told| told.unfiled.clone());
    assert_eq!(checkpoints.len(), 4);
    checkpoint::append(&*journal.storage, &checkpoints).unwrap();
    std::fs::read(&segments(path)[0]).unwrap()
}

fn report(path: &Path, expected: &[Checkpoint]) -> Report {
    let reader = Reader::open(disk(path), keys_of).unwrap();
    let key = Signer::from_secret(&SECRET).public_key();
    let mut seen = (0, 0);
    let report = verify(&reader, expected, Some(&key), |done, total| {
        assert!(done >= seen.0 && done <= total);
        seen = (done, total);
        true
    });
    report.unwrap().unwrap()
}

#[test]
fn who_asks_no_more_gets_no_report() {
    let home = tempfile::tempdir().unwrap();
    let opening = Journal::open(disk(home.path()), &Config::default(), keys_of).unwrap();
    let (mut journal, _) = opening.finish(None).unwrap();
    write(&mut journal, 0..5_000);
    let reader = journal.reader();
    let asked = |go_on| verify(&reader, &[], None, |_, _| go_on).unwrap();
    assert!(asked(false).is_none());
    assert!(asked(true).is_some());
}

fn records(path: &Path) -> Vec<Record> {
    let reader = Reader::open(disk(path), keys_of).unwrap();
    reader.scan(None).unwrap().map(Result::unwrap).collect()
}

/// Behind the last record.
fn end_of(path: &Path) -> usize {
    let reader = Reader::open(disk(path), keys_of).unwrap();
    let mut scan = reader.scan(None).unwrap();
    assert!(scan.all(|record| record.is_ok()));
    scan.place().1 as usize
}

/// The bytes of each record.
fn frames(path: &Path, whole: &[u8]) -> Vec<Vec<u8>> {
    let records = records(path);
    let starts = records.iter().map(|record| record.position.offset as usize);
    let starts: Vec<usize> = starts.collect();
    let ends = starts[1..].iter().copied().chain([end_of(path)]);
    let frames = starts.iter().zip(ends);
    frames
        .map(|(start, end)| whole[*start..end].to_vec())
        .collect()
}

fn put_back(path: &Path, whole: &[u8], frames: &[Vec<u8>]) {
    let mut bytes = whole[..segment::HEADER_BYTES].to_vec();
    bytes.extend(frames.concat());
    bytes.resize(whole.len(), 0);
    std::fs::write(&segments(path)[0], bytes).unwrap();
}

/// Gives records new sequences, hashes and checksums, as a forger without the key can.
fn chain_anew(records: &[Record], frames: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut previous = GENESIS;
    let mut sequence = 1;
    let anew = records.iter().zip(frames).map(|(record, bytes)| {
        let flags = frame::Header::read(bytes).unwrap().flags & 7;
        let refs = if record.refs[1] == 0 { 0 } else { 2 };
        let mut out = Vec::new();
        let frame = Frame {
            sequence,
            previous: &previous,
            kind: record.kind,
            flags,
            durability: record.durability,
            refs: &record.refs[..refs],
            payload: &record.payload,
        };
        previous = frame.put(&mut out);
        sequence += 1;
        out
    });
    anew.collect()
}

#[track_caller]
fn is_damaged(report: &Report, sequence: u64, told: &str) {
    let damage = report
        .damage
        .clone()
        .expect("nothing was found")
        .to_string();
    assert!(damage.contains(&format!("record {sequence}: ")), "{damage}");
    assert!(damage.contains(told), "{damage}");
}

#[test]
fn a_good_log_is_good() {
    let directory = tempfile::tempdir().unwrap();
    one_segment(directory.path());
    let report = report(directory.path(), &[]);
    assert_eq!(report.damage, None);
    assert_eq!(report.unfinished, None);
    assert_eq!(
        (report.first, report.segments, report.checkpoints),
        (1, 1, 4)
    );
    // 40 decisions, 3 merchants and 4 checkpoints.
    assert_eq!((report.records, report.last), (47, 47));
    let decisions: u64 = (0..40).map(|number| 50 + 8 + 100 + number % 50).sum();
    assert_eq!(report.bytes, decisions + 3 * (50 + 10) + 4 * (50 + 144));
}

#[test]
fn a_flipped_bit_is_found_anywhere() {
    let directory = tempfile::tempdir().unwrap();
    let whole = one_segment(directory.path());
    let records = records(directory.path());
    let file = &segments(directory.path())[0];
    let end = end_of(directory.path());
    for at in (0..end).step_by(3) {
        overwrite(file, at as u64, &[whole[at] ^ 1 << (at % 8)]);
        let report = report(directory.path(), &[]);
        let hit = records
            .iter()
            .rev()
            .find(|record| record.position.offset as usize <= at);
        is_damaged(
            &report,
            hit.map_or(1, |record| record.position.sequence),
            "",
        );
        overwrite(file, at as u64, &whole[at..=at]);
    }
    overwrite(file, end as u64 + 700, &[1]);
    let report = report(directory.path(), &[]);
    assert_eq!(report.damage, None);
    assert_eq!(report.unfinished.unwrap().bytes, 701);
}

#[test]
fn a_flipped_bit_is_found_in_compressed_segments() {
    let directory = tempfile::tempdir().unwrap();
    fill(directory.path(), 100);
    let (journal, _) = open(directory.path()).unwrap();
    let (log, writer) = Log::channel(journal);
    let mut keeper = log.keeper();
    while keeper.step() {}
    drop((log, writer, keeper));
    let reader = Reader::open(disk(directory.path()), keys_of).unwrap();
    for segment in reader.segments.all().into_keys().take(4) {
        let name = segment::name(segment, segment::Form::Packed);
        let file = directory.path().join(name);
        let whole = std::fs::read(&file).unwrap();
        for at in (0..whole.len()).step_by(7) {
            overwrite(&file, at as u64, &[whole[at] ^ 1 << (at % 8)]);
            let report = report(directory.path(), &[]);
            let damage = report.damage.expect("nothing was found");
            assert_eq!((damage.segment, damage.sequence), (segment, segment));
            overwrite(&file, at as u64, &whole[at..=at]);
        }
        std::fs::write(&file, [&whole[..], b"more"].concat()).unwrap();
        assert!(report(directory.path(), &[]).damage.is_some());
        std::fs::write(&file, &whole).unwrap();
    }
    assert_eq!(report(directory.path(), &[]).damage, None);
}

#[test]
fn a_record_that_was_removed_is_missed() {
    let directory = tempfile::tempdir().unwrap();
    let whole = one_segment(directory.path());
    let (records, frames) = (records(directory.path()), frames(directory.path(), &whole));
    for at in 0..frames.len() - 1 {
        let (mut records, mut frames) = (records.clone(), frames.clone());
        frames.remove(at);
        put_back(directory.path(), &whole, &frames);
        let sequence = at as u64 + 1;
        is_damaged(&report(directory.path(), &[]), sequence, "in its place");
        records.remove(at);
        // A forger without the key chains the rest anew: the next checkpoint tells.
        let anew = chain_anew(&records, &frames);
        put_back(directory.path(), &whole, &anew);
        assert!(report(directory.path(), &[]).damage.is_some());
    }
}

#[test]
fn two_records_that_were_swapped_are_found() {
    let directory = tempfile::tempdir().unwrap();
    let whole = one_segment(directory.path());
    let (records, frames) = (records(directory.path()), frames(directory.path(), &whole));
    for at in 0..frames.len() - 1 {
        let (mut records, mut frames) = (records.clone(), frames.clone());
        frames.swap(at, at + 1);
        put_back(directory.path(), &whole, &frames);
        is_damaged(
            &report(directory.path(), &[]),
            at as u64 + 1,
            "in its place",
        );
        records.swap(at, at + 1);
        let anew = chain_anew(&records, &frames);
        put_back(directory.path(), &whole, &anew);
        assert!(report(directory.path(), &[]).damage.is_some());
    }
}

#[test]
fn a_payload_that_was_edited_and_chained_anew_is_found_by_the_next_checkpoint() {
    let directory = tempfile::tempdir().unwrap();
    let whole = one_segment(directory.path());
    let (mut records, frames) = (records(directory.path()), frames(directory.path(), &whole));
    let same = chain_anew(&records, &frames);
    assert_eq!(same, frames);
    records[15].payload[20] ^= 1;
    let anew = chain_anew(&records, &frames);
    put_back(directory.path(), &whole, &anew);
    let next = records[15..]
        .iter()
        .find(|record| record.kind == Kind::Checkpoint);
    let sequence = next.unwrap().position.sequence;
    // Its own file says so already of the record that it speaks of.
    is_damaged(
        &report(directory.path(), &[]),
        sequence - 1,
        &format!(
            "its hash is another one than the checkpoint of record {}",
            sequence - 1
        ),
    );
    std::fs::remove_file(directory.path().join("checkpoints.jsonl")).unwrap();
    is_damaged(
        &report(directory.path(), &[]),
        sequence,
        "the checkpoint speaks of another record",
    );
}

#[test]
fn a_tail_cut_back_to_an_older_checkpoint_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let whole = one_segment(directory.path());
    let (records, frames) = (records(directory.path()), frames(directory.path(), &whole));
    let kept = checkpoint::read(&*disk(directory.path())).unwrap();
    let lines: Vec<String> = kept.iter().map(Checkpoint::line).collect();
    let second = records
        .iter()
        .filter(|record| record.kind == Kind::Checkpoint)
        .nth(1);
    let end = usize::try_from(second.unwrap().position.sequence).unwrap();
    put_back(directory.path(), &whole, &frames[..end]);
    let told = format!(
        "the log ends here, but there is the checkpoint of record {}",
        kept[2].sequence
    );
    is_damaged(&report(directory.path(), &[]), end as u64 + 1, &told);
    assert!(open(directory.path()).is_err());
    // The forger cuts the file of checkpoints too: then only one that is kept elsewhere tells.
    let file = directory.path().join("checkpoints.jsonl");
    std::fs::write(&file, lines[..2].concat()).unwrap();
    assert_eq!(report(directory.path(), &[]).damage, None);
    is_damaged(&report(directory.path(), &kept), end as u64 + 1, &told);
}

#[test]
fn a_forged_checkpoint_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let whole = one_segment(directory.path());
    let (records, frames) = (records(directory.path()), frames(directory.path(), &whole));
    let other = Signer::from_secret(&[1; 32]);
    let last = records.len() - 1;
    let before = &records[last - 1];
    let honest = Checkpoint::decode(&records[last].payload).unwrap();
    let own_key = Checkpoint {
        signature: [3; 64],
        ..honest
    };
    let foreign = other.sign(before.position.sequence, before.hash, 9);
    for (forged, told) in [
        (own_key, "is forged: its signature does not hold"),
        (foreign, "is signed with another key"),
    ] {
        let mut records = records.clone();
        records[last].payload = forged.encode();
        put_back(directory.path(), &whole, &chain_anew(&records, &frames));
        let sequence = records[last].position.sequence;
        is_damaged(&report(directory.path(), &[]), sequence, told);
        put_back(directory.path(), &whole, &frames);
        is_damaged(&report(directory.path(), &[forged]), forged.sequence, told);
    }
}

#[test]
fn a_reference_to_the_wrong_record_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let whole = one_segment(directory.path());
    let (mut records, frames) = (records(directory.path()), frames(directory.path(), &whole));
    let decisions = records
        .iter()
        .filter(|record| record.kind == Kind::Decision);
    let other = decisions.clone().next().unwrap().position.offset;
    records[9].refs[1] = other;
    put_back(directory.path(), &whole, &chain_anew(&records, &frames));
    is_damaged(
        &report(directory.path(), &[]),
        10,
        "refers to a record that is not there",
    );
}
