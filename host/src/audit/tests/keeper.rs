//! Full segments behind the writer: sealed, indexed, compressed, retired, and read as before.

use super::*;

thread_local! {
    static NOW_MS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// A log of 200 decisions whose keeper has done all it can.
fn kept(path: &Path, config: &Config) -> (Arc<Log>, Writer, Keeper) {
    let opening = Journal::open(disk(path), config, keys_of).unwrap();
    let signer = Signer::from_secret(&SECRET);
    let (journal, _) = opening.finish(Some(signer)).unwrap();
    let (log, mut writer) = Log::channel(journal.with_clock(|| NOW_MS.get()));
    for number in 0..200 {
        log.append(decision(number), Box::new(|placed| assert!(placed.is_ok())))
            .unwrap();
        if number % 5 == 4 {
            writer.step();
        }
    }
    let mut keeper = log.keeper();
    while keeper.step() {}
    assert_eq!(log.status().trouble, None);
    (log, writer, keeper)
}

fn ending(path: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().unwrap().ends_with(ending))
        .collect();
    found.sort();
    found
}

fn all_are_found(reader: &Reader) {
    let records: Vec<Record> = reader.scan(None).unwrap().map(Result::unwrap).collect();
    for record in records
        .iter()
        .filter(|record| record.kind == Kind::Decision)
    {
        let number = u64::from_le_bytes(record.payload[..8].try_into().unwrap());
        let position = record.position;
        assert_eq!(reader.read(position).unwrap(), *record);
        assert!(reader.part(record, 1).unwrap().is_some());
        let keys = keys(number);
        assert_eq!(reader.find_decision(keys.decision).unwrap(), Some(position));
        let found = reader.find_request(keys.request.unwrap()).unwrap();
        assert!(found.contains(&position) && found.is_sorted_by(|a, b| a > b));
    }
    assert_eq!(numbers(records.into_iter()), (0..200).collect::<Vec<_>>());
}

#[test]
fn full_segments_are_compressed_and_read_as_before() {
    let directory = tempfile::tempdir().unwrap();
    let (log, writer, _) = kept(directory.path(), &config());
    assert_eq!(segments(directory.path()).len(), 1);
    let packed = ending(directory.path(), ".log.lz4").len();
    assert!(packed > 5);
    assert_eq!(ending(directory.path(), ".idx").len(), packed);
    assert!(ending(directory.path(), ".tmp").is_empty());
    all_are_found(&log.reader());
    all_are_found(&Reader::open(disk(directory.path()), keys_of).unwrap());
    drop((log, writer));
    assert_eq!(
        folded(directory.path()).unwrap(),
        (0..200).collect::<Vec<_>>()
    );
}

#[test]
fn what_is_not_compressed_is_cut_to_its_length() {
    let directory = tempfile::tempdir().unwrap();
    let config = Config {
        compress: false,
        ..config()
    };
    let (log, _writer, _) = kept(directory.path(), &config);
    let files = segments(directory.path());
    for sealed in &files[..files.len() - 1] {
        let bytes = std::fs::read(sealed).unwrap();
        assert!(bytes.ends_with(&[0xA5]), "{}", bytes.len());
    }
    all_are_found(&log.reader());
}

#[test]
fn an_index_that_is_lost_or_damaged_is_made_again() {
    let directory = tempfile::tempdir().unwrap();
    let (log, writer, keeper) = kept(directory.path(), &config());
    let indexes = ending(directory.path(), ".idx");
    let before: Vec<Vec<u8>> = indexes
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect();
    drop((log, writer, keeper));
    std::fs::remove_file(&indexes[0]).unwrap();
    for (file, at) in [(1, 3), (2, 62), (3, 100), (4, 4_159), (5, 4_200)] {
        overwrite(
            &indexes[file],
            at,
            &[before[file][usize::try_from(at).unwrap()] ^ 8],
        );
    }
    let (journal, _) = open(directory.path()).unwrap();
    let (log, _writer) = Log::channel(journal);
    all_are_found(&log.reader());
    let mut keeper = log.keeper();
    while keeper.step() {}
    all_are_found(&log.reader());
    let after: Vec<Vec<u8>> = indexes
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect();
    assert_eq!(before, after);
}

#[test]
fn a_crash_between_compressing_and_removing_is_no_harm() {
    let directory = tempfile::tempdir().unwrap();
    fill(directory.path(), 200);
    let raw = segments(directory.path());
    let contents: Vec<Vec<u8>> = raw
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect();
    for _ in 0..2 {
        let (journal, _) = open(directory.path()).unwrap();
        let (log, _writer) = Log::channel(journal);
        let mut keeper = log.keeper();
        while keeper.step() {}
        assert_eq!(segments(directory.path()).len(), 1);
        all_are_found(&log.reader());
        for (file, content) in raw.iter().zip(&contents) {
            std::fs::write(file, content).unwrap();
        }
        all_are_found(&Reader::open(disk(directory.path()), keys_of).unwrap());
    }
}

#[test]
fn old_segments_go_when_two_snapshots_are_past_them() {
    let directory = tempfile::tempdir().unwrap();
    let config = Config {
        retain_ms: 1_000,
        ..config()
    };
    NOW_MS.set(5_000);
    let (log, writer, mut keeper) = kept(directory.path(), &config);
    let before = log.status().segments;
    let all: Vec<Record> = log.scan(None).unwrap().map(Result::unwrap).collect();
    let mut settle = |now_ms: u64| {
        NOW_MS.set(now_ms);
        while keeper.step() {}
        let status = log.status();
        assert_eq!(status.trouble, None);
        status.segments
    };
    assert_eq!(settle(10_000), before);
    let snapshot = |record: &Record| {
        let done = log.write_snapshot(record.position, record.hash, |out| out.write_all(b"x"));
        done.unwrap();
    };
    let middle = &all[all.len() / 2];
    snapshot(middle);
    assert_eq!(settle(10_000), before);
    snapshot(&all[all.len() - 1]);
    assert_eq!(settle(5_999), before);
    let after = settle(6_000);
    assert!(after < before && after > 2, "{after} of {before}");
    let first = log.scan(None).unwrap().next().unwrap().unwrap();
    assert_eq!(first.position.segment, middle.position.segment);
    let gone = log.read(all[0].position).unwrap_err();
    assert!(matches!(gone, ReadError::Gone { segment: 1 }));
    drop((log, writer));
    let (_, cut) = open(directory.path()).unwrap();
    assert_eq!(cut, None);
}

#[test]
fn checkpoints_are_filed_here_and_elsewhere() {
    let directory = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("kept.jsonl");
    let config = Config {
        checkpoint_file: Some(file.clone()),
        ..config()
    };
    let (log, mut writer, mut keeper) = kept(directory.path(), &config);
    log.close();
    writer.step();
    keeper.step();
    let here = std::fs::read_to_string(directory.path().join("checkpoints.jsonl")).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), here);
    let filed = checkpoint::parse_lines(&here);
    let records = log.scan(None).unwrap().map(Result::unwrap);
    let in_log: Vec<Checkpoint> = records
        .filter(|record| record.kind == Kind::Checkpoint)
        .map(|record| Checkpoint::decode(&record.payload).unwrap())
        .collect();
    assert!(in_log.len() > 5 && in_log.iter().all(Checkpoint::is_signed));
    assert_eq!(filed, in_log);
    drop((log, writer, keeper));

    // The end is cut off, here: what is kept elsewhere tells.
    std::fs::remove_file(directory.path().join("checkpoints.jsonl")).unwrap();
    std::fs::remove_file(&segments(directory.path())[0]).unwrap();
    let packed = ending(directory.path(), ".log.lz4");
    std::fs::remove_file(packed.last().unwrap()).unwrap();
    let refused = Journal::open(disk(directory.path()), &config, keys_of)
        .unwrap()
        .finish(None);
    let told = refused.map(drop).unwrap_err().to_string();
    let newest = filed.last().unwrap().sequence;
    assert!(
        told.contains(&format!("there is the checkpoint of record {newest}")),
        "{told}"
    );
}

#[test]
fn a_line_that_a_crash_cut_short_is_written_over() {
    let directory = tempfile::tempdir().unwrap();
    let storage = disk(directory.path());
    let signer = Signer::from_secret(&SECRET);
    let checkpoints: Vec<_> = (1..9).map(|at| signer.sign(at, [1; 32], at)).collect();
    for (at, checkpoint) in checkpoints.iter().enumerate() {
        checkpoint::append(&*storage, std::slice::from_ref(checkpoint)).unwrap();
        let file = std::fs::File::options()
            .append(true)
            .open(directory.path().join("checkpoints.jsonl"))
            .unwrap();
        (&file)
            .write_all(&checkpoint.line().as_bytes()[..at * 40])
            .unwrap();
        assert_eq!(checkpoint::read(&*storage).unwrap(), checkpoints[..=at]);
        assert_eq!(checkpoint::newest(&*storage).unwrap(), Some(*checkpoint));
    }
}

#[test]
fn the_key_is_made_once_and_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    let first = Signer::open(directory.path()).unwrap();
    let second = Signer::open(directory.path()).unwrap();
    assert_eq!(first.public_key(), second.public_key());
    let secret = directory.path().join("checkpoint.key");
    assert_eq!(
        secret.metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
    let public = std::fs::read_to_string(directory.path().join("checkpoint.pub")).unwrap();
    assert_eq!(checkpoint::unhex(public.trim()), Some(first.public_key()));
    std::fs::write(secret, b"short").unwrap();
    assert!(Signer::open(directory.path()).is_err());
}

#[test]
fn a_reader_beside_a_writer_sees_no_damage() {
    let directory = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(directory.path()).unwrap();
    write(&mut journal, 0..1);
    let (log, mut writer) = Log::channel(journal);
    let path = directory.path().to_path_buf();
    let reading = std::thread::spawn(move || {
        let mut before = 0;
        while before < 400 {
            let reader = Reader::open(disk(&path), keys_of).unwrap();
            let records = reader.scan(None).unwrap().map(Result::unwrap);
            let found = numbers(records);
            assert!(found.len() >= before);
            before = found.len();
            assert_eq!(found, (0..before as u64).collect::<Vec<_>>());
        }
    });
    let mut keeper = log.keeper();
    for number in 1..400 {
        log.append(decision(number), Box::new(|_| ())).unwrap();
        writer.step();
        if number % 20 == 0 {
            while keeper.step() {}
        }
    }
    reading.join().unwrap();
    assert_eq!(log.status().trouble, None);
}

#[test]
fn the_next_segment_is_ready_before_it_is_needed() {
    let directory = tempfile::tempdir().unwrap();
    let (journal, _) = open(directory.path()).unwrap();
    let (log, mut writer) = Log::channel(journal);
    let mut keeper = log.keeper();
    let spare = directory.path().join("next.spare");
    let mut ready = 0;
    for number in 0..100 {
        log.append(decision(number), Box::new(|_| ())).unwrap();
        let segments = log.status().segments;
        let was_ready = spare.exists();
        writer.step();
        if log.status().segments > segments {
            assert!(was_ready && !spare.exists());
            ready += 1;
        }
        keeper.step();
    }
    assert!(ready > 3);
    drop((log, writer, keeper));
    std::fs::write(&spare, b"left behind").unwrap();
    assert_eq!(
        folded(directory.path()).unwrap(),
        (0..100).collect::<Vec<_>>()
    );
    open(directory.path()).unwrap();
    assert!(!spare.exists());
}
