//! What is found when a log is opened: a write that was cut short, damage, a snapshot.

use super::*;

#[test]
fn a_torn_tail_is_cut_and_said_so() {
    // The last group has two decisions; the disk has it up to each of its bytes.
    let directory = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(directory.path()).unwrap();
    write(&mut journal, 0..4);
    let last = write(&mut journal, 4..6);
    let [first, second] = [0, 1].map(|at| last[at].offset as usize);
    drop(journal);
    let file = segments(directory.path())[0].clone();
    let whole = std::fs::read(&file).unwrap();
    let end = whole.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    for kept in first..end {
        let mut torn = whole.clone();
        torn[kept..].fill(0);
        std::fs::write(&file, torn).unwrap();
        let (mut journal, cut) = open(directory.path()).unwrap();
        let whole_records = [first, second].contains(&kept);
        assert_eq!(cut.is_none(), whole_records, "{kept}: {cut:?}");
        write(&mut journal, 100..101);
        drop(journal);
        let expected: &[u64] = if kept < second {
            &[0, 1, 2, 3, 100]
        } else {
            &[0, 1, 2, 3, 4, 100]
        };
        assert_eq!(folded(directory.path()).unwrap(), expected, "{kept}");
    }
}

#[test]
fn a_flipped_bit_before_the_tail_is_located() {
    let directory = tempfile::tempdir().unwrap();
    let positions = fill(directory.path(), 60);
    let files = segments(directory.path());
    // In each record of all groups but the last, which nothing proves to have been on disk.
    for position in &positions[..50] {
        let name = format!("{:020}.log", position.segment);
        let file = files.iter().find(|path| path.ends_with(&name)).unwrap();
        let whole = std::fs::read(file).unwrap();
        for within in [0, 3, 5, 9, 20, 48, 49, 52, 90] {
            let at = position.offset as usize + within;
            overwrite(file, at as u64, &[whole[at] ^ 4]);
            let told = folded(directory.path()).unwrap_err();
            let place = format!(
                "segment `{:020}`, offset {}, record {}: ",
                position.segment, position.offset, position.sequence
            );
            assert!(told.contains(&place), "{told} instead of {place}");
            assert!(open(directory.path()).is_err());
            overwrite(file, at as u64, &whole[at..=at]);
        }
    }
    folded(directory.path()).unwrap();
}

#[test]
fn a_segment_that_is_missing_or_has_no_header_is_damage() {
    let directory = tempfile::tempdir().unwrap();
    fill(directory.path(), 100);
    let files = segments(directory.path());
    for (at, file) in files.iter().enumerate() {
        let whole = std::fs::read(file).unwrap();
        std::fs::remove_file(file).unwrap();
        let told = folded(directory.path());
        assert_eq!(told.is_err(), at + 1 < files.len(), "{told:?}");
        std::fs::write(file, &whole).unwrap();
        overwrite(file, 20, &[whole[20] ^ 1]);
        folded(directory.path()).unwrap_err();
        std::fs::write(file, &whole).unwrap();
    }
    folded(directory.path()).unwrap();
}

#[test]
fn a_segment_that_was_not_finished_is_made_anew() {
    for content in [&[][..], &[0; 4_096], b"tollgate\x01\0\0\0"] {
        let directory = tempfile::tempdir().unwrap();
        let positions = fill(directory.path(), 40);
        let next = positions[39].sequence + 1;
        let file = directory.path().join(format!("{next:020}.log"));
        std::fs::write(&file, content).unwrap();
        let (mut journal, cut) = open(directory.path()).unwrap();
        assert_eq!(cut.is_some(), content.len() == 12);
        write(&mut journal, 40..80);
        drop(journal);
        assert_eq!(
            folded(directory.path()).unwrap(),
            (0..80).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_snapshot_shortens_the_way_and_accuses_a_log_that_was_cut() {
    let directory = tempfile::tempdir().unwrap();
    let positions = fill(directory.path(), 50);
    let (journal, _) = open(directory.path()).unwrap();
    let (log, writer) = Log::channel(journal);
    for at in [20, 30, 40] {
        let position = positions[at];
        let hash = log.read(position).unwrap().hash;
        let bytes = vec![u8::try_from(at).unwrap(); 200_000];
        log.write_snapshot(position, hash, |out| out.write_all(&bytes))
            .unwrap();
    }
    drop(writer);
    let mut opening = opening(directory.path()).unwrap();
    let snapshots = opening.newest_snapshots().to_vec();
    let reached: Vec<Position> = snapshots.iter().map(|snapshot| snapshot.position).collect();
    assert_eq!(reached, [positions[40], positions[30]]);
    let mut bytes = Vec::new();
    snapshots[1].reader().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, [30; 200_000]);
    for snapshot in &snapshots {
        let mut after = Vec::new();
        opening
            .records_after(Some(snapshot.position), |record| {
                after.push(record);
                Ok::<_, Infallible>(())
            })
            .unwrap();
        let first = if snapshot.position == positions[40] {
            41
        } else {
            31
        };
        assert_eq!(numbers(after.into_iter()), (first..50).collect::<Vec<_>>());
    }
    drop(opening);

    for file in segments(directory.path()).iter().rev().take(3) {
        std::fs::remove_file(file).unwrap();
    }
    let told = folded(directory.path()).unwrap_err();
    let name = format!("there is the snapshot of record {}", positions[30].sequence);
    assert!(told.contains(&name), "{told}");
}

#[test]
fn a_log_begins_where_its_snapshot_does() {
    let directory = tempfile::tempdir().unwrap();
    let positions = fill(directory.path(), 50);
    let (journal, _) = open(directory.path()).unwrap();
    let (log, writer) = Log::channel(journal);
    let position = positions[40];
    let hash = log.read(position).unwrap().hash;
    log.write_snapshot(position, hash, |out| out.write_all(b"folded"))
        .unwrap();
    drop((log, writer));
    std::fs::remove_file(&segments(directory.path())[0]).unwrap();
    let told = folded(directory.path()).unwrap_err();
    assert!(told.contains("no snapshot has what was before"), "{told}");
    let (mut journal, cut) = open(directory.path()).unwrap();
    assert_eq!(cut, None);
    write(&mut journal, 50..51);
}
