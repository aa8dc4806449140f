//! What fails behind the writer harms and holds up nothing else.

use super::*;

/// A log with full segments, nobody working behind it.
fn unkept(directory: &Path, config: &Config) -> (Arc<Log>, Writer, Keeper) {
    let opening = Journal::open(disk(directory), config, keys_of).unwrap();
    let signer = Signer::from_secret(&SECRET);
    let (mut journal, _) = opening.finish(Some(signer)).unwrap();
    write(&mut journal, 0..100);
    let (log, writer) = Log::channel(journal);
    let keeper = log.keeper();
    (log, writer, keeper)
}

#[test]
fn a_place_elsewhere_that_is_away_costs_nothing_here_and_gets_all_when_it_is_back() {
    let directory = tempfile::tempdir().unwrap();
    let elsewhere = directory.path().join("elsewhere");
    let config = Config {
        checkpoint_file: Some(elsewhere.join("checkpoints.jsonl")),
        ..config()
    };
    let path = directory.path().join("log");
    let (log, _writer, mut keeper) = unkept(&path, &config);
    let count = |file: &Path| std::fs::read_to_string(file).unwrap().lines().count();
    for _ in 0..50 {
        keeper.step();
    }
    let here = count(&path.join("checkpoints.jsonl"));
    assert!(here > 3 && here == log.status().segments - 1, "{here}");
    assert!(log.status().trouble.is_some());
    let names = disk(&path).list().unwrap();
    let indexed = names.iter().filter(|name| name.ends_with(".idx"));
    assert_eq!(indexed.count(), log.status().segments - 1);

    std::fs::create_dir(&elsewhere).unwrap();
    keeper.step();
    assert_eq!(count(&elsewhere.join("checkpoints.jsonl")), here);
    assert_eq!(count(&path.join("checkpoints.jsonl")), here);
    assert_eq!(log.status().trouble, None);
}

#[test]
fn a_full_segment_that_is_damaged_does_not_hold_up_the_others() {
    let directory = tempfile::tempdir().unwrap();
    let (log, _writer, mut keeper) = unkept(directory.path(), &config());
    overwrite(&segments(directory.path())[1], 200, &[0xFF; 8]);
    for _ in 0..50 {
        keeper.step();
    }
    let full = log.status().segments - 1;
    let names = disk(directory.path()).list().unwrap();
    let indexed = names.iter().filter(|name| name.ends_with(".idx"));
    assert_eq!(indexed.count(), full - 1);
    assert!(log.status().trouble.unwrap().contains("is damaged"));
}

#[test]
fn a_snapshot_that_fails_leaves_nothing_behind() {
    let directory = tempfile::tempdir().unwrap();
    let positions = fill(directory.path(), 20);
    let (journal, _) = open(directory.path()).unwrap();
    let (log, _writer) = Log::channel(journal);
    let hash = log.read(positions[10]).unwrap().hash;
    let done = log.write_snapshot(positions[10], hash, |out| {
        out.write_all(&[1; 200_000])?;
        Err(std::io::ErrorKind::StorageFull.into())
    });
    assert!(done.is_err());
    let left = disk(directory.path()).list().unwrap();
    assert!(!left.iter().any(|name| name.ends_with(".tmp")), "{left:?}");
}
