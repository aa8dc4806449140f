//! What is in the store: after a restart, in pages, once it has ended, and where writing fails.

use super::*;
use crate::audit::Log;

fn ids(page: &Page<v1::Listing>) -> Vec<String> {
    let entries = page.records.iter().map(Entry::read);
    entries.map(|entry| entry.unwrap().id()).collect()
}

#[test]
fn lists_opened_again_say_what_they_said() {
    let directory = TempDir::new().unwrap();
    let lists = open(&directory);
    let note = v1::Listing {
        note: "asked for by the issuer".into(),
        ..until(NOW_S, 0, listing(token("a"), Cause::Lost))
    };
    lists.put(&note).unwrap();
    lists.put(&listing(token("a"), Cause::Fraud)).unwrap();
    lists.put(&listing(token("b"), Cause::Fraud)).unwrap();
    lists.delete(&listing(token("b"), Cause::Fraud)).unwrap();
    drop(lists);

    let lists = open(&directory);
    let found = |token: &str, now_ms| of_card(&lists, &card(token, 621_226, 6), now_ms).0;
    assert_eq!(found("a", NOW_MS - 1), Listing::LOST | Listing::FRAUD);
    assert_eq!(found("a", NOW_MS), Listing::FRAUD);
    assert_eq!(found("b", 0), Listing::empty());
    let page = lists.page("", 9, 0, 0).unwrap();
    assert_eq!(ids(&page), ["card/a/fraud", "card/a/lost"]);
    assert_eq!(page.records[1], note);
}

#[test]
fn pages_are_in_the_order_of_subjects_and_leave_out_what_has_ended() {
    const ALL: &str = "bin/06212261/lost card/a/lost card/b/lost card/b/stolen card/c/lost \
                       country/KP/sanctioned merchant/m-1/blocked";
    let lists = in_memory();
    let entries = [
        listing(Named::MerchantId("m-1".into()), Cause::Blocked),
        listing(token("c"), Cause::Lost),
        until(NOW_S, 0, listing(token("b"), Cause::Lost)),
        listing(token("b"), Cause::Stolen),
        listing(token("a"), Cause::Lost),
        listing(Named::Country("KP".into()), Cause::Sanctioned),
        listing(Named::Bin("06212261".into()), Cause::Lost),
    ];
    assert_eq!(lists.import(&entries).unwrap().imported, 7);
    let lost = "bin/06212261/lost card/a/lost card/b/lost card/c/lost";
    for (cause, now_ms, max, expected) in [
        (0, NOW_MS - 1, 9, ALL.to_owned()),
        (0, NOW_MS, 3, ALL.replace("card/b/lost ", "")),
        (1, NOW_MS, 2, lost.replace("card/b/lost ", "")),
        (1, NOW_MS - 1, 1, lost.to_owned()),
        (8, 0, 1, String::new()),
    ] {
        let mut found = Vec::new();
        let mut after = Some(String::new());
        while let Some(from) = after {
            let page = lists.page(&from, max, cause, now_ms).unwrap();
            assert!(page.records.len() <= max);
            found.extend(ids(&page));
            after = page.next_after;
        }
        assert_eq!(found.join(" "), expected, "cause {cause}, {max} at once");
    }
}

#[test]
fn an_import_leaves_out_what_it_refuses_and_keeps_the_rest_across_batches() {
    let lists = in_memory();
    let entries: Vec<_> = (0..2_500)
        .map(|number| match number {
            17 | 1_200 => listing(Named::Bin("62".into()), Cause::Lost),
            _ => listing(token(&format!("t-{number}")), Cause::Lost),
        })
        .collect();
    let outcome = lists.import(&entries).unwrap();
    assert_eq!(outcome.imported, 2_498);
    let refused = outcome.refused.iter().map(|refused| refused.index);
    assert_eq!(refused.collect::<Vec<_>>(), [17, 1_200]);
    for (token, found) in [("t-0", true), ("t-2499", true), ("t-17", false)] {
        let (listed, _) = of_card(&lists, &card(token, 621_226, 6), NOW_MS);
        assert_eq!(listed == Listing::LOST, found, "{token}");
    }
}

#[test]
fn what_has_ended_is_dropped_and_nothing_else() {
    let directory = TempDir::new().unwrap();
    let lists = open(&directory);
    let entries: Vec<_> = (0..3_000)
        .map(|number| {
            let entry = listing(token(&format!("t-{number}")), Cause::Lost);
            match number % 3 {
                0 => entry,
                1 => until(NOW_S, 0, entry),
                _ => until(NOW_S + 1, 0, entry),
            }
        })
        .collect();
    lists.import(&entries).unwrap();
    let both = until(NOW_S, 0, listing(token("t-0"), Cause::Fraud));
    lists.put(&both).unwrap();
    assert_eq!(lists.sweep(NOW_MS - 1).unwrap(), 0);
    assert_eq!(lists.sweep(NOW_MS).unwrap(), 1_001);
    assert_eq!(lists.sweep(NOW_MS).unwrap(), 0);
    let count = |lists: &Lists| lists.page("", 9_999, 0, 0).unwrap().records.len();
    assert_eq!(count(&lists), 2_000);
    // Also at an instant at which it had not ended: it is gone.
    let found = |lists: &Lists, token: &str| of_card(lists, &card(token, 621_226, 6), 0).0;
    for (token, expected) in [
        ("t-0", Listing::LOST),
        ("t-1", Listing::empty()),
        ("t-2", Listing::LOST),
    ] {
        assert_eq!(found(&lists, token), expected, "{token}");
    }
    drop(lists);
    let lists = open(&directory);
    assert_eq!(count(&lists), 2_000);
    assert_eq!(found(&lists, "t-0"), Listing::LOST);
}

/// A store in front of a log that takes nothing any more.
fn unrecorded(directory: &TempDir) -> Lists {
    let storage = Arc::new(crate::audit::Disk::create(&directory.path().join("log")).unwrap());
    let config = crate::audit::Config {
        segment_bytes: 4_096,
        ..Default::default()
    };
    let opening = crate::audit::Journal::open(storage, &config, |_, _| None).unwrap();
    let (log, writer) = Log::channel(opening.finish(None).unwrap().0);
    drop(writer);
    let profiles = Profiles::open(directory.path(), &Config::default(), Some(log)).unwrap();
    Lists::open(profiles.store()).unwrap()
}

#[test]
fn what_was_kept_counts_also_where_it_could_not_be_recorded() {
    let directory = TempDir::new().unwrap();
    let lists = unrecorded(&directory);
    let lost = listing(token("a"), Cause::Lost);
    let found = || of_card(&lists, &card("a", 621_226, 6), NOW_MS).0;
    assert!(lists.put(&lost).is_err());
    assert_eq!(found(), Listing::LOST);
    assert!(lists.delete(&lost).is_err());
    assert_eq!(found(), Listing::empty());
}

/// A put that races with sweeps of what it replaces is never lost.
#[test]
fn what_is_put_again_is_not_swept_away() {
    let lists = in_memory();
    let entry = listing(token("a"), Cause::Lost);
    std::thread::scope(|scope| {
        let sweeping = scope.spawn(|| {
            for _ in 0..300 {
                lists.sweep(NOW_MS).unwrap();
            }
        });
        for _ in 0..100 {
            lists.put(&until(NOW_S, 0, entry.clone())).unwrap();
            lists.put(&entry).unwrap();
            let (found, _) = of_card(&lists, &card("a", 621_226, 6), NOW_MS);
            assert_eq!(found, Listing::LOST);
        }
        sweeping.join().unwrap();
    });
    assert_eq!(lists.page("", 9, 0, NOW_MS).unwrap().records.len(), 1);
}
